/**
 * Inner loops of many sums, for engines whose products and sums are two instructions: each product wants a register of its own until it is
 * added, and one sum that lies in memory in place of a register makes each step wait for its way there and back.
 */
import type { Expression, Statement } from "../../5-schedule/loops.ts";
import { partsOf, statementsOf } from "../loops-walk.ts";
import type { Loop } from "./loops.ts";

/** So many sums have registers beside what a step loads; of more, a loop takes some at a time. */
const [mostSums, sumsATime] = [8, 6];

/**
 * The loop as several that run one after the other, each for some of its sums: where it does nothing but add to sums what it reads, so
 * that they don't know of each other. Each sum adds the same in the same order.
 */
export function bySums(loop: Loop): readonly Loop[] {
  const names = sumsOf(loop.body);
  if (names.length <= mostSums) return [loop];
  const count = Math.ceil(names.length / sumsATime);
  return Array.from({ length: count }, (_, at) => {
    const own = new Set(names.slice(at * sumsATime, (at + 1) * sumsATime));
    return { ...loop, body: onlyFor(own, loop.body) };
  });
}

/** The names of the sums in their order, or none where the loop does something else. */
function sumsOf(body: readonly Statement[]): readonly string[] {
  const names = new Set<string>();
  for (const statement of statementsOf(body)) {
    if (statement.kind === "assign") names.add(statement.name);
    else if (statement.kind === "loop" ? statement.binding !== "unrolled" : !isRead(statement)) return [];
  }
  for (const statement of statementsOf(body)) {
    if (statement.kind !== "assign" && statement.kind !== "let") continue;
    for (const name of namesIn(statement.value)) if (name !== statement.name && names.has(name)) return [];
  }
  return [...names];
}

/** What costs little to read again. */
function isRead(statement: Statement): boolean {
  if (statement.kind !== "let") return false;
  const { value } = statement;
  return (value.kind === "splat" ? value.of : value).kind === "load";
}

/** Without the other sums, and without what only these read. */
function onlyFor(sums: ReadonlySet<string>, body: readonly Statement[]): readonly Statement[] {
  const wanted = new Set(sums);
  const kept = body.toReversed().flatMap((statement): readonly Statement[] => {
    if (statement.kind === "loop") return [{ ...statement, body: onlyFor(sums, statement.body) }];
    if (statement.kind !== "let" && statement.kind !== "assign") return [statement];
    if (!wanted.has(statement.name)) return [];
    for (const name of namesIn(statement.value)) wanted.add(name);
    return [statement];
  });
  return kept.toReversed();
}

function namesIn(value: Expression): readonly string[] {
  return [...partsOf(value)].flatMap((part) => (part.kind === "variable" ? [part.name] : []));
}
