import type { Span } from "../../source/spans.ts";
import { operator, operatorOfSymbol } from "../../operators/table.ts";
import type * as Tree from "../../1-parse/tree.ts";
import { applyOperator } from "./apply.ts";
import { hasNames } from "./arguments.ts";
import { builtinNames, builtins } from "./builtins.ts";
import type { Body } from "../context.ts";
import { fail } from "../context.ts";
import { callFunction } from "./functions.ts";
import { isWithoutBrackets } from "./brackets.ts";
import { failMember, unknownName } from "../near.ts";
import { applyMap } from "./maps.ts";
import { parameterOfInstance } from "./layer-calls.ts";
import { callSchedule } from "./schedules.ts";
import type { Entity } from "../scope.ts";
import { lookUpValue } from "../scope.ts";
import type { Value } from "../values.ts";
import { brokenValue } from "../values.ts";

/** Checks `f(x)`, `softmax[axes](x)`, `W(x)`, `attn(x)`: the callee decides which of them it is. */
export function checkCall(tree: Tree.Call, body: Body): Value {
  const layerCall = body.checker.callLayer(body, tree);
  if (layerCall !== undefined) return layerCall;
  const { callee } = tree;
  if (callee.kind === "member") {
    const { source, member } = callee;
    const entity = source.kind === "name" ? lookUpValue(body.scope, source.text) : undefined;
    if (entity?.kind === "parameter" && member.text === "transposed")
      return applyMap(tree, entity, true, body);
    if (source.kind === "name" && entity?.kind === "namespace") {
      const inner = entity.scope.values.get(member.text);
      if (inner !== undefined) return callEntity(inner, member.text, tree, body);
      failMember(body, member, source.text, entity.scope.values.keys());
      return readOn(tree, body);
    }
    const transposed = callee.member.text === "transposed" && callee.source.kind === "member";
    const found = parameterOfInstance(transposed ? callee.source : callee, body);
    if (found === "broken") return readOn(tree, body);
    if (found !== undefined && transposed) return applyMap(tree, found, true, body);
    if (found !== undefined) return callEntity(found, body.checker.files.text(callee.span), tree, body);
  }
  if (callee.kind !== "name") {
    const value = body.checker.expression(callee, body);
    if (!value.broken)
      fail(body, "W0303", callee.span, { name: "this", is: "a value", wanted: "something to call" });
    return readOn(tree, body);
  }
  return callName(callee, tree, body);
}

function callName(callee: Tree.Name, tree: Tree.Call, body: Body): Value {
  const entity = lookUpValue(body.scope, callee.text);
  if (entity !== undefined) return callEntity(entity, callee.text, tree, body);
  const builtin = Object.hasOwn(builtins, callee.text) ? builtins[callee.text] : undefined;
  if (builtin !== undefined) return builtin(tree, body);
  const name = operatorOfSymbol("call", callee.text);
  if (name !== undefined) {
    if (hasNames(callee.text, tree.arguments, body)) return brokenValue(tree.span);
    const values = tree.arguments.map(({ expression }) => body.checker.expression(expression, body));
    const place = `\`${callee.text}\`, which works position by position`;
    if (!isWithoutBrackets(tree, place, body)) return brokenValue(tree.span);
    const { arity } = operator(name);
    if (values.length === arity) return applyOperator(body, name, values, tree.span, callee.text);
    fail(body, "W0406", tree.span, { callee: callee.text, wanted: arity, found: values.length });
    return values.length > arity
      ? applyOperator(body, name, values.slice(0, arity), tree.span, callee.text)
      : brokenValue(tree.span);
  }
  const { text, span } = callee;
  const sought = { name: text, span, scope: body.scope, spaces: ["values"] as const, others: builtinNames };
  const meant = unknownName("W0301", sought, body);
  return meant !== undefined && isCallable(meant, body)
    ? checkCall({ ...tree, callee: { ...callee, text: meant, primed: false } }, body)
    : readOn(tree, body);
}

/** Whether a name stands for something to call: others can't be what was meant where something is called. */
function isCallable(name: string, body: Body): boolean {
  const entity = lookUpValue(body.scope, name);
  if (entity === undefined) return builtinNames.includes(name);
  if (entity.kind === "parameter") return entity.parameter.isMap;
  if (entity.kind === "layer") return entity.declaration.kind !== "layer";
  return entity.kind === "function" || entity.kind === "schedule" || entity.kind === "instance";
}

/** The arguments are read all the same, so that mistakes in them are told in the same run. */
function readOn(tree: Tree.Call, body: Body): Value {
  for (const item of tree.arguments) body.checker.expression(item.value ?? item.expression, body);
  return brokenValue(tree.span);
}

function callEntity(entity: Entity, name: string, tree: Tree.Call, body: Body): Value {
  switch (entity.kind) {
    case "function":
      return callFunction(tree, entity, body);
    case "schedule":
      return callSchedule(tree, entity, body);
    case "parameter":
      if (entity.parameter.isMap) return applyMap(tree, entity, false, body);
      return notCallable(name, "a parameter that is no map", tree.callee.span, tree, body);
    case "optimizer":
      return notCallable(name, "an optimizer", tree.callee.span, tree, body);
    case "broken":
      return readOn(tree, body);
    case "value":
      if (entity.value.broken) return readOn(tree, body);
      return notCallable(name, "a value", tree.callee.span, tree, body);
    default:
      return notCallable(name, "not a function", tree.callee.span, tree, body);
  }
}

function notCallable(name: string, is: string, span: Span, tree: Tree.Call, body: Body): Value {
  fail(body, "W0303", span, { name, is, wanted: "something to call" });
  return readOn(tree, body);
}
