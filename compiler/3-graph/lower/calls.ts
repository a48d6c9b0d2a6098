/** Calls of instances: actual axes for axis parameters, a fresh scope for the body, stacks that thread their values. */
import type { CallTarget, Expression, Instance, Layer } from "../../2-check/model.ts";
import { InternalError } from "../../source/internal-error.ts";
import type { Span } from "../../source/spans.ts";
import { evaluateSize, literalSize } from "../../sizes/size.ts";
import type { Axis, SourceNode } from "../graph.ts";
import { constantPosition, hasAxis, unionAxes, withoutAxes } from "../positions.ts";
import { axesOf, axesOfType, axisOf, localAxes, sizeIn, twinOf } from "./axes.ts";
import { presenceAlong, presenceOf } from "./presence.ts";
import { partExposed } from "./exposed.ts";
import { bindValue, joinPath, nameOf, outermostScope } from "./scope.ts";
import { formulasOf } from "./twins.ts";
import type { EntryScope, Scope } from "./scope.ts";

type Call = Extract<Expression, { readonly kind: "call" }>;
type Presence = ReadonlyMap<string, SourceNode>;
interface Actual {
  readonly value: SourceNode;
  readonly presence: Presence | undefined;
}

/** An instance found by its path: whose layer it is, under which path, with which axes for the layer's axis parameters. */
interface Found {
  readonly layer: Layer;
  readonly path: string;
  readonly axes: Scope["axes"];
  readonly instance: Instance | undefined;
  /** Scope in which the instance's own arguments are meant. */
  readonly around: Scope;
}

export function lowerCall(scope: Scope, call: Call): readonly SourceNode[] {
  const found = findTarget(scope, call.target, call.span);
  const actual = new Map<string, Actual>();
  for (const { name, value } of found.instance?.arguments ?? [])
    actual.set(name, { value: found.around.entry.expression(found.around, value), presence: undefined });
  for (const { name, value } of call.arguments)
    actual.set(name, { value: scope.entry.expression(scope, value), presence: presenceOf(scope, value) });
  const stack = found.instance?.stack;
  if (stack === undefined) return lowerInstance(scope, found, found.path, actual, call.span);
  const count = evaluateSize(sizeIn(found.around, stack.count), new Map());
  const along = stack.axis === undefined ? undefined : axisOf(found.around, stack.axis);
  // What is threaded may have the stack's axis, too, and goes through as a whole.
  const threaded = new Set(
    found.layer.arguments.slice(0, found.layer.results.length).map(({ binding }) => binding.name),
  );
  let results: readonly SourceNode[] = [];
  for (let index = 0; index < count; index++) {
    const slices = new Map(actual);
    for (const [name, { value, presence }] of actual)
      if (!threaded.has(name)) slices.set(name, { value: slice(scope, value, along, index), presence });
    found.layer.arguments.slice(0, results.length).forEach(({ binding }, position) => {
      const value = results[position];
      const presence = slices.get(binding.name)?.presence;
      if (value !== undefined) slices.set(binding.name, { value, presence });
    });
    results = lowerInstance(scope, found, joinPath(found.path, String(index)), slices, call.span);
  }
  const own: Axis = { id: found.path, name: nameOf(found.path), size: literalSize(count) };
  partExposed(scope.entry, found.path, along ?? own);
  return results;
}

/** The axes that the layer declares for what it is given. */
export function axesOfCall(scope: Scope, { target, span }: Call): readonly Axis[] {
  const found = findTarget(scope, target, span);
  return found.layer.arguments.flatMap(({ binding }) =>
    axesOfType({ entry: scope.entry, axes: found.axes }, binding.type),
  );
}

function slice(scope: Scope, value: SourceNode, along: Axis | undefined, index: number): SourceNode {
  if (along === undefined || !hasAxis(value.axes, along)) return value;
  return scope.entry.builder.index(value, [{ axis: along, at: constantPosition(index) }]);
}

