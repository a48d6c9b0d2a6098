import { zipSync } from "fflate";
import { assert, suite } from "../harness.ts";
import { failureOf, field } from "./files.ts";
import { grey, label, read } from "./media.ts";

const test = suite("arrays of NumPy");

function npy(
  descr: string,
  shape: readonly number[],
  bytes: readonly number[],
  fortran = "False",
): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape.join(", ")},), }`;
  const header = text.padEnd(118 - 10 - 1) + "\n";
  const head = [
    0x93,
    ...[..."NUMPY"].map((one) => one.charCodeAt(0)),
    1,
    0,
    header.length & 255,
    header.length >> 8,
  ];
  return Uint8Array.from([...head, ...[...header].map((one) => one.charCodeAt(0)), ...bytes]);
}

test("arrays of NumPy: a field a file, or a field a name in one archive", async () => {
  const x = npy("|u1", [2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  const kind = npy("<i8", [2], [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
  const apart = await read("npy", "*.npy", [grey, label], { "x.npy": x, "kind.npy": kind });
  const first = apart.columns["x"]?.[0] === 1 ? 0 : 1;
  assert.equal(apart.columns["kind"]?.[first], 0);
  assert.equal(apart.columns["x"]?.slice(first * 6, first * 6 + 6), [1, 2, 3, 4, 5, 6]);
  assert.equal(apart.types[0], "Float32Array", "numbers of an array are as they are, not pixels");
  const together = { "all.npz": zipSync({ "x.npy": x, "kind.npy": kind }) };
  assert.equal((await read("npy", "all.npz", [grey, label], together)).columns, apart.columns);
  assert.equal(
    (await read("npy", "q.npy", [grey], { "q.npy": x })).columns["x"],
    apart.columns["x"],
    "the only field",
  );
});

test("arrays in the order of columns, of other shapes, cut off, or of other things", async () => {
  const turned = npy("|u1", [1, 2, 3], [1, 4, 2, 5, 3, 6], "True");
  assert.equal((await read("npy", "x.npy", [grey], { "x.npy": turned })).columns["x"], [1, 2, 3, 4, 5, 6]);
  const fails = (bytes: Uint8Array): Promise<string> =>
    failureOf(() => read("npy", "x.npy", [grey], { "x.npy": bytes }));
  assert.match(
    await fails(npy("|u1", [1, 3, 2], [1, 2, 3, 4, 5, 6])),
    /x\.npy, record 1: `x` is \[3, 2\], but its axes have the sizes \[2, 3\]/,
  );
  assert.match(await fails(npy("<f4", [1, 2, 3], [1])), /^x\.npy: it is cut off/);
  assert.match(await fails(npy("|S4", [1], [1, 1, 1, 1])), /^x\.npy: elements of the type \|S4 aren't read/);
  assert.is(await fails(npy("|u1", [], [7])), "x.npy is one number, not an array of records");
  assert.is(await fails(Uint8Array.from([1, 2, 3])), "x.npy: this isn't a .npy file");
  assert.match(
    await fails(npy("<f4", [1, 2, 3], Array(6).fill([0, 0, 0xc0, 0x7f]).flat())),
    /has NaN at position 0/,
  );
});

test("arrays that no field asks for may be of any kind; a name stands for one array", async () => {
  const x = npy("|u1", [2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  const names = npy("<U1", [1], [97, 0, 0, 0]);
  const packed = { "all.npz": zipSync({ "x.npy": x, "names.npy": names }) };
  const { columns } = await read("npy", "all.npz", [grey], packed);
  assert.is(columns["x"]?.length, 12);
  const lacking = { "all.npz": zipSync({ "y.npy": x, "names.npy": names }) };
  assert.is(
    await failureOf(() => read("npy", "all.npz", [grey], lacking)),
    "there is no array `x`; there are `y`, `names`",
  );
  assert.is(
    await failureOf(() => read("npy", "**/*.npy", [grey], { "a/x.npy": x, "b/x.npy": x })),
    "a/x.npy and b/x.npy are both called `x`",
  );
  assert.is(
    await failureOf(() => read("npy", "a.npz", [grey], { "a.npz": x })),
    "a.npz: this isn't a .npz file, or it is cut off",
  );
});

test("whole numbers of 64 bits are as near as f32 has them", async () => {
  // 2^40 and -1, little-endian.
  const long = npy("<i8", [1, 2], [0, 0, 0, 0, 0, 1, 0, 0, ...Array<number>(8).fill(255)]);
  const pair = field("x", { axes: ["pair"], element: "real" });
  assert.equal((await read("npy", "x.npy", [pair], { "x.npy": long })).columns["x"], [2 ** 40, -1]);
  const whole = field("x", { axes: ["pair"], element: "int" });
  assert.match(
    await failureOf(() => read("npy", "x.npy", [whole], { "x.npy": long })),
    /has 1099511627776 at position 0, but it holds whole numbers of 32 bits/,
  );
});
