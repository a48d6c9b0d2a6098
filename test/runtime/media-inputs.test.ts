import { readFileValue } from "../../runtime/command/file-values.ts";
import { convertChannels } from "../../runtime/data/pixels.ts";
import { encodeNumpy } from "../../runtime/data/npy.ts";
import { readInput } from "../../runtime/inputs.ts";
import type { PlanAxis, PlanInput } from "../../runtime/plan.ts";
import { withFiles, failureOf } from "../cli/files.ts";
import { compileSmall } from "../6-emit/small.ts";
import { assert, suite } from "../harness.ts";

const test = suite("pictures and sounds as inputs");

function axis(name: string, size: number): PlanAxis {
  return { name, size: { terms: [{ symbols: [], coefficient: size }], divisor: 1 } };
}

function input(axes: readonly PlanAxis[], indexes?: PlanAxis): PlanInput {
  const type = indexes === undefined ? "real" : "int";
  const own = { name: "x", axes, type, arena: "work", offset: 0, strides: axes.map(() => 0) } as const;
  return indexes === undefined ? own : { ...own, indexes };
}

const grey = input([axis("row", 1), axis("column", 2)]);
const coloured = input([axis("row", 1), axis("column", 2), axis("channel", 3)]);
const red = { width: 2, height: 1, data: Uint8ClampedArray.of(255, 0, 0, 255, 0, 0, 0, 0) };

test("pictures in other channels: what is seen through is on white, or keeps its opacity", () => {
  const convert = (values: readonly number[], wanted: number): readonly number[] => [
    ...convertChannels(values, 1, values.length, wanted, 255),
  ];
  // 0.299, 0.587 and 0.114 of red, green and blue.
  const rows: readonly (readonly [readonly number[], readonly (readonly number[])[]])[] = [
    [[100], [[100], [100, 255], [100, 100, 100], [100, 100, 100, 255]]],
    [
      [100, 51],
      [[224], [100, 51], [224, 224, 224], [100, 100, 100, 51]],
    ],
    [
      [10, 20, 30],
      [[18], [18, 255], [10, 20, 30], [10, 20, 30, 255]],
    ],
    [
      [10, 20, 30, 51],
      [[208], [18, 51], [206, 208, 210], [10, 20, 30, 51]],
    ],
  ];
  for (const [values, wanted] of rows)
    wanted.forEach((pixel, at) =>
      assert.equal(convert(values, at + 1), pixel, `${values.join()} as ${at + 1}`),
    );
});

test("levels of 16 bits", () => {
  const picture = { width: 2, height: 1, data: Uint16Array.of(0, 65535) };
  assert.equal([...readInput(grey, picture, new Map()).data], [0, 1]);
  assert.equal([...readInput({ ...grey, type: "int" }, picture, new Map()).data], [0, 255]);
  assert.throws(
    () => readInput(grey, { ...picture, data: Uint16Array.of(1, 2, 3) }, new Map()),
    /a picture of 2 x 1 pixels has 1 to 4 values in each, but 3 are given/,
  );
});

test("a picture of truth values is black and white, as a mask of data is", () => {
  const mask: PlanInput = { ...grey, type: "bool" };
  const picture = (...data: readonly number[]) => ({ width: 2, height: 1, data: Uint8Array.from(data) });
  assert.equal([...readInput(mask, picture(0, 255), new Map()).data], [0, 1]);
  assert.equal([...readInput(mask, picture(0, 0, 0, 255, 255, 255), new Map()).data], [0, 1]);
  assert.throws(
    () => readInput(mask, picture(255, 7), new Map()),
    "`x`: of a picture of truth values black is false, 0, and white true, 255, but pixel 1 is 7",
  );
});

test("a canvas's pixels, from 0 to 1, in the channels of the input", () => {
  const { sizes, data } = readInput(grey, red, new Map());
  assert.equal(
    [sizes, [...data]],
    [
      [1, 2],
      [Math.fround(76 / 255), 1],
    ],
  );
  const colours = readInput(coloured, red, new Map());
  assert.equal(
    [colours.sizes, [...colours.data]],
    [
      [1, 2, 3],
      [1, 0, 0, 1, 1, 1],
    ],
  );
  const batch = readInput(input([axis("batch", 1), ...grey.axes]), [red], new Map());
  assert.equal(batch.sizes, [1, 1, 2]);
  const levels = readInput(input(grey.axes, axis("level", 256)), red, new Map());
  assert.equal([...levels.data], [76, 255]);
});

test("an input without rows and columns takes no picture", async () => {
  assert.match(
    await failureOf(() => readInput(input([axis("time", 4)]), red, new Map())),
    "`x` takes no picture: its axes are [time]",
  );
});

