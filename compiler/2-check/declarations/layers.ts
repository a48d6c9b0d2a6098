import type { Span } from "../../source/spans.ts";
import type * as Tree from "../../1-parse/tree.ts";
import { axisNames } from "../axes.ts";
import { constantOf } from "../constants/constants.ts";
import type { Body, Checker, LayerParts } from "../context.ts";
import { countErrors, emptyBody, fail, uniqueId } from "../context.ts";
import { constantExpressionOf } from "./parameters.ts";
import { convertValue } from "../convert.ts";
import { statesOfArguments } from "../kept-states.ts";
import { placeOfName } from "../members.ts";
import { meantElsewhere, nearestFix, nearInScope } from "../near.ts";
import { symbolSize } from "../../sizes/size.ts";
import { returnedAs } from "./results.ts";
import type { AxisId, Expression, Layer, LayerArgument, LayerPromise, Statement, Type } from "../model.ts";
import type { LayerInfo, LayerLike, Scope } from "../scope.ts";
import { childScope, fileOf, lookUpValue } from "../scope.ts";
import { resolveAxis, resolveSingle, resolveTerm } from "../constants/terms.ts";
import { typeOf, valueOf } from "../values.ts";
import { noteUnused } from "./unused.ts";

/** A layer, checked when it is first asked for; undefined where that leads back to itself, which is reported. */
export function checkLayer(
  declaration: LayerLike,
  scope: Scope,
  checker: Checker,
  from: { readonly body: Body; readonly span: Span } | undefined,
): LayerInfo | undefined {
  const known = checker.layers.get(declaration);
  const name = nameOf(declaration);
  if (known === "checking") {
    const open = [...checker.layers].flatMap(([layer, info]) =>
      info === "checking" ? [nameOf(layer).text] : [],
    );
    const chain = [...open.slice(open.lastIndexOf(name.text)), name.text];
    if (from !== undefined) fail(from.body, "W0602", from.span, { chain });
    return undefined;
  }
  if (known !== undefined) return known;
  checker.layers.set(declaration, "checking");
  const info =
    declaration.kind === "model-copy"
      ? checkCopy(declaration, scope, checker)
      : checkBody(declaration, scope, checker);
  checker.layers.delete(declaration);
  checker.layers.set(declaration, info);
  return info;
}

function nameOf(declaration: LayerLike): Tree.Name {
  return declaration.kind === "model-copy" ? declaration.name : declaration.head.name;
}

/** The name of a layer in the Model: those of imported files get the file's name before theirs where it is taken. */
function modelName(name: string, scope: Scope, checker: Checker): string {
  const file = fileOf(scope);
  if (file === undefined || file.role === "main") return name;
  const main = checker.mainScope.values.get(name);
  if (main?.kind !== "layer" || main.scope === scope) return name;
  return `${file.name.replace(/^.*\//, "").replace(/\.weft$/, "")}.${name}`;
}

