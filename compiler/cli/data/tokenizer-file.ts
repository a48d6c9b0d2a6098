/** A tokenizer.json of Hugging Face's format as a vocabulary. */
import { Tokenizer as ReferenceTokenizer } from "@huggingface/tokenizers";
import type { Axis, Tokenizer } from "../../2-check/model.ts";
import type { PlanTokenizer } from "../../../runtime/plan.ts";
import { itemsAt, numberAt, recordAt, textAt, type Part } from "../../../runtime/tokenizers/parts.ts";
import { wordsAndSigns } from "../../../runtime/tokenizers/patterns.ts";
import { createTokenizer } from "../../../runtime/tokenizers/tokenizer.ts";
import { CommandError } from "../command-error.ts";
import type { SourceContext } from "./sources.ts";
import { findDataFiles, readDataText } from "./sources.ts";

type FileTokenizer = Extract<PlanTokenizer, { readonly kind: "file" }>;

/** Texts with what tokenizers treat in different ways: both readings of the file must agree on them. */
const probes = [
  "The quick brown fox jumps over the lazy dog.",
  "  Two spaces,\ttabs\nand lines;  it's 1,234.5 % of what they'll say!?",
  "Ünïcödé façade, naïve café — “quoted” (brackets) [more] {x_y} #tag @name a-b",
  "我喜欢吃苹果。你好,世界!",
  "Привет, мир. 안녕하세요 こんにちは 🙂 x²≥½",
];

/**
 * The labels in the order of their numbers, with the spec's special ones after them. Throws where the file isn't such a tokenizer,
 * or where weft's own reading of it differs from that of the library.
 */
export async function readTokenizerFile(
  axis: Axis,
  { source = "", special }: Tokenizer,
  context: SourceContext,
): Promise<PlanTokenizer> {
  const [file, ...others] = await findDataFiles(source, context, axis.span);
  if (file === undefined || others.length > 0) {
    throw new CommandError(1, `\`tokenizer\` takes one file, and \`${source}\` matches several`, axis.span);
  }
  const refuse = (reason: string): CommandError => new CommandError(1, `${file.name}: ${reason}`, axis.span);
  let content: unknown;
  try {
    content = JSON.parse(readDataText(file, axis.span));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw refuse(error instanceof Error ? error.message : String(error));
  }
  const whole = recordAt({ content }, "content") ?? {};
  const model = recordAt(whole, "model");
  const vocabulary = recordAt(model ?? {}, "vocab");
  if (model === undefined || vocabulary === undefined) {
    const kind = textAt(model, "type");
    throw refuse(
      kind === undefined
        ? "this is no tokenizer in Hugging Face's format"
        : `its model is \`${kind}\`, which weft can't read`,
    );
  }
  const labels: string[] = [];
  for (const [label, number] of Object.entries(vocabulary))
    if (typeof number === "number") labels[number] = label;
  for (const one of itemsAt(whole, "added_tokens")) {
    const number = numberAt(one, "id");
    if (number !== undefined) labels[number] = textAt(one, "content") ?? "";
  }
  const named = Array.from(labels, (label, number) => label ?? `[RESERVED ${number}]`);
  const added = special.filter((label) => !named.includes(label));
  const parts = ["normalizer", "pre_tokenizer", "model", "decoder", "added_tokens"] as const;
  const kept = Object.fromEntries(parts.map((part) => [part, whole[part] ?? null]));
  const description: FileTokenizer = {
    kind: "file",
    labels: [...named, ...added],
    special: added,
    file: kept,
    ...(added.length === special.length ? {} : { unseen: special }),
  };
  try {
    compare(description, whole);
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
  return description;
}

/** Throws at the first probe whose numbers the library gives otherwise. */
function compare(description: FileTokenizer, whole: Part): void {
  const own = createTokenizer(description);
  const reference = createReference(whole);
  for (const probe of probes) {
    // Where there is no unknown label, it gives a word that isn't in the vocabulary no number.
    const expected: readonly (number | undefined)[] = reference.encode(probe, {
      add_special_tokens: false,
    }).ids;
    let found: readonly number[];
    try {
      found = [...own.encode(probe)];
    } catch (error) {
      if (expected.length === 0 || expected.includes(undefined)) continue;
      throw error;
    }
    if (found.join() !== expected.join()) {
      throw new Error(
        `weft reads ${JSON.stringify(probe)} as ${found.join(" ")}, but @huggingface/tokenizers as ${expected.join(" ")}`,
      );
    }
  }
}

/** The library's reading of the file, with what it lacks said in its own terms. */
function createReference(whole: Part): ReferenceTokenizer {
  const absent = { normalizer: null, post_processor: null, decoder: null, added_tokens: [] };
  const splitter = recordAt(whole, "pre_tokenizer");
  // It takes the unknown label of WordLevel from tokenizer_config.json alone, where it stands a second time.
  const unknown = textAt(recordAt(whole, "model"), "unk_token");
  return new ReferenceTokenizer(
    { ...absent, ...whole, pre_tokenizer: splitter === undefined ? null : withUnicodeWords(splitter) },
    unknown === undefined ? {} : { unk_token: unknown },
  );
}

/** Its `Whitespace` knows ASCII's letters alone; the original's is a split at all of Unicode's. */
function withUnicodeWords(splitter: Part): Part {
  const kind = textAt(splitter, "type");
  if (kind === "Whitespace")
    return { type: "Split", pattern: { Regex: wordsAndSigns.source }, behavior: "Removed", invert: true };
  if (kind !== "Sequence") return splitter;
  const steps = itemsAt(splitter, "pretokenizers").map((one) =>
    withUnicodeWords(recordAt({ one }, "one") ?? {}),
  );
  return { ...splitter, pretokenizers: steps };
}
