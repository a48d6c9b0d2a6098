// gradient of gain * centred * rsqrt(mean[over](centred^2) + eps) + bias  std/layers.weft:21
// d_gain[embed] = sum[batch, seq]((blocks[batch, embed, seq] - sum[embed](blocks[batch, embed, seq]) / 128)
//   * norm_inverse_root[batch, seq] * sum[vocab](d_GPT[batch, seq, vocab] …
// d_bias[embed] = sum[batch, seq](sum[vocab](d_GPT[batch, seq, vocab] * W_o[embed, vocab]))
// [embed 128], 32 lanes a row, in elements

const STEP = 24;
const PART = 32;

struct Offsets {
  blocks: i32,
  mean_total: i32,
  norm_inverse_root: i32,
  d_norm: i32,
  d_gain: i32,
  d_bias: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_gain: array<f32, 256>;
var<workgroup> all_d_bias: array<f32, 256>;

@compute @workgroup_size(256)
fn norm_bias_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let rank = i32(lane.x);
  let column = rank % 8;
  let thread = rank / 8;
  let embed = block * 8 + column;
  var own_d_gain = 0.0;
  var own_d_bias = 0.0;
  for (var step_ = 0; step_ < STEP; step_++) {
    let batch_seq = step_ * 32 + thread;
    let blocks = work[at.blocks + batch_seq * 128 + embed];
    let centred = blocks - work[at.mean_total + batch_seq] / 128.0;
    let norm_inverse_root = work[at.norm_inverse_root + batch_seq];
    let d_norm = work[at.d_norm + batch_seq * 128 + embed];
    own_d_gain += centred * norm_inverse_root * d_norm;
    own_d_bias += d_norm;
  }
  all_d_gain[rank] = own_d_gain;
  all_d_bias[rank] = own_d_bias;
  workgroupBarrier();
  var d_gain = 0.0;
  var d_bias = 0.0;
  for (var part = 0; part < PART; part++) {
    d_gain += all_d_gain[part * 8 + column];
    d_bias += all_d_bias[part * 8 + column];
  }
  if thread == 0 {
    work[at.d_gain + embed] = d_gain;
    work[at.d_bias + embed] = d_bias;
  }
}
