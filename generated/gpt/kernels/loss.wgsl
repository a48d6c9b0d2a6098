// loss = mean[batch, seq](cross_entropy[vocab](GPT(tokens), next))  specs/gpt.weft:58
// loss = total_0 / maximum(total_1, 1)
// [], an element a thread

struct Offsets {
  total_0: i32,
  total_1: i32,
  loss: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(1)
fn loss() {
  let thread = 0;
  let loss_2 = work[at.total_0] / f32(max(integers[at.total_1], 1));
  work[at.loss] = loss_2;
}
