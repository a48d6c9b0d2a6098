/** Statements of a kernel in WebAssembly. */
import { InternalError } from "../../source/internal-error.ts";
import { typeOf, widthOf, type Statement } from "../../5-schedule/loops.ts";
import { bind, bindingOf, inScope, place, placeOf16, push, say, take, type Context } from "./context.ts";
import { operatorTerm, valueType } from "./functions.ts";
import { isOfHalves, placeOf, storedType, valueOf } from "./expressions.ts";
import { printLanes } from "./lanes.ts";
import { apart, countOf, printCounted, printFrom, turnsOf, type Loop } from "./loops.ts";
import { control } from "./opcodes.ts";
import { bySums } from "./sums.ts";
import { instructionTerm, setLocal } from "./terms.ts";

/** Prints statements in order, in the current scope. */
export function printStatements(context: Context, statements: readonly Statement[]): void {
  for (const statement of statements) printStatement(context, statement);
}

function printStatement(context: Context, statement: Statement): void {
  switch (statement.kind) {
    case "let":
    case "variable": {
      const { name, value } = statement;
      const type = valueType(typeOf(value), widthOf(value));
      const code = push(context, valueOf(context, value));
      const local = take(context, type);
      say(context, code, setLocal(local));
      bind(context, name, local, type, statement.kind === "variable");
      return;
    }
    case "assign": {
      const { register, depth } = bindingOf(context, statement.name);
      if (register === undefined || (context.laneDepth !== undefined && depth < context.laneDepth)) {
        throw new InternalError(
          `kernel ${context.kernel.name} assigns \`${statement.name}\`, which all lanes share`,
        );
      }
      say(context, push(context, valueOf(context, statement.value)), setLocal(register));
      return;
    }
    case "store":
      printStore(context, statement);
      return;
    case "loop":
      printLoop(context, statement);
      return;
    case "if": {
      const condition = push(context, valueOf(context, statement.condition));
      const then = inScope(context, () => printStatements(context, statement.then));
      const otherwise = inScope(context, () => printStatements(context, statement.otherwise));
      const isShort = statement.otherwise.length === 0;
      say(context, condition, control.if, then, isShort ? [] : [control.else, otherwise], control.end);
      return;
    }
    case "barrier":
      return;
  }
}

function printStore(context: Context, statement: Extract<Statement, { kind: "store" }>): void {
  const { memory, index, value, width } = statement;
  const given = typeOf(value);
  const stored = storedType(context, memory);
  if ((stored === "real") !== (given === "real")) {
    throw new InternalError(`kernel ${context.kernel.name} stores a ${given} where a ${stored} lies`);
  }
  const { address, offset } = placeOf(context, memory, index);
  const whole = valueOf(context, value);
  if (isOfHalves(memory)) {
    const bits = operatorTerm(context.functions, "half_bits", "real", width, [whole]);
    const narrow = width === 4 ? instructionTerm("i16x8.narrow_i32x4_u", [bits, bits]) : bits;
    const lane = width === 4 ? [0] : [];
    const store16 = width === 4 ? control.storeHalfVector : control.store16;
    say(context, push(context, address), push(context, narrow), store16, placeOf16(offset), lane);
    return;
  }
  const word = given === "bool" ? operatorTerm(context.functions, "to_int", "bool", width, [whole]) : whole;
  const store = width === 4 ? control.storeVector : stored === "real" ? control.storeReal : control.storeInt;
  say(context, push(context, address), push(context, word), store, place(width, offset));
}

function printLoop(context: Context, loop: Loop): void {
  const { variable, binding, extent, part, body } = loop;
  switch (binding) {
    case "serial":
      for (const { body } of context.relaxed ? [loop] : bySums(loop)) {
        if (part === undefined) {
          printCounted(context, variable, countOf(context, extent), () => printStatements(context, body));
        } else {
          const [first, end] = [valueOf(context, part.first), valueOf(context, part.end)];
          printFrom(context, variable, first, end, () => printStatements(context, body));
        }
      }
      return;
    case "unrolled": {
      const turns = turnsOf(loop).map((turn) => inScope(context, () => printStatements(context, turn)));
      say(context, context.relaxed ? turns : apart(context, turns));
      return;
    }
    case "lane.x":
      printLanes(context, loop, (statements) => printStatements(context, statements));
      return;
    default:
      // The position in the grid has its name already.
      printStatements(context, body);
  }
}
