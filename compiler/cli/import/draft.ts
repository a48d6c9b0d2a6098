/** What a user sees to write a names file: parameters without a source, tensors that nothing takes, and which may go with which. */
import type { ForeignTensor } from "./foreign-files.ts";
import type { Item } from "./items.ts";
import { axesText, type SizedAxis } from "./layout.ts";
import { groupByNumbers, type NamedGroup } from "./patterns.ts";

/** A line for each group of parameters: `GPT.blocks.{n}.W_q [embed 8, head 2], n = 0 to 3`. */
export function missingLines(items: readonly Item[]): readonly string[] {
  return groupItems(items).map(
    ({ pattern, items: [first], range }) => `${pattern} ${axesText(first?.axes ?? [])}${range}`,
  );
}

export function untakenLines(tensors: readonly ForeignTensor[]): readonly string[] {
  return groupTensors(tensors).map(({ pattern, items: [first], range }) => {
    const { shape = [], type = "" } = first ?? {};
    return `${pattern} [${shape.join(", ")}]${/^B?F\d+$/.test(type) ? "" : ` ${type}`}${range}`;
  });
}

/** A names file to begin with. A tensor is proposed where it alone fits a parameter, in one way, and no other parameter. */
export function draftNames(title: string, items: readonly Item[], tensors: readonly ForeignTensor[]): string {
  const groups = groupItems(items);
  const foreign = groupTensors(tensors);
  const taken = new Set<ForeignTensor>();
  const lines = groups.map((group) => {
    const fitting = foreign.filter((other) => mayBe(group, other));
    const [only] = fitting;
    const isOnly =
      fitting.length === 1 && only !== undefined && groups.filter((each) => mayBe(each, only)).length === 1;
    const [layout, second] = only === undefined ? [] : layoutsOf(group, only);
    const isClear = isOnly && layout !== undefined && second === undefined;
    if (isClear) for (const tensor of only.items) taken.add(tensor);
    const value = isClear ? ` ${only.pattern}${layout === ownLayout(group) ? "" : ` ${layout}`}` : "";
    const note = `${axesText(group.items[0]?.axes ?? [])}${group.range}`;
    return { start: `${group.pattern} =${value}`, note };
  });
  const width = Math.min(80, Math.max(0, ...lines.map(({ start }) => start.length)));
  const rest = untakenLines(tensors.filter((tensor) => !taken.has(tensor)));
  const last =
    rest.length === 0 ? [] : ["", "// Tensors that no line takes:", ...rest.map((line) => `//   ${line}`)];
  return [
    `// ${title}`,
    "// Left of `=` a parameter of the spec, right of it the tensor of the file, in a bracket how that lies; `~` instead begins as the spec says.",
    "",
    ...lines.map(({ start, note }) => `${start.padEnd(width)}  // ${note}`),
    ...last,
    "",
  ].join("\n");
}

function groupItems(items: readonly Item[]): readonly NamedGroup<Item>[] {
  return groupByNumbers(items, ({ axes }) => axesText(axes));
}

function groupTensors(tensors: readonly ForeignTensor[]): readonly NamedGroup<ForeignTensor>[] {
  return groupByNumbers(tensors, ({ shape, type }) => `${shape.join()} ${type}`);
}

function mayBe(group: NamedGroup<Item>, other: NamedGroup<ForeignTensor>): boolean {
  return group.numbers.join() === other.numbers.join() && layoutsOf(group, other).length > 0;
}

function ownLayout({ items: [first] }: NamedGroup<Item>): string {
  return layoutText((first?.axes ?? []).map((axis) => [axis]));
}

/** All ways in which the tensor may lie: axes in any order, and merged ones in ours. */
function layoutsOf(group: NamedGroup<Item>, other: NamedGroup<ForeignTensor>): readonly string[] {
  const axes = group.items[0]?.axes ?? [];
  const { shape = [], type = "" } = other.items[0] ?? {};
  if (!/^B?F(16|32|64)$/.test(type)) return [];
  const found: string[] = [];
  const fill = (at: number, left: readonly SizedAxis[], done: readonly (readonly SizedAxis[])[]): void => {
    if (at === shape.length) {
      if (left.length === 0) found.push(layoutText(done));
      return;
    }
    for (const factors of subsets(left)) {
      if (factors.reduce((product, { size }) => product * size, 1) !== shape[at]) continue;
      fill(
        at + 1,
        left.filter((axis) => !factors.includes(axis)),
        [...done, factors],
      );
    }
  };
  fill(0, axes, []);
  return found;
}

/** All of them but the empty one, in the order of the whole. */
function subsets(axes: readonly SizedAxis[]): readonly (readonly SizedAxis[])[] {
  return axes.reduce<readonly (readonly SizedAxis[])[]>(
    (all, axis) => [...all, [axis], ...all.map((each) => [...each, axis])],
    [],
  );
}

function layoutText(dimensions: readonly (readonly SizedAxis[])[]): string {
  return `[${dimensions.map((factors) => factors.map(({ name }) => name).join(" ")).join(", ")}]`;
}
