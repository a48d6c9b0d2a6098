/** A training as entries: a step (losses, gradients, optimizers, next states), an evaluation of a batch, and what its totals come to. */
import type { Data, Expression, Minimization, Training } from "../../2-check/model.ts";
import { InternalError } from "../../source/internal-error.ts";
import { gradientOf } from "../graph.ts";
import type { Axis, Entry, Output, SourceNode } from "../graph.ts";
import { commonBindings } from "./common-bindings.ts";
import { bindInput, boundsOf, createEntry, finishEntry, outputOf } from "./entries.ts";
import { lowerNamed } from "./expressions.ts";
import { parameterLeaf, updateParameter } from "./optimizers.ts";
import { lowerStatements } from "./statements.ts";
import { roundProducts } from "./halves.ts";
import { followScale, goodMoves, keepWhereBad, lossScale, type ScaledStep } from "./loss-scale.ts";
import { bindOwnSizes } from "./last.ts";
import { literalSize } from "../../sizes/size.ts";
import { perExample, privateGradients, squareOf } from "./examples.ts";
import { followingEntry, withoutEvaluationLoss } from "./following.ts";
import { outermostScope } from "./scope.ts";
import type { Lowering, Scope } from "./scope.ts";
import { reachableParameters } from "./reachable.ts";
import { constantPosition, hasAxis } from "../positions.ts";
import { splitTotals } from "./totals.ts";
import { isTrainable, moveAverages } from "./twins.ts";

const batch = "batch";

export function lowerTraining(lowering: Lowering, training: Training): readonly Entry<SourceNode>[] {
  // Without data nothing is held out.
  const evaluated = training.data === undefined ? [] : evaluation(lowering, training);
  return [...trainingStep(lowering, training), ...evaluated];
}

function dataOf({ model }: Lowering, training: Training): Data | undefined {
  if (training.data === undefined) return undefined;
  const data = model.data.find(({ name }) => name === training.data);
  if (data === undefined) throw new InternalError(`no data ${training.data}`, training.span);
  return data;
}

function bindFields(scope: Scope, training: Training): Entry["inputs"] {
  const data = dataOf(scope.entry.lowering, training);
  if (data === undefined) return [];
  const names = new Set(training.fields.map(({ name }) => name));
  if (data.source.kind !== "text")
    bindOwnSizes(
      scope,
      data.fields.filter(({ name }) => names.has(name)),
    );
  return training.fields.map((binding) => {
    const field = data.fields.find(({ name }) => name === binding.name);
    if (field === undefined) throw new InternalError(`no field ${binding.name}`, training.span);
    // Windows of one long text are full; records are padded.
    const padded = data.source.kind === "text" ? [] : field.order;
    return bindInput(scope, binding, [batch, ...field.order], padded);
  });
}

