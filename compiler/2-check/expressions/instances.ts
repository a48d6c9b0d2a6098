import type { Fix } from "../../source/diagnostic.ts";
import { axesAreNamed, axesOfUse, sizeByName } from "../../source/phrases.ts";
import type { Span } from "../../source/spans.ts";
import type * as Tree from "../../1-parse/tree.ts";
import { mayBeNonNegative } from "../signs.ts";
import { literalSize, sizeKey, sizeSymbols, sizeValue, substituteSize } from "../../sizes/size.ts";
import type { Size } from "../../sizes/size.ts";
import type { AxisTable } from "../axes.ts";
import { axisNames, axisOf, sizeOfAxes, substituteAxis, substituteType } from "../axes.ts";
import { matchArguments } from "./arguments.ts";
import { placeOfName } from "../members.ts";
import { constantByName, constantOfTree } from "../constants/constants.ts";
import type { Body } from "../context.ts";
import { fail } from "../context.ts";
import { convertValue } from "../convert.ts";
import type { Argument, AxisId, Instance } from "../model.ts";
import type { Entity, InstanceEntity, LayerEntity, LayerInfo } from "../scope.ts";
import { unknownName } from "../near.ts";
import { lookUpAxis, lookUpValue } from "../scope.ts";
import { staysStorable } from "../stored.ts";
import { tooMany } from "../constants/too-large.ts";
import { resolveSingle, resolveTerm } from "../constants/terms.ts";

/** `use blocks = Block[embed](eps = 1e-6) * depth`. */
export function checkUse(tree: Tree.Use, body: Body): void {
  const instance = makeInstance(tree, body);
  const { name } = tree;
  const earlier = body.scope.values.get(name.text);
  if (earlier !== undefined && earlier.kind !== "broken") fail(body, "W0302", name.span, { name: name.text });
  body.scope.values.set(name.text, instance ?? { kind: "broken", span: name.span });
  if (instance !== undefined) body.layer?.instances.push(instance.instance);
}

function layerNamed(tree: Tree.Name | Tree.Member, body: Body): LayerEntity | undefined {
  const place = placeOfName(tree, body);
  if (place === undefined) return undefined;
  const { name, scope } = place;
  const entity = lookUpValue(scope, name.text);
  const layer = layerOf(entity);
  if (layer !== undefined) return layer;
  if (entity?.kind === "broken") return undefined;
  if (entity?.kind === "layer") fail(body, "W0615", tree.span, { name: name.text });
  else if (entity !== undefined)
    fail(body, "W0303", tree.span, { name: name.text, is: "not a layer", wanted: "a layer" });
  else {
    const meant = unknownName("W0301", { name: name.text, span: name.span, scope, spaces: ["values"] }, body);
    return meant === undefined ? undefined : layerOf(lookUpValue(scope, meant));
  }
  return undefined;
}

/** The entity, if it is a layer that is used, and no model. */
function layerOf(entity: Entity | undefined): LayerEntity | undefined {
  return entity?.kind === "layer" && entity.declaration.kind === "layer" ? entity : undefined;
}

function makeInstance(tree: Tree.Use, body: Body): InstanceEntity | undefined {
  const entity = layerNamed(tree.layer, body);
  const info = entity && body.checker.layer(entity.declaration, entity.scope, tree.layer.span, body);
  const axes = bracketAxes(tree, info, body);
  const stack = tree.count === undefined ? undefined : stackOf(tree.count, body);
  if (info === undefined || axes === undefined || (tree.count !== undefined && stack === undefined))
    return undefined;
  const { layer } = info;
  if (layer.axisParameters.length !== axes.length) {
    const wanted = axisNames(body.checker.axes, layer.axisParameters);
    const facts = { callee: layer.name, wanted, found: axes.length };
    const isSized = tree.arguments?.some(({ expression }) => expression.kind === "number") === true;
    const bare = [axesOfUse(layer.name, wanted), ...(isSized ? [axesAreNamed()] : [])];
    const notes = axes.length === 0 && wanted.length > 0 ? bare : [];
    fail(body, "W0215", tree.bracketSpan ?? tree.layer.span, facts, { notes });
    return undefined;
  }
  const actual = new Map(layer.axisParameters.map((axis, at) => [axis, axes[at] ?? []]));
  const given = constantArguments(tree, info, actual, body);
  if (given === undefined || info.broken) return undefined;
  if (!staysApart(info, axes, tree, body)) return undefined;
  if (!dividesEvenly(info, actual, tree.layer.span, body)) return undefined;
  if (!choosesFromEnough(info, actual, tree.layer.span, body)) return undefined;
  if (!staysStorable(info, sizesOf(actual, body), tree.layer.span, body)) return undefined;
  touch(info, actual, body);
  const instance: Instance = {
    name: tree.name.text,
    layer: layer.name,
    axes,
    arguments: given,
    span: tree.span,
    ...(stack === undefined ? {} : { stack }),
  };
  return { kind: "instance", path: [tree.name.text], info, actual, instance, span: tree.name.span };
}

