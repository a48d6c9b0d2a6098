import { printType } from "../print.ts";
import type { Span } from "../../source/spans.ts";
import {
  asInstance,
  hiddenBySignature,
  nextOfState,
  positionsHere,
  theArgument,
} from "../../source/phrases.ts";
import type * as Tree from "../../1-parse/tree.ts";
import { matchArguments } from "./arguments.ts";
import { axisNames, axisOf, isBatch, shownAxes, substituteAxis, substituteType } from "../axes.ts";
import type { Body } from "../context.ts";
import { fail } from "../context.ts";
import { renamedArgument } from "./captures.ts";
import { convertValue } from "../convert.ts";
import { touch } from "./instances.ts";
import type { KeptState } from "../kept-states.ts";
import type { Argument, AxisId, CallTarget, Layer, LayerArgument, Type } from "../model.ts";
import { isWithoutBrackets } from "./brackets.ts";
import { failMember, nearestFix, nearInScope } from "../near.ts";
import { seenParameter } from "./scan.ts";
import type { InstanceEntity, LayerEntity, LayerInfo, ParameterEntity } from "../scope.ts";
import { lookUpValue } from "../scope.ts";
import type { Value } from "../values.ts";
import { axesOf, brokenValue, sameType, typeOf, valueOf } from "../values.ts";

/** What a call of a layer goes to. */
interface Callee {
  readonly name: string;
  readonly target: CallTarget;
  readonly info: LayerInfo;
  readonly actual: ReadonlyMap<AxisId, readonly AxisId[]>;
  /** Names of arguments that were given where the instance was made. */
  readonly given: ReadonlySet<string>;
  readonly stack: { readonly axis?: AxisId } | undefined;
}

/** Checks a call of an instance or of a model; undefined where the callee is neither. */
export function checkLayerCall(body: Body, tree: Tree.Call): Value | undefined {
  const found = calleeOf(tree.callee, body);
  if (found === undefined) return undefined;
  if (found !== "broken") return callLayer(found, tree, body);
  for (const item of tree.arguments) body.checker.expression(item.value ?? item.expression, body);
  return brokenValue(tree.span);
}

function calleeOf(tree: Tree.Expression, body: Body): Callee | "broken" | undefined {
  if (tree.kind === "name") {
    const entity = lookUpValue(body.scope, tree.text);
    if (entity?.kind === "instance") return instanceCallee(entity, tree.text, body);
    if (entity?.kind === "layer") return modelCallee(entity, tree.text, tree.span, body);
    return undefined;
  }
  if (tree.kind !== "member") return undefined;
  const { source, member } = tree;
  if (source.kind === "name") {
    const entity = lookUpValue(body.scope, source.text);
    if (entity?.kind === "namespace") {
      const inner = entity.scope.values.get(member.text);
      return inner?.kind === "layer" ? modelCallee(inner, member.text, tree.span, body) : undefined;
    }
    if (entity?.kind !== "instance" && entity?.kind !== "layer") return undefined;
  } else if (source.kind !== "member") return undefined;
  const outer = calleeOf(source, body);
  return outer === undefined || outer === "broken" ? outer : memberCallee(outer, member, body);
}

function instanceCallee(entity: InstanceEntity, name: string, body: Body): Callee {
  body.layer?.usedNames.add(name);
  return {
    name,
    target: { kind: "instance", path: entity.path },
    info: entity.info,
    actual: entity.actual,
    given: new Set(entity.instance.arguments.map((argument) => argument.name)),
    stack: entity.instance.stack,
  };
}

function modelCallee(entity: LayerEntity, name: string, span: Span, body: Body): Callee | "broken" {
  if (entity.declaration.kind === "layer") {
    const axes = entity.declaration.head.axes.map((axis) => axis.text);
    fail(body, "W0601", span, { name }, { notes: [asInstance(name, axes)] });
    return "broken";
  }
  const info = body.checker.layer(entity.declaration, entity.scope, span, body);
  if (info === undefined || info.broken) return "broken";
  touch(info, new Map(), body);
  const target = { kind: "model" as const, model: info.layer.name, path: [] };
  return { name, target, info, actual: new Map(), given: new Set(), stack: undefined };
}

