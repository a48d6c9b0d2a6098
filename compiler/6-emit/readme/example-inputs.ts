/** Values that a model's inputs take, as few as may be: for an example that runs. */
import type { ModelPlan, PlanEntry, PlanInput, PlanSize, PlanTokenizer } from "../../../runtime/plan.ts";
import { own } from "../../source/own.ts";
import { key, quote } from "../module/value-types.ts";

/** Positions along an axis whose size is the caller's, where it may have so many. */
const positions = 3;

/** A literal of TypeScript with the inputs that have no default; `tokenizers` is the text of tokenizer.json. */
export function exampleInputs(
  model: ModelPlan,
  { inputs, symbols }: PlanEntry,
  tokenizers: string | undefined,
): string {
  const sizes = new Map(
    symbols.map(({ symbol, low, high, step }) => {
      const wanted = Math.min(high, Math.max(low, positions));
      return [symbol, Math.ceil(wanted / step) * step];
    }),
  );
  const members = inputs
    .filter(({ initial }) => initial === undefined)
    .map((input) => `${key(input.name)}: ${exampleInput(input, sizes, labelsOf(model, input, tokenizers))}`);
  return `{ ${members.join(", ")} }`;
}

/** Some labels of what an input indexes, in an order that reads well; `join` makes them a text. */
interface Labels {
  readonly labels: readonly string[];
  readonly join?: string;
}

function exampleInput(
  { type, axes }: PlanInput,
  symbols: ReadonlyMap<string, number>,
  known: Labels | undefined,
): string {
  const sizes = axes.map(({ size }) => sizeAt(size, symbols));
  const count = sizes.reduce((product, size) => product * size, 1);
  const labels = Array.from({ length: count }, (_, at) => known?.labels[at % known.labels.length] ?? "");
  if (axes.length === 0) {
    if (known !== undefined && known.join === undefined) return quote(labels[0] ?? "");
    return type === "bool" ? "true" : type === "int" ? "0" : "1";
  }
  if (axes.length === 1 && known !== undefined && count <= 2 * positions)
    return known.join === undefined ? `[${labels.map(quote).join(", ")}]` : quote(labels.join(known.join));
  const zeros = `new ${type === "real" ? "Float32Array" : "Int32Array"}(${count})`;
  const isOpen = ({ terms }: PlanSize): boolean => terms.some((term) => term.symbols.length > 0);
  // From the number of values the sizes of two axes don't follow.
  if (axes.filter(({ size }) => isOpen(size)).length < 2) return zeros;
  return `{ sizes: [${sizes.join(", ")}], data: ${zeros} }`;
}

function labelsOf(
  { vocabularies }: ModelPlan,
  { indexes }: PlanInput,
  tokenizers: string | undefined,
): Labels | undefined {
  const vocabulary = own(vocabularies, indexes?.vocabulary ?? "");
  if (vocabulary?.kind !== "tokenizer") return vocabulary && { labels: valuesOf(vocabulary) };
  const described = JSON.parse(tokenizers ?? "{}") as Readonly<Record<string, PlanTokenizer>>;
  const tokenizer = own(described, vocabulary.tokenizer);
  // How many numbers another one makes of a text, it alone knows.
  if (tokenizer?.kind !== "characters" && tokenizer?.kind !== "words") return undefined;
  return { labels: valuesOf(tokenizer), join: tokenizer.kind === "words" ? " " : "" };
}

/** Without those that no text and no value has. */
export function valuesOf({
  labels,
  special = [],
}: {
  readonly labels: readonly string[];
  readonly special?: readonly string[];
}): readonly string[] {
  return labels.filter((label) => !special.includes(label));
}

function sizeAt({ terms, divisor }: PlanSize, symbols: ReadonlyMap<string, number>): number {
  const values = terms.map((term) =>
    term.symbols.reduce((product, symbol) => product * (symbols.get(symbol) ?? 1), term.coefficient),
  );
  return values.reduce((sum, value) => sum + value, 0) / divisor;
}
