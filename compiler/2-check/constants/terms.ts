import { twinForPart } from "../../source/phrases.ts";
import type * as Tree from "../../1-parse/tree.ts";
import { axisNames, axisOf, groupAxis, membersOf, quotientAxis, sizeTexts } from "../axes.ts";
import { sizeValue } from "../../sizes/size.ts";
import type { Body } from "../context.ts";
import { fail, sameSpan } from "../context.ts";
import { constantOfTree } from "./constants.ts";
import type { AxisId } from "../model.ts";
import { failMember, unknownName } from "../near.ts";
import { lookUpAxis, lookUpValue } from "../scope.ts";
import { tooMany } from "./too-large.ts";
import { isSize, isWhole, nearestDivisors } from "./whole.ts";

/**
 * The axes that a term names: several for a group. Undefined where it has been reported. `nearby` are the axes of the
 * operand, which are suggested before others.
 */
export function resolveTerm(
  term: Tree.Term,
  body: Body,
  nearby: readonly AxisId[] = [],
): readonly AxisId[] | undefined {
  switch (term.kind) {
    case "axis-name":
      return resolveName(term, body, nearby);
    case "axis-member":
      return resolveMember(term, body);
    case "axis-quotient":
      return resolveQuotient(term, body);
    case "axis-group": {
      const members = term.members.map((member) => resolveTerm(member, body, nearby));
      const found = members.filter((member) => member !== undefined).flat();
      return members.includes(undefined) ? undefined : found;
    }
  }
}

/** A term as one axis: a group is that of its positions. */
export function resolveAxis(term: Tree.Term, body: Body, nearby: readonly AxisId[] = []): AxisId | undefined {
  const axes = resolveTerm(term, body, nearby);
  return axes === undefined ? undefined : oneAxis(axes, term, body);
}

function oneAxis(axes: readonly AxisId[], term: Tree.Term, body: Body): AxisId | undefined {
  const [axis, ...others] = axes;
  if (axis === undefined || others.length === 0) return axis;
  const twice = axes.find((id, at) => axes.indexOf(id) < at);
  if (twice === undefined) {
    const group = groupAxis(body.checker.axes, axes, term.span);
    const { size } = axisOf(body.checker.axes, group);
    const value = tooMany(size, body.checker.axes);
    if (value !== undefined) fail(body, "W0507", term.span, { value });
    // Of the layer's own axes each use of it is asked.
    else body.layer?.sizes.push(size);
    return group;
  }
  fail(body, "W0214", term.span, { axis: axisOf(body.checker.axes, twice).name });
  return undefined;
}

/** An axis where what is said has no meaning of a group, `what`. */
export function resolveSingle(term: Tree.Term, what: string, body: Body): AxisId | undefined {
  const axis = resolveAxis(term, body);
  if (axis === undefined || membersOf(body.checker.axes, axis).length === 1) return axis;
  fail(body, "W0218", term.span, { what });
  return undefined;
}

function use(ids: readonly AxisId[], term: Tree.Term, body: Body): readonly AxisId[] | undefined {
  for (const id of ids) {
    body.checker.usedAxes.add(id);
    body.layer?.touched.add(id);
    if (!body.carried.has(id)) continue;
    const [axis = id] = axisNames(body.checker.axes, [id]);
    const { call } = body;
    const isTold = body.checker.diagnostics.some(
      ({ code, facts, span }) =>
        code === "W0206" && facts.axis === axis && call !== undefined && sameSpan(span, call.span),
    );
    if (!isTold) fail(body, "W0206", term.span, { axis, callee: call?.name ?? body.owner });
    return undefined;
  }
  return ids;
}

function resolveName(
  term: Tree.AxisName,
  body: Body,
  nearby: readonly AxisId[],
): readonly AxisId[] | undefined {
  const entity = lookUpAxis(body.scope, term.name);
  if (entity !== undefined) {
    const ids = body.checker.declaredAxes(entity);
    return ids && use(ids, term, body);
  }
  if (lookUpValue(body.scope, term.name)?.kind === "broken") return undefined;
  const { name, span } = term;
  const first = nearby.map((id) => axisOf(body.checker.axes, id).name);
  const meant = unknownName("W0201", { name, span, scope: body.scope, spaces: ["axes"], first }, body);
  // An axis may have other names than those in scope, and a group stands for several.
  const found = meant === undefined ? undefined : lookUpAxis(body.scope, meant);
  const ids = found && body.checker.declaredAxes(found);
  return ids && use(ids, term, body);
}

function resolveMember(term: Tree.AxisMember, body: Body): readonly AxisId[] | undefined {
  const { source, member } = term;
  if (source.kind === "axis-name") {
    const entity = lookUpValue(body.scope, source.name);
    if (entity?.kind === "namespace") {
      const axis = entity.scope.axes.get(member.text);
      if (axis !== undefined) return body.checker.declaredAxes(axis);
      failMember(body, member, source.name, entity.scope.axes.keys());
      return undefined;
    }
  }
  const whole = resolveAxis(source, body);
  if (whole === undefined) return undefined;
  const { origin, name } = axisOf(body.checker.axes, whole);
  const parts = origin.kind === "sum" ? origin.parts : [];
  const names = axisNames(body.checker.axes, parts);
  // A part may be a quotient, `axis half = seq/2`, which has no name of its own but in the scope.
  const named = lookUpAxis(body.scope, member.text);
  const declared = named && body.checker.declaredAxes(named);
  const inScope = declared && oneAxis(declared, term, body);
  const part = parts[names.indexOf(member.text)] ?? parts.find((each) => each === inScope);
  if (part !== undefined && parts.indexOf(part) < parts.lastIndexOf(part)) {
    const { text } = member;
    fail(body, "W0214", member.span, { axis: text }, { notes: [twinForPart(text)] });
    return undefined;
  }
  if (part !== undefined) return use(membersOf(body.checker.axes, part), term, body);
  failMember(body, member, name, names);
  return undefined;
}

function resolveQuotient(term: Tree.AxisQuotient, body: Body): readonly AxisId[] | undefined {
  const of = resolveAxis(term.source, body);
  const by = constantOfTree(term.divisor, body);
  if (of === undefined || by === undefined) return undefined;
  if (by === 0) {
    fail(body, "W0415", term.span, { operator: "/" });
    return undefined;
  }
  if (!isSize(by)) {
    fail(body, "W0507", term.divisor.span, { value: by });
    return undefined;
  }
  const { axes } = body.checker;
  const { size } = axisOf(axes, of);
  const id = quotientAxis(axes, of, by, term.span);
  if (id === undefined) {
    const dividend = sizeValue(size);
    if (dividend === undefined)
      fail(body, "W0505", term.span, { size: sizeTexts(axes, [size])[0] ?? "", divisor: String(by) });
    else fail(body, "W0502", term.span, { dividend, divisor: by, nearest: nearestDivisors(dividend, by) });
    return undefined;
  }
  if (!isWhole(axisOf(axes, id).size, body)) {
    fail(body, "W0505", term.span, { size: sizeTexts(axes, [size])[0] ?? "", divisor: String(by) });
    return undefined;
  }
  return use([id], term, body);
}
