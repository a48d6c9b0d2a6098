/** What must hold of a kernel by itself: names, types, widths, where loops are bound, and that no two threads write one place. */
import { operator } from "../operators/table.ts";
import type { ElementType } from "../operators/operator.ts";
import { greatestCommonDivisor, sizeValue } from "../sizes/size.ts";
import { InternalError } from "../source/internal-error.ts";
import {
  typeInArena,
  typeOf,
  widthOf,
  type Expression,
  type Kernel,
  type LoopBinding,
  type LoopPart,
  type Memory,
  type Statement,
} from "./loops.ts";

interface Known {
  readonly type: ElementType;
  readonly width: 1 | 4;
  readonly isAssignable: boolean;
  /** The bound loops that its value depends on. */
  readonly threads: ReadonlySet<string>;
  /** Always a multiple of this. */
  readonly multiple: number;
}

interface Scope {
  readonly kernel: Kernel;
  readonly names: ReadonlyMap<string, Known>;
  /** The bound loops that conditions on the way here depend on. */
  readonly guarded: ReadonlySet<string>;
  readonly isUniform: boolean;
  /** Whether it is a CPU's, where a vector may begin anywhere. */
  readonly anywhere: boolean;
  /** Whether it may be asked which workgroups the same call makes before and after, as in a condition on the CPU. */
  readonly asksCall: boolean;
  /** Where it depends on a call's workgroups whether this is run: what was declared outside, which mustn't change for it. */
  readonly outside: ReadonlyMap<string, Known> | undefined;
}

/** Both ways of a kernel. */
export function verifyKernel(kernel: Kernel): void {
  verifyForm(kernel);
  if (kernel.cpu !== undefined) verifyForm({ ...kernel, ...kernel.cpu, lanes: 1 }, true);
}

function verifyForm(kernel: Kernel, anywhere = false): void {
  let body = kernel.body;
  const names = new Map<string, Known>();
  const threads = new Set<string>();
  const bindings = new Set<string>();
  for (;;) {
    const [loop, ...others] = body;
    if (loop?.kind !== "loop" || loop.binding === "serial" || loop.binding === "unrolled") break;
    if (others.length > 0 || bindings.has(loop.binding)) fail(kernel, "bound loops aren't the outermost");
    bindings.add(loop.binding);
    const count = sizeValue(loop.extent.size);
    if (loop.binding === "lane.x" && count !== kernel.lanes)
      fail(kernel, "the lanes aren't as many as its loop says");
    const isMany = count === undefined || count > loop.extent.tile;
    if (isMany) threads.add(loop.variable);
    names.set(loop.variable, {
      type: "int",
      width: 1,
      isAssignable: false,
      threads: new Set(isMany ? [loop.variable] : []),
      multiple: 1,
    });
    body = loop.body;
  }
  if (!bindings.has("lane.x")) fail(kernel, "no loop is bound to the lanes");
  const scope = { kernel, names, guarded: new Set<string>(), isUniform: true, anywhere };
  verifyBody(body, { ...scope, asksCall: false, outside: undefined }, threads);
}

function fail(kernel: Kernel, what: string): never {
  throw new InternalError(`kernel ${kernel.name}: ${what}`);
}

