import type { Span } from "../source/spans.ts";
import type { BindingId, Expression, LayerArgument, Statement } from "./model.ts";
import { walkExpression, walkStatement } from "./walk.ts";

/** What the next value of a state follows from, in the layer or in an instance inside of it. */
export interface KeptState {
  /** `seen`, `norm.seen`. */
  readonly name: string;
  /** Where its next value is set. */
  readonly span: Span;
  readonly value: Expression;
  /** Noise goes into it, inside of the instance. */
  readonly isNoisy?: boolean;
}

/**
 * Which states follow from which argument of a layer, whose axes beyond the signature they would then have: a state has one value for
 * all examples. Noise has the axes that any argument brings along: under the empty name are states that follow from some.
 */
export type StatesOfArguments = ReadonlyMap<string, KeptState>;

export function statesOfArguments(
  body: readonly Statement[],
  args: readonly LayerArgument[],
  kept: readonly KeptState[],
): StatesOfArguments {
  const sources = sourcesOf(body);
  const names = new Map(args.map(({ binding }) => [binding.id, binding.name]));
  const found = new Map<string, KeptState>();
  const own = body.flatMap((statement): KeptState[] =>
    statement.kind === "next" ? [{ name: statement.name, span: statement.span, value: statement.value }] : [],
  );
  for (const state of [...own, ...kept]) {
    if (state.isNoisy === true && !found.has("")) found.set("", state);
    const seen = new Set<BindingId>();
    const follow = (expression: Expression): void =>
      walkExpression(expression, (part) => {
        if (part.kind === "random" && !found.has("")) found.set("", state);
        if (part.kind !== "reference" || seen.has(part.binding)) return;
        seen.add(part.binding);
        const name = names.get(part.binding);
        if (name !== undefined && !found.has(name)) found.set(name, state);
        for (const source of sources.get(part.binding) ?? []) follow(source);
      });
    follow(state.value);
  }
  return found;
}

/** What each name in a body is made of: that of a carried value is made of its first and of its next value. */
function sourcesOf(body: readonly Statement[]): ReadonlyMap<BindingId, readonly Expression[]> {
  const sources = new Map<BindingId, Expression[]>();
  const add = (id: BindingId, value: Expression): void => {
    sources.set(id, [...(sources.get(id) ?? []), value]);
  };
  const note = (statement: Statement): void => {
    if (statement.kind === "bind") for (const { id } of statement.bindings) add(id, statement.value);
    if (statement.kind === "next" && statement.binding !== undefined)
      add(statement.binding.id, statement.value);
  };
  for (const statement of body) {
    note(statement);
    walkStatement(statement, (part) => {
      if (part.kind !== "block" && part.kind !== "scan") return;
      part.body.forEach(note);
      if (part.kind === "block") return;
      for (const { binding, name, initial } of part.carried) {
        add(binding, initial);
        for (const next of part.body)
          if (next.kind === "next" && next.name === name) add(binding, next.value);
      }
    });
  }
  return sources;
}
