/** Broken programs give diagnostics and never a crash, whatever is broken. */
import { readFileSync } from "node:fs";
import { readProgramFiles } from "../programs.ts";
import { assert, suite } from "../harness.ts";
import { checkText } from "./checked.ts";

const test = suite("check never crashes");

/** A fixed sequence of numbers in [0, 1) (Park and Miller's generator), so that a failure repeats. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

function tokensOf(text: string): readonly string[] {
  return text.match(/\/\/.*|"[^"\n]*"|[\p{L}\p{N}_'.]+|\s+|[^\s\p{L}\p{N}_]/gu) ?? [];
}

/** One edit: a token is dropped, doubled, or replaced by another one of the program. */
function mutate(tokens: readonly string[], random: () => number): string {
  const pick = (): number => Math.floor(random() * tokens.length);
  const [at, from, kind] = [pick(), pick(), random()];
  return tokens
    .map((token, index) => {
      if (index !== at) return token;
      if (kind < 0.25) return "";
      return kind < 0.4 ? `${token} ${token}` : (tokens[from] ?? "");
    })
    .join("");
}

const specs = ["gpt.weft", "minimal.weft"].map((name) => ({
  name: `specs/${name}`,
  text: readFileSync(new URL(`../../specs/${name}`, import.meta.url), "utf8"),
}));

for (const { name, text } of [...specs, ...readProgramFiles()]) {
  test(name, () => {
    const random = randomNumbers(20261124);
    const tokens = tokensOf(text);
    let reported = 0;
    for (let round = 0; round < 40; round++) {
      const program = mutate(tokens, random);
      try {
        reported += checkText(program).diagnostics.length > 0 ? 1 : 0;
      } catch (error) {
        throw new Error(`crashed on:\n${program}`, { cause: error });
      }
    }
    assert.ok(reported > 0, "not one of the edits was noticed");
  });
}