/** The step, and what follows an evaluation where a schedule has state. */
function trainingStep(lowering: Lowering, training: Training): readonly Entry<SourceNode>[] {
  const fixed = new Map([...boundsOf(lowering.model), [batch, training.settings.batch] as const]);
  const { accumulate, private: secret } = training.settings;
  const whole: Axis = { id: batch, name: batch, size: literalSize(training.settings.batch) };
  const examples = secret === undefined ? undefined : whole;
  const entry = createEntry(lowering, fixed, true, new Map(), examples, training.name);
  const scope = outermostScope(entry);
  const inputs = bindFields(scope, training);
  const outputs: Output<SourceNode>[] = [];
  const minimized: Minimized[] = [];
  for (const statement of training.body) {
    if (statement.kind === "minimize") {
      if (isFurther(training, statement)) continue;
      const step = minimize(scope, training, togetherWith(training, statement));
      minimized.push(step);
      outputs.push(step.loss);
      const { rate } = step;
      // The log has one: that of the first minimization.
      if (rate !== undefined && !outputs.some(({ role }) => role === "rate"))
        outputs.push(outputOf(scope, "rate", "rate", rate));
    } else if (statement.kind === "report") {
      const value = ofAll(scope, lowerNamed(scope, statement.name, statement.value, statement.span), []);
      outputs.push(outputOf(scope, "report", statement.name, value));
    } else lowerStatements(scope, [statement]);
  }
  moveAverages(scope, goodMoves(scope, minimized));
  const scaled = minimized.flatMap((step) => step.scaled ?? []);
  const ofOptimizers = new Set(minimized.flatMap(({ states }) => states));
  if (scaled.length > 0) keepWhereBad(scope, scaled, ofOptimizers);
  for (const { name, next, skipped } of scaled)
    outputs.push(outputOf(scope, "scale", name, next), outputOf(scope, "skipped", name, skipped));
  for (const [path, value] of entry.parameterValues)
    outputs.push(nextOf(scope, "parameter", path, value, lowering.parameters.get(path)?.axes));
  for (const [path, value] of entry.nextStates)
    outputs.push(nextOf(scope, "state", path, value, lowering.states.get(path)?.axes));
  for (const [name, value] of entry.watched) outputs.push(outputOf(scope, "watch", name, value));
  entry.settings.add("step");
  const step = withoutEvaluationLoss(
    finishEntry(entry, { kind: "train", name: training.name }, inputs, outputs),
  );
  const finished = scaled.length === 0 ? step : inHalves(step, minimized);
  const following = followingEntry(scope);
  if (accumulate <= 1) return [finished, ...following];
  const size = literalSize(training.settings.batch / accumulate);
  const axes = Array.from({ length: accumulate }, (_, part) => ({
    id: `${batch} part ${part}`,
    name: batch,
    size,
  }));
  return [{ ...finished, parts: { of: whole, axes } }, ...following];
}

/** With half precision where products read and give values; what only an optimizer computes is left. */
function inHalves(entry: Entry<SourceNode>, minimized: readonly Minimized[]): Entry<SourceNode> {
  const updated = new Set(minimized.flatMap((step) => step.updated));
  const states = new Set(minimized.flatMap((step) => step.states));
  const isForward = ({ role, name }: Output<SourceNode>): boolean =>
    role === "state" ? !states.has(name) : ["loss", "report", "watch"].includes(role);
  const [scaled] = minimized.flatMap((step) => step.scaled ?? []);
  const rounded = roundProducts(entry, updated, isForward);
  return scaled === undefined ? rounded : { ...rounded, lossScale: scaled.scale.path };
}

/** In the order in which it is stored. */
function nextOf(
  scope: Scope,
  role: "parameter" | "state",
  path: string,
  value: SourceNode,
  stored: readonly Axis[] = [],
): Output<SourceNode> {
  const whole = ofAll(scope, value, stored);
  const order = stored.map((axis) => whole.axes.find(({ id }) => id === axis.id) ?? axis);
  return outputOf(scope, role, path, whole, order);
}

/**
 * In private training each example reads the parameters for itself, so what is made of them alone has the batch, though it is the
 * same for all examples: it is that of the first.
 */
function ofAll(
  { entry: { builder, examples } }: Scope,
  value: SourceNode,
  order: readonly Axis[],
): SourceNode {
  if (examples === undefined || hasAxis(order, examples) || !hasAxis(value.axes, examples)) return value;
  return builder.index(value, [{ axis: examples, at: constantPosition(0) }]);
}

