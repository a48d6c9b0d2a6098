/** Names that differ in numbers, such as those of a stack's blocks: `encoder.layer.{n}.output.dense.weight`. */

export type Numbers = Readonly<Record<string, string>>;

const variable = /\{([A-Za-z_]\w*)\}/g;

/** What `{n}` stands for where the pattern is that name; undefined where it isn't. `*` is one name of a path, `**` any number of them. */
export function matchName(pattern: string, name: string): Numbers | undefined {
  const seen = new Set<string>();
  const source = pattern.split(/(\{[A-Za-z_]\w*\}|\*\*|\*)/).map((part) => {
    // A path begins with a model's name: states are named where they are meant.
    if (part === "**") return "(?!state:).+";
    if (part === "*") return "(?!state:)[^.]+";
    const [, number] = /^\{(\w+)\}$/.exec(part) ?? [];
    if (number === undefined) return part.replace(/[^\p{L}\p{N}]/gu, "\\$&");
    if (seen.has(number)) return `\\k<${number}>`;
    seen.add(number);
    return `(?<${number}>\\d+)`;
  });
  const found = new RegExp(`^${source.join("")}$`).exec(name);
  return found === null ? undefined : { ...found.groups };
}

/** The pattern with the numbers in it, or the name of a variable that has none. */
export function fillIn(
  pattern: string,
  numbers: Numbers,
): { readonly name: string } | { readonly unknown: string } {
  const unknown = [...pattern.matchAll(variable)].find(([, name = ""]) => numbers[name] === undefined);
  if (unknown !== undefined) return { unknown: unknown[0] };
  return { name: pattern.replace(variable, (_, name: string) => numbers[name] ?? "") };
}

export interface NamedGroup<Item> {
  /** With `{n}`, `{m}` for the numbers in which its names differ. */
  readonly pattern: string;
  readonly items: readonly Item[];
  /** `, n = 0 to 11`; empty for a single name. */
  readonly range: string;
  /** The numbers of each, by which two groups can be told to go with each other. */
  readonly numbers: readonly string[];
}

const variables = ["n", "m", "k", "j"];

/** Items whose names differ only in numbers between dots, and that are `alike`, as one; in the order of their first ones. */
export function groupByNumbers<Item extends { readonly name: string }>(
  items: readonly Item[],
  alike: (item: Item) => string,
): readonly NamedGroup<Item>[] {
  const groups = new Map<string, { readonly item: Item; readonly parts: readonly string[] }[]>();
  for (const item of items) {
    const parts = item.name.split(/(?<=^|[./:_])(\d+)(?=$|[./:_])/);
    const key = `${parts.map((part, at) => (at % 2 === 1 ? "{}" : part)).join("")} ${alike(item)}`;
    groups.set(key, [...(groups.get(key) ?? []), { item, parts }]);
  }
  return [...groups.values()].map((members) => {
    const [first] = members;
    const changing = (first?.parts ?? []).flatMap((part, at) =>
      at % 2 === 1 && members.some(({ parts }) => parts[at] !== part) ? [at] : [],
    );
    const pattern = (first?.parts ?? []).map((part, at) => {
      const which = changing.indexOf(at);
      return which < 0 ? part : `{${variables[which] ?? `n${which}`}}`;
    });
    const range = changing.map((at, which) => {
      const values = [...new Set(members.map(({ parts }) => Number(parts[at])))].sort((a, b) => a - b);
      return `, ${variables[which] ?? `n${which}`} = ${rangeText(values)}`;
    });
    return {
      pattern: pattern.join(""),
      items: members.map(({ item }) => item),
      range: range.join(""),
      numbers: members.map(({ parts }) => changing.map((at) => parts[at]).join(" ")),
    };
  });
}

function rangeText(values: readonly number[]): string {
  const [first = 0] = values;
  const isRange = values.length > 2 && values.every((value, at) => value === first + at);
  return isRange ? `${first} to ${first + values.length - 1}` : values.join(", ");
}
