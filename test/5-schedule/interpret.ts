/**
 * Runs kernels without a device: a kernel becomes a JavaScript generator for each lane, which stops at barriers, so that the lanes of a
 * workgroup go on together. Reals are rounded to f32 after each operation. It stops at any access outside of an arena, and where two
 * threads of a dispatch touch one element and one of them writes it. As a CPU's threads take workgroups in runs, so does it: of 1, 2, 4
 * and so on; each run begins with other memory.
 */
import { bitsOfHalf, halfOfBits, largestInt, leastInt } from "../../compiler/operators/reference.ts";
import { operators } from "../../compiler/operators/table.ts";
import { normal, uniform } from "../../compiler/operators/random.ts";
import type { ElementType, OperatorName } from "../../compiler/operators/operator.ts";
import { widthOf } from "../../compiler/5-schedule/loops.ts";
import type { Expression, Kernel, Memory, Statement } from "../../compiler/5-schedule/loops.ts";
import { evaluateSize, symbolSize, type Size } from "../../compiler/sizes/size.ts";
import type { ArenaName, PlanDispatch, PlanExtent } from "../../runtime/plan.ts";

export type Arenas = Readonly<Record<ArenaName, Float32Array | Int32Array>>;

export interface Day {
  readonly sizes: ReadonlyMap<string, number>;
  readonly settings: ReadonlyMap<string, number>;
  readonly seed: number;
  readonly step: number;
}

interface Access {
  load(arena: ArenaName, address: number): number;
  store(arena: ArenaName, address: number, value: number): void;
  /** Of 16 bits, the `index`-th after the word. */
  loadHalf(word: number, index: number): number;
  storeHalf(word: number, index: number, value: number): void;
}

type LaneProgram = (
  group: readonly [number, number, number],
  lane: number,
  at: Readonly<Record<string, number>>,
  access: Access,
  shared: Readonly<Record<string, Float64Array>>,
  /** How many workgroups came before in the same run, and how many follow. */
  before: number,
  after: number,
) => Generator<undefined, void>;

const names = new WeakMap<Kernel, LaneProgram>();

/** The ways that a kernel may have. */
export const forms = ["GPU", "CPU"] as const;
/** `GPU, uneven` rounds an operation by where it stands, as a compiler does that joins products and sums here and not there. */
export type KernelForm = (typeof forms)[number] | "GPU, uneven";

/** A kernel as the CPU runs it. */
function onCpu(kernel: Kernel): Kernel {
  const known = cpuKernels.get(kernel);
  if (known !== undefined || kernel.cpu === undefined) return known ?? kernel;
  const made = { ...kernel, ...kernel.cpu, lanes: 1 };
  cpuKernels.set(kernel, made);
  return made;
}

const cpuKernels = new WeakMap<Kernel, Kernel>();
const unevenPrograms = new WeakMap<Kernel, LaneProgram>();
/** Those that find in a workgroup's memory what the one before left. */
const keeping = new WeakSet<Kernel>();

/** Operators that give one of their arguments, or round nothing. */
const exact: ReadonlySet<OperatorName> = new Set(["select", "maximum", "minimum", "negate", "abs", "floor"]);

/** Who has touched what, of dispatches that may run at once. */
export interface Running {
  readonly owners: Map<string, { readonly thread: number; readonly wrote: boolean }>;
  threads: number;
}

export function nothingRuns(): Running {
  return { owners: new Map(), threads: 0 };
}

