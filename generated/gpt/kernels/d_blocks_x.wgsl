// sum[over](x)                                        std/reductions.weft:4
// d_x[batch, embed, seq] = d_blocks[batch, embed, seq] + ((x[batch, embed, seq] - sum[embed](x[batch, embed,
//   seq]) / 128) * ratio[batch, seq] * 2 + gain[embed] * (inverse_root[batch, seq]…
// [batch 12, seq 64, embed 128], a workgroup of 16 lanes a row, in vectors of 4

const PART = 16;

struct Offsets {
  gain: i32,
  x: i32,
  total: i32,
  d_norm2: i32,
  inverse_root: i32,
  d_blocks: i32,
  d_x: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_total: array<f32, 16>;
var<workgroup> all_total_2: array<f32, 16>;

@compute @workgroup_size(16)
fn d_blocks_x(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let gain_at = at.gain / 4;
  let x_at = at.x / 4;
  let total_at = at.total / 4;
  let d_norm2_at = at.d_norm2 / 4;
  let inverse_root_at = at.inverse_root / 4;
  let d_blocks_at = at.d_blocks / 4;
  let d_x_at = at.d_x / 4;
  let batch_seq = i32(group.x);
  let thread = i32(lane.x);
  let embed4 = thread;
  let embed4_2 = thread + 16;
  var own_total = vec4f();
  let gain = parameters[gain_at + embed4];
  let x = work[x_at + batch_seq * 32 + embed4];
  let centred = x - work[total_at + (batch_seq >> 2u)][batch_seq & 3] / 128.0;
  let d_norm2 = work[d_norm2_at + batch_seq * 32 + embed4];
  own_total += gain * centred * d_norm2;
  let gain_2 = parameters[gain_at + embed4_2];
  let x_2 = work[x_at + batch_seq * 32 + embed4_2];
  let centred_2 = x_2 - work[total_at + (batch_seq >> 2u)][batch_seq & 3] / 128.0;
  let d_norm2_2 = work[d_norm2_at + batch_seq * 32 + embed4_2];
  own_total += gain_2 * centred_2 * d_norm2_2;
  all_total[thread] = own_total.x + own_total.y + (own_total.z + own_total.w);
  workgroupBarrier();
  var total = 0.0;
  for (var part = 0; part < PART; part++) {
    total += all_total[part];
  }
  var own_total_2 = vec4f();
  let inverse_root = work[inverse_root_at + (batch_seq >> 2u)][batch_seq & 3];
  let d_centred = centred * (total * (inverse_root * (inverse_root * inverse_root)) * (-0.5) / 128.0) * 2.0 + gain * (inverse_root * d_norm2);
  own_total_2 += d_centred;
  let d_centred_2 = centred_2 * (total * (inverse_root * (inverse_root * inverse_root)) * (-0.5) / 128.0) * 2.0 + gain_2 * (inverse_root * d_norm2_2);
  own_total_2 += d_centred_2;
  all_total_2[thread] = own_total_2.x + own_total_2.y + (own_total_2.z + own_total_2.w);
  workgroupBarrier();
  var total_2 = 0.0;
  for (var part = 0; part < PART; part++) {
    total_2 += all_total_2[part];
  }
  let d_blocks = work[d_blocks_at + batch_seq * 32 + embed4];
  let d_x = d_blocks + d_centred - total_2 / 128.0;
  work[d_x_at + batch_seq * 32 + embed4] = d_x;
  let d_blocks_2 = work[d_blocks_at + batch_seq * 32 + embed4_2];
  let d_x_2 = d_blocks_2 + d_centred_2 - total_2 / 128.0;
  work[d_x_at + batch_seq * 32 + embed4_2] = d_x_2;
}
