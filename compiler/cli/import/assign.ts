/** From the lines of a names file to what is copied where. */
import { nearNames } from "../../source/suggest.ts";
import type { FileErrors, Place } from "./file-errors.ts";
import type { ForeignTensor } from "./foreign-files.ts";
import type { Item } from "./items.ts";
import { readingOf, type Reading, type SizedAxis } from "./layout.ts";
import type { NamesLine } from "./names-file.ts";
import { fillIn, groupByNumbers, matchName, type Numbers } from "./patterns.ts";

/** An item, or a part of it, that is a tensor's numbers or the sum of several tensors'. */
export interface Assignment {
  readonly item: Item;
  readonly place: Place;
  readonly sources: readonly { readonly tensor: ForeignTensor; readonly reading: Reading }[];
  /** Where the numbers go, in the item's arena. */
  readonly target: Reading;
  readonly sizes: readonly number[];
}

export interface Assignments {
  readonly assignments: readonly Assignment[];
  /** Those that begin as the spec says. */
  readonly initial: ReadonlySet<Item>;
  /** Those that no line gives anything. */
  readonly missing: readonly Item[];
}

/** The labels of a spec's axes by their names; of several axes of one name those of each. */
export type AxisLabels = ReadonlyMap<string, readonly (readonly string[])[]>;

interface Parts {
  readonly line: NamesLine;
  /** The axes that the lines fix, and by the positions of these the line that gives the part. */
  readonly axes: readonly string[];
  readonly places: Map<string, Place>;
}

export function assignLines(
  lines: readonly NamesLine[],
  items: readonly Item[],
  tensors: ReadonlyMap<string, ForeignTensor>,
  labels: AxisLabels,
  errors: FileErrors,
): Assignments {
  const assignments: Assignment[] = [];
  const given = new Map<Item, Parts>();
  const initial = new Map<Item, Place>();
  const blank = new Map<Item, Place>();
  for (const line of lines.filter(({ path }) => !path.includes("*"))) {
    for (const { item, numbers } of matching(line, items, errors)) {
      const before = blank.get(item) ?? initial.get(item);
      const whole = line.fixed.length === 0 ? (before ?? given.get(item)?.line.place) : before;
      if (whole !== undefined) {
        errors.add(line.place, `\`${item.name}\` is given in line ${whole.line}, too`);
        continue;
      }
      if (line.value === "initial") {
        if (line.fixed.length > 0)
          errors.add(line.place, "`~` is for a whole parameter, not for a part of it");
        initial.set(item, line.place);
      } else if (line.value.length === 0) blank.set(item, line.place);
      else assignments.push(...partsOf(line, item, numbers, tensors, labels, given, errors));
    }
  }
  for (const [item, { axes, line, places }] of given) {
    const wanted = axes.reduce((product, name) => product * (sizeOf(item, name) ?? 1), 1);
    if (places.size < wanted)
      errors.add(
        line.place,
        `\`${item.name}\` is given in ${places.size} of ${wanted} parts along ${axes.join(", ")}`,
      );
  }
  for (const line of lines.filter(({ path }) => path.includes("*"))) {
    if (line.value !== "initial") {
      errors.add(line.place, "`*` is for lines with `~`; numbers that two names have in common are `{n}`");
      continue;
    }
    for (const { item } of matching(line, items, errors)) if (!given.has(item)) initial.set(item, line.place);
  }
  const missing = items.filter(
    (item) => !given.has(item) && !initial.has(item) && (item.copyOf === undefined || blank.has(item)),
  );
  return { assignments, initial: new Set(initial.keys()), missing };
}

function matching(
  { path, place }: NamesLine,
  items: readonly Item[],
  errors: FileErrors,
): readonly { readonly item: Item; readonly numbers: Numbers }[] {
  const found = items.flatMap((item) => {
    const numbers = matchName(path, item.name);
    return numbers === undefined ? [] : [{ item, numbers }];
  });
  if (found.length === 0) {
    const groups = groupByNumbers(items, () => "").map(({ pattern }) => pattern);
    const [near] = nearNames(path, [...groups, ...items.map(({ name }) => name)]);
    errors.add(
      place,
      `\`${path}\` is no parameter of the spec${near === undefined ? "" : `; did you mean \`${near}\`?`}`,
    );
  }
  return found;
}

function partsOf(
  line: NamesLine,
  item: Item,
  numbers: Numbers,
  tensors: ReadonlyMap<string, ForeignTensor>,
  labels: AxisLabels,
  given: Map<Item, Parts>,
  errors: FileErrors,
): readonly Assignment[] {
  const names = line.fixed.map(({ axis }) => axis);
  const unknown = names.find((name) => sizeOf(item, name) === undefined);
  if (unknown !== undefined) {
    errors.add(line.place, `\`${item.name}\` has no axis \`${unknown}\`${axesOf(item)}`);
    return [];
  }
  const parts = given.get(item) ?? { line, axes: names, places: new Map<string, Place>() };
  given.set(item, parts);
  if ([...parts.axes].sort().join() !== [...names].sort().join()) {
    errors.add(line.place, `\`${item.name}\` is given in line ${parts.line.place.line}, along other axes`);
    return [];
  }
  return fixedPositions(line, item, numbers, labels, errors).flatMap(({ positions, numbers: all }) => {
    const key = parts.axes.map((name) => positions.get(name)).join();
    const before = parts.places.get(key);
    if (before !== undefined) {
      errors.add(line.place, `this part of \`${item.name}\` is given in line ${before.line}, too`);
      return [];
    }
    parts.places.set(key, line.place);
    const assignment = assign(line, item, positions, all, tensors, errors);
    return assignment === undefined ? [] : [assignment];
  });
}

