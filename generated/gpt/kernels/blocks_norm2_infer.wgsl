// gain * centred * rsqrt(mean[over](centred^2) + eps) + bias  std/layers.weft:21
// norm2[embed, seq] = gain[embed] * (x[embed, seq] - sum[embed](x[embed, seq]) / 128) *
//   norm2_inverse_root[seq] + bias[embed]
// [seq ≤ 64, embed 128], a workgroup of 16 lanes a row, in vectors of 4

const PART = 16;

struct Offsets {
  x: i32,
  gain: i32,
  bias: i32,
  norm2: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_mean_total: array<f32, 16>;
var<workgroup> all_mean_total_2: array<f32, 16>;

@compute @workgroup_size(16)
fn blocks_norm2_infer(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let x_at = at.x / 4;
  let gain_at = at.gain / 4;
  let bias_at = at.bias / 4;
  let norm2_at = at.norm2 / 4;
  let seq = i32(group.x);
  let thread = i32(lane.x);
  let embed4 = thread;
  let embed4_2 = thread + 16;
  var own_mean_total = vec4f();
  let x = work[x_at + seq * 32 + embed4];
  own_mean_total += x;
  let x_2 = work[x_at + seq * 32 + embed4_2];
  own_mean_total += x_2;
  all_mean_total[thread] = own_mean_total.x + own_mean_total.y + (own_mean_total.z + own_mean_total.w);
  workgroupBarrier();
  var mean_total = 0.0;
  for (var part = 0; part < PART; part++) {
    mean_total += all_mean_total[part];
  }
  var own_mean_total_2 = vec4f();
  let centred = x - mean_total / 128.0;
  own_mean_total_2 += centred * centred;
  let centred_2 = x_2 - mean_total / 128.0;
  own_mean_total_2 += centred_2 * centred_2;
  all_mean_total_2[thread] = own_mean_total_2.x + own_mean_total_2.y + (own_mean_total_2.z + own_mean_total_2.w);
  workgroupBarrier();
  var mean_total_2 = 0.0;
  for (var part = 0; part < PART; part++) {
    mean_total_2 += all_mean_total_2[part];
  }
  let norm2 = parameters[gain_at + embed4] * centred * inverseSqrt(mean_total_2 / 128.0 + 0.00001) + parameters[bias_at + embed4];
  work[norm2_at + seq * 32 + embed4] = norm2;
  let norm2_2 = parameters[gain_at + embed4_2] * centred_2 * inverseSqrt(mean_total_2 / 128.0 + 0.00001) + parameters[bias_at + embed4_2];
  work[norm2_at + seq * 32 + embed4_2] = norm2_2;
}