function checkBody(
  declaration: Tree.LayerDeclaration | Tree.ModelDeclaration,
  fileScope: Scope,
  checker: Checker,
): LayerInfo {
  const { head } = declaration;
  const name = modelName(head.name.text, fileScope, checker);
  const scope = childScope(fileScope);
  const parts: LayerParts = {
    name,
    parameters: [],
    instances: [],
    localAxes: [],
    touched: new Set(),
    sizes: [],
    choices: [],
    stored: [],
    usedNames: new Set(),
    kept: [],
  };
  const sink: Statement[] = [];
  const body: Body = {
    ...emptyBody(checker, scope, name, "layer"),
    sink,
    layer: parts,
  };
  const errors = countErrors(checker);
  const axisParameters = head.axes.map((axis) => rigidAxis(axis, name, body));
  const args = head.parameters.map((parameter) =>
    readArgument(parameter, declaration.kind === "model", body),
  );
  const results = declaration.result.values.map(({ name: resultName, type, span }) => {
    const read = readType(type, body);
    const named = resultName === undefined ? {} : { name: resultName.text };
    return read && { ...named, type: read.type, order: read.order, span };
  });
  const promises = declaration.kind === "model" ? readPromises(declaration.promises, body) : [];
  const before = checker.pieces.length;
  const { returned } = checker.statements(declaration.body.statements, body);
  const remains = checker.pieces.splice(before);
  const signature = results.filter((result) => result !== undefined);
  const argumentsFound = args.filter((argument) => argument !== undefined);
  const broken = signature.length < results.length || argumentsFound.length < args.length;
  if (returned === undefined) fail(body, "W0610", head.name.span, { name });
  const values =
    broken || returned === undefined ? [] : returnedAs(returned, signature, declaration.result.span, body);
  const layer: Layer = {
    kind: declaration.kind,
    name,
    ...(declaration.documentation === undefined ? {} : { documentation: declaration.documentation.text }),
    span: head.span,
    axisParameters,
    arguments: argumentsFound,
    results: signature,
    parameters: parts.parameters,
    states: body.states,
    instances: parts.instances,
    localAxes: [...new Set(parts.localAxes)],
    body: sink,
    returned: values.map((value) => value.expression),
    promises,
  };
  const hasErrors = broken || values.length === 0 || countErrors(checker) > errors;
  if (fileOf(fileScope)?.role === "main" && countErrors(checker) === errors && values.length > 0)
    noteUnused(parts, argumentsFound, checker);
  const kept = statesOfArguments(sink, argumentsFound, parts.kept);
  return {
    layer,
    touched: parts.touched,
    sizes: parts.sizes,
    choices: parts.choices,
    stored: parts.stored,
    kept,
    broken,
    hasErrors,
    remains,
  };
}

/** Makes the axis of an axis parameter, unlike every other, and binds its name. */
export function rigidAxis(name: Tree.Name, layer: string, body: Body): AxisId {
  const id = uniqueId(body.checker, `${layer}.${name.text}`);
  const axis = { id, name: name.text, size: symbolSize(id), span: name.span };
  body.checker.axes.set(id, { ...axis, origin: { kind: "rigid", layer } });
  if (body.scope.axes.has(name.text)) fail(body, "W0302", name.span, { name: name.text });
  body.scope.axes.set(name.text, { kind: "axes", ids: [id], span: name.span });
  return id;
}

/** A declared type, with its axes in the order in which they are written; undefined where it is reported. */
export function readType(
  tree: Tree.TensorType,
  body: Body,
):
  | {
      readonly type: Type;
      readonly order: readonly AxisId[];
      readonly optional: readonly AxisId[];
      /** Where each axis is written. */
      readonly origins: ReadonlyMap<AxisId, Span>;
    }
  | undefined {
  const terms = tree.axes.map((axis) => ({ axis, ids: resolveTerm(axis.term, body) }));
  const into = tree.element.kind === "index" ? resolveAxis(tree.element.into, body) : undefined;
  if (terms.some(({ ids }) => ids === undefined)) return undefined;
  if (tree.element.kind === "index" && into === undefined) return undefined;
  const order = terms.flatMap(({ ids }) => ids ?? []);
  const again = terms.find(({ ids }, at) => {
    const earlier = terms.slice(0, at).flatMap((term) => term.ids ?? []);
    return ids?.some((id) => earlier.includes(id));
  });
  if (again !== undefined) {
    const [axis = ""] = axisNames(body.checker.axes, again.ids ?? []);
    fail(body, "W0214", again.axis.span, { axis });
    return undefined;
  }
  const optional = terms.filter(({ axis }) => axis.optional).flatMap(({ ids }) => ids ?? []);
  const element = tree.element.kind === "index" ? "int" : tree.element.kind;
  const origins = new Map(
    terms.flatMap(({ axis, ids }) => (ids ?? []).map((id) => [id, axis.span] as const)),
  );
  return { type: typeOf(order, element, into), order, optional, origins };
}

