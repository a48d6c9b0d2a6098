/** Prints a plan: kernels as loops, entries as lists of dispatches. For people; goldens use it too. */
import { operator } from "../operators/table.ts";
import { sizeKey } from "../sizes/size.ts";
import type { PlanExtent } from "../../runtime/plan.ts";
import type { Expression, Extent, Kernel, Memory, Statement } from "./loops.ts";
import type { EntryExplanation, Plan } from "./plan.ts";

export function printPlan(plan: Plan): string {
  const { model } = plan;
  const parameters = model.parameters.map(
    ({ path, axes, offset }) =>
      `  ${path}[${axes.map(({ name, size }) => `${name} ${size}`).join(", ")}] at ${offset}`,
  );
  const kernels = plan.kernels.map(printKernel);
  const entries = model.entries.map((entry, at) => {
    const explanation = plan.entries[at];
    const heading = `${entry.kind} ${entry.name}: ${entry.dispatches.length} dispatches, ${entry.arenas.work} reals, ${entry.arenas.integers} integers`;
    const lines = entry.dispatches.map(({ kernel, offsets, groups, makes, source }, index) => {
      const known = explanation?.dispatches[index];
      const cost = known === undefined ? "" : ` ${known.shape} ${known.flops} FLOP, ${known.bytes} bytes`;
      const counts = groups.map(printGroups).join(" x ");
      return `  ${kernel}(${offsets.join(", ")}) over ${counts}: ${makes}${cost} ${source}`.trimEnd();
    });
    return [heading, ...lines, ...(explanation === undefined ? [] : [printMemory(explanation)])].join("\n");
  });
  return `${["parameters", ...parameters].join("\n")}\n\n${kernels.join("\n\n")}\n\n${entries.join("\n\n")}\n`;
}

function printMemory({ memory }: EntryExplanation): string {
  const { parameters, states, gradients, activations, peak, peakDispatch } = memory;
  return `  bytes: parameters ${parameters}, states ${states}, gradients ${gradients}, activations ${activations}; peak ${peak} at dispatch ${peakDispatch}`;
}

function printGroups({ size, tile }: PlanExtent): string {
  return tile === 1 ? sizeKey(size) : `${sizeKey(size)}/${tile}`;
}

export function printKernel(kernel: Kernel): string {
  const { name, offsets, lanes, explanation, cpu } = kernel;
  const formulas = explanation.formulas.map(({ text, source }) => `${text}  ${source}`.trim());
  const head = [...formulas, explanation.meaning, explanation.schedule];
  const comments = head.flatMap((line) => line.split("\n")).filter((line) => line !== "");
  return [
    ...comments.map((line) => `// ${line}`),
    `kernel ${name}(${offsets.join(", ")}) with ${lanes} lanes`,
    ...printForm(kernel),
    ...(cpu === undefined ? [] : [`on the CPU: ${cpu.schedule}`, ...printForm(cpu)]),
  ].join("\n");
}

function printForm({ workgroupMemory, body }: Pick<Kernel, "workgroupMemory" | "body">): readonly string[] {
  const shared = workgroupMemory.map(
    ({ name, type, width, count }) => `  workgroup ${name}: ${type}${width === 4 ? "4" : ""}[${count}]`,
  );
  return [...shared, ...body.flatMap((statement) => printStatement(statement, "  "))];
}

function printStatement(statement: Statement, indent: string): readonly string[] {
  const inner = (body: readonly Statement[]): readonly string[] =>
    body.flatMap((one) => printStatement(one, `${indent}  `));
  switch (statement.kind) {
    case "let":
      return [`${indent}${statement.name} = ${printExpression(statement.value)}`];
    case "variable":
      return [`${indent}variable ${statement.name} = ${printExpression(statement.value)}`];
    case "assign":
      return [`${indent}${statement.name} := ${printExpression(statement.value)}`];
    case "store": {
      const { memory, index, value, width } = statement;
      return [`${indent}${place(memory, index)}${width === 4 ? "4" : ""} := ${printExpression(value)}`];
    }
    case "loop": {
      const { variable, binding, extent, part, body } = statement;
      const bound = binding === "serial" ? "" : ` on ${binding}`;
      const from =
        part === undefined
          ? ""
          : `, from ${printExpression(part.first)} to below ${printExpression(part.end)}`;
      return [`${indent}for ${variable} < ${printExtent(extent)}${from}${bound}`, ...inner(body)];
    }
    case "if": {
      const otherwise =
        statement.otherwise.length === 0 ? [] : [`${indent}else`, ...inner(statement.otherwise)];
      return [`${indent}if ${printExpression(statement.condition)}`, ...inner(statement.then), ...otherwise];
    }
    case "barrier":
      return [`${indent}barrier`];
  }
}

function printExtent({ size, tile }: Extent): string {
  return tile === 1 ? sizeKey(size) : `ceil(${sizeKey(size)} / ${tile})`;
}

function place(memory: Memory, index: Expression): string {
  return memory.kind === "arena"
    ? `${memory.halves === true ? "halves" : memory.arena}.${memory.offset}[${printExpression(index)}]`
    : `${memory.name}[${printExpression(index)}]`;
}

function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case "literal":
      return String(expression.value);
    case "variable":
    case "setting":
    case "turn":
      return expression.name;
    case "groups_before":
      return "groups before";
    case "groups_after":
      return "groups after";
    case "size":
      return sizeKey(expression.size);
    case "load":
      return `${place(expression.memory, expression.index)}${expression.width === 4 ? "4" : ""}`;
    case "apply": {
      const { notation } = operator(expression.operator);
      const parts = expression.arguments.map(printExpression);
      if (notation?.kind === "infix") return `(${parts.join(` ${notation.symbol} `)})`;
      return `${notation?.symbol ?? expression.operator}(${parts.join(", ")})`;
    }
    case "index_quotient":
      return `(${printExpression(expression.of)} div ${printExpression(expression.by)})`;
    case "index_remainder":
      return `(${printExpression(expression.of)} % ${printExpression(expression.by)})`;
    case "splat":
      return `splat(${printExpression(expression.of)})`;
    case "component":
      return `${printExpression(expression.of)}.${"xyzw"[expression.lane]}`;
    case "vector":
      return `(${expression.components.map(printExpression).join(", ")})`;
    case "dot":
      return `dot(${printExpression(expression.left)}, ${printExpression(expression.right)})`;
    case "random":
      return `${expression.distribution}(${expression.site}, ${printExpression(expression.position)})`;
  }
}
