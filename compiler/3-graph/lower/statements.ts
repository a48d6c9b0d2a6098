/** Statements of a body: names are bound, in order, and what is exposed, watched, yielded or next is kept for the form that has it. */
import type { Statement } from "../../2-check/model.ts";
import { InternalError } from "../../source/internal-error.ts";
import { axesOfType } from "./axes.ts";
import { inFormula, lowerExpression, lowerNamed, lowerResults, restrict } from "./expressions.ts";
import { guardsOf } from "./restrictions.ts";
import { keepState } from "./parameters.ts";
import { presenceOf } from "./presence.ts";
import { bindValue, joinPath, type Scope } from "./scope.ts";

type Bind = Extract<Statement, { readonly kind: "bind" }>;

/** What a name is bound to is its formula; what is given to a function is the caller's. */
function formulaOf({ formula, callers }: Scope, { bindings, isArgument }: Bind): readonly string[] {
  return isArgument === true ? callers : [...formula, ...bindings.map(({ name }) => name)];
}

/** Binds names, in order. `next` and `yield` belong to the forms that have them; `next` of a layer's state is kept for the entry. */
export function lowerStatements(scope: Scope, statements: readonly Statement[]): void {
  const { builder, nextStates, exposed, exposedAs, watched } = scope.entry;
  for (const statement of statements) {
    switch (statement.kind) {
      case "bind": {
        const given = (statement.under ?? []).flatMap((one) => guardsOf(restrict(scope, one).restricted));
        const guards = [...scope.guards, ...given];
        const formula = formulaOf(scope, statement);
        const own = statement.isArgument === true ? scope : inFormula(scope, statement.span);
        const results = lowerResults({ ...own, formula, guards }, statement.value);
        statement.bindings.forEach((binding, index) => {
          const value = results[index];
          if (value === undefined) throw new InternalError(`no value for ${binding.name}`, statement.span);
          const isUnnamed = scope.inFunction || statement.under !== undefined;
          const label = isUnnamed ? undefined : joinPath(scope.path, binding.name);
          builder.within({ span: statement.span }, () => builder.labelled(value, label));
          bindValue(scope, binding.id, value);
          const presence = presenceOf(scope, statement.value);
          if (presence !== undefined) scope.presence.set(binding.id, presence);
        });
        break;
      }
      case "next": {
        const value = lowerNamed(scope, statement.name, statement.value, statement.span);
        if (statement.binding !== undefined) bindValue(scope, statement.binding.id, value);
        const around = scope.scans.at(-1);
        if (around?.next.has(statement.name) === true) {
          around.next.set(statement.name, value);
          break;
        }
        const path = joinPath(scope.path, statement.name);
        // An average reads the states of what it follows, and doesn't change them.
        const isOwn = keepState(scope, statement.name).path === path;
        if (scope.entry.training && isOwn) nextStates.set(path, builder.convert(value, "real"));
        break;
      }
      case "expose": {
        const path = joinPath(scope.path, statement.name);
        exposed.set(path, lowerExpression(inFormula(scope, statement.span), statement.value));
        exposedAs.set(path, { path, order: axesOfType(scope, statement.value.type), part: [] });
        break;
      }
      case "watch":
        watched.set(
          joinPath(scope.path, statement.name),
          lowerExpression(inFormula(scope, statement.span), statement.value),
        );
        break;
      case "yield": {
        const around = scope.scans.at(-1);
        if (around === undefined) throw new InternalError("a yield outside of a scan", statement.span);
        around.yielded.push(
          ...statement.values.map((value) => lowerExpression(inFormula(scope, value.span), value)),
        );
        break;
      }
    }
  }
}
