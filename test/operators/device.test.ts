import { execFileSync } from "node:child_process";
import { denoExecutable } from "../../compiler/cli/deno.ts";
import type { ElementType, OperatorName } from "../../compiler/operators/operator.ts";
import {
  normal,
  normalFunctions,
  uniform,
  wgslDraws,
  wgslHash,
  type Counter,
} from "../../compiler/operators/random.ts";
import { wgslHalves } from "../../compiler/operators/half.ts";
import { operator, operatorNames } from "../../compiler/operators/table.ts";
import { wgslFunctions, wgslOperation } from "../../compiler/operators/wgsl.ts";
import { assert, suite } from "../harness.ts";
import { dawn } from "../setup/dawn.ts";
import { compute, type Job } from "./compute.ts";

const test = suite("operators on devices");

const random = [wgslHash, ...Object.values(wgslDraws)].join("\n");

/** Sixteen argument lists for each: four invocations compute four each, one by one or as a vector. */
const lists = 16;

interface Case {
  readonly name: OperatorName;
  readonly types: readonly ElementType[];
  readonly values: readonly (readonly number[])[];
}

/** Each operator on every list of types that it takes without conversion. */
const cases: readonly Case[] = operatorNames.flatMap((name) => {
  const { arity, tests, type } = operator(name);
  const uniformTypes = (["real", "int", "bool"] as const).map((one) =>
    new Array<ElementType>(arity).fill(one),
  );
  const candidates: ElementType[][] = [...uniformTypes, ["bool", "real", "real"], ["bool", "int", "int"]];
  return candidates
    .filter((types) => types.length === arity && type(types)?.arguments.join() === types.join())
    .map((types) => {
      const values = tests.map((list) => list.map((value, i) => suited(value, types[i] ?? "real")));
      const chosen = values.filter((list) =>
        list.every((value) => Math.abs(value) < 1e9 || types[0] === "real"),
      );
      return {
        name,
        types,
        values: Array.from({ length: lists }, (_, i) => chosen[i % chosen.length] ?? []),
      };
    });
});

/** The nearest value of a type; integers are kept off 0, which may be a divisor. */
function suited(value: number, type: ElementType): number {
  if (type === "bool") return Number(value !== 0);
  return type === "int" ? Math.trunc(value) || 1 : Math.fround(value);
}

/** One loop over a case's argument lists: each of the four invocations does four, singly or as a vector. */
function statement({ name, types }: Case, width: 1 | 4, inputAt: number, outputAt: number): string {
  const places = (buffer: string): string[] =>
    Array.from({ length: width }, (_, j) => `${buffer} + i + ${j}u]`);
  const load = (i: number, type: ElementType): string => {
    const values = places(`input[${inputAt + i * lists}u`).join();
    const real = width === 1 ? values : `vec4f(${values})`;
    return type === "real" ? real : wgslOperation(`to_${type}`, { type: "real", width }, real);
  };
  const lets = types.map((type, i) => `let a${i} = ${load(i, type)};`);
  const form = { type: types.at(-1) ?? "real", width };
  const call = wgslOperation(name, form, ...types.map((_, i) => `a${i}`));
  const stores = places(`output[${outputAt}u`).map(
    (place, j) => `${place} = r${width === 1 ? "" : `[${j}]`};`,
  );
  return `for (var i = at; i < at + 4u; i += ${width}u) {
    ${lets.join(" ")}
    let r = ${width === 1 ? "f32" : "vec4f"}(${call});
    ${stores.join(" ")}
  }`;
}

function job(chunk: readonly Case[], width: 1 | 4): Job {
  const input: number[] = [];
  const statements = chunk.map((entry, at) => {
    const text = statement(entry, width, input.length, at * lists);
    for (const i of entry.types.keys()) input.push(...entry.values.map((list) => list[i] ?? 0));
    return text;
  });
  const own = wgslFunctions([...chunk.map(({ name }) => ({ operator: name, width })), ...normalFunctions]);
  // `noise` calls the functions of random numbers, and others those of half precision, which the printer of kernels brings.
  const functions = `${own}\n${random}\n${[...wgslHalves.values()].join("\n")}`;
  return { code: program(statements, functions), input, outputs: chunk.length * lists };
}

function program(statements: readonly string[], functions: string): string {
  return `${functions}
@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<f32>;
@compute @workgroup_size(4) fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = 4u * id.x;
  ${statements.join("\n  ")}
}
`;
}

const counters = Array.from({ length: lists }, (_, i): Counter => [42, 7, 1000003, i]);
/** A kernel writes a site as a number, and every other one is negative as an int. */
const literalSite = wgslOperation("noise", { type: "int", width: 1 }, "words.x", "words.y", "-77", "words.w");
const randomJob: Job = {
  code: program(
    [
      `for (var i = at; i < at + 4u; i++) {
        let counter = vec4u(vec3u(vec3f(input[0], input[1], input[2])), i);
        output[i] = random_uniform(counter);
        output[i + ${lists}u] = random_normal(counter);
        let words = vec4i(counter);
        output[i + ${2 * lists}u] = ${literalSite};
      }`,
    ],
    `${wgslFunctions(normalFunctions)}\n${random}`,
  ),
  input: [42, 7, 1000003],
  outputs: 3 * lists,
};

// One shader for everything would take LLVM minutes.
const chunkSize = 3;
const chunks = Array.from({ length: Math.ceil(cases.length / chunkSize) }, (_, i) =>
  cases.slice(i * chunkSize, (i + 1) * chunkSize),
);
const jobs = [1, 4]
  .flatMap((width) => chunks.map((chunk) => job(chunk, width === 1 ? 1 : 4)))
  .concat(randomJob);

function check(results: readonly (readonly number[])[]): void {
  const flat = results.slice(0, -1).flat();
  for (const half of [0, cases.length]) {
    for (const [at, { name, types, values }] of cases.entries()) {
      const { error, evaluate } = operator(name);
      for (const [i, list] of values.entries()) {
        const expected = evaluate(...list);
        const actual = flat[(half + at) * lists + i] ?? NaN;
        const tolerance = error.relative * 2 ** -23 * Math.abs(expected) + error.absolute;
        assert.close(actual, expected, tolerance, `${name} of ${types.join()} (${list.join(", ")})`);
      }
    }
  }
  const random = results.at(-1) ?? [];
  for (const [i, counter] of counters.entries()) {
    assert.is(random[i], uniform(counter));
    // A few units of log and cos, whose argument goes up to 2π, times a radius up to 6.
    assert.close(random[lists + i] ?? NaN, normal(counter), 6 * (2 * Math.PI + 8) * 2 ** -23);
    const [seed, step, , position] = counter;
    assert.is(random[2 * lists + i], uniform([seed, step, -77, position]));
  }
}

test("Dawn computes every operator within its bound", async () => {
  check(await compute(dawn(), jobs));
});

test("Deno computes every operator within its bound", () => {
  const module = JSON.stringify(new URL("compute.ts", import.meta.url).href);
  const script = `import { compute } from ${module};
    const jobs = JSON.parse(await new Response(Deno.stdin.readable).text());
    console.log(JSON.stringify(await compute(navigator.gpu, jobs)));`;
  const output = execFileSync(denoExecutable(), ["eval", script], {
    encoding: "utf8",
    input: JSON.stringify(jobs),
  });
  check(JSON.parse(output) as number[][]);
});
