import { sizeKey } from "../sizes/size.ts";
import { shownAxes, axisOf } from "./axes.ts";
import type { AxisTable } from "./axes.ts";
import type {
  CallTarget,
  Axis,
  AxisId,
  Data,
  Expression,
  Generator,
  Initial,
  Layer,
  Model,
  Parameter,
  Statement,
  Training,
  Type,
} from "./model.ts";

/** The Model as text, one line a statement with its type: what `weft dump --after=check` prints. */
export function printModel(model: Model): string {
  const axes: AxisTable = new Map(model.axes.map((axis) => [axis.id, axis]));
  const lines = [
    ...model.axes.map(printAxis),
    ...model.constants.map(({ name, value }) => `const ${name} = ${value}`),
    ...model.layers.flatMap((layer) => ["", ...printLayer(layer, axes)]),
    ...model.data.flatMap((data) => ["", ...printData(data, axes)]),
    ...model.trainings.flatMap((training) => ["", ...printTraining(training, axes)]),
    ...model.generators.flatMap((generator) => ["", ...printGenerator(generator, axes)]),
  ];
  return `${lines.join("\n").trim()}\n`;
}

function printAxis({ id, size, origin }: Axis): string {
  switch (origin.kind) {
    case "fixed":
      return `axis ${id} = ${sizeKey(size)}${origin.labels === undefined ? "" : ` { ${origin.labels.join(", ")} }`}`;
    case "bounded":
      return `axis ${id} = ${origin.low} .. ${origin.high} step ${origin.step}`;
    case "free":
      return `axis ${id}`;
    case "twin":
      return `axis ${id} like ${origin.of}`;
    case "quotient":
      return `axis ${id} = ${sizeKey(size)}`;
    case "group":
      return `axis ${id} of ${sizeKey(size)}`;
    case "sum":
      return `axis ${id} = ${origin.parts.join(" ++ ")}`;
    case "tokenizer":
      return `axis ${id} = ${origin.tokenizer.kind}(${origin.tokenizer.source ?? ""}) of ${sizeKey(size)}`;
    case "rigid":
      return `axis ${id} of ${origin.layer}`;
  }
}

/** `[seq, embed]`, `[seq] in vocab`, `real`. */
export function printType(type: Type, axes: AxisTable): string {
  const names = shownAxes(axes, type.axes);
  const element = type.indexes === undefined ? type.element : `in ${axisOf(axes, type.indexes).name}`;
  if (names.length === 0) return element;
  return element === "real" ? `[${names.join(", ")}]` : `[${names.join(", ")}] ${element}`;
}

function printLayer(layer: Layer, axes: AxisTable): readonly string[] {
  const parameters = layer.axisParameters.length === 0 ? "" : `[${layer.axisParameters.join(", ")}]`;
  const args = layer.arguments.map(
    ({ binding, initial }) =>
      `${binding.name}: ${printType(binding.type, axes)}${initial === undefined ? "" : ` = ${printExpression(initial, axes)}`}`,
  );
  const results = layer.results.map(
    ({ name, type }) => `${name === undefined ? "" : `${name}: `}${printType(type, axes)}`,
  );
  const promises = layer.promises.map(
    ({ kind, axis }) => ` ${kind === "causal" ? "causal in" : "independent of"} ${axis}`,
  );
  if (layer.twin !== undefined) return [`model ${layer.name} = ${layer.twin.kind} of ${layer.twin.of}`];
  return [
    `${layer.kind} ${layer.name}${parameters}(${args.join(", ")}) -> ${results.join(", ")}${promises.join(",")}`,
    ...layer.parameters.map((parameter) => `  ${printParameter(parameter)}`),
    ...layer.states.map(
      ({ name, type, initial }) =>
        `  state ${name}: ${printType(type, axes)} = ${printExpression(initial, axes)}`,
    ),
    ...layer.instances.map(({ name, layer: of, axes: given, stack }) => {
      const bracket = given.length === 0 ? "" : `[${given.map(group).join(", ")}]`;
      return `  use ${name} = ${of}${bracket}${stack === undefined ? "" : ` * ${sizeKey(stack.count)}`}`;
    }),
    ...printStatements(layer.body, axes, "  "),
    `  return ${layer.returned.map((value) => printExpression(value, axes)).join(", ")}`,
  ];
}

