/** The specs that both readings are asked of: random ones, the small programs, and the blocks of the language's reference. */
import { readFileSync } from "node:fs";
import { Mistakes, readSpec } from "../../agree/compile-spec.ts";
import { smallPrograms } from "../../agree/small-programs.ts";
import { inContext, snippetsIn } from "../../docs/snippets.ts";
import { seededSpec, sharedFiles, vocabularies } from "../../fuzz/spec/seeded.ts";
import type { Case } from "./cases.ts";
import { makeCase } from "./make-case.ts";
import { combinedSpec } from "./combined.ts";
import { mixedSpec } from "./mixed.ts";

export function randomCase(seed: number): Case {
  return makeCase(`seed ${seed}`, seededSpec(seed), seed, { files: sharedFiles, vocabularies });
}

/** Nothing where the compiler refuses the spec, as it does where numbers alone make an integer of more than 32 bits. */
export function mixedCase(seed: number): Case | undefined {
  return caseUnlessRefused(`mixed ${seed}`, mixedSpec(seed), seed);
}

/** Nothing where the compiler refuses the spec. */
export function combinedCase(seed: number): Case | undefined {
  return caseUnlessRefused(`combined ${seed}`, combinedSpec(seed), seed);
}

function caseUnlessRefused(name: string, text: string, seed: number): Case | undefined {
  try {
    return makeCase(name, text, seed);
  } catch (error) {
    if (error instanceof Mistakes) return undefined;
    throw error;
  }
}

/** Each at both sizes, in batches of four. */
export function programCases(): readonly Case[] {
  return smallPrograms.flatMap(({ path, options, odd }) => {
    const text = readSpec(path).replace(/^( +batch +=) \d+$/gm, "$1 4");
    return [makeCase(path, text, 3, options), makeCase(`${path}, odd sizes`, text, 4, odd)];
  });
}

/** Sizes of at most eight, batches of four, and layers that no model uses as models. */
function small(text: string): string {
  const least = (size: string): number => (Number(size) % 2 === 0 ? 8 : 7);
  return text
    .replace(/^(axis \S+ +(?:=|<=)) (\d+)$/gm, (line, head: string, size: string) =>
      Number(size) > 8 ? `${head} ${least(size)}` : line,
    )
    .replace(/^( +batch +=) \d+$/gm, "$1 4")
    .replace(/^layer (\w+)\(/gm, (head, name: string) =>
      new RegExp(`= ${name}\\b`).test(text) ? head : `model ${name}(`,
    );
}

/** The blocks of weft that aren't wrong on purpose. */
export function snippetCases(): readonly Case[] {
  const path = "docs/language.md";
  const shown = snippetsIn(path, readFileSync(path, "utf8")).filter(({ words }) => words[0] !== "wrong");
  return shown.map(({ place, text }) => {
    const whole = small(inContext(text));
    const tokenized = whole.matchAll(/^axis (\w+) += (?:characters|words|bpe|tokenizer)\(/gm);
    return makeCase(place, whole, 5, {
      vocabularies: Object.fromEntries([...tokenized].map(([, axis = ""]) => [axis, 10])),
    });
  });
}
