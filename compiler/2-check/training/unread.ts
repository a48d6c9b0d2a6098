import { report } from "../../source/diagnostic.ts";
import type { Checker } from "../context.ts";
import type { BindingId, Training } from "../model.ts";
import { walkStatement } from "../walk.ts";

/** Warns of what a training binds and nothing reads; of several results of one call only where none of them is read. */
export function reportUnread(training: Training, { diagnostics, readBindings }: Checker): void {
  const read = new Set<BindingId>(readBindings);
  for (const statement of training.body)
    walkStatement(statement, (expression) => {
      if (expression.kind === "reference") read.add(expression.binding);
      if (expression.kind === "gradient") read.add(expression.by);
      if (expression.kind === "present") read.add(expression.of);
    });
  for (const statement of training.body) {
    if (statement.kind !== "bind") continue;
    const [first] = statement.bindings;
    if (first === undefined || statement.bindings.some(({ id }) => read.has(id))) continue;
    report(diagnostics, "W0902", first.span, { what: "name", name: first.name });
  }
}
