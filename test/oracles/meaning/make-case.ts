/** A spec, and what is given to its entries. */
import { randoms } from "../../3-graph/graphs.ts";
import { compileGraph, madeUpTokenizers } from "../../agree/compile-spec.ts";
import type { SpecOptions } from "../../agree/compile-spec.ts";
import { randomValues } from "../../agree/values.ts";
import { choices } from "../../fuzz/spec/seeded.ts";
import type { Case } from "./cases.ts";

type Options = Pick<SpecOptions, "files" | "set" | "vocabularies">;

/** Axes have sizes of the day of at most eight positions. Throws where the spec has mistakes. */
export function makeCase(name: string, written: string, seed: number, options: Options = {}): Case {
  // What half precision rounds is each implementation's own.
  const text = written.replace("  precision = f16\n", "");
  const { files = {}, set = {}, vocabularies } = options;
  const graph = compileGraph(name, text, options);
  const tokenizers = [...madeUpTokenizers(text, vocabularies)];
  const labels = Object.fromEntries(tokenizers.map(([axis, made]) => [axis, made.labels]));
  const choose = choices(seed);
  const give: Case["give"] = (entry) =>
    randomValues(graph, entry, randoms(seed + graph.entries.indexOf(entry)), ({ low, high, step }) =>
      Math.max(low, Math.floor((1 + choose(Math.min(high, 8))) / step) * step),
    );
  return { name, text, files, labels, set, graph, give };
}
