/** WebGPU in this Node process, by Dawn. */
import { create, globals } from "webgpu";

let gpu: GPU | undefined;

/** Dawn's `navigator.gpu`; WebGPU's global constants (GPUBufferUsage …) exist from the first call on. */
export function dawn(): GPU {
  if (gpu === undefined) {
    Object.assign(globalThis, globals);
    gpu = create([]);
  }
  return gpu;
}
