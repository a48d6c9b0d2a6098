/**
 * Prints a kernel in WGSL. What the runtime binds:
 * - group 0, bindings 0 to 3: a chunk each of the arenas `parameters`, `states`, `work`, `integers`, those that the kernel touches;
 *   bindings 4 to 7, and those that are left: further chunks or parts of them, where the kernel touches more than one of an arena;
 * - group 1, binding 0: `at`, an i32 for each offset of the kernel and then for each turn, in its order (with a dynamic offset); absent without offsets;
 * - group 1, binding 1: `day`, a word for each number of `ModelPlan.day`, in its order; the last ones may be left out.
 */
import { wgslFunctions } from "../../operators/wgsl.ts";
import { wgslHalves } from "../../operators/half.ts";
import { wgslDraws, wgslHash } from "../../operators/random.ts";
import { wgslType } from "../../operators/wgsl-literals.ts";
import { dayKey, type Kernel } from "../../5-schedule/loops.ts";
import type { PlanDay } from "../../../runtime/plan.ts";
import { createContext, type Context } from "./context.ts";
import { printStatements } from "./statements.ts";

/** The text of one shader module, whose entry point has the kernel's name. */
export function printWgsl(kernel: Kernel, day: readonly PlanDay[]): string {
  const context = createContext(kernel, day);
  const body = printStatements(context, kernel.body);
  const offsets = [...context.quarterOffsets].map(
    ([offset, name]) => `let ${name} = at.${context.offsets.get(offset) ?? offset} / 4;`,
  );
  const lines = [...offsets, ...body.lines].map((line) => (line === "" ? "" : `  ${line}`));
  const functions = wgslFunctions(context.used.functions.values());
  const sections = [
    printHead(kernel),
    printConstants(context),
    printStructs(context, day),
    printBindings(context),
    functions.trimEnd(),
    ...randomTexts(context),
    ...[...context.used.halves].sort().map((name) => (wgslHalves.get(name) ?? "").trimEnd()),
    [
      `@compute @workgroup_size(${kernel.lanes})`,
      `fn ${kernel.name}(${body.ids.join(", ")}) {`,
      ...lines,
      "}",
    ].join("\n"),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

/** What its random numbers are drawn by. */
function randomTexts({ used: { draws } }: Context): readonly string[] {
  return draws.size === 0 ? [] : [wgslHash, ...[...draws].sort().map((draw) => wgslDraws[draw])];
}

const commentWidth = 106;

/** How many of a kernel's formulas its head shows. */
const mostFormulas = 4;

/** The formulas with their places, the meaning of the first, and how the kernel goes about it. */
function printHead({ explanation }: Kernel): string {
  const { formulas, meaning, schedule } = explanation;
  const [first = "", ...others] = meaning.split("\n");
  const shown = formulas.slice(0, formulas.length > mostFormulas ? mostFormulas - 1 : mostFormulas);
  const head = shown.flatMap(({ text, source }) => {
    const beside = `${(text === "" ? first : text).padEnd(50)}  ${source}`;
    return beside.length <= commentWidth ? [beside] : [source, text === "" ? first : text];
  });
  const left = formulas.length - shown.length;
  const rest = [...(left === 0 ? [] : [`and ${left} formulas more`]), first, ...others];
  return [
    ...head,
    ...rest.filter((line) => !head.some((told) => told.startsWith(line))),
    ...schedule.split("\n"),
  ]
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .flatMap((line) => wrap(line))
    .map((line) => `// ${line}`)
    .join("\n");
}

/** Breaks a long line between words; what follows is indented. */
function wrap(text: string): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > commentWidth) {
    const space = rest.lastIndexOf(" ", commentWidth);
    if (space < commentWidth / 2) break;
    lines.push(rest.slice(0, space));
    rest = `  ${rest.slice(space + 1)}`;
  }
  return [...lines, rest];
}

function printConstants(context: Context): string {
  const lines = [...context.extents]
    .filter(([variable]) => context.used.extents.has(variable))
    .map(([, { name, count }]) => `const ${name} = ${count};`);
  return [...new Set(lines)].join("\n");
}

const dayTypes = { real: "f32", int: "i32", uint: "u32" } as const satisfies Record<PlanDay["type"], string>;

function printStructs(context: Context, day: readonly PlanDay[]): string {
  const struct = (name: string, members: readonly string[]): string[] =>
    members.length === 0 ? [] : [`struct ${name} {\n${members.map((member) => `  ${member},\n`).join("")}}`];
  const { sites, sizes, turns } = context;
  const words = [context.offsets, turns, sizes, sites].flatMap((members) => [...members.values()]);
  const offsets = words.map((member) => `${member}: i32`);
  const numbers = day
    .slice(0, context.used.day)
    .map(({ name, type }) => `${context.day.get(dayKey(name, type))?.member ?? name}: ${dayTypes[type]}`);
  return [...struct("Offsets", offsets), ...struct("Day", numbers)].join("\n\n");
}

function printBindings(context: Context): string {
  const chunks = [...context.used.chunks].sort((a, b) => a.binding - b.binding);
  const arenas = chunks.map(({ name, arena, binding }) => {
    const type = wgslType(arena === "integers" ? "int" : "real", context.vectorArenas.has(arena) ? 4 : 1);
    return `@group(0) @binding(${binding}) var<storage, read_write> ${name}: array<${type}>;`;
  });
  const offsets = context.offsets.size > 0 ? ["@group(1) @binding(0) var<uniform> at: Offsets;"] : [];
  const day = context.used.day > 0 ? ["@group(1) @binding(1) var<uniform> day: Day;"] : [];
  const shared = context.kernel.workgroupMemory.map(({ name, type, width, count }) => {
    const entries = width === 4 ? count / 4 : count;
    return `var<workgroup> ${context.shared.get(name) ?? name}: array<${wgslType(type, width)}, ${entries}>;`;
  });
  return [...arenas, ...offsets, ...day, ...shared].join("\n");
}
