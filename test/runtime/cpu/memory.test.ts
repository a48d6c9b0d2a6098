import { createCpuMemory, reserveScratch } from "../../../runtime/cpu/memory.ts";
import { assert, suite } from "../../harness.ts";
import { plan } from "../bigram.ts";

const test = suite("memory of the CPU backend");
const sized = (parameters: number) => ({ ...plan, arenas: { parameters, states: 0 } });

test("more than WebAssembly addresses is told, of the model and with what its threads need", () => {
  const large = /the model needs 4\.0 GiB of memory, and WebAssembly addresses 4: use a smaller model/;
  assert.throws(() => createCpuMemory(sized(2 ** 30)), large);
  const layout = createCpuMemory(sized(64));
  assert.throws(() => reserveScratch(layout, 2 ** 30, 4), large);
});

test("what the machine hasn't is told", () => {
  const { Memory } = WebAssembly;
  const refuse = () => {
    throw new RangeError("could not allocate memory");
  };
  try {
    WebAssembly.Memory = new Proxy(Memory, { construct: refuse });
    const refused = /the model needs 2\.0 GiB of memory, which isn't to be had here: close other programs/;
    assert.throws(() => createCpuMemory(sized(2 ** 29)), refused);
  } finally {
    WebAssembly.Memory = Memory;
  }
});