/** The last batch may be smaller. */
function evaluation(lowering: Lowering, training: Training): readonly Entry<SourceNode>[] {
  const highs = new Map([[batch, training.settings.batch]]);
  const entry = createEntry(lowering, boundsOf(lowering.model), false, highs, undefined, training.name);
  const scope = outermostScope(entry);
  const inputs = bindFields(scope, training);
  const outputs: Output<SourceNode>[] = [];
  for (const statement of training.body) {
    if (statement.kind === "minimize") {
      if (!isFurther(training, statement)) outputs.push(lossOutput(scope, training, statement));
    } else if (statement.kind === "report")
      outputs.push(
        outputOf(
          scope,
          "report",
          statement.name,
          lowerNamed(scope, statement.name, statement.value, statement.span),
        ),
      );
    else lowerStatements(scope, [statement]);
  }
  const { name } = training;
  const split = splitTotals(entry.builder, outputs);
  return [
    finishEntry(entry, { kind: "evaluate", name }, inputs, [...split.whole, ...split.totals]),
    ...(split.concluded.length === 0
      ? []
      : [finishEntry(entry, { kind: "conclude", name }, split.inputs, split.concluded)]),
  ];
}

/** Whether the statement before it minimizes the same name: the two are one step. */
function isFurther({ body }: Training, minimization: Minimization): boolean {
  const before = body[body.indexOf(minimization) - 1];
  return before?.kind === "minimize" && isOf(before.loss, minimization.loss);
}

/** The minimization and those of the same name that follow it. */
function togetherWith(training: Training, first: Minimization): readonly Minimization[] {
  const together = [first];
  for (const statement of training.body.slice(training.body.indexOf(first) + 1)) {
    if (statement.kind !== "minimize" || !isFurther(training, statement)) break;
    together.push(statement);
  }
  return together;
}

/**
 * The first is `loss`, which the steps' events tell; the others bear the name of what they minimize where it has one that
 * stands for nothing else in the log, and are `loss2`, `loss3`, … where not.
 */
function lossName(training: Training, minimization: Minimization): string {
  const number = numberOf(training, minimization);
  if (number === 1) return "loss";
  const { loss } = minimization;
  const bindings = training.body.flatMap((statement) =>
    statement.kind === "bind" ? statement.bindings : [],
  );
  const name = loss.kind === "reference" ? bindings.find(({ id }) => id === loss.binding)?.name : undefined;
  const taken = training.body.flatMap((statement) => {
    if (statement.kind === "report") return isOf(statement.value, loss) ? [] : [statement.name];
    if (statement.kind !== "minimize" || statement === minimization || isFurther(training, statement))
      return [];
    return isOf(statement.loss, loss) ? [name] : [];
  });
  const reserved = ["loss", "rate", "step"];
  return name === undefined || taken.includes(name) || reserved.includes(name) ? `loss${number}` : name;
}

function isOf(value: Expression, loss: Expression): boolean {
  return value.kind === "reference" && loss.kind === "reference" && value.binding === loss.binding;
}

/** 1 for the first minimization of a training, where those of one name that follow one another count as one. */
function numberOf(training: Training, minimization: Minimization): number {
  const steps = training.body.filter(
    (statement) => statement.kind === "minimize" && !isFurther(training, statement),
  );
  return 1 + steps.indexOf(minimization);
}

function lossOutput(scope: Scope, training: Training, minimization: Minimization): Output<SourceNode> {
  const name = lossName(training, minimization);
  return outputOf(scope, "loss", name, lowerNamed(scope, name, minimization.loss));
}

interface Minimized {
  readonly loss: Output<SourceNode>;
  readonly rate: SourceNode | undefined;
  /** Paths of the parameters, and their values after it. */
  readonly trained: readonly string[];
  readonly updated: readonly SourceNode[];
  /** Paths of the optimizer's states, and of the scale's. */
  readonly states: readonly string[];
  readonly scaled: ScaledStep | undefined;
}

