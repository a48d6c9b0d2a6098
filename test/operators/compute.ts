/** Runs one shader on any WebGPU implementation. Imports nothing, so that Deno and Node alike can load it. */

export interface Job {
  /** Reads `input: array<f32>` at binding 0, writes `output: array<f32>` at binding 1, in four invocations. */
  readonly code: string;
  readonly input: readonly number[];
  readonly outputs: number;
}

export async function compute(gpu: GPU | undefined, jobs: readonly Job[]): Promise<number[][]> {
  const adapter = await gpu?.requestAdapter();
  if (!adapter) throw new Error("no WebGPU adapter");
  const device = await adapter.requestDevice();
  const results: number[][] = [];
  for (const { code, input, outputs } of jobs) {
    device.pushErrorScope("validation");
    const module = device.createShaderModule({ code });
    const pipeline = device.createComputePipeline({ layout: "auto", compute: { module } });
    const problem = await device.popErrorScope();
    if (problem) throw new Error(problem.message);
    const { COPY_DST, COPY_SRC, MAP_READ, STORAGE } = GPUBufferUsage;
    const from = device.createBuffer({ size: input.length * 4, usage: STORAGE | COPY_DST });
    const to = device.createBuffer({ size: outputs * 4, usage: STORAGE | COPY_SRC });
    const read = device.createBuffer({ size: outputs * 4, usage: MAP_READ | COPY_DST });
    device.queue.writeBuffer(from, 0, Float32Array.from(input));
    const group = device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [from, to].map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(1);
    pass.end();
    encoder.copyBufferToBuffer(to, 0, read, 0, outputs * 4);
    device.queue.submit([encoder.finish()]);
    await read.mapAsync(1);
    results.push([...new Float32Array(read.getMappedRange())]);
  }
  device.destroy();
  return results;
}