function group(ids: readonly AxisId[]): string {
  return ids.length === 1 ? (ids[0] ?? "") : `(${ids.join(", ")})`;
}

function printParameter({ name, family, inside, outside, isMap, initial }: Parameter): string {
  const bracket = family.length === 0 ? "" : `[${family.join(", ")}]`;
  const type = isMap ? `${inside.join(", ")} -> ${outside.join(", ")}` : `[${outside.join(", ")}]`;
  return `param ${name}${bracket}: ${type} ${printInitial(initial)}`;
}

function printInitial(initial: Initial): string {
  switch (initial.kind) {
    case "constant":
      return `= ${printExpression(initial.value, new Map())}`;
    case "normal":
      return `~ normal(${printExpression(initial.mean, new Map())}, ${printExpression(initial.deviation, new Map())})`;
    case "uniform":
      return `~ uniform(${printExpression(initial.low, new Map())}, ${printExpression(initial.high, new Map())})`;
    default:
      return `~ ${initial.kind}`;
  }
}

/** One line a statement; those of an inlined function stand below the statement that calls it. */
function printStatements(
  statements: readonly Training["body"][number][],
  axes: AxisTable,
  indent: string,
): readonly string[] {
  return statements.flatMap((statement) => [`${indent}${printStatement(statement, axes)}`]);
}

function printStatement(statement: Training["body"][number], axes: AxisTable): string {
  switch (statement.kind) {
    case "bind": {
      const names = statement.bindings.map(({ id, type }) => `${id}: ${printType(type, axes)}`);
      return `${names.join(", ")} = ${printExpression(statement.value, axes)}`;
    }
    case "next":
      return `${statement.name}' = ${printExpression(statement.value, axes)}`;
    case "yield":
      return `yield ${statement.values.map((value) => printExpression(value, axes)).join(", ")}`;
    case "expose":
    case "watch":
      return `${statement.kind} ${statement.name} = ${printExpression(statement.value, axes)}`;
    case "report":
      return `report ${statement.name} = ${printExpression(statement.value, axes)}`;
    case "minimize": {
      const over = statement.over.length === 0 ? "" : ` over ${statement.over.join(", ")}`;
      const except = statement.except.length === 0 ? "" : ` except ${statement.except.join(", ")}`;
      const optimizer = printBlock(statement.optimizer.body, [], axes);
      return `minimize ${printExpression(statement.loss, axes)}${over}${except} with ${statement.optimizer.name} ${optimizer}`;
    }
  }
}

function printBlock(
  statements: readonly Statement[],
  results: readonly Expression[],
  axes: AxisTable,
): string {
  const parts = [
    ...statements.map((statement) => printStatement(statement, axes)),
    ...results.map((value) => printExpression(value, axes)),
  ];
  return `{ ${parts.join("; ")} }`;
}

function list(values: readonly Expression[], axes: AxisTable): string {
  return values.map((value) => printExpression(value, axes)).join(", ");
}

