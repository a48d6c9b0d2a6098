/** Prints plain data as TypeScript: on one line where it fits, else an entry a line; long lists of numbers and texts fill their lines. */

/** Text that stands in data as it is: a call, a name. */
export interface Code {
  readonly code: string;
}

export type Data =
  null | undefined | boolean | number | string | Code | readonly Data[] | { readonly [key: string]: Data };

const width = 110;

export function code(text: string): Code {
  return { code: text };
}

/** A call: `run("embed", { x: 0 })`. */
export function call(name: string, ...values: readonly Data[]): Code {
  return code(`${name}(${values.map(printLine).join(", ")})`);
}

function isCode(data: Data): data is Code {
  return typeof data === "object" && data !== null && "code" in data && typeof data["code"] === "string";
}

function isList(data: Data): data is readonly Data[] {
  return Array.isArray(data);
}

function entriesOf(data: { readonly [key: string]: Data }): readonly (readonly [string, Data])[] {
  return Object.entries(data).filter(([, value]) => value !== undefined);
}

/** 3249664 is 3_249_664. */
function numberText(value: number): string {
  const text = String(value);
  return Number.isInteger(value) && Math.abs(value) >= 10_000 && !text.includes("e")
    ? text.replaceAll(/\B(?=(\d{3})+$)/g, "_")
    : text;
}

/** What every object has, such as `constructor`, TypeScript would type as there, and `__proto__` would be no property. */
function keyText(key: string): string {
  if (key in Object.prototype) return `[${JSON.stringify(key)} as string]`;
  return /^[\p{XID_Start}_$][\p{XID_Continue}$]*$/u.test(key) ? key : JSON.stringify(key);
}

/** The whole on one line. */
function printLine(data: Data): string {
  if (data === undefined) return "undefined";
  if (typeof data === "number") return numberText(data);
  if (data === null || typeof data !== "object") return JSON.stringify(data);
  if (isCode(data)) return data.code;
  if (isList(data)) return `[${data.map(printLine).join(", ")}]`;
  const members = entriesOf(data).map(([key, value]) => `${keyText(key)}: ${printLine(value)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** `before` is the number of characters to the left on the first line, `indent` that of the lines after. */
export function printData(data: Data, indent = 0, before = indent): string {
  const line = printLine(data);
  if (before + line.length + 1 <= width || typeof data !== "object" || data === null || isCode(data))
    return line;
  const inner = " ".repeat(indent + 2);
  const close = " ".repeat(indent);
  if (isList(data)) {
    if (data.every((entry) => typeof entry !== "object")) return `[\n${fillLines(data, inner)}\n${close}]`;
    const entries = data.map((entry) => `${inner}${printData(entry, indent + 2)},\n`);
    return `[\n${entries.join("")}${close}]`;
  }
  const members = entriesOf(data).map(([key, value]) => {
    const head = `${inner}${keyText(key)}: `;
    return `${head}${printData(value, indent + 2, head.length)},\n`;
  });
  return `{\n${members.join("")}${close}}`;
}

function fillLines(entries: readonly Data[], indent: string): string {
  const lines: string[] = [];
  let line = indent;
  for (const entry of entries) {
    const text = `${printLine(entry)},`;
    if (line.length + text.length + 1 > width && line !== indent) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${text} `;
  }
  return [...lines, line.trimEnd()].join("\n");
}