/** Of a copy or an average of a model, the model that has the formulas. */
function formulasOf(layer: Layer, body: Body): Layer {
  const of = layer.twin?.of;
  if (of === undefined) return layer;
  const found = [...body.checker.layers.values()].find(
    (info) => info !== "checking" && info.layer.name === of,
  );
  return found === undefined || found === "checking" ? layer : formulasOf(found.layer, body);
}

/** `MaskedLM.encoder`: an instance inside of another, with its axes as they are there. */
function memberCallee(outer: Callee, member: Tree.Name, body: Body): Callee | "broken" | undefined {
  const layer = formulasOf(outer.info.layer, body);
  const instance = layer.instances.find((candidate) => candidate.name === member.text);
  const inner =
    instance &&
    [...body.checker.layers.values()].find(
      (info) => info !== "checking" && info.layer.name === instance.layer,
    );
  // Which block of a stack is meant can't be said: it would be an instance of its own.
  const isStack = outer.stack !== undefined;
  if (!isStack && layer.parameters.some(({ name }) => name === member.text)) return undefined;
  if (isStack || instance === undefined || inner === undefined || inner === "checking") {
    const names = layer.instances.map((candidate) => candidate.name);
    failMember(body, member, outer.name, names);
    return "broken";
  }
  body.checker.reached.add(instance.span);
  const { axes } = body.checker;
  const actual = new Map(
    inner.layer.axisParameters.map((axis, at) => [
      axis,
      (instance.axes[at] ?? []).flatMap((id) => substituteAxis(axes, id, outer.actual)),
    ]),
  );
  return {
    name: `${outer.name}.${member.text}`,
    target: { ...outer.target, path: [...outer.target.path, member.text] },
    info: inner,
    actual,
    given: new Set(instance.arguments.map((argument) => argument.name)),
    stack: instance.stack,
  };
}

/**
 * `MaskedLM.encoder.W`: a parameter of another instance, with its axes as they are there; undefined where none is meant. What the layer
 * alone has axes for, such as a square map's in side, can't be seen from outside.
 */
export function parameterOfInstance(tree: Tree.Member, body: Body): ParameterEntity | "broken" | undefined {
  const owner = calleeOf(tree.source, body);
  if (owner === undefined || owner === "broken") return owner;
  const layer = formulasOf(owner.info.layer, body);
  const found = layer.parameters.find(({ name }) => name === tree.member.text);
  const name = `${owner.name}.${tree.member.text}`;
  if (found === undefined || owner.stack !== undefined) {
    const names = layer.parameters.map((parameter) => parameter.name);
    failMember(body, tree.member, owner.name, names);
    return "broken";
  }
  body.checker.reached.add(found.span);
  const { axes } = body.checker;
  const outer = (ids: readonly AxisId[]): readonly AxisId[] =>
    ids.flatMap((id) => substituteAxis(axes, id, owner.actual));
  const parameter = {
    ...found,
    family: outer(found.family),
    inside: outer(found.inside),
    outside: outer(found.outside),
  };
  const stored = [...parameter.family, ...parameter.inside, ...parameter.outside];
  if (stored.some((id) => layer.localAxes.includes(id)) || new Set(stored).size < stored.length) {
    fail(body, "W0303", tree.span, {
      name,
      is: "a parameter with axes of its layer's own",
      wanted: "a value",
    });
    return "broken";
  }
  const entity = {
    kind: "parameter" as const,
    parameter,
    inside: parameter.inside,
    of: owner.target,
    span: found.span,
  };
  return [...body.scanned].reduce<ParameterEntity>((inside, axis) => seenParameter(inside, axis), entity);
}