/** An expression in the words of the Model: operators as calls, axes by their ids. */
function printExpression(expression: Expression, axes: AxisTable): string {
  const show = (value: Expression): string => printExpression(value, axes);
  switch (expression.kind) {
    case "constant":
      return expression.type.element === "bool" ? String(expression.value !== 0) : String(expression.value);
    case "size":
      return `|${sizeKey(expression.size)}|`;
    case "last":
      return `last[${expression.axis}]`;
    case "label":
      return `"${expression.text}"`;
    case "position":
      return expression.axis;
    case "reference":
      return expression.binding;
    case "parameter":
      return expression.of === undefined
        ? expression.name
        : `${printTarget(expression.of)}.${expression.name}`;
    case "state":
    case "setting":
      return expression.name;
    case "present":
      return `${expression.of}.present[${expression.axis}]`;
    case "training":
      return "training";
    case "apply":
      return `${expression.operator}(${list(expression.arguments, axes)})`;
    case "reduce":
      return `${expression.operator}[${expression.axes.join(", ")}](${show(expression.of)})`;
    case "index": {
      const items = expression.replaced.map(({ axis, at }) => `${axis} = ${show(at)}`).join(", ");
      const otherwise = expression.otherwise === undefined ? "" : ` else ${show(expression.otherwise)}`;
      return `${show(expression.of)}[${items}${otherwise}]`;
    }
    case "spread":
      return `spread[${expression.axes.join(", ")}](${show(expression.of)})`;
    case "concat":
      return `concat[${expression.axis}](${list(
        expression.parts.map(({ value }) => value),
        axes,
      )})`;
    case "stack":
      return `stack[${expression.axis}](${list(expression.parts, axes)})`;
    case "stop":
      return `stop(${show(expression.of)})`;
    case "gradient":
      return `grad(${show(expression.of)}, ${expression.by})`;
    case "random":
      return `${expression.distribution}@${expression.site}${printType(expression.type, axes)}`;
    case "block": {
      const where = expression.restrictions.map(
        ({ axis, condition, otherwise }) =>
          `${axis} where ${show(condition)}${otherwise === undefined ? "" : ` else ${show(otherwise)}`}`,
      );
      const bracket = where.length === 0 ? "" : `[${where.join(", ")}]`;
      return `${expression.name ?? "block"}${bracket} ${printBlock(expression.body, expression.results, axes)}`;
    }
    case "call": {
      const given = expression.arguments.map(({ name, value }) => `${name} = ${show(value)}`);
      return `${printTarget(expression.target)}(${given.join(", ")})`;
    }
    case "result":
      return `${show(expression.of)}#${expression.index}`;
    case "scan": {
      const carried = expression.carried.map(({ binding, initial }) => `${binding} = ${show(initial)}`);
      return `scan[${expression.axis}](${carried.join(", ")}) ${printBlock(expression.body, [], axes)}`;
    }
    case "row":
      return `${expression.operation}[${expression.axis} as ${expression.into}](${show(expression.of)})`;
  }
}

function printData(data: Data, axes: AxisTable): readonly string[] {
  return [
    `data ${data.name} = ${data.source.kind}("${data.source.path}")`,
    ...data.fields.map(({ name, type, from }) => {
      return `  ${name}: ${printType(type, axes)} = ${printFrom(from)}`;
    }),
  ];
}

function printFrom(from: Data["fields"][number]["from"]): string {
  if (from.kind === "field") return `field("${from.field}")`;
  if (from.kind === "shifted") return `${from.of} shifted ${from.by}`;
  return `part(${from.of}, "${from.part.name}")`;
}

function printTraining(training: Training, axes: AxisTable): readonly string[] {
  const { settings } = training;
  return [
    training.data === undefined ? `train ${training.name}` : `train ${training.name} on ${training.data}`,
    ...training.fields.map(({ id, type }) => `  ${id}: ${printType(type, axes)}`),
    ...printStatements(training.body, axes, "  "),
    ...Object.entries(settings).map(([name, value]) => `  ${name} = ${JSON.stringify(value)}`),
  ];
}

function printGenerator(generator: Generator, axes: AxisTable): readonly string[] {
  const { grow } = generator;
  const args = generator.arguments.map(
    ({ binding, initial }) =>
      `${binding.name}: ${printType(binding.type, axes)}${initial === undefined ? "" : ` = ${printExpression(initial, axes)}`}`,
  );
  const lines = [
    `generate ${generator.name}(${args.join(", ")})`,
    ...printStatements(generator.body, axes, "  "),
  ];
  if (grow !== undefined) {
    const from = grow.from.kind === "text" ? `"${grow.from.text}"` : printExpression(grow.from.value, axes);
    const window = grow.window === undefined ? "" : ` window ${grow.window}`;
    lines.push(
      `  grow ${grow.binding.id}: ${printType(grow.binding.type, axes)} from ${from}${window}`,
      ...printStatements(grow.body, axes, "    "),
      `    yield ${printExpression(grow.next, axes)}`,
    );
    if (grow.until !== undefined) lines.push(`    until ${printExpression(grow.until, axes)}`);
  }
  if (generator.returned.length > 0) lines.push(`  return ${list(generator.returned, axes)}`);
  return lines;
}

function printTarget(target: CallTarget): string {
  return (target.kind === "model" ? [target.model, ...target.path] : target.path).join(".");
}
