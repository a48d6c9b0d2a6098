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
  const print = (part: Tree.Expression): Document => printExpression(part, printing);
  switch (tree.kind) {
    case "import":
      return plain(printImport(tree, printing));
    case "axis":
      return printAxis(tree, printing);
    case "const":
      return row(
        "const",
        [`const ${nameText(tree.name)}`],
        sequence("= ", printValues([tree.value], printing)),
      );
    case "fn":
    case "schedule": {
      const head = sequence(`${tree.kind} `, printHead(tree.head, printing));
      if (tree.body.kind === "block") return withBlock(head, tree.body);
      return plain(defined(head, tree.body, printing));
    }
    case "layer":
      return withBlock(
        sequence("layer ", printHead(tree.head, printing), " ", printResult(tree.result, printing)),
        tree.body,
      );
    case "model": {
      const promises = tree.promises.map(
        ({ kind, axis }) => `${kind === "causal" ? "causal in" : "independent of"} ${nameText(axis)}`,
      );
      const head = [printHead(tree.head, printing), printResult(tree.result, printing), promises.join(", ")];
      return withBlock(
        sequence(
          "model ",
          join(
            head.filter((part) => part !== ""),
            " ",
          ),
        ),
        tree.body,
      );
    }
    case "model-copy": {
      const decay = tree.decay === undefined ? "" : sequence(" decay ", print(tree.decay));
      const of = written(tree.of.span, printing);
      return plain(sequence(`model ${nameText(tree.name)} = ${tree.form} of ${of}`, decay));
    }
    case "optimizer":
    case "generate":
      return withBlock(sequence(`${tree.kind} `, printHead(tree.head, printing)), tree.body);
    case "data": {
      const head = sequence(`data ${nameText(tree.name)} = `, print(tree.source));
      const start = braceOf(tree);
      const statements = tree.fields;
      return { ...plain(head), block: { start, statements, end: tree.span.end, tail: "" } };
    }
    case "train": {
      const name = tree.name === undefined ? "" : ` ${nameText(tree.name)}`;
      const data = tree.data === undefined ? "" : ` on ${written(tree.data.span, printing)}`;
      return withBlock(`train${name}${data}`, tree.body);
    }
    case "field": {
      const typed = [`${nameText(tree.name)}:`, typeText(tree.type, printing)];
      if (tree.value === undefined) return row("field", typed, "");
      const { value } = tree;
      const given =
        value.kind === "shifted"
          ? `${nameText(value.field)} shifted ${value.by.text}`
          : printValues([value], printing);
      return row("field", typed, sequence("= ", given));
    }
    case "binding": {
      const [first, ...others] = tree.targets;
      const names = tree.targets.map(nameText).join(", ");
      const isOne = first !== undefined && others.length === 0;
      return row(isOne ? "binding" : undefined, [names], sequence("= ", printValues(tree.values, printing)));
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
    case "state": {
      const given = sequence("= ", print(tree.initial));
      const name = `state ${nameText(tree.name)}`;
      if (tree.type === undefined) return row("state", [name], given);
      return row("typed state", [`${name}:`, typeText(tree.type, printing)], given);
    }
    case "use":
      return printUse(tree, printing);
    case "minimize": {
      const over = patterns(" over ", tree.over, printing);
      const except = patterns(" except ", tree.except, printing);
      const optimizer = tree.optimizer === undefined ? "" : sequence(" with ", print(tree.optimizer));
      return plain(sequence("minimize ", print(tree.value), over, except, optimizer));
    }
    case "report": {
      const name = `report ${nameText(tree.name)}`;
      if (tree.value === undefined) return plain(name);
      return row("report", [name], sequence("= ", printValues([tree.value], printing)));
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

function withBlock(head: Document, { span, statements }: Tree.Block, tail: Document = ""): Row {
  return { ...plain(head), block: { start: span.start, statements, end: span.end, tail } };
}

function printImport({ names, namespace, path }: Tree.Import, printing: Printing): Document {
  const from = written(path.span, printing);
  if (namespace !== undefined) return `import ${nameText(namespace)} from ${from}`;
  if (names.length === 0) return `import ${from}`;
  return sequence("import ", filled(names.map(nameText)), ` from ${from}`);
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