function layerNamed(entry: EntryScope, name: string, span: Span): Layer {
  const layer = entry.lowering.layers.get(name);
  if (layer === undefined) throw new InternalError(`the model has no layer ${name}`, span);
  return layer;
}

/** A scope for a model: one instance, wherever it is named. */
export function modelScope(entry: EntryScope, model: Layer): Scope {
  const layer = formulasOf(entry.lowering, model);
  const axes = localAxes(entry, layer.name, model.name, new Map(), layer.localAxes);
  return { ...outermostScope(entry), path: model.name, layer, axes };
}

/** What an instance's parameters are found in, from outside of it. */
export function instanceScope(scope: Scope, target: CallTarget, span: Span): Scope {
  const { layer, path, axes } = findTarget(scope, target, span);
  return { ...scope, layer, path, axes: localAxes(scope.entry, layer.name, path, axes, layer.localAxes) };
}

function findTarget(scope: Scope, target: CallTarget, span: Span): Found {
  if (target.kind === "instance") return findInstance(scope, target.path, span);
  const model = layerNamed(scope.entry, target.model, span);
  if (target.path.length > 0) return findInstance(modelScope(scope.entry, model), target.path, span);
  const layer = formulasOf(scope.entry.lowering, model);
  return { layer, path: model.name, axes: new Map(), instance: undefined, around: scope };
}

function findInstance(scope: Scope, [name, ...rest]: readonly string[], span: Span): Found {
  const instance = scope.layer?.instances.find((each) => each.name === name);
  if (instance === undefined || name === undefined)
    throw new InternalError(`${scope.path} has no instance ${name ?? ""}`, span);
  const layer = layerNamed(scope.entry, instance.layer, span);
  const path = joinPath(scope.path, name);
  const axes = new Map(
    layer.axisParameters.map((id, index) => [
      id,
      (instance.axes[index] ?? []).flatMap((axis) => axesOf(scope, axis)),
    ]),
  );
  if (rest.length === 0) return { layer, path, axes, instance, around: scope };
  return findInstance(
    { ...scope, path, layer, axes: localAxes(scope.entry, layer.name, path, axes, layer.localAxes) },
    rest,
    span,
  );
}

/** Axis parameters are distinct inside: where the call gives one axis twice, all but the last get a twin, and values are renamed on the way. */
function separateTwice(
  entry: EntryScope,
  path: string,
  given: Scope["axes"],
): { readonly axes: Scope["axes"]; readonly twins: ReadonlyMap<string, readonly Axis[]> } {
  const seen = new Set<string>();
  const axes = new Map<string, readonly Axis[]>();
  const twins = new Map<string, readonly Axis[]>();
  for (const [id, actual] of [...given].reverse()) {
    const own = actual.map((axis) => {
      if (!seen.has(axis.id)) return axis;
      const parameter = joinPath(path, id.slice(id.lastIndexOf(".") + 1));
      // Each member of a group has a twin of its own.
      return twinOf(entry, axis, actual.length === 1 ? parameter : joinPath(parameter, axis.id));
    });
    actual.forEach((axis) => seen.add(axis.id));
    axes.set(id, own);
    if (own.some((axis, index) => axis !== actual[index])) twins.set(id, actual);
  }
  return { axes, twins };
}