interface Positions {
  readonly positions: ReadonlyMap<string, number>;
  readonly numbers: Numbers;
}

/** All that the bracket on the left says: a variable that the path lacks stands for every position. */
function fixedPositions(
  { fixed, place }: NamesLine,
  item: Item,
  numbers: Numbers,
  labels: AxisLabels,
  errors: FileErrors,
): readonly Positions[] {
  let all: readonly Positions[] = [{ positions: new Map(), numbers }];
  for (const { axis, index } of fixed) {
    const size = sizeOf(item, axis) ?? 0;
    const [, variable] = /^\{(\w+)\}$/.exec(index) ?? [];
    all = all.flatMap((before) => {
      const known = variable === undefined ? index : before.numbers[variable];
      const at = known === undefined ? undefined : positionOf(axis, size, known, labels);
      if (known !== undefined && at === undefined) {
        errors.add(place, `\`${known}\` is no position of \`${axis}\`, which has 0 to ${size - 1}`);
        return [];
      }
      const places = at === undefined ? Array.from({ length: size }, (_, each) => each) : [at];
      return places.map((each) => ({
        positions: new Map([...before.positions, [axis, each]]),
        numbers: variable === undefined ? before.numbers : { ...before.numbers, [variable]: String(each) },
      }));
    });
  }
  return all;
}

/** A label is one where every axis of that name and size which has it has it there. */
function positionOf(axis: string, size: number, index: string, labels: AxisLabels): number | undefined {
  const own = (labels.get(axis.replace(/'+$/, "")) ?? []).filter((each) => each.length === size);
  const places = new Set(own.map((each) => each.indexOf(index)).filter((at) => at >= 0));
  const [place] = places;
  if (place !== undefined) return places.size === 1 ? place : undefined;
  const at = Number(index);
  return /^\d+$/.test(index) && at < size ? at : undefined;
}

function assign(
  line: NamesLine,
  item: Item,
  positions: ReadonlyMap<string, number>,
  numbers: Numbers,
  tensors: ReadonlyMap<string, ForeignTensor>,
  errors: FileErrors,
): Assignment | undefined {
  const strides = item.axes.map((_, at) =>
    item.axes.slice(at + 1).reduce((product, { size }) => product * size, 1),
  );
  const start = item.axes.reduce(
    (sum, { name }, at) => sum + (positions.get(name) ?? 0) * (strides[at] ?? 0),
    item.offset,
  );
  const isLeft = item.axes.map(({ name }) => !positions.has(name));
  const axes = item.axes.filter((_, at) => isLeft[at]);
  const value = line.value === "initial" ? [] : line.value;
  const sources = value.flatMap((source) => {
    const filled = fillIn(source.tensor, numbers);
    if ("unknown" in filled) {
      errors.add(source.place, `\`${filled.unknown}\` isn't on the left, so it has no number`);
      return [];
    }
    const tensor = tensors.get(filled.name);
    if (tensor === undefined) {
      errors.add(source.place, `there is no tensor \`${filled.name}\`${nearTensor(filled.name, tensors)}`);
      return [];
    }
    const reading = readingOf(source, tensor, axes, `\`${item.name}\``);
    if (typeof reading !== "string") return [{ tensor, reading }];
    errors.add(source.place, reading);
    return [];
  });
  if (sources.length < value.length) return undefined;
  const target = { start, steps: strides.filter((_, at) => isLeft[at]) };
  return { item, place: line.place, sources, target, sizes: axes.map(({ size }) => size) };
}

/** What may be meant: a near name, or one that has another beginning, as `bert.` before all names. */
function nearTensor(name: string, tensors: ReadonlyMap<string, ForeignTensor>): string {
  const names = [...tensors.keys()];
  const longer = names.filter((each) => each.endsWith(`.${name}`) || name.endsWith(`.${each}`));
  const [near] = longer.length === 1 ? longer : nearNames(name, names);
  return near === undefined ? "" : `; did you mean \`${near}\`?`;
}

function sizeOf({ axes }: Item, name: string): number | undefined {
  return axes.find((axis) => axis.name === name)?.size;
}

function axesOf({ axes }: Item): string {
  const [near] = axes.map(({ name }: SizedAxis) => `\`${name}\``);
  return near === undefined ? "" : `; it has ${axes.map(({ name }) => `\`${name}\``).join(", ")}`;
}
