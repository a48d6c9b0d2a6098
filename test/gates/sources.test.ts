import { check } from "prettier";
import { assert, suite } from "../harness.ts";
import { listFiles, listSources, readText, refuse, root } from "./files.ts";
import { findForbidden, touchesHost } from "./source-rules.ts";

const test = suite("sources keep the house rules");
const hardLimit = 600;
const sources = listSources().map(readText);

test("nothing forbidden is written", () => {
  assert.ok(sources.length > 20, "the gate must see the sources");
  refuse(sources.flatMap(findForbidden));
});

test("what is forbidden is caught", () => {
  const offences: readonly (readonly [text: string, reason: string])[] = [
    ["let a: any;", "any"],
    ["const b = (x as Array<any>)[0];", "any"],
    ["const c = list[0]!;", "a non-null assertion"],
    ["let d!: number;", "a definite assignment assertion"],
    ["const e = x as unknown as number;", "a double cast"],
    ["class F extends Visitor {}", "a class that extends Visitor"],
    ['export * from "./g.ts";', "export *"],
    [`const h = 1; // ${"TO"}DO later`, "a comment about unfinished work"],
    [`/** This is not ${"implemented"}. */ const i = 1;`, "a comment about unfinished work"],
  ];
  for (const [text, reason] of offences)
    assert.equal(findForbidden({ path: "a.ts", text: `\n${text}` }), [`a.ts:2: ${reason}`]);
});

test("what only looks forbidden passes", () => {
  const text = `const any = "x as any, y!"; if (any !== "" && !any.length) throw new Error(any); // any!
    class Stop extends Error {} const list = [1] as const; export { Stop, list };`;
  assert.equal(findForbidden({ path: "a.ts", text }), []);
});

test("at most two files of the runtime touch Node or Deno", () => {
  assert.ok(touchesHost({ path: "a.ts", text: 'import { open } from "node:fs/promises";' }));
  assert.ok(touchesHost({ path: "a.ts", text: "const text = await Deno.readTextFile(path);" }));
  assert.not(
    touchesHost({ path: "a.ts", text: "/** Deno and node: both run it. */ const x = navigator.gpu;" }),
  );
  const touching = sources.filter(({ path }) => path.startsWith("runtime/")).filter(touchesHost);
  assert.ok(touching.length <= 2, touching.map(({ path }) => path).join(" "));
});

function tooLong(path: string, text: string): string | undefined {
  const lines = text.split("\n").length - 1;
  return lines > hardLimit
    ? `${path} has ${lines} lines; split it where two reasons to change meet`
    : undefined;
}

test(`no file has more than ${hardLimit} lines`, () => {
  assert.is(tooLong("a.ts", "\n".repeat(hardLimit)), undefined);
  assert.match(tooLong("a.ts", "\n".repeat(hardLimit + 1)) ?? "", "has 601 lines");
  refuse(sources.map(({ path, text }) => tooLong(path, text)).filter((offence) => offence !== undefined));
});

test("all code is formatted", async () => {
  const top = listFiles().filter(
    (path) => /^[^/]*\.(json|mjs|js|ts)$/.test(path) && path !== "package-lock.json",
  );
  const { prettier: options } = JSON.parse(readText("package.json").text) as {
    prettier: { printWidth: number };
  };
  const formatted = (path: string, text: string): Promise<boolean> =>
    check(text, { ...options, filepath: `${root}${path}` });
  assert.not(await formatted("a.ts", "const a = {b:1}"));
  const unformatted: string[] = [];
  for (const { path, text } of [...sources, ...top.map(readText)])
    if (!(await formatted(path, text))) unformatted.push(path);
  refuse(unformatted, `run: npx prettier --write ${unformatted.join(" ")}`);
});
