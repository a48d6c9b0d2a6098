// gradient of centred = x - mean[over](x)             std/layers.weft:20
// d_blocks[batch, embed, seq] = (blocks[batch, embed, seq] - sum[embed](blocks[batch, embed, seq]) / 128) *
//   d_mean_ratio[batch, seq] * 2 + gain[embed] * (norm_inverse_root[batch, seq] * sum[vo…
// [batch 12, seq 64, embed 128], a workgroup of 16 lanes a row, in vectors of 4

const PART = 16;

struct Offsets {
  gain: i32,
  blocks: i32,
  mean_total: i32,
  d_norm: i32,
  norm_inverse_root: i32,
  d_blocks: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_norm_total: array<f32, 16>;
var<workgroup> all_d_centred_total: array<f32, 16>;

@compute @workgroup_size(16)
fn GPT_blocks_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let gain_at = at.gain / 4;
  let blocks_at = at.blocks / 4;
  let mean_total_at = at.mean_total / 4;
  let d_norm_at = at.d_norm / 4;
  let norm_inverse_root_at = at.norm_inverse_root / 4;
  let d_blocks_at = at.d_blocks / 4;
  let batch_seq = i32(group.x);
  let thread = i32(lane.x);
  let embed4 = thread;
  let embed4_2 = thread + 16;
  var own_d_norm_total = vec4f();
  let gain = parameters[gain_at + embed4];
  let blocks = work[blocks_at + batch_seq * 32 + embed4];
  let centred = blocks - work[mean_total_at + (batch_seq >> 2u)][batch_seq & 3] / 128.0;
  let d_norm = work[d_norm_at + batch_seq * 32 + embed4];
  own_d_norm_total += gain * centred * d_norm;
  let gain_2 = parameters[gain_at + embed4_2];
  let blocks_2 = work[blocks_at + batch_seq * 32 + embed4_2];
  let centred_2 = blocks_2 - work[mean_total_at + (batch_seq >> 2u)][batch_seq & 3] / 128.0;
  let d_norm_2 = work[d_norm_at + batch_seq * 32 + embed4_2];
  own_d_norm_total += gain_2 * centred_2 * d_norm_2;
  all_d_norm_total[thread] = own_d_norm_total.x + own_d_norm_total.y + (own_d_norm_total.z + own_d_norm_total.w);
  workgroupBarrier();
  var d_norm_total = 0.0;
  for (var part = 0; part < PART; part++) {
    d_norm_total += all_d_norm_total[part];
  }
  var own_d_centred_total = vec4f();
  let norm_inverse_root = work[norm_inverse_root_at + (batch_seq >> 2u)][batch_seq & 3];
  let d_centred = centred * (d_norm_total * (norm_inverse_root * (norm_inverse_root * norm_inverse_root)) * (-0.5) / 128.0) * 2.0 + gain * (norm_inverse_root * d_norm);
  own_d_centred_total += d_centred;
  let d_centred_2 = centred_2 * (d_norm_total * (norm_inverse_root * (norm_inverse_root * norm_inverse_root)) * (-0.5) / 128.0) * 2.0 + gain_2 * (norm_inverse_root * d_norm_2);
  own_d_centred_total += d_centred_2;
  all_d_centred_total[thread] = own_d_centred_total.x + own_d_centred_total.y + (own_d_centred_total.z + own_d_centred_total.w);
  workgroupBarrier();
  var d_centred_total = 0.0;
  for (var part = 0; part < PART; part++) {
    d_centred_total += all_d_centred_total[part];
  }
  let d_blocks = d_centred - d_centred_total / 128.0;
  work[d_blocks_at + batch_seq * 32 + embed4] = d_blocks;
  let d_blocks_2 = d_centred_2 - d_centred_total / 128.0;
  work[d_blocks_at + batch_seq * 32 + embed4_2] = d_blocks_2;
}
