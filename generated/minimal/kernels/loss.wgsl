// loss = mean[batch, seq](cross_entropy[vocab](logits, next))  specs/minimal.weft:39
// loss = total_0 / maximum(total_1, 1)
// perplexity_exponential = exp(loss)
// [], an element a thread

struct Offsets {
  total_0: i32,
  total_1: i32,
  loss: i32,
  perplexity_exponential: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;

fn own_exp(x: f32) -> f32 {
  let v0 = floor(((x * 1.442695f) + 0.5f));
  let v1 = (x - (v0 * 0.6933594f)) - (v0 * (-0.00021219444f));
  let v2 = ((((0.0013814613f * v1) + 0.00836871f) * v1) + 0.04166839f) * v1;
  let v3 = ((v1 * v1) * (((v2 + 0.16666521f) * v1) + 0.49999994f)) + v1;
  let v4 = (v3 + 1.0f) * bitcast<f32>(((i32(floor(v0)) - 1i) + 127i) << 23u);
  return select(select((v4 * 2.0f), 0.0f, (x < (-86.98f))), 3.402823466e+38f, (x > 88.72283f));
}

@compute @workgroup_size(1)
fn loss() {
  let thread = 0;
  let loss_2 = work[at.total_0] / f32(max(integers[at.total_1], 1));
  let next = own_exp(loss_2);
  work[at.loss] = loss_2;
  work[at.perplexity_exponential] = next;
}