const listening = `weft 1
axis time <= 8
axis moment like time
data sounds = audio("*.wav", rate = 4000) { wave: [time] }
data others = audio("low/*.wav", rate = 2000) { wave: [time] }
model Level(sound: [moment]) -> real {
  param gain: [] = 1
  return gain * sum[moment](sound)
}
model Free(sound: [time]) -> real {
  param gain: [] = 1
  return gain * sum[time](sound)
}
model Both(sound: [time]) -> real {
  return Free(sound)
}
train level on sounds {
  loud = wave[time as moment]
  minimize mean[batch](Level(loud)^2)
  optimizer = sgd(rate = 0.1)
  batch = 1
  steps = 1
}
train high on sounds {
  minimize mean[batch](Both(wave)^2 + Free(wave * 2)^2)
  optimizer = sgd(rate = 0.1)
  batch = 1
  steps = 1
}
train low on others {
  minimize mean[batch](Both(wave)^2)
  optimizer = sgd(rate = 0.1)
  batch = 1
  steps = 1
}
generate hear(heard: [moment]) {
  return Level(heard)
}
generate deaf(heard: [moment]) {
  return Level(heard + 1)
}
`;

test("a sound has the samples a second that trainings give its input, also through a generator, or is refused", async () => {
  const { entries } = compileSmall(listening, new Map()).plan.model;
  const inputsOf = (kind: string, name: string): readonly PlanInput[] =>
    entries.find((entry) => entry.kind === kind && entry.name === name)?.inputs ?? [];
  const [level, both] = [inputsOf("infer", "Level")[0], inputsOf("infer", "Both")[0]];
  const [heard, unheard] = [inputsOf("generate", "hear")[0], inputsOf("generate", "deaf")[0]];
  if (level === undefined || both === undefined || heard === undefined || unheard === undefined)
    throw new Error("the plan lacks an input");
  assert.equal(
    [level.rates, heard.rates, unheard.rates, both.rates],
    [[4000], [4000], undefined, [2000, 4000]],
  );
  // Eight samples, all 0.5, at 8000 a second.
  const sound = Uint8Array.from(
    "RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\0\0\0\0\x01\0\x08\0data\x08\0\0\0\xc0\xc0\xc0\xc0\xc0\xc0\xc0\xc0",
    (character) => character.charCodeAt(0),
  );
  await withFiles({ "a.wav": sound }, async (folder) => {
    const read = async (of: PlanInput): Promise<readonly number[]> => {
      const value = await readFileValue(of, `${folder}/a.wav`);
      if (value === undefined) throw new Error("the file wasn't read");
      return [...readInput(of, value, new Map()).data];
    };
    for (const of of [level, heard]) assert.equal(await read(of), [0.5, 0.5, 0.5, 0.5], of.name);
    assert.is((await read(unheard)).length, 8);
    assert.match(
      await failureOf(() => read(both)),
      /`sound`: .*a\.wav has 8000 samples a second, but trainings give it 2000 and 4000/,
    );
  });
});

test("files of arrays, sounds and pixels stand for an input's value", async () => {
  const sound = Uint8Array.from(
    "RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\0\0\0\0\x01\0\x08\0data\x02\0\0\0\xc0\x80",
    (character) => character.charCodeAt(0),
  );
  const files = {
    "a.npy": encodeNumpy([1, 2], [3, 4]),
    "a.pixels": encodeNumpy([1, 2, 1], [255, 51]),
    "a.wav": sound,
  };
  await withFiles(files, async (folder) => {
    const numbers = async (
      of: PlanInput,
      name: string,
    ): Promise<readonly [readonly number[], readonly number[]]> => {
      const value = await readFileValue(of, `${folder}/${name}`);
      if (value === undefined) throw new Error("the file wasn't read");
      const { sizes, data } = readInput(of, value, new Map());
      return [sizes, [...data]];
    };
    assert.equal(await numbers(grey, "a.npy"), [
      [1, 2],
      [3, 4],
    ]);
    assert.equal(await numbers(grey, "a.pixels"), [
      [1, 2],
      [1, Math.fround(0.2)],
    ]);
    const time = [axis("time", 2)];
    assert.equal(await numbers(input(time), "a.wav"), [[2], [0.5, 0]]);
    assert.equal(await numbers(input(time, axis("level", 256)), "a.wav"), [[2], [239, 128]]);
    assert.match(
      await failureOf(() => readFileValue(grey, `${folder}/b.npy`)),
      /`x`: .*b\.npy can't be read/,
    );
    assert.is(await readFileValue(grey, "[1, 2]"), undefined);
  });
});
