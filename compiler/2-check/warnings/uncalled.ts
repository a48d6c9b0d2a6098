import type { Diagnostic } from "../../source/diagnostic.ts";
import type { Code } from "../../source/messages.ts";
import type * as Tree from "../../1-parse/tree.ts";
import type { Body, Checker } from "../context.ts";
import { emptyBody } from "../context.ts";
import { resultsOf } from "../expressions/functions.ts";
import { checkSteps } from "../training/optimizers.ts";
import { readArgument, rigidAxis } from "../declarations/layers.ts";
import type { Scope } from "../scope.ts";
import { childScope } from "../scope.ts";

/**
 * What is wrong whatever a call gives. Types, sizes and bounds depend on the call: an argument without a type may have
 * any axes, and an axis parameter may stand for a group, a sum or a labelled axis.
 */
const certain: ReadonlySet<Code> = new Set<Code>([
  "W0201",
  "W0301",
  "W0302",
  "W0303",
  "W0406",
  "W0407",
  "W0408",
  "W0602",
  "W0608",
  "W0610",
]);

/**
 * Checks the functions, schedules and optimizers of the user's files that no checked formula called, with axes of their own for their axis
 * parameters: a function that is called is checked with the types of its calls.
 */
export function checkUncalled(checker: Checker): void {
  const uncalled = [...checker.scopes.values()].flatMap((scope) =>
    [...scope.values.values()]
      .flatMap((entity) => {
        if (entity.kind !== "function" && entity.kind !== "schedule" && entity.kind !== "optimizer")
          return [];
        // An imported name is its own file's.
        const isOwn = entity.scope === scope && !checker.called.has(entity.declaration.head);
        return isOwn ? [entity.declaration] : [];
      })
      .map((declaration) => ({ declaration, scope })),
  );
  for (const { declaration, scope } of uncalled)
    checker.diagnostics.push(
      ...(declaration.kind === "optimizer"
        ? mistakesInOptimizer(declaration, scope, checker)
        : mistakesIn(declaration, scope, checker)),
    );
}

function mistakesInOptimizer(
  declaration: Tree.OptimizerDeclaration,
  scope: Scope,
  checker: Checker,
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const { name, parameters } = declaration.head;
  const body: Body = {
    ...emptyBody({ ...checker, diagnostics }, childScope(scope), name.text, "optimizer"),
    settings: true,
  };
  for (const parameter of parameters) readArgument(parameter, true, body);
  checkSteps(declaration, body);
  return diagnostics;
}

function mistakesIn(
  declaration: Tree.FunctionDeclaration | Tree.ScheduleDeclaration,
  scope: Scope,
  checker: Checker,
): readonly Diagnostic[] {
  const { head, span, documentation } = declaration;
  const whole: Tree.FunctionDeclaration =
    declaration.kind === "fn"
      ? declaration
      : { kind: "fn", head, body: declaration.body, documentation, span };
  const diagnostics: Diagnostic[] = [];
  const name = head.name.text;
  const body: Body = {
    ...emptyBody(
      { ...checker, diagnostics },
      childScope(scope),
      name,
      declaration.kind === "fn" ? "function" : "schedule",
    ),
    inlining: [whole],
    settings: declaration.kind === "schedule",
  };
  for (const axis of head.axes) rigidAxis(axis, name, body);
  for (const parameter of head.parameters) readArgument(parameter, true, body);
  resultsOf(whole, body);
  // A mistake inside of another function, which has a second place, is told where that function is checked.
  return diagnostics.filter(({ code, related }) => certain.has(code) && related.length === 0);
}
