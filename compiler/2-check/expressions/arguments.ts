import { argumentMeant } from "../../source/foreign.ts";
import { equalityIs, withoutNames } from "../../source/phrases.ts";
import { nearNames } from "../../source/suggest.ts";
import type { Span } from "../../source/spans.ts";
import type * as Tree from "../../1-parse/tree.ts";
import type { Body } from "../context.ts";
import { fail } from "../context.ts";
import { nearestFix } from "../near.ts";

/** What a call matches its arguments with: a name, and whether it may be left out. */
export interface Wanted {
  readonly name: string;
  readonly optional: boolean;
}

/** Whether arguments are given by name to what knows them by their places alone; each is told, and all are read for the mistakes in them. */
export function hasNames(callee: string, items: readonly Tree.Item[], body: Body): boolean {
  const named = items.filter(({ separator }) => separator !== undefined);
  if (named.length === 0) return false;
  for (const { separator, span } of named) {
    const notes = [withoutNames(), ...(separator === "=" ? [equalityIs()] : [])];
    fail(body, "W0217", span, { place: `the arguments of \`${callee}\`` }, { notes });
  }
  for (const { value, expression } of items) body.checker.expression(value ?? expression, body);
  return true;
}

/**
 * Which argument is given for which name: positions first, then names. Undefined where something is missing, unknown or
 * given twice, which is reported; then all arguments are still read, so that mistakes inside of them are told. `takersOf` gives what else may
 * be called here that has an argument of this name.
 */
export function matchArguments(
  callee: string,
  wanted: readonly Wanted[],
  items: readonly Tree.Item[],
  span: Span,
  body: Body,
  takersOf: (argument: string) => readonly string[] = () => [],
): ReadonlyMap<string, Tree.Expression> | undefined {
  const given = new Map<string, Tree.Expression>();
  let fits = true;
  items.forEach((item, at) => {
    const name = item.separator === "=" && item.expression.kind === "name" ? item.expression.text : undefined;
    const target = name ?? wanted[at]?.name;
    const known = wanted.some((argument) => argument.name === target);
    if (item.separator === ":") {
      fail(body, "W0217", item.span, { place: `the arguments of \`${callee}\`` });
      fits = false;
    } else if (target === undefined) {
      fail(body, "W0406", item.span, { callee, wanted: wanted.length, found: items.length });
      fits = false;
    } else if (!known) {
      const all = wanted.map((argument) => argument.name);
      const elsewhere = argumentMeant(target);
      const near = elsewhere !== undefined && all.includes(elsewhere) ? [elsewhere] : nearNames(target, all);
      const fix = nearestFix(item.expression.span, near);
      const argument = elsewhere ?? target;
      const others = near.length > 0 ? [] : takersOf(argument);
      fail(body, "W0408", item.span, { callee, name: target, near, all, argument, others }, fix);
      fits = false;
    } else if (given.has(target)) {
      fail(body, "W0302", item.span, { name: target });
      fits = false;
    } else given.set(target, item.value ?? item.expression);
  });
  const missing = wanted
    .filter(({ name, optional }) => !optional && !given.has(name))
    .map(({ name }) => name);
  if (fits && missing.length > 0) {
    fail(body, "W0407", span, { callee, names: missing });
    fits = false;
  }
  if (fits) return given;
  for (const { value, expression } of items)
    if (value?.kind !== "group") body.checker.expression(value ?? expression, body);
  return undefined;
}
