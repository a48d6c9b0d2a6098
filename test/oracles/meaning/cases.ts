/**
 * Specs for the second reading of the language (`run.py`). It is given their trees, and the numbers that each entry starts from; what it
 * makes of them is compared with what the evaluator has.
 */
import { Buffer } from "node:buffer";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "../../../compiler/1-parse/parse.ts";
import { evaluateEntry } from "../../../compiler/3-graph/evaluate.ts";
import type { Environment } from "../../../compiler/3-graph/evaluate/evaluation.ts";
import type { Entry, Graph, LeafNode, Output } from "../../../compiler/3-graph/graph.ts";
import { topologicalOrder } from "../../../compiler/3-graph/topology.ts";
import type { Span } from "../../../compiler/source/spans.ts";
import type { Tensor } from "../../../compiler/3-graph/tensor.ts";
import { libraryFiles } from "../../agree/compile-spec.ts";
import type { Given } from "../../agree/values.ts";

export interface Case {
  readonly name: string;
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** Sizes and constants that the caller says. */
  readonly set: Readonly<Record<string, string>>;
  readonly graph: Graph;
  readonly give: (entry: Entry) => Given;
}

const trees = new Map<string, unknown>();

/** Without comments, and without places in the text but where calls begin. */
function treeOf(name: string, text: string): unknown {
  const bare = (key: string, value: unknown): unknown =>
    isCall(value)
      ? { ...value, at: value.span.start }
      : key === "span" ||
          key === "operatorSpan" ||
          key === "bracketSpan" ||
          key === "comments" ||
          key === "documentation"
        ? undefined
        : value === undefined
          ? null
          : value;
  return JSON.parse(JSON.stringify(parse({ name, text }, []), bare));
}

function libraryTree(name: string, text: string): unknown {
  const known = trees.get(name) ?? treeOf(name, text);
  trees.set(name, known);
  return known;
}

function isCall(value: unknown): value is { readonly span: Span } {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "call";
}

interface Site {
  readonly name: string;
  /** Where in the text it is written. */
  readonly at: number;
  /** Along which its numbers lie in the entry, where that draws them. */
  readonly axes: readonly string[] | null;
}

function drawnBy(entries: readonly Entry[]): readonly LeafNode[] {
  const roots = entries.flatMap(({ outputs }) => outputs.map(({ node }) => node));
  return topologicalOrder(roots).flatMap((node) =>
    node.kind === "leaf" && node.leaf.kind === "random" ? [node] : [],
  );
}

/** Where random numbers are drawn. */
export function sitesOf({ entries }: Graph, entry: Entry): readonly Site[] {
  const nameOf = ({ leaf }: LeafNode): string => (leaf.kind === "random" ? leaf.site : "");
  const own = new Map(drawnBy([entry]).map((node) => [nameOf(node), node.axes.map(({ id }) => id)]));
  const sites = new Map<string, Site>();
  for (const node of drawnBy(entries)) {
    const name = nameOf(node);
    if (node.span !== undefined) sites.set(name, { name, at: node.span.start, axes: own.get(name) ?? null });
  }
  return [...sites.values()];
}

export const encoded = (data: Float64Array): string =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64");

function written(tensors: ReadonlyMap<string, Tensor> | undefined): Readonly<Record<string, unknown>> {
  const rows = [...(tensors ?? [])].map(([name, { axes, shape, data }]) => [
    name,
    { axes: axes.map(({ id }) => id), shape, data: encoded(data) },
  ]);
  return Object.fromEntries(rows);
}

interface Expected {
  readonly entry: Entry;
  readonly values: readonly { readonly output: Output; readonly value: Tensor }[];
}

/** What the evaluator has of an entry; of an evaluation what follows from its totals. */
function expectedOf(graph: Graph, entry: Entry, environment: Environment): Expected {
  const values = evaluateEntry(entry, environment);
  if (entry.kind !== "evaluate") return { entry, values };
  const conclude = graph.entries.find(({ kind, name }) => kind === "conclude" && name === entry.name);
  if (conclude === undefined) return { entry, values: [] };
  const inputs = new Map(values.map(({ output, value }) => [output.name, value]));
  return { entry, values: evaluateEntry(conclude, { ...environment, inputs }) };
}

/** What the second reading is given, as JSON. */
export function lineOf(
  { text, files, labels, set }: Pick<Case, "text" | "files" | "labels" | "set">,
  entries: readonly unknown[],
): string {
  const library = Object.entries(libraryFiles()).map(([name, one]) => [name, libraryTree(name, one)]);
  const own = Object.entries({ ...files, "main.weft": text }).map(([name, one]) => [name, treeOf(name, one)]);
  const trees = Object.fromEntries([...library, ...own]);
  return JSON.stringify({ main: "main.weft", files: trees, labels, set, entries });
}

