/** `weft import FILE TENSORS…`: weights of other programs as a checkpoint of a spec. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { decodeCheckpoint, encodeWeights } from "../../../runtime/checkpoint/checkpoint.ts";
import { copyParameters, initialParameters, initialStates } from "../../../runtime/parameters.ts";
import type { ModelPlan } from "../../../runtime/plan.ts";
import { shellWord } from "../../../runtime/shell.ts";
import type { Model } from "../../2-check/model.ts";
import { labelledBy, labelsOf as allLabels, type Tokenizers } from "../../facts.ts";
import { InternalError } from "../../source/internal-error.ts";
import { CommandError } from "../command-error.ts";
import { nearFile } from "../near-file.ts";
import { planSpec } from "../packages/planned.ts";
import { parseSettings, readSpec } from "../spec.ts";
import { formatBytes, log } from "../terminal.ts";
import { utf8Text } from "../utf8-text.ts";
import { writeWhole } from "../write-whole.ts";
import { assignLines, type Assignment, type AxisLabels } from "../import/assign.ts";
import { draftNames, missingLines, untakenLines } from "../import/draft.ts";
import { FileErrors } from "../import/file-errors.ts";
import { findForeign } from "../import/find-foreign.ts";
import { openForeign, type ForeignTensor } from "../import/foreign-files.ts";
import { itemsOf, type Item, type LabelledAxis } from "../import/items.ts";
import { copyReading } from "../import/layout.ts";
import { parseNames } from "../import/names-file.ts";

export interface ImportOptions {
  readonly names?: string;
  readonly out?: string;
  readonly set: readonly string[];
}

export async function importCommand(
  path: string,
  files: readonly string[],
  options: ImportOptions,
): Promise<void> {
  const spec = readSpec(path);
  const text = options.names === undefined ? undefined : readNames(options.names);
  const found = findForeign(files, log);
  const tensors = openForeign(found);
  const { compiled, model, tokenizers } = await planSpec(spec, parseSettings(options.set), "schedule");
  const plan = compiled.plan?.model;
  if (plan === undefined) throw new InternalError("a spec has no plan");
  const items = itemsOf(plan, labelledAxes(model, tokenizers));
  if (options.names === undefined || text === undefined) {
    const title = `Names for ${spec.source.name} in ${found.map(({ name }) => name).join(", ")}`;
    const own = items.filter(({ copyOf }) => copyOf === undefined);
    process.stdout.write(draftNames(title, own, [...tensors.values()]));
    log(
      `nothing is imported without names: keep what is above as ${shellWord(`${spec.name}.names`)}, fill it in, and give it with --names`,
    );
    return;
  }
  const errors = new FileErrors(options.names);
  const { assignments, initial, missing } = assignLines(
    parseNames(text, errors),
    items,
    tensors,
    labelsOf(model),
    errors,
  );
  errors.require();
  const taken = new Set(assignments.flatMap(({ sources }) => sources.map(({ tensor }) => tensor)));
  const rest = untakenLines([...tensors.values()].filter((tensor) => !taken.has(tensor)));
  if (rest.length > 0) log(["nothing takes these tensors:", ...rest].join("\n  "));
  if (missing.length > 0)
    throw new CommandError(1, [`${options.names} has no tensor for:`, ...missingLines(missing)].join("\n  "));
  const bytes = fillPlan(plan, items, initial, assignments, options.names);
  const out = options.out ?? join("runs", spec.name, "imported.safetensors");
  // Reading it tells of what no checkpoint may have.
  decodeCheckpoint(plan, bytes, out);
  mkdirSync(dirname(out), { recursive: true });
  writeWhole(out, bytes);
  process.stdout.write(`wrote ${out}: ${countText(taken.size, "tensor")}, ${formatBytes(bytes.length)}\n`);
}

function readNames(path: string): string {
  if (!existsSync(path))
    throw new CommandError(2, `there is no file \`${path}\`${nearFile(path, ".", [".names"])}`);
  return utf8Text(readFileSync(path), path);
}

/** Of each axis with labels how they are called, those of tokenizers, too. */
function labelledAxes(model: Model, tokenizers: Tokenizers): readonly LabelledAxis[] {
  return model.axes.flatMap(({ id, name }) => {
    const own = labelledBy(id, model);
    const made = tokenizers.get(own?.id ?? "");
    if (made !== undefined) return [{ name, labels: allLabels(made), added: made.special ?? [] }];
    if (own?.origin.kind !== "fixed" || own.origin.labels === undefined) return [];
    return [{ name, labels: own.origin.labels, added: [] }];
  });
}

function labelsOf(model: Model): AxisLabels {
  const labels = new Map<string, (readonly string[])[]>();
  for (const { name, origin } of model.axes) {
    if (!("labels" in origin) || origin.labels === undefined) continue;
    labels.set(name, [...(labels.get(name) ?? []), origin.labels.map(String)]);
  }
  return labels;
}

/** The weights as a file. A tensor that several parameters take, as a fused one, is read once. */
function fillPlan(
  plan: ModelPlan,
  items: readonly Item[],
  initial: ReadonlySet<Item>,
  assignments: readonly Assignment[],
  names: string,
): Uint8Array<ArrayBuffer> {
  const seed = plan.trainings[0]?.seed ?? 0;
  const arenas = {
    parameters: initial.size > 0 ? initialParameters(plan, seed) : new Float32Array(plan.arenas.parameters),
    states: initialStates(plan),
  };
  const copy = (assignment: Assignment, at: number, numbers: Float32Array): void => {
    const { item, place, sources, target, sizes } = assignment;
    const source = sources[at];
    if (source === undefined) return;
    const arena = arenas[item.arena];
    copyReading(numbers, source.reading, arena, target, sizes, at > 0);
    if (arena.subarray(item.offset, item.offset + item.count).every(Number.isFinite)) return;
    throw new CommandError(
      1,
      `${names}:${place.line}: \`${item.name}\` would have numbers that are NaN or infinite: \`${source.tensor.name}\` in ${source.tensor.file} has some`,
    );
  };
  const single = new Map<ForeignTensor, Assignment[]>();
  for (const assignment of assignments) {
    const [first, second] = assignment.sources;
    if (first === undefined) continue;
    if (second === undefined) single.set(first.tensor, [...(single.get(first.tensor) ?? []), assignment]);
    else assignment.sources.forEach(({ tensor }, at) => copy(assignment, at, tensor.read()));
  }
  for (const [tensor, users] of single) {
    const numbers = tensor.read();
    for (const assignment of users) copy(assignment, 0, numbers);
  }
  const given = new Set(assignments.map(({ item }) => item));
  const isCopied = (item: Item): boolean =>
    !given.has(item) && !initial.has(item) && item.copyOf !== undefined;
  const copied = new Set(items.filter(isCopied).map(({ name }) => name));
  copyParameters(plan, arenas.parameters, (path) => copied.has(path));
  for (const item of items) {
    const from = copied.has(item.name) ? items.find(({ name }) => name === item.copyOf) : undefined;
    if (item.arena === "states" && from !== undefined)
      arenas.states.copyWithin(item.offset, from.offset, from.offset + from.count);
  }
  return encodeWeights(plan, { ...arenas, progress: { training: "", step: 0, seed } }, false);
}

function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
