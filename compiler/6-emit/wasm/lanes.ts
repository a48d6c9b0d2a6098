/**
 * Lanes of a workgroup. WebAssembly has none, so they run one after the other: each stretch of a lane's statements up to a barrier
 * is a loop over all lanes, and what a lane needs on both sides of a barrier is kept in the worker's own memory.
 */
import { InternalError } from "../../source/internal-error.ts";
import { typeOf, widthOf, type Expression, type Statement } from "../../5-schedule/loops.ts";
import { mapExpression, mapStatement } from "../loops-rewrite.ts";
import { addressOf } from "./addresses.ts";
import {
  bind,
  bindingOf,
  bindZero,
  currentDepth,
  inScope,
  place,
  push,
  say,
  take,
  type Context,
  type Kept,
} from "./context.ts";
import { valueType } from "./functions.ts";
import { scratchBase, valueOf } from "./expressions.ts";
import { control } from "./opcodes.ts";
import { countOf, printCounted, turnsOf, type Loop } from "./loops.ts";
import { getLocal, instructionTerm, setLocal, type Term } from "./terms.ts";

/** Prints statements in the current scope. */
type Print = (statements: readonly Statement[]) => void;

/** The loop over lanes, divided where there are barriers in it. */
export function printLanes(context: Context, loop: Loop, print: Print): void {
  if (context.laneDepth !== undefined) {
    throw new InternalError(`kernel ${context.kernel.name} has lanes inside of lanes`);
  }
  if (loop.body.some(hasBarrier)) printDivided(context, loop, loop.body, print);
  else printRun(context, loop, loop.body, print);
}

function hasBarrier(statement: Statement): boolean {
  if (statement.kind === "loop") return statement.body.some(hasBarrier);
  if (statement.kind === "if") return [...statement.then, ...statement.otherwise].some(hasBarrier);
  return statement.kind === "barrier";
}

/** Statements without a barrier, or one statement that has some. */
type Stretch = readonly Statement[];

function divide(statements: readonly Statement[]): readonly Stretch[] {
  const stretches: Statement[][] = [];
  let isOpen = false;
  for (const statement of statements) {
    const divides = hasBarrier(statement);
    const last = stretches.at(-1);
    if (isOpen && !divides && last !== undefined) last.push(statement);
    else stretches.push([statement]);
    isOpen = !divides;
  }
  return stretches;
}

function printDivided(context: Context, lanes: Loop, statements: readonly Statement[], print: Print): void {
  const stretches = divide(statements);
  const before = context.kept;
  const kept = new Map(before);
  for (const stretch of stretches) {
    const others = new Set(stretches.flatMap((other) => (other === stretch ? [] : [...mentioned(other)])));
    const found: (readonly [name: string, Kept])[] = [];
    for (const statement of stretch.toReversed()) {
      if (statement.kind !== "let" && statement.kind !== "variable") continue;
      if (!others.has(statement.name)) continue;
      const one = keep(context, statement);
      found.unshift([statement.name, one]);
      // What is made again there is made of what is kept, too.
      if (one.kind === "again") for (const part of mentioned([statement])) others.add(part);
    }
    for (const [name, one] of found) kept.set(name, one);
  }
  context.kept = kept;
  for (const stretch of stretches) {
    const [only] = stretch;
    if (only !== undefined && hasBarrier(only)) printAcross(context, lanes, only, print);
    else printRun(context, lanes, stretch, print);
  }
  context.kept = before;
}

/** Index arithmetic is done again, other values get a slot for each lane. */
function keep(context: Context, statement: Extract<Statement, { kind: "let" | "variable" }>): Kept {
  const { value } = statement;
  if (statement.kind === "let" && isCheap(value)) return { kind: "again", statement };
  const width = widthOf(value);
  const at = context.scratch;
  context.scratch += Math.ceil((context.kernel.lanes * width) / 4) * 16;
  return { kind: "slot", at, type: typeOf(value), width };
}

function isCheap(value: Expression): boolean {
  let parts = 0;
  let isFixed = typeOf(value) === "int" && widthOf(value) === 1;
  mapExpression(value, (part) => {
    parts += 1;
    if (part.kind === "load" || part.kind === "random" || typeOf(part) !== "int") isFixed = false;
    return part;
  });
  return isFixed && parts < 16;
}

/** The names that statements read or assign. */
function mentioned(statements: readonly Statement[]): ReadonlySet<string> {
  const names = new Set(assigned(statements));
  const visit = (expression: Expression): Expression =>
    mapExpression(expression, (part) => {
      if (part.kind === "variable") names.add(part.name);
      return part;
    });
  for (const statement of statements) mapStatement(statement, visit);
  return names;
}

