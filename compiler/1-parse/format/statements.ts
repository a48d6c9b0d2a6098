import type * as Tree from "../tree.ts";
import { nameText } from "../tree.ts";
import type { Document } from "./document.ts";
import { enclosed, filled, group, indent, join, sequence, space } from "./document.ts";
import type { Printing } from "./expressions.ts";
import {
  printBracket,
  printExpression,
  printItem,
  printParameter,
  printValues,
  termsText,
  termText,
  typeText,
  written,
} from "./expressions.ts";

/** A statement, in columns: of neighbours of one kind, the columns stand below each other. */
export interface Row {
  /** Neighbours of one group are aligned; `undefined` is aligned with nothing. */
  readonly group: string | undefined;
  readonly columns: readonly string[];
  readonly rest: Document;
  readonly block?: Body;
}

/** The block that ends a statement, and what follows it: `until …`. */
export interface Body {
  readonly start: number;
  readonly statements: readonly (Tree.Statement | Tree.Field)[];
  readonly end: number;
  readonly tail: Document;
}

type Line = Tree.Declaration | Tree.Statement | Tree.Field;

/** `braceOf` gives the place of the `{` of data, which has no block in the tree. */
export function printLine(
  tree: Line,
  printing: Printing,
  braceOf: (data: Tree.DataDeclaration) => number,
): Row {
  switch (tree.kind) {
    case "import":
      return plain(printImport(tree, printing));
    case "axis":
      return printAxis(tree, printing);
    case "const":
      return row("const", [`const ${nameText(tree.name)}`], equals(tree.value, printing));
    case "fn":
    case "schedule":
      return printFunction(tree, printing);
    case "layer":
    case "model":
      return printLayer(tree, printing);
    case "model-copy":
      return plain(printCopy(tree, printing));
    case "optimizer":
    case "generate":
      return withBlock(sequence(`${tree.kind} `, printHead(tree.head, printing)), tree.body);
    case "data":
      return printData(tree, printing, braceOf(tree));
    case "train":
      return printTrain(tree, printing);
    case "field":
      return printField(tree, printing);
    case "binding": {
      const names = tree.targets.map(nameText).join(", ");
      const kind = tree.targets.length === 1 ? "binding" : undefined;
      return row(kind, [names], sequence("= ", printValues(tree.values, printing)));
    }
    case "return":
      return plain(sequence("return ", printValues(tree.values, printing)));
    case "yield":
    case "watch":
      return plain(sequence(`${tree.kind} `, printValues([tree.value], printing)));
    case "expose":
      return plain(`expose ${nameText(tree.name)}`);
    case "param":
      return printParam(tree, printing);
    case "state":
      return printState(tree, printing);
    case "use":
      return printUse(tree, printing);
    case "minimize":
      return plain(printMinimize(tree, printing));
    case "report": {
      const name = `report ${nameText(tree.name)}`;
      if (tree.value === undefined) return plain(name);
      return row("report", [name], equals(tree.value, printing));
    }
    case "every":
      return plain(`${tree.action} every ${tree.count.text}`);
    case "grow":
      return printGrow(tree, printing);
    case "broken":
      return plain(written(tree.span, printing));
  }
}

function row(kind: string | undefined, columns: readonly string[], rest: Document): Row {
  return { group: kind, columns, rest };
}

function plain(rest: Document): Row {
  return { group: undefined, columns: [], rest };
}

/** A formula that doesn't fit beside its head stands below it. */
function defined(head: Document, value: Tree.Expression, printing: Printing): Document {
  return group(head, " =", indent(space, group(printExpression(value, printing))));
}

function equals(value: Tree.Expression, printing: Printing): Document {
  return sequence("= ", printValues([value], printing));
}

function withBlock(head: Document, { span, statements }: Tree.Block, tail: Document = ""): Row {
  return { ...plain(head), block: { start: span.start, statements, end: span.end, tail } };
}

function printImport({ names, namespace, path }: Tree.Import, printing: Printing): Document {
  const from = written(path.span, printing);
  if (namespace !== undefined) return `import ${nameText(namespace)} from ${from}`;
  if (names.length === 0) return `import ${from}`;
  return sequence("import ", filled(names.map(nameText)), ` from ${from}`);
}

function printFunction(
  { kind, head, body }: Tree.FunctionDeclaration | Tree.ScheduleDeclaration,
  printing: Printing,
): Row {
  const printed = sequence(`${kind} `, printHead(head, printing));
  if (body.kind === "block") return withBlock(printed, body);
  return plain(defined(printed, body, printing));
}

function printLayer(tree: Tree.LayerDeclaration | Tree.ModelDeclaration, printing: Printing): Row {
  const promised = (tree.kind === "model" ? tree.promises : []).map(
    ({ kind, axis }) => `${kind === "causal" ? "causal in" : "independent of"} ${nameText(axis)}`,
  );
  const parts = [printHead(tree.head, printing), printResult(tree.result, printing), promised.join(", ")];
  const head = join(
    parts.filter((part) => part !== ""),
    " ",
  );
  return withBlock(sequence(`${tree.kind} `, head), tree.body);
}

function printCopy({ name, form, of, decay }: Tree.ModelCopy, printing: Printing): Document {
  const decays = decay === undefined ? "" : sequence(" decay ", printExpression(decay, printing));
  return sequence(`model ${nameText(name)} = ${form} of ${written(of.span, printing)}`, decays);
}