function callLayer(callee: Callee, tree: Tree.Call, body: Body): Value {
  const { info, name } = callee;
  const { layer } = info;
  const broken = brokenCall(layer, tree.span);
  if (!isWithoutBrackets(tree, "the call of an instance, whose axes its `use` says", body)) return broken;
  const wanted = layer.arguments
    .filter(({ binding }) => !callee.given.has(binding.name))
    .map(({ binding, initial }) => ({ name: binding.name, optional: initial !== undefined }));
  const matched = matchArguments(name, wanted, tree.arguments, tree.span, body);
  if (matched === undefined) return broken;
  if (callee.stack !== undefined && !threads(callee, tree.span, body)) return broken;
  const given: Argument[] = [];
  const values: Value[] = [];
  const lifted = new Set<AxisId>();
  const brought: Brought[] = [];
  let fits = true;
  layer.arguments.forEach((argument, at) => {
    const expression = matched.get(argument.binding.name);
    if (expression === undefined) return;
    const value = body.checker.expression(expression, body);
    const sliced = at >= layer.results.length ? callee.stack?.axis : undefined;
    const own = new Set<AxisId>();
    const checked = checkArgument(callee, argument, value, sliced, own, body);
    if (checked === undefined) fits = false;
    else {
      for (const axis of own) lifted.add(axis);
      brought.push({ name: argument.binding.name, value: checked, lifted: [...own] });
      given.push({ name: argument.binding.name, value: checked.expression });
      values.push(checked);
    }
  });
  if (!fits || !orthogonal(callee, lifted, values, tree, body)) return broken;
  if (!keepsOneValue(callee, brought, body)) return broken;
  const types = layer.results.map(({ type }): Type => {
    const own = substituteType(body.checker.axes, type, callee.actual);
    return typeOf([...own.axes, ...lifted], own.element, own.indexes);
  });
  const [type = typeOf([], "real")] = types;
  const { span } = tree;
  const value = valueOf({ kind: "call", target: callee.target, arguments: given, types, type, span }, values);
  return types.length > 1 ? { ...value, results: types, resultNames: namesOf(layer) } : value;
}

function namesOf(layer: Layer): readonly string[] {
  return layer.results.flatMap(({ name }) => name ?? []);
}

/** A call with a mistake in it, of which is still known how many results it has. */
function brokenCall(layer: Layer, span: Span): Value {
  const results = layer.results.map(({ type }) => type);
  return { ...brokenValue(span), ...(results.length > 1 ? { results, resultNames: namesOf(layer) } : {}) };
}

/** A stack runs its blocks in turn: what one returns must be what the next takes first, on the axes that its `use` gives. */
function threads({ info: { layer }, actual }: Callee, span: Span, body: Body): boolean {
  const { axes } = body.checker;
  for (const [at, result] of layer.results.entries()) {
    const returned = substituteType(axes, result.type, actual);
    const argument = layer.arguments[at]?.binding.type;
    const taken = argument && substituteType(axes, argument, actual);
    if (taken !== undefined && sameType(taken, returned)) continue;
    fail(body, "W0607", span, {
      layer: layer.name,
      returned: printType(returned, axes),
      taken: taken && printType(taken, axes),
      argument: layer.arguments[at]?.binding.name,
    });
    return false;
  }
  return true;
}