function assigned(statements: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (statement: Statement): void => {
    if (statement.kind === "assign") names.add(statement.name);
    if (statement.kind === "loop") statement.body.forEach(visit);
    if (statement.kind === "if") [...statement.then, ...statement.otherwise].forEach(visit);
  };
  statements.forEach(visit);
  return names;
}

/** A statement with barriers inside, which all lanes reach together. */
function printAcross(context: Context, lanes: Loop, statement: Statement, print: Print): void {
  if (statement.kind === "if") {
    const condition = take(context, "i32");
    const first = inScope(context, () => {
      // It is the same for all lanes, so lane 0 speaks for them.
      bindZero(context, lanes.variable);
      fetch(context, lanes, mentioned([{ ...statement, then: [], otherwise: [] }]), print);
      say(context, push(context, valueOf(context, statement.condition)), setLocal(condition));
    });
    const then = inScope(context, () => printDivided(context, lanes, statement.then, print));
    const otherwise = inScope(context, () => printDivided(context, lanes, statement.otherwise, print));
    say(context, first, getLocal(condition), control.if, then, control.else, otherwise, control.end);
  } else if (statement.kind === "loop" && statement.binding === "unrolled") {
    for (const turn of turnsOf(statement)) {
      say(
        context,
        inScope(context, () => printDivided(context, lanes, turn, print)),
      );
    }
  } else if (statement.kind === "loop") {
    if (statement.binding !== "serial") {
      throw new InternalError(
        `kernel ${context.kernel.name} binds \`${statement.variable}\` inside of lanes`,
      );
    }
    if (statement.part !== undefined) {
      throw new InternalError(`kernel ${context.kernel.name} has a barrier in a part of a loop`);
    }
    const count = countOf(context, statement.extent);
    printCounted(context, statement.variable, count, () =>
      printDivided(context, lanes, statement.body, print),
    );
  }
}

/** One loop over the lanes. */
function printRun(context: Context, lanes: Loop, statements: readonly Statement[], print: Print): void {
  if (statements.length === 0) return;
  const names = mentioned(statements);
  const declared = new Set(
    statements.flatMap((statement) =>
      statement.kind === "let" || statement.kind === "variable" ? [statement.name] : [],
    ),
  );
  const changed = new Set([...assigned(statements), ...declared]);
  printCounted(context, lanes.variable, countOf(context, lanes.extent), () => {
    context.laneDepth = currentDepth(context);
    fetch(context, lanes, new Set([...names].filter((name) => !declared.has(name))), print);
    print(statements);
    for (const [name, one] of context.kept) {
      if (one.kind === "slot" && changed.has(name)) {
        const { term } = bindingOf(context, name);
        const store =
          one.width === 4 ? control.storeVector : one.type === "real" ? control.storeReal : control.storeInt;
        const { address, offset } = slotOf(context, lanes, one);
        say(context, push(context, address), push(context, term), store, place(one.width, offset));
      }
    }
    context.laneDepth = undefined;
  });
}

/** Gets those of the names that were kept, and what they are made of. */
function fetch(context: Context, lanes: Loop, names: ReadonlySet<string>, print: Print): void {
  const wanted = new Set(names);
  for (const [name, one] of [...context.kept].toReversed()) {
    if (wanted.has(name) && one.kind === "again") {
      for (const part of mentioned([one.statement])) wanted.add(part);
    }
  }
  for (const [name, one] of context.kept) {
    if (!wanted.has(name)) continue;
    if (one.kind === "again") {
      print([one.statement]);
      continue;
    }
    const type = valueType(one.type, one.width);
    const local = take(context, type);
    const { address, offset } = slotOf(context, lanes, one);
    const load = type === "v128" ? "v128.load" : type === "f32" ? "f32.load" : "i32.load";
    say(context, push(context, instructionTerm(load, [address], place(one.width, offset))), setLocal(local));
    bind(context, name, local, type, true);
  }
}

function slotOf(
  context: Context,
  lanes: Loop,
  { at, width }: Extract<Kept, { kind: "slot" }>,
): { readonly address: Term; readonly offset: number } {
  const lane: Expression = { kind: "variable", name: lanes.variable, type: "int", width: 1 };
  const index: Expression = {
    kind: "apply",
    operator: "multiply",
    arguments: [lane, { kind: "literal", type: "int", value: width }],
    type: "int",
    width: 1,
  };
  return addressOf(context, scratchBase(context, at), index, 4, (part) => valueOf(context, part));
}
