// gain * centred * rsqrt(mean[over](centred^2) + eps) + bias  std/layers.weft:21
// d_gain[embed] = sum[batch, seq]((blocks[batch, embed, seq] - sum[embed](blocks[batch, embed, seq]) / 128)
//   * norm_inverse_root[batch, seq] * sum[vocab](d_GPT[batch, seq, vocab] …
// d_bias[embed] = sum[batch, seq](sum[vocab](d_GPT[batch, seq, vocab] * W_o[embed, vocab]))
// [embed 128], a thread a row, an element a thread

const BATCH_SEQ = 768;

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

@compute @workgroup_size(64)
fn norm_bias_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let thread = i32(lane.x);
  let embed = block * 64 + thread;
  var d_gain = 0.0;
  var d_bias = 0.0;
  for (var batch_seq = 0; batch_seq < BATCH_SEQ; batch_seq++) {
    let blocks = work[at.blocks + batch_seq * 128 + embed];
    let centred = blocks - work[at.mean_total + batch_seq] / 128.0;
    let norm_inverse_root = work[at.norm_inverse_root + batch_seq];
    let d_norm = work[at.d_norm + batch_seq * 128 + embed];
    d_gain += centred * norm_inverse_root * d_norm;
    d_bias += d_norm;
  }
  work[at.d_gain + embed] = d_gain;
  work[at.d_bias + embed] = d_bias;
}
