// gradient of centred = x - mean[over](x)             std/layers.weft:20
// d_x[batch, embed, seq] = d_blocks[batch, embed, seq] + ((x[batch, embed, seq] - sum[embed](x[batch, embed,
//   seq]) / 128) * d_mean_ratio[batch, seq] * 2 + gain[embed] * (norm2_inverse_roo…
// [batch 12, seq 64, embed 128], a workgroup of 16 lanes a row, in vectors of 4

const PART = 16;

struct Offsets {
  gain: i32,
  x: i32,
  mean_total: i32,
  d_norm2: i32,
  norm2_inverse_root: i32,
  d_blocks: i32,
  d_x: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_norm2_total: array<f32, 16>;
var<workgroup> all_d_centred_total: array<f32, 16>;

@compute @workgroup_size(16)
fn blocks_x_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let gain_at = at.gain / 4;
  let x_at = at.x / 4;
  let mean_total_at = at.mean_total / 4;
  let d_norm2_at = at.d_norm2 / 4;
  let norm2_inverse_root_at = at.norm2_inverse_root / 4;
  let d_blocks_at = at.d_blocks / 4;
  let d_x_at = at.d_x / 4;
  let batch_seq = i32(group.x);
  let thread = i32(lane.x);
  let embed4 = thread;
  let embed4_2 = thread + 16;
  var own_d_norm2_total = vec4f();
  let gain = parameters[gain_at + embed4];
  let x = work[x_at + batch_seq * 32 + embed4];
  let centred = x - work[mean_total_at + (batch_seq >> 2u)][batch_seq & 3] / 128.0;
  let d_norm2 = work[d_norm2_at + batch_seq * 32 + embed4];
  own_d_norm2_total += gain * centred * d_norm2;
  let gain_2 = parameters[gain_at + embed4_2];
  let x_2 = work[x_at + batch_seq * 32 + embed4_2];
  let centred_2 = x_2 - work[mean_total_at + (batch_seq >> 2u)][batch_seq & 3] / 128.0;
  let d_norm2_2 = work[d_norm2_at + batch_seq * 32 + embed4_2];
  own_d_norm2_total += gain_2 * centred_2 * d_norm2_2;
  all_d_norm2_total[thread] = own_d_norm2_total.x + own_d_norm2_total.y + (own_d_norm2_total.z + own_d_norm2_total.w);
  workgroupBarrier();
  var d_norm2_total = 0.0;
  for (var part = 0; part < PART; part++) {
    d_norm2_total += all_d_norm2_total[part];
  }
  var own_d_centred_total = vec4f();
  let norm2_inverse_root = work[norm2_inverse_root_at + (batch_seq >> 2u)][batch_seq & 3];
  let d_centred = centred * (d_norm2_total * (norm2_inverse_root * (norm2_inverse_root * norm2_inverse_root)) * (-0.5) / 128.0) * 2.0 + gain * (norm2_inverse_root * d_norm2);
  own_d_centred_total += d_centred;
  let d_centred_2 = centred_2 * (d_norm2_total * (norm2_inverse_root * (norm2_inverse_root * norm2_inverse_root)) * (-0.5) / 128.0) * 2.0 + gain_2 * (norm2_inverse_root * d_norm2_2);
  own_d_centred_total += d_centred_2;
  all_d_centred_total[thread] = own_d_centred_total.x + own_d_centred_total.y + (own_d_centred_total.z + own_d_centred_total.w);
  workgroupBarrier();
  var d_centred_total = 0.0;
  for (var part = 0; part < PART; part++) {
    d_centred_total += all_d_centred_total[part];
  }
  let d_blocks = work[d_blocks_at + batch_seq * 32 + embed4];
  let d_x = d_blocks + d_centred - d_centred_total / 128.0;
  work[d_x_at + batch_seq * 32 + embed4] = d_x;
  let d_blocks_2 = work[d_blocks_at + batch_seq * 32 + embed4_2];
  let d_x_2 = d_blocks_2 + d_centred_2 - d_centred_total / 128.0;
  work[d_x_at + batch_seq * 32 + embed4_2] = d_x_2;
}