function lowerInstance(
  scope: Scope,
  { layer, axes: given }: Found,
  path: string,
  actual: ReadonlyMap<string, Actual>,
  span: Span,
): readonly SourceNode[] {
  const { entry } = scope;
  const { builder } = entry;
  const { axes: separate, twins } = separateTwice(entry, path, given);
  const axes = localAxes(entry, layer.name, path, separate, layer.localAxes);
  const rename = renameBetween(entry, axes, twins);
  const body: Scope = {
    entry,
    path,
    layer,
    axes,
    values: new Map(),
    presence: new Map(),
    restrictions: [],
    guards: [],
    scans: scope.scans,
    inFunction: false,
    formula: [],
    statement: undefined,
    callers: [],
    lifted: [],
  };
  const { values, lifted } = lowerArguments(body, actual, rename, span);
  const scopeOfBody: Scope = { ...body, lifted: unionAxes(scope.lifted, lifted) };
  for (const [id, value] of values) bindValue(scopeOfBody, id, value);
  scopeOfBody.entry.statements(scopeOfBody, layer.body);
  return layer.returned.map((returned, index) => {
    const type = layer.results[index]?.type;
    const value = scopeOfBody.entry.expression({ ...scopeOfBody, statement: returned.span }, returned);
    // A formula may come out constant along an axis that the signature promises.
    const whole = type === undefined ? value : builder.spread(value, axesOfType(scopeOfBody, type));
    return builder.labelled(rename(whole, type?.axes ?? [], "out"), path);
  });
}

/** A value, of a type with these axes of the layer, on its way into an instance or out of it. */
type Rename = (value: SourceNode, declared: readonly string[], way: "in" | "out") => SourceNode;

/** Puts the twins that an instance has inside, where one axis was given twice, in the place of that axis, or the axis in theirs. */
function renameBetween({ builder }: EntryScope, axes: Scope["axes"], twins: Scope["axes"]): Rename {
  return (value, declared, way) => {
    let renamed = value;
    for (const [id, outer] of twins) {
      if (!declared.includes(id)) continue;
      outer.forEach((axis, index) => {
        const inner = axes.get(id)?.[index];
        if (inner === undefined || inner.id === axis.id) return;
        const [from, to] = way === "in" ? [axis, inner] : [inner, axis];
        if (hasAxis(renamed.axes, from)) renamed = builder.rename(renamed, from, to);
      });
    }
    return renamed;
  };
}

interface Arguments {
  /** By the binding's id. */
  readonly values: readonly (readonly [string, SourceNode])[];
  /** The axes that they have and their types don't. */
  readonly lifted: readonly Axis[];
}

/** What an instance is called with, or what stands in the layer where it is left out; notes in `body` which positions are there. */
function lowerArguments(
  body: Scope,
  actual: ReadonlyMap<string, Actual>,
  rename: Rename,
  span: Span,
): Arguments {
  const { entry, layer, path } = body;
  const lifted: Axis[][] = [];
  const values: (readonly [string, SourceNode])[] = [];
  for (const { binding, initial } of layer?.arguments ?? []) {
    const given = actual.get(binding.name);
    if (given === undefined) {
      if (initial === undefined) throw new InternalError(`no argument ${binding.name} for ${path}`, span);
      values.push([binding.id, entry.expression(body, initial)]);
      continue;
    }
    const { axes, element } = binding.type;
    const value = rename(given.value, axes, "in");
    lifted.push([...withoutAxes(value.axes, axesOfType(body, binding.type))]);
    values.push([binding.id, entry.builder.convert(value, element)]);
    if (given.presence === undefined) continue;
    const presence = [...given.presence].map(([id, present]) => {
      const [axis, renamed] = renamePresence(id, present, rename, axes);
      return [axis, presenceAlong(body, renamed, axis, axes)] as const;
    });
    body.presence.set(binding.id, new Map(presence));
  }
  return { values, lifted: unionAxes(...lifted) };
}

function renamePresence(
  id: string,
  present: SourceNode,
  rename: Rename,
  declared: readonly string[],
): readonly [string, SourceNode] {
  const renamed = rename(present, declared, "in");
  const moved = present.axes.findIndex((axis) => axis.id === id);
  if (hasAxis(renamed.axes, present.axes[moved] ?? { id, name: id, size: { terms: [], divisor: 1 } }))
    return [id, renamed];
  const [fresh] = withoutAxes(renamed.axes, present.axes);
  return [fresh?.id ?? id, renamed];
}