/** Minimizations of one loss: a parameter is moved by the first that names it, and the gradients are cut by one norm. */
function minimize(scope: Scope, training: Training, together: readonly Minimization[]): Minimized {
  const { entry } = scope;
  const { builder, lowering } = entry;
  const [minimization] = together;
  if (minimization === undefined) throw new InternalError("nothing is minimized", training.span);
  const output = lossOutput(scope, training, minimization);
  const { node: loss, name } = output;
  builder.within({ span: minimization.span }, () => builder.labelled(loss, name));
  const movers = new Map<string, Minimization>();
  for (const path of reachableParameters(loss, entry.parameterValues)) {
    const mover = together.find((one) => chosen(path, one) && isTrainable(lowering, path, one.over));
    if (mover !== undefined) movers.set(path, mover);
  }
  const trained = [...movers.keys()];
  const { clip, private: secret, precision } = training.settings;
  const { examples } = entry;
  const isScaled = precision === "f16" && trained.length > 0;
  const scale = isScaled ? lossScale(scope, `${training.name}/${name}.scale`) : undefined;
  const scaledLoss = scale === undefined ? loss : builder.map("multiply", [loss, scale.value]);
  const own = new Map(
    trained.map((path) => {
      const leaf = parameterLeaf(scope, path);
      const by = examples === undefined ? leaf : perExample(builder, leaf, path, examples);
      const slope = builder.gradient(scaledLoss, by);
      const gradient = scale === undefined ? slope : builder.map("divide", [slope, scale.value]);
      return [path, builder.labelled(gradient, `${gradientOf}${path}`)] as const;
    }),
  );
  const gradients =
    secret === undefined || examples === undefined || own.size === 0
      ? own
      : privateGradients(builder, loss, own, secret, examples, numberOf(training, minimization));
  const before = new Set(entry.nextStates.keys());
  const scaled = scale === undefined ? undefined : followScale(scope, name, scale, gradients.values());
  const factor = clip === undefined ? undefined : clipFactor(scope, gradients, clip);
  let rate: SourceNode | undefined;
  for (const one of together) {
    const { optimizer } = one;
    const common = { bindings: commonBindings(optimizer), values: new Map<string, SourceNode>() };
    for (const [path, gradient] of gradients) {
      if (movers.get(path) !== one) continue;
      const clipped = factor === undefined ? gradient : builder.map("multiply", [gradient, factor]);
      const used = updateParameter(scope, optimizer, path, clipped, loss, common, scaled?.isGood);
      rate ??= used;
    }
  }
  const updated = trained.flatMap((path) => entry.parameterValues.get(path) ?? []);
  const states = [...entry.nextStates.keys()].filter((path) => !before.has(path));
  return { loss: output, rate, trained, updated, states, scaled };
}

/** A pattern names a parameter's path or the beginning of one; `*` stands for one name, `**` for any number. */
function chosen(path: string, { over, except }: Minimization): boolean {
  const names = path.split(".");
  const matches = (pattern: string): boolean => matchesFrom(pattern.split("."), names);
  return (over.length === 0 || over.some(matches)) && !except.some(matches);
}

function matchesFrom([part, ...others]: readonly string[], names: readonly string[]): boolean {
  if (part === undefined) return true;
  if (part === "**")
    return matchesFrom(others, names) || (names.length > 0 && matchesFrom([part, ...others], names.slice(1)));
  const [name, ...rest] = names;
  return name !== undefined && (part === "*" || part === name) && matchesFrom(others, rest);
}

/** The gradients' common factor, at most 1, that brings the norm of all of them together down to `clip` (Pascanu et al. 2013). */
function clipFactor(scope: Scope, gradients: ReadonlyMap<string, SourceNode>, clip: number): SourceNode {
  const { builder } = scope.entry;
  const total = [...gradients]
    .map(([path, gradient]) => squareOf(builder, path, gradient, gradient.axes))
    .reduce((sum, square) => builder.map("add", [sum, square]), builder.constant(0));
  const norm = builder.labelled(builder.map("sqrt", [total]), "gradient norm");
  const limit = builder.constant(clip);
  const factor = builder.map("divide", [limit, builder.map("maximum", [norm, limit])]);
  return builder.labelled(factor, "clip factor");
}
