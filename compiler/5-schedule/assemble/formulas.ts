/** Which formula of the spec a value, or a kernel, is shown with. */
import { gradientOf, type Node } from "../../3-graph/graph.ts";
import { isWithin, onOneLine, type Span } from "../../source/spans.ts";
import type { Group } from "../arrange/fuse.ts";
import { formulaBelow } from "../names.ts";

/** How a place in a spec is shown: `specs/gpt.weft:31`, and the text that stands there. */
export interface Sources {
  readonly place: (span: Span) => string;
  readonly text: (span: Span) => string;
}

export interface ShownFormula {
  /** On one line; empty where the spec has none. */
  readonly text: string;
  readonly span: Span | undefined;
}

/** What a kernel computes: the formula of what it is called after, a value with a name before one without, a parameter before the states of its optimizer. */
export function formulaOf({ items, written }: Group, sources: Sources): ShownFormula {
  const made = items.filter((item) => written.has(item)).reverse();
  const named = made.filter(({ label }) => label !== undefined);
  const own = named.find(({ label }) => label?.includes("/") !== true) ?? named[0] ?? made[0];
  if (own !== undefined && spanOf(own, sources) !== undefined) return shownFormula(own, sources);
  const any = [...[...written].reverse(), ...[...items].reverse()].find(({ span }) => span !== undefined);
  return any === undefined ? { text: "", span: undefined } : shownFormula(any, sources);
}

/** `h = gelu(W_up(x))`, or `gradient of` it. */
export function shownFormula(node: Node, sources: Sources): ShownFormula {
  const span = spanOf(node, sources);
  if (span === undefined) return { text: "", span };
  const line = onOneLine(sources.text(span));
  const isGradient = node.origin?.isGradient === true || node.label?.startsWith(gradientOf) === true;
  return { text: isGradient && line !== "" ? `${gradientOf}${line}` : line, span };
}

/** The expression that the node is of; the whole formula where it is all of it, or where the node is of a function that it calls. */
function spanOf(node: Node, { text }: Sources): Span | undefined {
  const below = formulaBelow(node)?.origin?.formula;
  if (below !== undefined) return below;
  const { span, origin } = node;
  const whole = origin?.formula;
  if (span === undefined || whole === undefined) return span ?? whole;
  const isAll = span.end === whole.end && /^[^=]*=\s*$/.test(text({ ...whole, end: span.start }));
  return isWithin(span, whole) && !isAll ? span : whole;
}
