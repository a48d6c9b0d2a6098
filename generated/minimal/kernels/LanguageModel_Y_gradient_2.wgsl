// x - peak                                            std/reductions.weft:12
// d_Y[batch, seq, vocab] = where(next[batch, seq] == vocab[vocab = 400 * value + vocab], -0.0078125, 0) +
//   exp(sum[hidden](W_o[hidden, vocab] * F[batch, hidden, seq])[vocab = 400 * value +…
// [vocab 400, batch 4, seq 32], a vector of 4 a thread

struct Offsets {
  next: i32,
  through_W_o: i32,
  b: i32,
  peak_largest: i32,
  logsumexp_total: i32,
  d_Y: i32,
  turn_strip: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<vec4i>;
@group(1) @binding(0) var<uniform> at: Offsets;

fn own_exp_4(x: vec4f) -> vec4f {
  let v0 = floor(((x * vec4f(1.442695f)) + vec4f(0.5f)));
  let v1 = (x - (v0 * vec4f(0.6933594f))) - (v0 * vec4f((-0.00021219444f)));
  let v2 = (((vec4f(0.0013814613f) * v1) + vec4f(0.00836871f)) * v1) + vec4f(0.04166839f);
  let v3 = (((v2 * v1) + vec4f(0.16666521f)) * v1) + vec4f(0.49999994f);
  let v4 = bitcast<vec4f>(((vec4i(floor(v0)) - vec4i(1i)) + vec4i(127i)) << vec4u(23u));
  let v5 = (((((v1 * v1) * v3) + v1) + vec4f(1.0f)) * v4) * vec4f(2.0f);
  return select(select(v5, vec4f(0.0f), (x < vec4f((-86.98f)))), vec4f(3.402823466e+38f), (x > vec4f(88.72283f)));
}

@compute @workgroup_size(32)
fn LanguageModel_Y_gradient_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let next_at = at.next / 4;
  let through_W_o_at = at.through_W_o / 4;
  let peak_largest_at = at.peak_largest / 4;
  let logsumexp_total_at = at.logsumexp_total / 4;
  let d_Y_at = at.d_Y / 4;
  let vocab = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let batch_seq4 = block * 32 + thread;
  let next = integers[next_at + batch_seq4];
  let strip_now = at.turn_strip;
  let value = strip_now * 400 + vocab;
  let through_W_o = vec4f(work[through_W_o_at + (vocab >> 2u) + batch_seq4 * 10000 + strip_now * 100][vocab & 3], work[through_W_o_at + (vocab >> 2u) + batch_seq4 * 10000 + strip_now * 100 + 2500][vocab & 3], work[through_W_o_at + (vocab >> 2u) + batch_seq4 * 10000 + strip_now * 100 + 5000][vocab & 3], work[through_W_o_at + (vocab >> 2u) + batch_seq4 * 10000 + strip_now * 100 + 7500][vocab & 3]);
  let b = parameters[at.b + strip_now * 400 + vocab];
  let Y = through_W_o + b;
  let peak_largest = work[peak_largest_at + batch_seq4];
  let logsumexp_total = work[logsumexp_total_at + batch_seq4];
  let d_logsumexp_ratio = 0.0078125 / logsumexp_total;
  let d_Y = select(vec4f(0.0), vec4f(-0.0078125), next == vec4i(value)) + own_exp_4(Y - peak_largest) * d_logsumexp_ratio;
  work[d_Y_at + vocab * 32 + batch_seq4] = d_Y;
}