function verifyBody(body: readonly Statement[], outer: Scope, threads: ReadonlySet<string>): void {
  const names = new Map(outer.names);
  const scope: Scope = { ...outer, names };
  const { kernel } = scope;
  const declare = (name: string, known: Known): void => {
    if (names.has(name)) fail(kernel, `\`${name}\` is declared twice`);
    names.set(name, known);
  };
  const knownOf = (value: Expression, isAssignable: boolean): Known => ({
    type: typeOf(value),
    width: widthOf(value),
    isAssignable,
    threads: isAssignable ? new Set() : threadsOf(value, scope),
    multiple: isAssignable ? 1 : multipleOf(value, scope),
  });
  for (const statement of body) {
    switch (statement.kind) {
      case "let":
        verifyExpression(statement.value, scope);
        declare(statement.name, knownOf(statement.value, false));
        break;
      case "variable":
        verifyExpression(statement.value, scope);
        if (typeOf(statement.value) !== statement.type || widthOf(statement.value) !== statement.width) {
          fail(kernel, `\`${statement.name}\` begins as something else`);
        }
        declare(statement.name, knownOf(statement.value, true));
        break;
      case "assign": {
        const known = names.get(statement.name);
        verifyExpression(statement.value, scope);
        if (known?.isAssignable !== true) fail(kernel, `\`${statement.name}\` can't be assigned`);
        if (scope.outside?.has(statement.name) === true)
          fail(kernel, `\`${statement.name}\` depends on the call's workgroups`);
        if (typeOf(statement.value) !== known.type || widthOf(statement.value) !== known.width) {
          fail(kernel, `\`${statement.name}\` is assigned something else`);
        }
        break;
      }
      case "store":
        verifyStore(statement, scope, threads);
        break;
      case "loop": {
        if (statement.binding !== "serial" && statement.binding !== "unrolled")
          fail(kernel, "a bound loop lies within");
        if (names.has(statement.variable)) fail(kernel, `\`${statement.variable}\` is declared twice`);
        if (statement.part !== undefined) verifyPart(statement.part, statement.binding, scope);
        const inner = new Map(names);
        inner.set(statement.variable, {
          type: "int",
          width: 1,
          isAssignable: false,
          threads: new Set(),
          multiple: 1,
        });
        verifyBody(statement.body, { ...scope, names: inner }, threads);
        break;
      }
      case "if": {
        const { condition } = statement;
        verifyExpression(condition, { ...scope, asksCall: scope.anywhere });
        if (typeOf(condition) !== "bool" || widthOf(condition) !== 1)
          fail(kernel, "a condition isn't one bool");
        const guarded = new Set([...scope.guarded, ...threadsOf(condition, scope)]);
        const outside = scope.outside ?? (asksCall(condition) ? names : undefined);
        const inner = { ...scope, guarded, isUniform: false, outside };
        verifyBody(statement.then, inner, threads);
        verifyBody(statement.otherwise, inner, threads);
        break;
      }
      case "barrier":
        if (!scope.isUniform) fail(kernel, "a barrier under a condition");
        break;
    }
  }
}

function verifyPart({ first, end }: LoopPart, binding: LoopBinding, scope: Scope): void {
  if (binding !== "serial") fail(scope.kernel, "a part of a loop that isn't serial");
  for (const bound of [first, end]) {
    verifyExpression(bound, scope);
    if (typeOf(bound) !== "int" || widthOf(bound) !== 1) fail(scope.kernel, "a loop's bound isn't one int");
  }
}

function verifyStore(
  { memory, index, value, width }: Statement & { readonly kind: "store" },
  scope: Scope,
  threads: ReadonlySet<string>,
): void {
  const { kernel } = scope;
  verifyExpression(value, scope);
  verifyIndex(memory, index, width, scope);
  if (typeOf(value) !== storedType(memory, kernel) || widthOf(value) !== width) {
    fail(kernel, "a store of another type or width than its memory's");
  }
  if (memory.kind === "workgroup") return;
  if (scope.outside !== undefined)
    fail(kernel, `a store to ${memory.offset} depends on the call's workgroups`);
  const told = new Set([...threadsOf(index, scope), ...scope.guarded]);
  for (const thread of threads) {
    if (!told.has(thread)) fail(kernel, `a store to ${memory.offset} is the same for every \`${thread}\``);
  }
}

function storedType(memory: Memory, kernel: Kernel): ElementType {
  if (memory.kind === "arena") return typeInArena(memory);
  const shared = kernel.workgroupMemory.find(({ name }) => name === memory.name);
  if (shared === undefined) fail(kernel, `there is no workgroup memory \`${memory.name}\``);
  return shared.type;
}

function verifyIndex(memory: Memory, index: Expression, width: 1 | 4, scope: Scope): void {
  const { kernel } = scope;
  verifyExpression(index, scope);
  if (typeOf(index) !== "int" || widthOf(index) !== 1) fail(kernel, "an index that isn't one int");
  if (memory.kind === "arena" && !kernel.offsets.includes(memory.offset))
    fail(kernel, `no offset ${memory.offset}`);
  if (width === 4 && !scope.anywhere && multipleOf(index, scope) % 4 !== 0)
    fail(kernel, "a vector that doesn't begin at a multiple of four");
}