function bracketAxes(
  tree: Tree.Use,
  info: LayerInfo | undefined,
  body: Body,
): readonly (readonly AxisId[])[] | undefined {
  let isTold = false;
  const wanted = axisNames(body.checker.axes, info?.layer.axisParameters ?? []);
  const items = (tree.brackets ?? []).map((item, at) => {
    const isTerm = [item.rename, item.value, item.where, item.otherwise].every((part) => part === undefined);
    if (item.term !== undefined && isTerm) return resolveTerm(item.term, body);
    const notes = item.expression.kind === "number" ? [axesAreNamed()] : [];
    const fixes = isTerm ? declaredFirst(tree, item, wanted[at], body) : [];
    if (!isTold) fail(body, "W0217", item.span, { place: "the bracket of a `use`" }, { notes, fixes });
    isTold = true;
    return undefined;
  });
  const found = items.filter((item) => item !== undefined);
  return found.length === items.length ? found : undefined;
}

/** The fix for a size where an axis must stand: an axis of that size, which has the name that it has in the layer. */
function declaredFirst(
  tree: Tree.Use,
  item: Tree.Item,
  wanted: string | undefined,
  body: Body,
): readonly Fix[] {
  const { files } = body.checker;
  if (wanted === undefined) return [];
  const isTaken = lookUpAxis(body.scope, wanted) !== undefined;
  const name = isTaken ? `${tree.name.text}_${wanted}` : wanted;
  const { file, start } = tree.span;
  const [indent = ""] = /[^\n]*$/.exec(files.text({ file, start: 0, end: start })) ?? [];
  const text = `${indent}axis ${name} = ${files.text(item.span)}\n`;
  const line = start - indent.length;
  const edits = [
    { span: { file, start: line, end: line }, text },
    { span: item.span, text: name },
  ];
  return [{ title: sizeByName(), edits, applicability: "suggestion" }];
}

function stackOf(
  count: Tree.Name | Tree.Member | Tree.NumberLiteral,
  body: Body,
): { readonly count: Size; readonly axis?: AxisId } | undefined {
  const place = count.kind === "number" ? undefined : placeOfName(count, body);
  if (count.kind !== "number" && place === undefined) return undefined;
  const constant = place && constantByName(place.name, place.scope, body);
  if (place !== undefined && constant === undefined) {
    const { name, scope } = place;
    if (lookUpAxis(scope, name.text) !== undefined) {
      const term: Tree.Term = { kind: "axis-name", name: name.text, span: count.span };
      const axis = resolveSingle(term, "the count of a stack", { ...body, scope });
      if (axis === undefined) return undefined;
      const { axes } = body.checker;
      const { size } = axisOf(axes, axis);
      const kinds = sizeSymbols(size).map((symbol) => axes.get(symbol)?.origin.kind);
      if (kinds.some((kind) => kind === "bounded" || kind === "free")) {
        fail(body, "W0510", count.span, { axis: name.text });
        return undefined;
      }
      return { count: size, axis };
    }
    const entity = lookUpValue(scope, name.text);
    if (entity === undefined) {
      const sought = { name: name.text, span: name.span, scope, spaces: ["axes", "values"] as const };
      const meant = unknownName("W0301", sought, body);
      const number = meant === undefined ? undefined : constantByName({ ...name, text: meant }, scope, body);
      if (number !== undefined)
        return stackOf({ kind: "number", value: number, text: String(number), span: count.span }, body);
    } else if (entity.kind === "constant" || entity.kind === "constant-declaration") {
      // A truth value; one with a mistake has been told of.
      constantOfTree(count, { ...body, scope });
    } else if (entity.kind !== "broken") {
      const isOfRuns = ["value", "parameter", "state"].includes(entity.kind);
      const is = isOfRuns ? "known in a run only" : "no number";
      const wanted = "a number that is known before a run, a const or an axis";
      fail(body, "W0303", name.span, { name: name.text, is, wanted });
    }
    return undefined;
  }
  const number = count.kind === "number" ? count.value : (constant ?? 0);
  if (Number.isInteger(number) && number >= 1) return { count: literalSize(number) };
  fail(body, "W0507", count.span, { value: number });
  return undefined;
}

/** Arguments that are given where an instance is made: scalars, the same at every call. */
function constantArguments(
  tree: Tree.Use,
  info: LayerInfo,
  actual: InstanceEntity["actual"],
  body: Body,
): readonly Argument[] | undefined {
  const { layer } = info;
  if (tree.arguments === undefined) return [];
  const wanted = layer.arguments.map(({ binding }) => ({ name: binding.name, optional: true }));
  const positional = tree.arguments.find((item) => item.value === undefined);
  if (positional !== undefined) {
    fail(body, "W0217", positional.span, { place: "the arguments of a `use`, which are given by name" });
    return undefined;
  }
  const matched = matchArguments(layer.name, wanted, tree.arguments, tree.span, body);
  if (matched === undefined) return undefined;
  const given: Argument[] = [];
  for (const [name, expression] of matched) {
    const argument = layer.arguments.find(({ binding }) => binding.name === name);
    const value = body.checker.expression(expression, body);
    if (argument === undefined) continue;
    const type = substituteType(body.checker.axes, argument.binding.type, actual);
    const converted = convertValue(value, type.element, type.indexes, `\`${name}\``, body);
    if (converted.broken) return undefined;
    if (type.axes.length > 0 || converted.expression.type.axes.length > 0) {
      fail(body, "W0410", expression.span, {});
      return undefined;
    }
    given.push({ name, value: converted.expression });
  }
  return given;
}