export function runDispatch(
  given: Kernel,
  dispatch: PlanDispatch,
  arenas: Arenas,
  day: Day,
  form: KernelForm = "GPU",
  /** The dispatch's offsets, and after them the positions and sizes of its loops. */
  words: readonly number[] = dispatch.offsets,
  /** With those that may run at the same time. */
  running: Running = nothingRuns(),
): void {
  const kernel = form === "CPU" ? onCpu(given) : given;
  const groups = form === "CPU" ? (dispatch.cpuGroups ?? dispatch.groups) : dispatch.groups;
  const program = (form === "GPU, uneven" ? unevenPrograms : names).get(kernel) ?? compile(kernel, day, form);
  const { offsets, turns = [], sizes = [], sites = [] } = kernel;
  const members = [...offsets, ...turns, ...sizes, ...sites];
  const at = Object.fromEntries(members.map((name, index) => [name, words[index] ?? 0]));
  const counts = groups.map((extent) => groupsOf(extent, day.sizes));
  const [x = 1, y = 1, z = 1] = counts;
  const { owners } = running;
  const firstThread = running.threads;
  running.threads += x * y * z * kernel.lanes;
  let thread = firstThread;
  const access: Access = {
    load(arena, address) {
      touch(arena, address, false);
      return arenas[arena][address] ?? Number.NaN;
    },
    store(arena, address, value) {
      touch(arena, address, true);
      arenas[arena][address] = value;
    },
    loadHalf(word, index) {
      touchHalf(word, index, false);
      return halfOfBits(halves[2 * word + index] ?? 0);
    },
    storeHalf(word, index, value) {
      touchHalf(word, index, true);
      halves[2 * word + index] = bitsOfHalf(value);
    },
  };
  const halves = new Uint16Array(arenas.integers.buffer);
  // On the GPU who writes half of a word writes all of it.
  function touchHalf(word: number, index: number, writes: boolean): void {
    const address = word + Math.floor(index / 2);
    touch("integers", address, writes, form === "CPU" ? `${address} ${index % 2}` : undefined);
  }
  function touch(arena: ArenaName, address: number, writes: boolean, part = String(address)): void {
    if (!Number.isInteger(address) || address < 0 || address >= arenas[arena].length) {
      throw new RangeError(`${kernel.name} reaches ${arena}[${address}] of ${arenas[arena].length}`);
    }
    const key = `${arena} ${part}`;
    const owner = owners.get(key);
    if (owner !== undefined && owner.thread !== thread && (owner.wrote || writes)) {
      throw new Error(`${kernel.name}: two threads race for ${arena}[${address}]`);
    }
    if (owner === undefined || writes) owners.set(key, { thread, wrote: writes || (owner?.wrote ?? false) });
  }
  const emptyMemory = (): Record<string, Float64Array> =>
    Object.fromEntries(
      kernel.workgroupMemory.map(({ name, count }) => [name, new Float64Array(count).fill(Number.NaN)]),
    );
  let shared = emptyMemory();
  let [before, run, groupsLeft] = [0, 1, x * y * z];
  for (let gz = 0; gz < z; gz++) {
    for (let gy = 0; gy < y; gy++) {
      for (let gx = 0; gx < x; gx++) {
        if (before === run) [before, run] = [0, 2 * run];
        if (before === 0 || !keeping.has(kernel)) shared = emptyMemory();
        const first = firstThread + ((gz * y + gy) * x + gx) * kernel.lanes;
        const lanes = Array.from({ length: kernel.lanes }, (_, lane) =>
          program([gx, gy, gz], lane, at, access, shared, before, Math.min(run - before, groupsLeft) - 1),
        );
        let left = lanes.length;
        while (left > 0) {
          let ended = 0;
          for (const [lane, generator] of lanes.entries()) {
            thread = first + lane;
            if (generator.next().done === true) ended++;
          }
          if (ended !== 0 && ended !== lanes.length)
            throw new Error(`${kernel.name}: not all lanes reach a barrier`);
          left -= ended;
        }
        before += 1;
        groupsLeft -= 1;
      }
    }
  }
}

/** A unit in the last place more or less, or none. */
function errorAt(place: number): number {
  return 1 + (((Math.imul(place + 1, 2654435761) >>> 9) % 3) - 1) * 2 ** -23;
}

export function groupsOf({ size, tile }: PlanExtent, sizes: ReadonlyMap<string, number>): number {
  return Math.ceil(evaluateSize(size, sizes) / tile);
}

