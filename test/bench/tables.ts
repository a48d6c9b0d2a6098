/** Works that are tables: figures of several programs side by side, each program once. */
import { spawnSync } from "node:child_process";
import { deno, lastObject, peersFolder, preparePeers, root } from "./programs.ts";
import { forms, nameOfProduct, products, rounds, turnsOf } from "./products.ts";

export interface Table {
  readonly name: string;
  readonly about: string;
  readonly print: (python: string) => void;
}

/** A program's last line as JSON; undefined where it fails, with the reason told. */
function figuresOf(
  name: string,
  folder: string,
  [program, ...parameters]: readonly [string, ...string[]],
): Readonly<Record<string, unknown>> | undefined {
  const { status, stdout, stderr, error } = spawnSync(program, parameters, { cwd: folder, encoding: "utf8" });
  if (status === 0) return lastObject(stdout.trim().split("\n"));
  const reason = error?.message ?? stderr.trim().split("\n").at(-1) ?? "no reason given";
  console.log(`${name} is skipped: ${reason}`);
  return undefined;
}

function printContractions(python: string): void {
  preparePeers();
  const wanted = products.flatMap((product) => {
    const { batch, rows, columns, depth } = product;
    return forms.map((form) => [
      `${nameOfProduct(product)} ${form}`,
      batch,
      rows,
      columns,
      depth,
      form,
      turnsOf(product),
    ]);
  });
  const contractions = (threads: string): readonly [string, ...string[]] => {
    return [deno, "run", "-A", "test/bench/contractions.ts", "--threads", threads];
  };
  const numpy: readonly [string, ...string[]] = [
    python,
    "numpy-products.py",
    JSON.stringify(wanted),
    String(rounds),
  ];
  const columns = [
    ["weft, 2", figuresOf("weft on 2 threads", root, contractions("2"))],
    ["weft, 1", figuresOf("weft on 1 thread", root, contractions("1"))],
    ["jax-js", figuresOf("jax-js", peersFolder, [deno, "run", "-A", "jax-js-products.ts"])],
    ["TF.js", figuresOf("TensorFlow.js", peersFolder, [deno, "run", "-A", "tfjs-products.ts"])],
    ["NumPy", figuresOf("NumPy", peersFolder, numpy)],
  ] as const;
  console.log("GFLOP/s; n: rows by columns of the product, t: the other way around");
  console.log(`${"".padEnd(24)}${columns.map(([name]) => name.padStart(10)).join("")}`);
  for (const [name] of wanted) {
    const cells = columns.map(([, known]) => {
      const figures = known?.["figures"];
      const figure = typeof figures === "object" && figures !== null ? { ...figures } : {};
      const value: unknown = Object.entries(figure).find(([key]) => key === name)?.[1];
      return (typeof value === "number" ? value.toFixed(1) : "skipped").padStart(10);
    });
    console.log(`${String(name).padEnd(24)}${cells.join("")}`);
  }
  const step = figuresOf("NumPy's step", peersFolder, [python, "numpy-gpt-products.py"])?.["msPerStep"];
  const inNumPy = typeof step === "number" ? `${step.toFixed(1)} ms` : "skipped";
  console.log(`the matrix products of a step of specs/gpt.weft alone, in NumPy: ${inNumPy}`);
}

function printProgram(...parameters: readonly string[]): void {
  const { status } = spawnSync(deno, ["run", "-A", ...parameters], { cwd: root, stdio: "inherit" });
  if (status !== 0) throw new Error(`${parameters.join(" ")} failed`);
}

export const tables: readonly Table[] = [
  {
    name: "contractions",
    about: "products of several shapes beside the peers and NumPy, and those of a step in NumPy",
    print: printContractions,
  },
  {
    name: "steps",
    about: "step 1000 beside step 10: milliseconds and memory",
    print: () => printProgram("test/bench/steps.ts"),
  },
  {
    name: "depth",
    about: "4 to 48 blocks: compiling, kernels, module, milliseconds",
    print: () => printProgram("test/bench/depth.ts"),
  },
];
