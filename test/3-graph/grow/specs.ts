import type { GrowingProgram } from "./growing-program.ts";

/** A spec of this repository at a small size. */
export interface SmallSpec extends Pick<GrowingProgram, "generator" | "input" | "symbol" | "begin"> {
  readonly file: string;
  readonly set: Readonly<Record<string, string>>;
  readonly vocabularies: Readonly<Record<string, number>>;
}

/** Every spec that grows a text, small. */
export const specs: readonly SmallSpec[] = [
  {
    file: "minimal",
    set: { embed: "16", head: "2", hidden: "24", seq: "8" },
    vocabularies: { vocab: 11 },
    begin: 2,
    generator: "write",
    input: "text",
    symbol: "seq",
  },
  {
    file: "gpt",
    set: { embed: "16", head: "2", seq: "36", depth: "2" },
    vocabularies: { vocab: 13 },
    begin: 2,
    generator: "write",
    input: "text",
    symbol: "seq",
  },
  {
    file: "llama",
    set: { embed: "24", hidden: "16", seq: "68", depth: "2" },
    vocabularies: { vocab: 256 },
    begin: 2,
    generator: "write",
    input: "text",
    symbol: "seq",
  },
  {
    file: "wavenet",
    set: { level: "8", time: "12", chan: "4", skip: "6", depth: "3" },
    vocabularies: { vocab: 8 },
    begin: 2,
    generator: "play",
    input: "wave",
    symbol: "time",
  },
  {
    file: "names",
    set: { embed: "5", cell: "6", time: "8" },
    vocabularies: { letter: 11 },
    begin: 1,
    generator: "write",
    input: "name",
    symbol: "time",
  },
];