const kinds = new Set(["train", "evaluate", "infer", "generate"]);
const roles = new Set(["loss", "report", "rate", "parameter", "state", "result", "exposed", "watch", "next"]);

/** What differs, in words; for each case a list. */
export function differences(cases: readonly Case[], python: string): readonly (readonly string[])[] {
  const expected: Expected[][] = [];
  const lines = cases.map(({ text, files, labels, set, graph, give }) => {
    const chosen = graph.entries.filter(({ kind }) => kinds.has(kind));
    const given = chosen.map((entry) => ({ entry, environment: give(entry).environment }));
    const found = given.map(({ entry, environment }) => expectedOf(graph, entry, environment));
    expected.push(found);
    const entries = given.map(({ entry, environment: e }, at) => ({
      kind: entry.kind,
      name: entry.name,
      sites: sitesOf(graph, entry),
      seed: e.seed,
      sizes: Object.fromEntries(e.sizes),
      inputs: written(e.inputs),
      lengths: written(e.lengths),
      parameters: written(e.parameters),
      states: written(e.states),
      settings: { ...Object.fromEntries(e.settings), step: e.step, epoch: e.settings.get("epoch") ?? 1 },
      outputs: (found[at]?.values ?? []).map(({ output: { role, name, order } }) => ({
        role,
        name,
        axes: order.map(({ id }) => id),
      })),
    }));
    return lineOf({ text, files, labels, set }, entries);
  });
  const answers = answersTo(lines, python);
  return cases.map((_, at) =>
    (expected[at] ?? []).flatMap((one, entry) => compared(one, answers[at]?.[entry] ?? {})),
  );
}

export function answersTo(lines: readonly string[], python: string): readonly (readonly Answer[])[] {
  const folder = mkdtempSync(join(tmpdir(), "weft-meaning-"));
  try {
    const [given, made] = [join(folder, "cases.jsonl"), join(folder, "answers.jsonl")];
    writeFileSync(given, lines.join("\n"));
    const program = fileURLToPath(new URL("run.py", import.meta.url));
    const { status, stderr } = spawnSync(python, ["-B", program, given, made], { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    const rows = readFileSync(made, "utf8").trim().split("\n");
    return rows.map((line) => JSON.parse(line) as readonly Answer[]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Numbers by their names: of steps and evaluations, one after the other, and of parameters and states at the end. */
export interface Trained {
  readonly events: readonly Told[];
  readonly end: Readonly<Record<string, readonly number[]>>;
}

export interface Told {
  readonly kind: "step" | "evaluation" | "back" | "done";
  readonly step: number;
  readonly numbers: Readonly<Record<string, number>>;
}

interface Answer {
  /** Of a text that grows, and whether all of them are certain. */
  readonly numbers?: readonly number[];
  readonly whole?: boolean;
  readonly values?: Readonly<Record<string, string>>;
  /** Of a training from its first step to its last, and of one that begins nearby. */
  readonly trained?: Trained & { readonly nearby: Trained };
  /** Of data. */
  readonly different?: readonly string[];
  readonly error?: string;
}

function compared({ entry, values }: Expected, { values: answers = {}, error }: Answer): readonly string[] {
  const place = `${entry.kind} ${entry.name}`;
  if (error !== undefined) return [`${place}: ${error}`];
  return values.flatMap(({ output: { role, name, node }, value: { data } }) => {
    if (!roles.has(role)) return [];
    const answer = answers[`${role} ${name}`] ?? "nothing";
    if (answer === "nothing") return [`${place}, ${role} ${name}: nothing`];
    const bytes = Buffer.from(answer, "base64");
    const numbers = new Float64Array(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
    );
    if (numbers.length !== data.length)
      return [`${place}, ${role} ${name}: ${numbers.length} numbers, not ${data.length}`];
    const exact = node.type !== "real";
    const largest = exact
      ? 0
      : data.filter(Number.isFinite).reduce((most, one) => Math.max(most, Math.abs(one)), 1e-3);
    const at = data.findIndex((one, index) => !close(one, numbers[index] ?? NaN, 1e-6 * largest));
    if (at < 0) return [];
    return [`${place}, ${role} ${name} at ${at}: ${numbers[at]}, the evaluator has ${data[at]}`];
  });
}

const close = (a: number, b: number, tolerance: number): boolean =>
  Object.is(a, b) || Math.abs(a - b) <= tolerance || (Number.isNaN(a) && Number.isNaN(b));