/** No argument and no result may get one axis twice. */
function staysApart(
  { layer }: LayerInfo,
  given: readonly (readonly AxisId[])[],
  tree: Tree.Use,
  body: Body,
): boolean {
  const { axes } = body.checker;
  const types = [
    ...layer.arguments.map(({ binding }) => binding.type),
    ...layer.results.map(({ type }) => type),
  ];
  for (const [at, ids] of given.entries()) {
    const parameter = layer.axisParameters[at];
    const fixed = ids.find((id) =>
      types.some(
        ({ axes: own }) => own.includes(id) && parameter !== undefined && holds(own, parameter, axes),
      ),
    );
    if (fixed !== undefined && parameter !== undefined) {
      const both = axisNames(axes, [parameter]).concat(axisNames(axes, [fixed]));
      const [axis = fixed] = axisNames(axes, [fixed]);
      const span = tree.brackets?.[at]?.span ?? tree.layer.span;
      fail(body, "W0222", span, { callee: layer.name, axis, both });
      return false;
    }
    const earlier = given.slice(0, at).flat();
    const again = ids.find((id, place) => earlier.includes(id) || ids.indexOf(id) < place);
    if (again === undefined) continue;
    const first = given.findIndex((other) => other.includes(again));
    const parameters = [first, at].flatMap((place) => layer.axisParameters[place] ?? []);
    if (!types.some(({ axes: own }) => parameters.every((axis) => holds(own, axis, axes)))) continue;
    const both = axisNames(axes, [...new Set(parameters)]);
    const span = tree.brackets?.[at]?.span ?? tree.layer.span;
    const [axis = again] = axisNames(axes, [again]);
    if (first === at) fail(body, "W0214", span, { axis });
    else fail(body, "W0222", span, { callee: layer.name, axis, both });
    return false;
  }
  return true;
}

/** Whether a type has an axis, or a part of it: `row/2`. */
function holds(own: readonly AxisId[], axis: AxisId, table: AxisTable): boolean {
  return own.some((id) => {
    const { origin } = axisOf(table, id);
    return id === axis || (origin.kind === "quotient" && origin.of === axis);
  });
}

function sizesOf(actual: ReadonlyMap<AxisId, readonly AxisId[]>, body: Body): ReadonlyMap<AxisId, Size> {
  return new Map([...actual].map(([axis, ids]) => [axis, sizeOfAxes(body.checker.axes, ids)]));
}

/** Sizes that the layer makes from its axis parameters must be whole for these axes. */
function dividesEvenly(
  info: LayerInfo,
  actual: ReadonlyMap<AxisId, readonly AxisId[]>,
  span: Span,
  body: Body,
): boolean {
  const { axes } = body.checker;
  const sizes = sizesOf(actual, body);
  for (const size of info.sizes) {
    const given = substituteSize(size, sizes);
    const value = sizeValue(given);
    const large = tooMany(given, axes);
    if (large !== undefined) {
      fail(body, "W0507", span, { value: large });
      return false;
    }
    if (value !== undefined && Number.isInteger(value)) continue;
    if (value === undefined) {
      body.layer?.sizes.push(given);
      continue;
    }
    const names = new Map(info.layer.axisParameters.map((axis) => [axis, axisOf(axes, axis).name]));
    const text = [...names].reduce((key, [axis, name]) => key.replaceAll(axis, name), sizeKey(size));
    fail(body, "W0508", span, { layer: info.layer.name, size: text, value });
    return false;
  }
  return true;
}

/** Whether what a layer chooses from has as many positions as it chooses; where these are axis parameters here, too, the user is asked. */
function choosesFromEnough(
  info: LayerInfo,
  actual: ReadonlyMap<AxisId, readonly AxisId[]>,
  span: Span,
  body: Body,
): boolean {
  const { axes } = body.checker;
  const sizes = sizesOf(actual, body);
  for (const choice of info.choices) {
    const rest = substituteSize(choice.rest, sizes);
    if (sizeSymbols(rest).some((id) => axes.get(id)?.origin.kind === "rigid"))
      body.layer?.choices.push({ ...choice, rest });
    else if (!mayBeNonNegative(rest, axes)) {
      fail(body, "W0511", span, { axis: choice.axis, into: choice.into });
      return false;
    }
  }
  return true;
}

/** What an instance touches, this layer touches. */
export function touch(info: LayerInfo, actual: ReadonlyMap<AxisId, readonly AxisId[]>, body: Body): void {
  for (const axis of info.touched)
    for (const id of substituteAxis(body.checker.axes, axis, actual)) body.layer?.touched.add(id);
}