function compile(kernel: Kernel, day: Day, form: KernelForm): LaneProgram {
  const sizeOf = (size: Size): string => {
    const ofTurn = (symbol: string): boolean => kernel.sizes?.includes(symbol) === true;
    const terms = size.terms.map(({ symbols, coefficient }) => {
      const values = symbols.map((symbol) =>
        ofTurn(symbol)
          ? `at[${JSON.stringify(symbol)}]`
          : String(evaluateSize(symbolSize(symbol), day.sizes)),
      );
      return [coefficient, ...values].join(" * ");
    });
    return `((${["0", ...terms].join(" + ")}) / ${size.divisor})`;
  };
  const counter = { value: 0 };
  const unit = form === "CPU" ? 1 : 4;
  const isUneven = form === "GPU, uneven";
  const body = kernel.body.map((statement) => printStatement(statement)).join("\n");
  const maker = new Function(
    "operators",
    "fround",
    "day",
    "uniform",
    "normal",
    `return function* (group, lane, at, access, shared, before, after) {\n${body}\n};`,
  );
  const program: LaneProgram = maker(operators, Math.fround, day, uniform, normal);
  (isUneven ? unevenPrograms : names).set(kernel, program);
  return program;

  function printStatement(statement: Statement): string {
    switch (statement.kind) {
      case "let":
        return `const ${local(statement.name)} = ${print(statement.value)};`;
      case "variable":
        return `let ${local(statement.name)} = ${print(statement.value)};`;
      case "assign":
        return `${local(statement.name)} = ${print(statement.value)};`;
      case "store": {
        const value = print(statement.value);
        if (statement.width === 1) return storeOne(statement.memory, print(statement.index), value);
        const n = counter.value++;
        const stores = [0, 1, 2, 3].map((one) =>
          storeOne(statement.memory, `i${n} + ${one}`, `v${n}[${one}]`),
        );
        return `{ const i${n} = ${print(statement.index)}; const v${n} = ${value}; if (i${n} % ${unit} !== 0) throw new Error("${kernel.name}: a vector at " + i${n}); ${stores.join(" ")} }`;
      }
      case "loop": {
        const count = `Math.ceil(${sizeOf(statement.extent.size)} / ${statement.extent.tile})`;
        const inner = statement.body.map(printStatement).join("\n");
        const bound = {
          "workgroup.x": "group[0]",
          "workgroup.y": "group[1]",
          "workgroup.z": "group[2]",
          "lane.x": "lane",
        };
        const { binding, variable } = statement;
        if (binding === "serial" || binding === "unrolled") {
          const { first, end } = statement.part ?? {};
          const [from, to] = [
            first === undefined ? "0" : print(first),
            end === undefined ? count : print(end),
          ];
          const within = `if (${from} < 0 || ${to} > ${count}) throw new Error("${kernel.name}: a part outside of its loop");`;
          return `${within} for (let ${local(variable)} = ${from}; ${local(variable)} < ${to}; ${local(variable)}++) {\n${inner}\n}`;
        }
        return `{ const ${local(variable)} = ${bound[binding]}; if (${local(variable)} >= ${count}) throw new Error("${kernel.name}: a workgroup or lane too many"); ${inner} }`;
      }
      case "if": {
        const inner = (body: readonly Statement[]): string => body.map(printStatement).join("\n");
        return `if (${print(statement.condition)}) {\n${inner(statement.then)}\n} else {\n${inner(statement.otherwise)}\n}`;
      }
      case "barrier":
        return "yield;";
    }
  }

  function storeOne(memory: Memory, index: string, value: string): string {
    if (memory.kind === "arena" && memory.halves === true)
      return `access.storeHalf(${member("at", memory.offset)}, ${index}, ${value});`;
    if (memory.kind === "arena")
      return `access.store("${memory.arena}", ${member("at", memory.offset)} + ${index}, Number(${value}));`;
    return `if (!(${index} in ${member("shared", memory.name)})) throw new Error("outside of workgroup memory"); ${member("shared", memory.name)}[${index}] = ${value};`;
  }

  function loadOne(memory: Memory, index: string): string {
    if (memory.kind === "arena" && memory.halves === true)
      return `access.loadHalf(${member("at", memory.offset)}, ${index})`;
    return memory.kind === "arena"
      ? `access.load("${memory.arena}", ${member("at", memory.offset)} + ${index})`
      : `${member("shared", memory.name)}[${index}]`;
  }

  function print(expression: Expression): string {
    switch (expression.kind) {
      case "literal": {
        const value = Number(expression.value);
        if (expression.type === "real") return `fround(${value})`;
        // Infinity is the largest of its type.
        return `(${expression.type === "int" ? Math.min(largestInt, Math.max(leastInt, value)) : value})`;
      }
      case "variable":
        return local(expression.name);
      case "size":
        return `Math.trunc(${sizeOf(expression.size)})`;
      case "turn":
        return `${member("at", expression.name)}`;
      case "groups_before":
        keeping.add(kernel);
        return "before";
      case "groups_after":
        return "after";
      case "setting": {
        const { name } = expression;
        return `(${name === "seed" ? "day.seed" : name === "step" ? "day.step" : `day.settings.get(${JSON.stringify(name)})`})`;
      }
      case "load": {
        const { memory, index, width } = expression;
        if (width === 1) return loadOne(memory, `(${print(index)})`);
        const n = counter.value++;
        return `((i${n}) => { if (i${n} % ${unit} !== 0) throw new Error("${kernel.name}: a vector at " + i${n}); return [0, 1, 2, 3].map((one) => ${loadOne(memory, `i${n} + one`)}); })(${print(index)})`;
      }
      case "apply": {
        const texts = expression.arguments.map(print);
        return applied(
          expression.operator,
          texts,
          expression.arguments.map(widthOf),
          expression.type,
          expression.width,
        );
      }
      case "index_quotient":
        return `Math.trunc((${print(expression.of)}) / (${print(expression.by)}))`;
      case "index_remainder":
        return `((${print(expression.of)}) % (${print(expression.by)}))`;
      case "splat":
        return `((x) => [x, x, x, x])(${print(expression.of)})`;
      case "component":
        return `(${print(expression.of)})[${expression.lane}]`;
      case "vector":
        return `[${expression.components.map(print).join(", ")}]`;
      case "dot":
        return `((a, b) => fround(fround(fround(a[0] * b[0] + a[1] * b[1]) + a[2] * b[2]) + a[3] * b[3]))(${print(expression.left)}, ${print(expression.right)})`;
      case "random": {
        const draw = expression.distribution;
        return `fround(${draw}([day.seed, day.step, at[${JSON.stringify(expression.site)}], ${print(expression.position)}]))`;
      }
    }
  }

  function applied(
    name: OperatorName,
    texts: readonly string[],
    widths: readonly number[],
    type: ElementType,
    width: number,
  ): string {
    const call = (values: readonly string[]): string => {
      const numbers = values.map((value) => `Number(${value})`).join(", ");
      // Whole numbers wrap around, and a product of them has more digits than a number of f64.
      if (type === "int" && name === "multiply") return `Math.imul(${numbers})`;
      const result = `operators.${name}.evaluate(${numbers})`;
      if (type === "int") return `(${result} | 0)`;
      if (type === "bool") return result;
      return isUneven && !exact.has(name)
        ? `fround(${result} * ${errorAt(counter.value++)})`
        : `fround(${result})`;
    };
    if (width === 1) return call(texts);
    if (widths.some((one) => one !== 4)) throw new Error(`${kernel.name}: ${name} of a scalar and a vector`);
    const parameters = texts.map((_, at) => `a${at}`);
    return `((${parameters.join(", ")}) => [0, 1, 2, 3].map((one) => ${call(parameters.map((value) => `${value}[one]`))}))(${texts.join(", ")})`;
  }

  /** A kernel's name may have signs that a program's may not. */
  function local(name: string): string {
    return `$${name.replace(/[^\p{XID_Continue}]/gu, (sign) => `$${sign.codePointAt(0)}$`)}`;
  }

  function member(of: "at" | "shared", name: string): string {
    return `${of}[${JSON.stringify(name)}]`;
  }
}
