// gradient of loss = mean[batch, seq](cross_entropy[vocab](logits, next))  specs/minimal.weft:39
// peak_largest[batch, seq] = max[vocab](Y[batch, seq, vocab])
// logsumexp_total[batch, seq] = sum[vocab](exp(Y[batch, seq, vocab] - max[vocab](Y[batch, seq, vocab])))
// d_Y[batch, seq, vocab] = where(next[batch, seq] == vocab, -0.0078125, 0) + exp(Y[batch, seq, vocab] -
//   max[vocab](Y[batch, seq, vocab])) * (0.0078125 / sum[vocab](exp(Y[batch, seq, vocab…
// [batch 4, seq 32, vocab 10000], 64 lanes a row, in vectors of 4

const STEP = 40;
const PART = 64;

struct Offsets {
  Y: i32,
  next: i32,
  d_Y: i32,
  peak_largest: i32,
  logsumexp_total: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_peak_largest: array<f32, 256>;
var<workgroup> all_logsumexp_total: array<f32, 256>;

fn own_exp_4(x: vec4f) -> vec4f {
  let v0 = floor(((x * vec4f(1.442695f)) + vec4f(0.5f)));
  let v1 = (x - (v0 * vec4f(0.6933594f))) - (v0 * vec4f((-0.00021219444f)));
  let v2 = (((vec4f(0.0013814613f) * v1) + vec4f(0.00836871f)) * v1) + vec4f(0.04166839f);
  let v3 = (((v2 * v1) + vec4f(0.16666521f)) * v1) + vec4f(0.49999994f);
  let v4 = bitcast<vec4f>(((vec4i(floor(v0)) - vec4i(1i)) + vec4i(127i)) << vec4u(23u));
  let v5 = (((((v1 * v1) * v3) + v1) + vec4f(1.0f)) * v4) * vec4f(2.0f);
  return select(select(v5, vec4f(0.0f), (x < vec4f((-86.98f)))), vec4f(3.402823466e+38f), (x > vec4f(88.72283f)));
}

@compute @workgroup_size(256)
fn LanguageModel_Y_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let Y_at = at.Y / 4;
  let d_Y_at = at.d_Y / 4;
  let peak_largest_at = at.peak_largest / 4;
  let logsumexp_total_at = at.logsumexp_total / 4;
  let block = i32(group.x);
  let rank = i32(lane.x);
  let column = rank % 4;
  let thread = rank / 4;
  let batch_seq = block * 4 + column;
  var own_peak_largest = vec4f(-3.402823466e+38);
  for (var step_ = 0; step_ < STEP; step_++) {
    let vocab4 = min(step_ * 64 + thread, 2499);
    let Y = work[Y_at + batch_seq * 2500 + vocab4];
    own_peak_largest = max(own_peak_largest, select(vec4f(-3.402823466e+38), Y, vec4<bool>(step_ * 64 + thread < 2500)));
  }
  all_peak_largest[rank] = max(max(own_peak_largest.x, own_peak_largest.y), max(own_peak_largest.z, own_peak_largest.w));
  workgroupBarrier();
  var peak_largest = -3.402823466e+38;
  for (var part = 0; part < PART; part++) {
    peak_largest = max(peak_largest, all_peak_largest[part * 4 + column]);
  }
  var own_logsumexp_total = vec4f();
  for (var step_ = 0; step_ < STEP; step_++) {
    let vocab4 = min(step_ * 64 + thread, 2499);
    let Y = work[Y_at + batch_seq * 2500 + vocab4];
    let logsumexp_exponential = own_exp_4(Y - peak_largest);
    own_logsumexp_total += select(vec4f(0.0), logsumexp_exponential, vec4<bool>(step_ * 64 + thread < 2500));
  }
  all_logsumexp_total[rank] = own_logsumexp_total.x + own_logsumexp_total.y + (own_logsumexp_total.z + own_logsumexp_total.w);
  workgroupBarrier();
  var logsumexp_total = 0.0;
  for (var part = 0; part < PART; part++) {
    logsumexp_total += all_logsumexp_total[part * 4 + column];
  }
  let d_logsumexp_ratio = 0.0078125 / logsumexp_total;
  for (var step_ = 0; step_ < STEP; step_++) {
    let vocab4 = min(step_ * 64 + thread, 2499);
    if step_ * 64 + thread < 2500 {
      let next = integers[at.next + batch_seq];
      let Y = work[Y_at + batch_seq * 2500 + vocab4];
      let logsumexp_exponential = own_exp_4(Y - peak_largest);
      let d_Y = select(vec4f(0.0), vec4f(-0.0078125), vec4i(next) == vocab4 * 4 + vec4i(0, 1, 2, 3)) + logsumexp_exponential * d_logsumexp_ratio;
      work[d_Y_at + batch_seq * 2500 + vocab4] = d_Y;
    }
  }
  if thread == 0 {
    work[peak_largest_at + (batch_seq >> 2u)][batch_seq & 3] = peak_largest;
    work[logsumexp_total_at + (batch_seq >> 2u)][batch_seq & 3] = logsumexp_total;
  }
}