function printData(
  { name, source, fields, span }: Tree.DataDeclaration,
  printing: Printing,
  start: number,
): Row {
  const head = sequence(`data ${nameText(name)} = `, printExpression(source, printing));
  return { ...plain(head), block: { start, statements: fields, end: span.end, tail: "" } };
}

function printTrain({ name, data, body }: Tree.TrainDeclaration, printing: Printing): Row {
  const named = name === undefined ? "" : ` ${nameText(name)}`;
  const on = data === undefined ? "" : ` on ${written(data.span, printing)}`;
  return withBlock(`train${named}${on}`, body);
}

function printField({ name, type, value }: Tree.Field, printing: Printing): Row {
  const typed = [`${nameText(name)}:`, typeText(type, printing)];
  if (value === undefined) return row("field", typed, "");
  if (value.kind !== "shifted") return row("field", typed, equals(value, printing));
  return row("field", typed, `= ${nameText(value.field)} shifted ${value.by.text}`);
}

function printState({ name, type, initial }: Tree.StateDeclaration, printing: Printing): Row {
  const given = sequence("= ", printExpression(initial, printing));
  const head = `state ${nameText(name)}`;
  if (type === undefined) return row("state", [head], given);
  return row("typed state", [`${head}:`, typeText(type, printing)], given);
}

function printMinimize({ value, over, except, optimizer }: Tree.Minimize, printing: Printing): Document {
  const print = (part: Tree.Expression): Document => printExpression(part, printing);
  return sequence(
    "minimize ",
    print(value),
    patterns(" over ", over, printing),
    patterns(" except ", except, printing),
    optimizer === undefined ? "" : sequence(" with ", print(optimizer)),
  );
}

function printAxis({ name, form }: Tree.AxisDeclaration, printing: Printing): Row {
  const print = (part: Tree.Expression): Document => printExpression(part, printing);
  const step = (size: Tree.Expression | undefined): Document =>
    size === undefined ? "" : sequence(" step ", print(size));
  const columns = [`axis ${nameText(name)}`];
  switch (form.kind) {
    case "free":
      return row("axis", columns, "");
    case "equal": {
      const value = form.term === undefined ? print(form.value) : termText(form.term, printing);
      return row("axis", columns, sequence("= ", value));
    }
    case "labels": {
      const labels = form.labels.map(({ span }) => written(span, printing));
      return row("axis", columns, sequence("= ", filled(labels)));
    }
    case "sum":
      return row("axis", columns, `= ${form.parts.map((part) => termText(part, printing)).join(" ++ ")}`);
    case "bounded":
      return row("axis", columns, sequence("<= ", print(form.bound), step(form.step)));
    case "range":
      return row("axis", columns, sequence("= ", print(form.from), " .. ", print(form.to), step(form.step)));
    case "like":
      return row("axis", columns, `like ${termText(form.of, printing)}`);
  }
}

function printHead({ name, axes, parameters }: Tree.Head, printing: Printing): Document {
  const bracket = axes.length === 0 ? "" : `[${axes.map(nameText).join(", ")}]`;
  const given = parameters.map((parameter) => printParameter(parameter, printing));
  return sequence(nameText(name) + bracket, enclosed("(", given, ")"));
}

function printResult({ values }: Tree.Result, printing: Printing): Document {
  const results = values.map(({ name, type }) =>
    name === undefined ? typeText(type, printing) : `${nameText(name)}: ${typeText(type, printing)}`,
  );
  const isNamed = values.some(({ name }) => name !== undefined);
  return isNamed ? sequence("-> ", enclosed("(", results, ")")) : `-> ${results.join("")}`;
}

function printParam({ targets, type, initial }: Tree.ParameterDeclaration, printing: Printing): Row {
  const names = targets.map(({ name, family }) =>
    family.length === 0 ? nameText(name) : `${nameText(name)}[${termsText(family, printing)}]`,
  );
  const shape =
    type.kind === "map-type"
      ? `${termsText(type.inputs, printing)} -> ${termsText(type.outputs, printing)}`
      : typeText(type, printing);
  const sign = initial?.kind === "drawn" ? "~ " : "= ";
  const given = initial === undefined ? "" : sequence(sign, printExpression(initial.value, printing));
  return row(`param ${type.kind}`, [`param ${names.join(", ")}:`, shape], given);
}

function printUse(tree: Tree.Use, printing: Printing): Row {
  const bracket = tree.brackets === undefined ? "" : printBracket(tree.brackets, printing);
  const list = tree.arguments?.map((item) => printItem(item, printing));
  const given = list === undefined ? "" : enclosed("(", list, ")");
  const count = tree.count === undefined ? "" : ` * ${written(tree.count.span, printing)}`;
  const layer = written(tree.layer.span, printing);
  return row("use", [`use ${nameText(tree.name)}`], sequence(`= ${layer}`, bracket, given, count));
}

function patterns(word: string, list: readonly Tree.PathPattern[], printing: Printing): string {
  return list.length === 0 ? "" : word + list.map(({ span }) => written(span, printing)).join(", ");
}

function printGrow(tree: Tree.Grow, printing: Printing): Row {
  const clause = (word: string, value: Tree.Expression | undefined): Document =>
    value === undefined ? "" : sequence(` ${word} `, printExpression(value, printing));
  const head = sequence(
    `grow ${nameText(tree.name)}: ${typeText(tree.type, printing)}`,
    clause("from", tree.from),
    clause("window", tree.window),
    clause("beam", tree.beam),
  );
  return withBlock(head, tree.body, clause("until", tree.until));
}
