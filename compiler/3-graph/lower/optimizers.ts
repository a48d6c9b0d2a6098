/** An optimizer's formulas, run for one parameter: its next value, and those of the states that go with it. */
import type { Optimizer } from "../../2-check/model.ts";
import { InternalError } from "../../source/internal-error.ts";
import { literalSize } from "../../sizes/size.ts";
import type { Axis, GraphParameter, SourceNode } from "../graph.ts";
import { constantPosition, hasAxis } from "../positions.ts";
import { axesOfType, localAxes, mergedAxis } from "./axes.ts";
import type { Bind, commonBindings } from "./common-bindings.ts";
import { constantOf } from "./constants.ts";
import { lowerNamed } from "./expressions.ts";
import { stateNode } from "./parameters.ts";
import { bindValue, type Scope } from "./scope.ts";
import { lowerStatements } from "./statements.ts";

/** What the parameter is at this place of the step. */
export function parameterLeaf(scope: Scope, path: string): SourceNode {
  const parameter = scope.entry.lowering.parameters.get(path);
  if (parameter === undefined) throw new InternalError(`no parameter ${path}`, undefined);
  const replaced = scope.entry.parameterValues.get(path);
  if (replaced !== undefined) return replaced;
  const axes = parameter.axes;
  return scope.entry.builder.leaf({ kind: "parameter", path }, axes, "real");
}

/**
 * Whose states these are: `adam`, and `adam2` where an earlier minimization of the step has trained the parameter by an adam, too. Each
 * minimization has an optimizer of its own, so that what is corrected by the step is moved once a step.
 */
function keeperOf({ entry }: Scope, { name, states }: Optimizer, path: string): string {
  const [state] = states;
  for (let number = 1; ; number++) {
    const keeper = number === 1 ? name : `${name}${number}`;
    if (state === undefined || !entry.nextStates.has(`${path}/${keeper}.${state.name}`)) return keeper;
  }
}

/** What an optimizer binds for all parameters alike: the statements, and what they have bound. */
export interface Common {
  readonly bindings: ReturnType<typeof commonBindings>;
  readonly values: Map<string, SourceNode>;
}

function bindCommon(body: Scope, statement: Bind, values: Common["values"]): void {
  if (!statement.bindings.every(({ id }) => values.has(id))) lowerStatements(body, [statement]);
  for (const { id } of statement.bindings) {
    const value = values.get(id) ?? body.values.get(id);
    if (value === undefined) throw new InternalError(`${id} has no value here`, statement.span);
    values.set(id, value);
    body.values.set(id, value);
  }
}

/**
 * Runs the optimizer's body for one parameter; what it binds last to the rate is returned for the log. Where the step isn't good,
 * parameter and states stay.
 */
export function updateParameter(
  scope: Scope,
  optimizer: Optimizer,
  path: string,
  gradient: SourceNode,
  loss: SourceNode,
  common: Common,
  isGood: SourceNode | undefined,
): SourceNode | undefined {
  const { entry } = scope;
  const { builder, lowering } = entry;
  const parameter = lowering.parameters.get(path);
  if (parameter === undefined) throw new InternalError(`no parameter ${path}`, undefined);
  const before = parameterLeaf(scope, path);
  // A number has no axis: a reduction over its elements is over one.
  const unit: Axis = { id: `${path}/element`, name: "element", size: literalSize(1) };
  const keeper = keeperOf(scope, optimizer, path);
  const given = new Map([...scope.axes, ...axesFor(optimizer, parameter, unit)]);
  const owner = `${path}/${keeper}`;
  const axes = localAxes(entry, owner, owner, given, optimizer.localAxes);
  const inner: Scope = { ...scope, axes, values: new Map(scope.values) };
  bindValue(inner, optimizer.given.gradient, gradient);
  bindValue(inner, optimizer.given.parameter, before);
  bindValue(inner, optimizer.given.matrix, builder.constant(parameter.isMap ? 1 : 0));
  bindValue(inner, optimizer.given.loss, loss);
  const states = new Map(
    optimizer.states.map(({ name, type, initial }) => {
      const state = {
        path: `${path}/${keeper}.${name}`,
        axes: stateAxes(
          axesOfType(inner, type).filter(({ id }) => id !== unit.id),
          optimizer,
          parameter,
        ),
        initial: constantOf(inner, initial),
        ...(type.indexes === undefined ? {} : { indexes: mergedAxis(inner, type.indexes) }),
      };
      lowering.states.set(state.path, state);
      return [name, state] as const;
    }),
  );
  const formula = [optimizer.name];
  // Each map of a family draws its own noise.
  const lifted = optimizer.axes.kind === "sides" ? parameter.axes.slice(0, parameter.family) : [];
  const body: Scope = { ...inner, formula, lifted, optimizer: { parameter: path, states } };
  const next = new Map<string, SourceNode>();
  for (const statement of optimizer.body) {
    if (statement.kind === "bind" && common.bindings.has(statement)) {
      bindCommon(body, statement, common.values);
      continue;
    }
    if (statement.kind !== "next") {
      lowerStatements(body, [statement]);
      continue;
    }
    const state = states.get(statement.name);
    const formula = lowerNamed(body, statement.name, statement.value, statement.span);
    const one = hasAxis(formula.axes, unit)
      ? builder.index(formula, [{ axis: unit, at: constantPosition(0) }])
      : formula;
    const found = builder.convert(builder.spread(one, (state ?? parameter).axes), "real");
    const there = state === undefined ? before : stateNode(body, statement.name);
    const value = isGood === undefined ? found : builder.map("select", [isGood, found, there]);
    builder.within({ span: statement.span }, () => builder.labelled(value, state?.path ?? path));
    if (statement.binding !== undefined)
      bindValue(body, statement.binding.id, builder.convert(value, statement.binding.type.element));
    next.set(statement.name, value);
  }
  for (const [name, value] of next) {
    const state = states.get(name);
    // What is read below the minimization is a number: no gradient goes through the step that made it.
    if (state === undefined) entry.parameterValues.set(path, builder.stop(value));
    else entry.nextStates.set(state.path, value);
  }
  return optimizer.rate === undefined ? undefined : body.values.get(optimizer.rate);
}

/** The parameter's axes for those of the optimizer's body. */
function axesFor(
  { axes }: Optimizer,
  { axes: own, family, inside, path }: GraphParameter,
  unit: Axis,
): Scope["axes"] {
  if (axes.kind === "all") return new Map([[axes.element, own.length === 0 ? [unit] : own]]);
  if (inside === 0) throw new InternalError(`${path} has no sides`, undefined);
  return new Map([
    [axes.inside, own.slice(family, family + inside)],
    [axes.outside, own.slice(family + inside)],
  ]);
}

/**
 * A state's axes, those of the parameter in its order and before others. One for maps has the family's, too: each map of a family moves by
 * itself.
 */
function stateAxes(
  said: readonly Axis[],
  { axes: { kind } }: Optimizer,
  { axes, family }: GraphParameter,
): readonly Axis[] {
  const own = axes.filter((axis, at) => hasAxis(said, axis) || (kind === "sides" && at < family));
  return [...own, ...said.filter((axis) => !hasAxis(axes, axis))];
}
