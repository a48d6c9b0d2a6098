import { createCpuMemory, reserveWork } from "../../../runtime/cpu/memory.ts";
import { assert, suite } from "../../harness.ts";
import { plan } from "../bigram.ts";

const test = suite("memory of the CPU backend");
const sized = (parameters: number) => ({ ...plan, arenas: { parameters, states: 0 } });
const [small, other] = plan.entries;
if (small === undefined || other === undefined) throw new Error("the plan has two entries");
const pageOf = (memory: WebAssembly.Memory) => memory.buffer.byteLength / 2 ** 16;

test("more than WebAssembly addresses is told, of the model and with what its threads need", () => {
  const large = /the model needs 4\.0 GiB of memory, and WebAssembly addresses 4: use a smaller model/;
  assert.throws(() => createCpuMemory(sized(2 ** 30), 0, 1), large);
  assert.throws(() => createCpuMemory(sized(64), 2 ** 30, 4), large);
});

test("what trains a model is told apart where the model alone would fit", () => {
  const arenas = { parameters: 2 ** 28, states: 2 ** 30 };
  const told =
    "use a smaller model, sizes or batch, or WebGPU, or, to run it alone, a spec without what trains it";
  assert.throws(
    () => createCpuMemory({ ...plan, arenas }, 0, 1),
    (error: unknown) =>
      String(error).includes(`needs 5.0 GiB`) &&
      String(error).endsWith(`${told}, whose states are 4.0 GiB of it`),
  );
});

test("an entry that is too large is refused by itself, and takes nothing from the others", () => {
  for (const arena of ["work", "integers"] as const) {
    const large = { ...other, arenas: { ...other.arenas, [arena]: 2 ** 31 } };
    const layout = createCpuMemory({ ...plan, entries: [small, large] }, 0, 1);
    const before = pageOf(layout.memory);
    assert.ok(before < 10);
    const refused =
      /`\w+ \w+`( at its largest \([^)]+\))? needs 8\.0 GiB of memory, and WebAssembly addresses 4/;
    assert.throws(() => reserveWork(layout, large), refused);
    assert.is(pageOf(layout.memory), before);
    reserveWork(layout, small);
  }
});

test("memory grows to what is called, and no further", () => {
  const larger = { ...other, arenas: { ...other.arenas, work: 2 ** 20 } };
  const layout = createCpuMemory({ ...plan, entries: [small, larger] }, 1024, 2);
  const before = pageOf(layout.memory);
  reserveWork(layout, small);
  assert.ok(pageOf(layout.memory) <= before + 1);
  reserveWork(layout, larger);
  assert.ok(pageOf(layout.memory) >= before + 64 && pageOf(layout.memory) <= before + 66);
  assert.throws(() => layout.memory.grow(2), RangeError);
});

test("what the machine hasn't is told", () => {
  const { Memory } = WebAssembly;
  const refuse = () => {
    throw new RangeError("could not allocate memory");
  };
  try {
    WebAssembly.Memory = new Proxy(Memory, { construct: refuse });
    const refused = /the model needs 2\.0 GiB of memory, which isn't to be had here: close other programs/;
    assert.throws(() => createCpuMemory(sized(2 ** 29), 0, 1), refused);
  } finally {
    WebAssembly.Memory = Memory;
  }
});
