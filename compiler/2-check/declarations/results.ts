import type { Span } from "../../source/spans.ts";
import { resultAxis, theSignature, takeInOrder } from "../../source/phrases.ts";
import { axisNames, shownAxes } from "../axes.ts";
import type { Body } from "../context.ts";
import { fail, warn } from "../context.ts";
import { removalOf } from "../expressions/removals.ts";
import { convertValue } from "../convert.ts";
import type { Layer } from "../model.ts";
import type { Value } from "../values.ts";
import { axesOf } from "../values.ts";

/** Checks what a layer returns against its signature, exactly: no axis more, none less. */
export function returnedAs(
  returned: readonly Value[],
  results: Layer["results"],
  signature: Span,
  body: Body,
): readonly Value[] {
  const { axes } = body.checker;
  if (returned.length !== results.length) {
    if (returned.some((value) => value.broken)) return [];
    const span = returned[0]?.expression.span ?? signature;
    fail(
      body,
      "W0409",
      span,
      { found: returned.length, wanted: results.length },
      {
        related: [{ span: signature, label: theSignature() }],
      },
    );
    return [];
  }
  warnOfSwap(returned, results, body);
  return returned.flatMap((value, at) => {
    const result = results[at];
    if (result === undefined || value.broken) return [];
    const { type } = result;
    if (value.text !== undefined && type.indexes === undefined) {
      const facts = { what: "the result", wanted: type.element, found: "a text" };
      const place = { span: result.span, label: theSignature() };
      fail(body, "W0401", value.expression.span, facts, { related: [place] });
      return [];
    }
    const found = axesOf(value);
    const leftover = found.filter((axis) => !type.axes.includes(axis));
    const missing = type.axes.filter((axis) => !found.includes(axis));
    const shapes = [
      { label: "wanted", axes: shownAxes(axes, type.axes, found) },
      { label: "returned", axes: shownAxes(axes, found, type.axes) },
    ];
    const origins = leftover.flatMap((axis) => {
      const span = value.origins.get(axis);
      const [name = axis] = axisNames(axes, [axis]);
      return span === undefined ? [] : [{ span, label: resultAxis(name) }];
    });
    const removals = missing.flatMap((axis) => removalOf(value, axis, body) ?? []);
    const related = [...origins, ...removals, { span: result.span, label: theSignature() }];
    if (leftover.length > 0 || missing.length > 0) {
      const facts = {
        leftover: shownAxes(axes, leftover, type.axes),
        missing: shownAxes(axes, missing, found),
        owner: body.owner,
      };
      const [first, ...others] = leftover.length > 0 ? [] : removals;
      const all =
        first === undefined ? related : [...others, ...related.filter((one) => !removals.includes(one))];
      const { span, label } = first ?? { span: value.expression.span };
      fail(body, "W0220", span, facts, { shapes, related: all, ...(label === undefined ? {} : { label }) });
      return [];
    }
    const converted = convertValue(value, type.element, type.indexes, "the result", body);
    return converted.broken ? [] : [converted];
  });
}

/** `return logvar, mu` of results that are called `mu, logvar`. */
function warnOfSwap(returned: readonly Value[], results: Layer["results"], body: Body): void {
  const { files } = body.checker;
  const wanted = results.flatMap(({ name }) => name ?? []);
  const given = returned.map(({ expression }) =>
    expression.kind === "reference" ? files.text(expression.span) : undefined,
  );
  const isReordered = given.every((name) => name !== undefined && wanted.includes(name));
  if (wanted.length < results.length || new Set(given).size < given.length || !isReordered) return;
  const at = given.findIndex((name, place) => wanted[place] !== name);
  const [name, span] = [given[at], returned[at]?.expression.span];
  if (name === undefined || span === undefined) return;
  const edits = returned.map(({ expression }, place) => ({
    span: expression.span,
    text: wanted[place] ?? "",
  }));
  const fix = { title: takeInOrder(), edits, applicability: "machine" as const };
  warn(body, "W0907", span, { name, results: wanted }, { fixes: [fix] });
}

/**
 * The names that are there, which formulas may read, then those of the results that have none yet. Where one stands in the place of another result that
 * has its name, all have their own; nothing where a name would be lost by that.
 */
export function withTheOthers(own: readonly string[], resultNames: readonly string[]): readonly string[] {
  const others = resultNames.slice(own.length);
  if (others.length === 0) return [];
  const names = [...own, ...others];
  if (new Set(names).size === names.length) return names;
  return own.every((name) => resultNames.includes(name)) ? resultNames : [];
}
