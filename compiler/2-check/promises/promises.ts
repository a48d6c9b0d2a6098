import type { Diagnostic } from "../../source/diagnostic.ts";
import { report } from "../../source/diagnostic.ts";
import { brokenHere, readsPositionsOf } from "../../source/phrases.ts";
import type { AxisTable } from "../axes.ts";
import { axisOf, spaceOf, substituteAxis, substituteType } from "../axes.ts";
import type { Dependence } from "./dependence.ts";
import { independent, join } from "./dependence.ts";
import type { Incomplete } from "./incomplete.ts";
import type {
  AxisId,
  BindingId,
  CallTarget,
  Expression,
  Instance,
  Layer,
  LayerPromise,
  Model,
} from "../model.ts";
import type { Reading } from "./reads.ts";
import { placedAtCall, readStatements, readsOf } from "./reads.ts";
import { areOrdered, countsApart, isTime } from "./times.ts";
import { walkLayer } from "../walk.ts";

export interface Proving {
  /** Layers in which there are mistakes: of these, and of those that call them, what is left is looked at. */
  readonly incomplete: ReadonlyMap<string, Incomplete>;
  /** The names of the library's files. */
  readonly library: ReadonlySet<string>;
  readonly diagnostics: Diagnostic[];
}

/** Proves the promises of all models, for inference; one that can't be proven is reported with what breaks it. */
export function provePromises(model: Model, proving: Proving): void {
  const axes: AxisTable = new Map(model.axes.map((axis) => [axis.id, axis]));
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  for (const layer of model.layers) {
    if (layer.promises.length === 0) continue;
    for (const promise of layer.promises) prove(layer, promise, axes, layers, proving);
  }
}

/** The names of a layer and of all that it is made of. */
function reachedFrom(layer: Layer, layers: ReadonlyMap<string, Layer>): ReadonlySet<string> {
  const reached = new Set<string>();
  const pending = [layer.name];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const next = layers.get(name);
    if (reached.has(name)) continue;
    reached.add(name);
    if (next === undefined) continue;
    pending.push(...next.instances.map((instance) => instance.layer));
    if (next.twin !== undefined) pending.push(next.twin.of);
    walkLayer(next, (expression) => {
      if (expression.kind === "call" && expression.target.kind === "model")
        pending.push(expression.target.model);
    });
  }
  return reached;
}

function prove(
  layer: Layer,
  promise: LayerPromise,
  axes: AxisTable,
  layers: ReadonlyMap<string, Layer>,
  { library, incomplete, diagnostics }: Proving,
): void {
  const breach = breachOf(layer, promise.kind, promise.axis, { axes, layers, library, incomplete });
  if (breach === undefined) return;
  const { all, other } = breach;
  // That a result reads another axis may be what is left of a mistake.
  const isWhole = ![...reachedFrom(layer, layers)].some((name) => incomplete.has(name));
  if (all === undefined && !isWhole) return;
  const axis = axisOf(axes, promise.axis).name;
  const facts = {
    model: layer.name,
    axis,
    promise: promise.kind === "causal" ? "causal in" : "independent of",
    reason: all?.reason ?? readsPositionsOf(other === undefined ? axis : axisOf(axes, other).name),
  };
  const related = all === undefined ? [] : [{ span: all.span, label: brokenHere() }];
  report(diagnostics, "W0605", promise.span, facts, { related });
}

/** What breaks a promise of a layer: a formula that reads everything, or another axis whose positions are read. */
export function breachOf(
  layer: Layer,
  kind: LayerPromise["kind"],
  promised: AxisId,
  known: Pick<Reading, "axes" | "layers" | "library" | "incomplete">,
): { readonly all: Dependence["all"]; readonly other: AxisId | undefined } | undefined {
  const { axes } = known;
  const reading: Reading = {
    ...known,
    spaces: new Set([spaceOf(axes, promised)]),
    apart: new Set(),
    unordered: new Set(),
    mode: kind,
    bindings: new Map(),
    values: new Map(),
    restrictions: new Map(),
    layer,
    call: readsOfCall,
  };
  const given = layer.arguments.map(({ binding }) => ({
    ...independent,
    axes: new Set(binding.type.axes.filter((axis) => isTime(reading, axis))),
  }));
  for (const { all, axes: read } of readsOfLayer(layer, given, reading)) {
    const other = [...read].find((axis) => axis !== promised);
    if (all !== undefined || other !== undefined) return { all, other };
  }
  return undefined;
}

function readsOfLayer(layer: Layer, given: readonly Dependence[], outer: Reading): readonly Dependence[] {
  const bindings = new Map<BindingId, readonly Dependence[]>(
    layer.arguments.map(({ binding }, at) => [binding.id, [given[at] ?? independent]]),
  );
  const reading: Reading = { ...outer, bindings, restrictions: new Map(), layer };
  const incomplete = outer.incomplete.get(layer.name);
  const isMisshapen = incomplete?.isMisshapen === true;
  if (!isMisshapen) readStatements(layer.body, reading);
  const results = isMisshapen ? [] : layer.returned.map((value) => readsOf(value, reading));
  if (incomplete === undefined) return results;
  const remains = isMisshapen ? [] : incomplete.remains;
  const { all } = join([
    ...remains.map((part) => readsOf(part, reading)),
    ...layer.instances.flatMap((instance) => readsOfInstance(instance, reading)),
  ]);
  return layer.results.map((_, at) => join([results[at] ?? independent, { ...independent, all }]));
}

