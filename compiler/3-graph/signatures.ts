import type { ElementType, OperatorName } from "../operators/operator.ts";
import type { Signature } from "../operators/record.ts";
import { operator as operatorRecord } from "../operators/table.ts";

interface Typed {
  readonly type: ElementType;
}

const codes = { real: 1, int: 2, bool: 3 } as const;
const known = new Map<OperatorName, Map<number, Signature>>();

/** What an operator makes of values of these types, undefined where it doesn't take them; its record is asked once. */
export function signatureOf(name: OperatorName, values: readonly Typed[]): Signature | undefined {
  let code = 0;
  for (const { type } of values) code = 4 * code + codes[type];
  let own = known.get(name);
  if (own === undefined) known.set(name, (own = new Map()));
  const found = own.get(code);
  if (found !== undefined) return found;
  const record = operatorRecord(name);
  const signature = values.length === record.arity ? record.type(values.map(({ type }) => type)) : undefined;
  if (signature !== undefined) own.set(code, signature);
  return signature;
}
