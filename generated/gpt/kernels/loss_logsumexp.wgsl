// loss = mean[batch, seq](cross_entropy[vocab](GPT(tokens), next))  specs/gpt.weft:58
// peak_largest[batch, seq] = max[vocab](sum[embed](norm[batch, embed, seq] * W_o[embed, vocab]))
// logsumexp_total[batch, seq] = sum[vocab](exp(sum[embed](norm[batch, embed, seq] * W_o[embed, vocab]) -
//   max[vocab](sum[embed](norm[batch, embed, seq] * W_o[embed, vocab]))))
// [batch ≤ 12, seq 64], 4 lanes a row, in elements

const STEP = 21;

struct Offsets {
  GPT: i32,
  peak_largest: i32,
  logsumexp_total: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_peak_largest: array<f32, 64>;
var<workgroup> all_logsumexp_total: array<f32, 64>;

fn own_exp(x: f32) -> f32 {
  let v0 = floor(((x * 1.442695f) + 0.5f));
  let v1 = (x - (v0 * 0.6933594f)) - (v0 * (-0.00021219444f));
  let v2 = ((((0.0013814613f * v1) + 0.00836871f) * v1) + 0.04166839f) * v1;
  let v3 = ((v1 * v1) * (((v2 + 0.16666521f) * v1) + 0.49999994f)) + v1;
  let v4 = (v3 + 1.0f) * bitcast<f32>(((i32(floor(v0)) - 1i) + 127i) << 23u);
  return select(select((v4 * 2.0f), 0.0f, (x < (-86.98f))), 3.402823466e+38f, (x > 88.72283f));
}

@compute @workgroup_size(64)
fn loss_logsumexp(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let rank = i32(lane.x);
  let column = rank % 16;
  let thread = rank / 16;
  let batch_seq = block * 16 + column;
  var own_peak_largest = -3.402823466e+38;
  for (var step_ = 0; step_ < STEP; step_++) {
    let vocab = min(step_ * 4 + thread, 80);
    let GPT = work[at.GPT + batch_seq * 81 + vocab];
    own_peak_largest = max(own_peak_largest, select(-3.402823466e+38, GPT, step_ * 4 + thread < 81));
  }
  all_peak_largest[rank] = own_peak_largest;
  workgroupBarrier();
  var peak_largest = -3.402823466e+38;
  for (var part = 0; part < 4; part++) {
    peak_largest = max(peak_largest, all_peak_largest[part * 16 + column]);
  }
  var own_logsumexp_total = 0.0;
  for (var step_ = 0; step_ < STEP; step_++) {
    let vocab = min(step_ * 4 + thread, 80);
    let GPT = work[at.GPT + batch_seq * 81 + vocab];
    own_logsumexp_total += select(0.0, own_exp(GPT - peak_largest), step_ * 4 + thread < 81);
  }
  all_logsumexp_total[rank] = own_logsumexp_total;
  workgroupBarrier();
  var logsumexp_total = 0.0;
  for (var part = 0; part < 4; part++) {
    logsumexp_total += all_logsumexp_total[part * 16 + column];
  }
  if thread == 0 {
    work[at.peak_largest + batch_seq] = peak_largest;
    work[at.logsumexp_total + batch_seq] = logsumexp_total;
  }
}