/** What an instance reads in whatever call of it: one with a mistake says nothing of its arguments. */
function readsOfInstance({ name, span }: Instance, reading: Reading): readonly Dependence[] {
  const found = targetOf({ kind: "instance", path: [name] }, reading);
  if (found === undefined) return [];
  // A mask that is given says which positions count, and so may what is given along two axes of time.
  const isMasked = found.layer.arguments.some(({ binding: { type } }) => {
    const { axes } = substituteType(reading.axes, type, found.actual);
    const count = axes.filter((axis) => isTime(reading, axis)).length;
    return count > (type.element === "bool" ? 0 : 1);
  });
  if (isMasked) return [];
  const own = found.layer.arguments.map(({ binding: { name: argument, type } }) => {
    const { axes } = substituteType(reading.axes, type, found.actual);
    return [
      argument,
      { ...independent, axes: new Set(axes.filter((axis) => isTime(reading, axis))) },
    ] as const;
  });
  return placedAtCall(readsOfTarget(found, new Map(own), reading), span, reading);
}

/** What the results of a call read: the layer is gone through with what its arguments read, under its own axes. */
function readsOfCall(
  reading: Reading,
  expression: Extract<Expression, { kind: "call" }>,
): readonly Dependence[] {
  const found = targetOf(expression.target, reading);
  const own = new Map(expression.arguments.map(({ name, value }) => [name, readsOf(value, reading)]));
  if (found === undefined) return expression.types.map(() => join([...own.values()]));
  for (const { binding, initial } of found.layer.arguments) {
    const value = expression.arguments.find(({ name }) => name === binding.name)?.value ?? initial;
    if (value === undefined) reading.values.delete(binding.id);
    else reading.values.set(binding.id, value);
  }
  return readsOfTarget(found, own, reading);
}

/** The same, by what each argument reads. */
function readsOfTarget(
  { layer, actual, isStack }: Target,
  own: ReadonlyMap<string, Dependence>,
  reading: Reading,
): readonly Dependence[] {
  const rigid = new Map<AxisId, AxisId>();
  const spaces = new Set(reading.spaces);
  const apart = new Set(reading.apart);
  const unordered = new Set(reading.unordered);
  for (const [parameter, ids] of actual) {
    const [only, ...more] = ids.filter((id) => isTime(reading, id));
    if (only === undefined) continue;
    spaces.add(parameter);
    if (ids.length > 1 || countsApart(reading, only)) apart.add(parameter);
    if (!areOrdered(reading, ids)) unordered.add(parameter);
    if (more.length === 0 && !rigid.has(only)) rigid.set(only, parameter);
  }
  const inner: Reading = { ...reading, spaces, apart, unordered };
  const given = layer.arguments.map(({ binding: { name, type } }) => {
    // A group has other positions than its time: what is given along time itself keeps its axis.
    const named = [...rigid].filter(
      ([, parameter]) => !apart.has(parameter) || type.axes.includes(parameter),
    );
    return renamed(own.get(name) ?? independent, new Map(named));
  });
  let results = readsOfLayer(layer, given, inner);
  if (isStack) {
    // What a block of a stack returns is what the next takes first. What comes in at one place has come to all that it comes to after as
    // many blocks as there are places; the sets of axes stop growing after a few.
    const rounds = Math.max(3, layer.results.length);
    for (let round = 0; round < rounds; round++) {
      const next = given.map((value, at) => join([value, results[at] ?? independent]));
      results = readsOfLayer(layer, next, inner);
    }
  }
  const back = new Map([...rigid].map(([outside, inside]) => [inside, outside]));
  return results.map((value) => renamed(value, back));
}

function renamed(value: Dependence, names: ReadonlyMap<AxisId, AxisId>): Dependence {
  const name = (axis: AxisId): AxisId => names.get(axis) ?? axis;
  return {
    all: value.all,
    axes: new Set([...value.axes].map(name)),
    support: value.support.map(({ low, high }) => ({ low: name(low), high: name(high) })),
  };
}

interface Target {
  readonly layer: Layer;
  readonly actual: ReadonlyMap<AxisId, readonly AxisId[]>;
  readonly isStack: boolean;
}

function targetOf(target: CallTarget, reading: Reading): Target | undefined {
  let layer = target.kind === "model" ? reading.layers.get(target.model) : reading.layer;
  if (layer?.twin !== undefined) layer = reading.layers.get(layer.twin.of);
  let actual: ReadonlyMap<AxisId, readonly AxisId[]> = new Map();
  let isStack = false;
  for (const name of target.path) {
    const instance = layer?.instances.find((candidate) => candidate.name === name);
    const next = instance && reading.layers.get(instance.layer);
    if (instance === undefined || next === undefined) return undefined;
    const before = actual;
    actual = new Map(
      next.axisParameters.map((axis, at) => [
        axis,
        (instance.axes[at] ?? []).flatMap((id) => substituteAxis(reading.axes, id, before)),
      ]),
    );
    isStack = instance.stack !== undefined;
    layer = next;
  }
  return layer && { layer, actual, isStack };
}