function verifyExpression(expression: Expression, scope: Scope): void {
  const { kernel, names } = scope;
  for (const part of partsOf(expression)) verifyExpression(part, scope);
  switch (expression.kind) {
    case "literal":
      if (expression.type === "int" && !Number.isInteger(expression.value))
        fail(kernel, `${expression.value} is no int`);
      break;
    case "groups_before":
    case "groups_after":
      if (!scope.asksCall) fail(kernel, "it is asked which workgroups a call makes");
      break;
    case "turn":
      if (kernel.turns?.includes(expression.name) !== true) fail(kernel, `no turn ${expression.name}`);
      break;
    case "random":
      if (kernel.sites?.includes(expression.site) !== true) fail(kernel, `no site ${expression.site}`);
      break;
    case "variable": {
      const known = names.get(expression.name);
      if (known === undefined) fail(kernel, `\`${expression.name}\` isn't declared here`);
      if (known.type !== expression.type || known.width !== expression.width) {
        fail(kernel, `\`${expression.name}\` is read as something else`);
      }
      break;
    }
    case "load":
      verifyIndex(expression.memory, expression.index, expression.width, scope);
      if (expression.type !== storedType(expression.memory, kernel)) fail(kernel, "a load of another type");
      break;
    case "apply": {
      const types = expression.arguments.map(typeOf);
      const signature = operator(expression.operator).type(types);
      const isExact = signature?.arguments.every((type, at) => type === types[at]) === true;
      if (!isExact || signature.result !== expression.type)
        fail(kernel, `\`${expression.operator}\` of other types`);
      if (expression.arguments.some((argument) => widthOf(argument) !== expression.width)) {
        fail(kernel, `\`${expression.operator}\` of other widths`);
      }
      break;
    }
    case "splat":
      if (widthOf(expression.of) !== 1) fail(kernel, "a vector of vectors");
      break;
    case "component":
      if (widthOf(expression.of) !== 4) fail(kernel, "a component of a scalar");
      break;
    case "vector":
      if (
        expression.components.some(
          (part) => widthOf(part) !== 1 || typeOf(part) !== typeOf(expression.components[0]),
        )
      ) {
        fail(kernel, "components of different kinds");
      }
      break;
    case "dot":
      if (widthOf(expression.left) !== 4 || widthOf(expression.right) !== 4)
        fail(kernel, "a dot product of scalars");
      break;
    default:
      break;
  }
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "load":
      return [expression.index];
    case "apply":
      return expression.arguments;
    case "index_quotient":
    case "index_remainder":
      return [expression.of, expression.by];
    case "splat":
    case "component":
      return [expression.of];
    case "vector":
      return expression.components;
    case "dot":
      return [expression.left, expression.right];
    case "random":
      return [expression.position];
    default:
      return [];
  }
}

function asksCall(expression: Expression): boolean {
  const { kind } = expression;
  return kind === "groups_before" || kind === "groups_after" || partsOf(expression).some(asksCall);
}

function threadsOf(expression: Expression, scope: Scope): ReadonlySet<string> {
  if (expression.kind === "variable") return scope.names.get(expression.name)?.threads ?? new Set();
  return new Set(partsOf(expression).flatMap((part) => [...threadsOf(part, scope)]));
}

/** A number that divides every value of an index, as far as is plain. */
function multipleOf(expression: Expression, scope: Scope): number {
  if (expression.kind === "literal") return expression.value === 0 ? 2 ** 30 : Math.abs(expression.value);
  if (expression.kind === "variable") return scope.names.get(expression.name)?.multiple ?? 1;
  if (expression.kind !== "apply") return 1;
  const [a = 1, b = 1] = expression.arguments.map((argument) => multipleOf(argument, scope));
  switch (expression.operator) {
    case "multiply":
      return Math.min(a * b, 2 ** 30);
    case "add":
    case "subtract":
    case "minimum":
    case "maximum":
      return greatestCommonDivisor(a, b);
    default:
      return 1;
  }
}