/** Reads an argument of a layer, a model or a generator and binds its name. */
export function readArgument(
  parameter: Tree.Parameter,
  isSource: boolean,
  body: Body,
): LayerArgument | undefined {
  const { name, type: tree, initial, span } = parameter;
  const read = tree && readType(tree, body);
  const given = initial && constantExpressionOf(initial, body);
  const broken = (tree !== undefined && read === undefined) || given?.broken === true;
  if (broken) {
    body.scope.values.set(name.text, { kind: "broken", span: name.span });
    return undefined;
  }
  const element = given?.expression.type.element === "bool" ? "bool" : "real";
  const type = read?.type ?? typeOf([], element);
  const first = given && convertValue(given, type.element, type.indexes, `\`${name.text}\``, body);
  const binding = {
    id: uniqueId(body.checker, `${body.owner}.${name.text}`),
    name: name.text,
    type,
    span: name.span,
  };
  const reference: Expression = { kind: "reference", binding: binding.id, type, span: name.span };
  const value = {
    ...valueOf(reference, [], type.axes.length === 0),
    origins: read?.origins ?? new Map<AxisId, Span>(),
  };
  if (body.scope.values.has(name.text)) fail(body, "W0302", name.span, { name: name.text });
  body.scope.values.set(name.text, { kind: "value", binding, value, source: undefined, isSource, span });
  const argument = { binding, order: read?.order ?? [], optionalAxes: read?.optional ?? [] };
  return first === undefined ? argument : { ...argument, initial: first.expression };
}

function readPromises(promises: readonly Tree.Promised[], body: Body): readonly LayerPromise[] {
  // To promise something of an axis isn't to use it: it may pass through.
  const outside: Body = { ...body, layer: undefined };
  return promises.flatMap(({ kind, axis, span }) => {
    const term: Tree.Term = { kind: "axis-name", name: axis.text, span: axis.span };
    const id = resolveSingle(term, "a promise", outside);
    return id === undefined ? [] : [{ kind, axis: id, span }];
  });
}

function checkCopy(declaration: Tree.ModelCopy, scope: Scope, checker: Checker): LayerInfo {
  const { name, of, form, decay, span } = declaration;
  const body = emptyBody(checker, scope, name.text, "constant");
  const place = placeOfName(of, body);
  const meant = place && meantElsewhere(place.name.text, place.name.span, place.scope, checker);
  const entity = place && lookUpValue(place.scope, meant ?? place.name.text);
  const source =
    entity?.kind === "layer" && entity.declaration.kind !== "layer"
      ? checkLayer(entity.declaration, entity.scope, checker, { body, span: of.span })
      : undefined;
  if (source === undefined && place !== undefined && entity?.kind !== "broken") {
    const { text, span } = place.name;
    const near = nearInScope(text, place.scope, ["values"]);
    if (entity === undefined) fail(body, "W0301", span, { name: text, near }, nearestFix(span, near));
    else if (entity.kind !== "layer" || entity.declaration.kind === "layer")
      fail(body, "W0303", of.span, { name: text, is: "not a model", wanted: "a model" });
  }
  const rate = decay && convertValue(checker.expression(decay, body), "real", undefined, "the decay", body);
  const known = rate === undefined || rate.broken ? undefined : constantOf(rate.expression);
  if (decay !== undefined && rate?.broken === false && known === undefined)
    fail(body, "W0410", decay.span, {});
  if (decay !== undefined && known !== undefined && !(known >= 0 && known <= 1))
    fail(body, "W0702", decay.span, { name: "decay", wanted: "a number from 0 to 1" });
  const twin = { kind: form, of: source?.layer.name ?? "" };
  const layer: Layer = {
    kind: "model",
    name: name.text,
    span,
    axisParameters: [],
    arguments: source?.layer.arguments ?? [],
    results: source?.layer.results ?? [],
    parameters: [],
    states: [],
    instances: [],
    localAxes: [],
    body: [],
    returned: [],
    promises: [],
    twin: rate === undefined ? twin : { ...twin, decay: rate.expression },
  };
  return {
    layer,
    touched: source?.touched ?? new Set(),
    sizes: [],
    choices: [],
    stored: [],
    // An average reads the states of what it follows, and sets none.
    kept: form === "average" ? new Map() : (source?.kept ?? new Map()),
    broken: source?.broken ?? true,
    hasErrors: source?.hasErrors ?? true,
    remains: [],
  };
}
