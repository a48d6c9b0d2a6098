/** A loss of several means over the batch, `mean[batch](a) + 0.1 * mean[batch](b)`, as one: `mean[batch]((a) + 0.1 * (b))`. */
import type { Edit, Fix } from "../../source/diagnostic.ts";
import { asOneMean } from "../../source/phrases.ts";
import type { Span } from "../../source/spans.ts";
import type * as Tree from "../../1-parse/tree.ts";

/** The fix that writes the loss at this place as one mean; undefined where it has another form. */
export function oneMean(main: Tree.File, loss: Span, textOf: (span: Span) => string): Fix | undefined {
  const isHidden = main.declarations.some((each) => each.kind === "fn" && each.head.name.text === "mean");
  const training = main.declarations.find(
    (each): each is Tree.TrainDeclaration => each.kind === "train" && within(loss, each.span),
  );
  if (training === undefined || isHidden) return undefined;
  const { statements } = training.body;
  const minimized = statements.find(
    (each): each is Tree.Minimize => each.kind === "minimize" && within(loss, each.span),
  );
  const value = minimized && formulaOf(minimized.value, statements);
  if (value === undefined || !isBalanced(textOf(value.span))) return undefined;
  const means: Edit[] = [];
  if (!gather(value, means) || means.length < 2) return undefined;
  const { span } = value;
  // Where the loss begins with a mean, that one is what is left: no two edits are at one place.
  const [first, ...others] = means;
  const opening = "mean[batch](";
  const begin =
    first?.span.start === span.start
      ? [{ span: first.span, text: opening }, ...others]
      : [{ span: { ...span, end: span.start }, text: opening }, ...means];
  const edits = [...begin, { span: { ...span, start: span.end }, text: ")" }];
  return { title: asOneMean(), edits, applicability: "suggestion" };
}

function within(inner: Span, outer: Span): boolean {
  return inner.file === outer.file && outer.start <= inner.start && inner.end <= outer.end;
}

/** What a name was bound to, if once. */
function formulaOf(
  value: Tree.Expression,
  statements: readonly Tree.Statement[],
): Tree.Expression | undefined {
  if (value.kind !== "name") return value;
  const [only, ...others] = statements.filter(
    (each): each is Tree.Binding =>
      each.kind === "binding" && each.targets.some(({ text }) => text === value.text),
  );
  return only?.targets.length === 1 && others.length === 0 ? only.values[0] : undefined;
}

/** Whether all of it is sums of such means, each perhaps times or by a number; the edits take the batch out of their brackets. */
function gather(tree: Tree.Expression, edits: Edit[]): boolean {
  if (tree.kind === "number") return true;
  if (tree.kind === "unary") return tree.operator === "-" && gather(tree.operand, edits);
  if (tree.kind === "binary") {
    const { operator, left, right } = tree;
    if (operator === "+" || operator === "-") return gather(left, edits) && gather(right, edits);
    if (operator === "*" && left.kind === "number") return gather(right, edits);
    return (operator === "*" || operator === "/") && right.kind === "number" && gather(left, edits);
  }
  if (tree.kind !== "call" || tree.callee.kind !== "name" || tree.callee.text !== "mean") return false;
  const items = tree.brackets ?? [];
  const at = items.findIndex(({ term }) => term?.kind === "axis-name" && term.name === "batch");
  const batch = items[at];
  if (batch === undefined || tree.bracketSpan === undefined || items.some(({ where }) => where !== undefined))
    return false;
  const next = items[at + 1];
  const before = items[at - 1];
  if (items.length === 1) edits.push({ span: { ...tree.span, end: tree.bracketSpan.end }, text: "" });
  else if (next !== undefined) edits.push({ span: { ...batch.span, end: next.span.start }, text: "" });
  else if (before !== undefined) edits.push({ span: { ...batch.span, start: before.span.end }, text: "" });
  return true;
}

function isBalanced(text: string): boolean {
  let open = 0;
  for (const letter of text) {
    if (letter === "(") open += 1;
    if (letter === ")") open -= 1;
    if (open < 0) return false;
  }
  return open === 0;
}