function checkArgument(
  callee: Callee,
  argument: LayerArgument,
  value: Value,
  sliced: AxisId | undefined,
  lifted: Set<AxisId>,
  body: Body,
): Value | undefined {
  const { axes } = body.checker;
  if (value.broken) return undefined;
  if (value.results !== undefined) {
    fail(body, "W0409", value.expression.span, { found: value.results.length, wanted: 1 });
    return undefined;
  }
  const declared = substituteType(axes, argument.binding.type, callee.actual);
  const optional = argument.optionalAxes.flatMap((axis) => substituteAxis(axes, axis, callee.actual));
  const what = `\`${argument.binding.name}\` of \`${callee.name}\``;
  const converted = convertValue(value, declared.element, declared.indexes, what, body);
  if (converted.broken) return undefined;
  const own = axesOf(converted).filter((axis) => axis !== sliced);
  const missing = declared.axes.filter((axis) => !own.includes(axis) && !optional.includes(axis));
  if (missing.length > 0) {
    const facts = {
      callee: callee.name,
      what: `\`${argument.binding.name}\``,
      axes: shownAxes(axes, missing, own),
    };
    const hidden = missing.find((axis) => isBatch(axes, axis));
    const owner = body.layer?.name;
    fail(body, "W0210", value.expression.span, facts, {
      notes:
        hidden === undefined || owner === undefined
          ? []
          : [hiddenBySignature(axisOf(axes, hidden).name, owner)],
      shapes: [
        { label: "wanted", axes: shownAxes(axes, declared.axes, own) },
        { label: "found", axes: shownAxes(axes, own, declared.axes) },
      ],
      related: [{ span: argument.binding.span, label: theArgument() }],
    });
    return undefined;
  }
  for (const axis of own) if (!declared.axes.includes(axis)) lifted.add(axis);
  return converted;
}

/** An argument with the axes that pass through. */
interface Brought {
  readonly name: string;
  readonly value: Value;
  readonly lifted: readonly AxisId[];
}

/**
 * A state has one value, whatever passes through: its next value must not follow from what brings an axis along. Where nothing is
 * trained, no state is set.
 */
function keepsOneValue({ name, info }: Callee, brought: readonly Brought[], body: Body): boolean {
  if (body.layer === undefined && !body.settings) return true;
  const noisy = info.kept.get("");
  for (const { name: argument, value, lifted } of brought) {
    const state = info.kept.get(argument);
    const kept = state ?? noisy;
    const [first] = lifted;
    if (kept !== undefined && first !== undefined) {
      const [axis = first] = axisNames(body.checker.axes, [first]);
      const facts = { state: kept.name, callee: name, argument, axis };
      const related = [{ span: kept.span, label: nextOfState() }];
      fail(body, "W0616", value.expression.span, facts, { related });
      return false;
    }
    const inner = (of: KeptState): KeptState => ({
      ...of,
      name: `${name}.${of.name}`,
      value: value.expression,
    });
    if (state !== undefined) body.layer?.kept.push(inner(state));
    if (noisy !== undefined) body.layer?.kept.push({ ...inner(noisy), isNoisy: true });
  }
  return true;
}

/** Axes that pass through must be none that the layer itself takes, makes or sums over. */
function orthogonal(
  callee: Callee,
  lifted: ReadonlySet<AxisId>,
  values: readonly Value[],
  tree: Tree.Call,
  body: Body,
): boolean {
  const { axes } = body.checker;
  const touched = new Set(
    [...callee.info.touched].flatMap((axis) => substituteAxis(axes, axis, callee.actual)),
  );
  const caught = [...lifted].find((axis) => touched.has(axis));
  if (caught === undefined) return true;
  // What a layer that is wrong couples examples by was told in it.
  if (callee.info.hasErrors && isBatch(axes, caught)) return false;
  const [axis = caught] = axisNames(axes, [caught]);
  const source = values.find((value) => axesOf(value).includes(caught));
  const span = source?.expression.span ?? tree.span;
  // A name that no value has is the positions of an axis: most likely the value is called otherwise.
  const isPosition = source?.expression.kind === "position";
  const near = isPosition ? nearInScope(axis, body.scope, ["values"]) : [];
  const notes = isPosition ? [positionsHere(axis)] : [];
  const fix = near.length > 0 ? nearestFix(span, near) : renamedArgument(source, caught, body);
  fail(body, "W0206", span, { axis, callee: callee.name }, { notes, ...fix });
  return false;
}
