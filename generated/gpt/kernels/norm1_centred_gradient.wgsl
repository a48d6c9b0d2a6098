// gradient of centred = x - mean[over](x)             std/layers.weft:20
// d_mean_ratio[batch, seq] = sum[embed](gain[embed] * (W_e[embed, vocab][vocab = tokens] + W_p[embed, seq] -
//   sum[embed](W_e[embed, vocab][vocab = tokens] + W_p[embed, seq]) / 128) * d_norm1…
// d_centred_total[batch, seq] = sum[embed]((W_e[embed, vocab][vocab = tokens] + W_p[embed, seq] -
//   sum[embed](W_e[embed, vocab][vocab = tokens] + W_p[embed, seq]) / 128) * d_mean_ratio[batch, s…
// [batch 12, seq 64], 8 lanes a row, in vectors of 4

const PART = 8;

struct Offsets {
  gain: i32,
  tokens: i32,
  W_e: i32,
  W_p: i32,
  mean_total: i32,
  d_norm1: i32,
  norm1_inverse_root: i32,
  d_mean_ratio: i32,
  d_centred_total: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_norm1_total: array<f32, 128>;
var<workgroup> all_d_centred_total: array<f32, 128>;

@compute @workgroup_size(128)
fn norm1_centred_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let gain_at = at.gain / 4;
  let W_e_at = at.W_e / 4;
  let W_p_at = at.W_p / 4;
  let mean_total_at = at.mean_total / 4;
  let d_norm1_at = at.d_norm1 / 4;
  let norm1_inverse_root_at = at.norm1_inverse_root / 4;
  let d_mean_ratio_at = at.d_mean_ratio / 4;
  let d_centred_total_at = at.d_centred_total / 4;
  let batch = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let column = rank % 16;
  let thread = rank / 16;
  let seq = block * 16 + column;
  let embed4 = thread;
  let embed4_2 = thread + 8;
  let embed4_3 = thread + 16;
  let embed4_4 = thread + 24;
  var own_d_norm1_total = vec4f();
  let gain = parameters[gain_at + embed4];
  let tokens = integers[at.tokens + batch * 64 + seq];
  let x = parameters[W_e_at + tokens * 32 + embed4] + parameters[W_p_at + seq * 32 + embed4];
  let centred = x - work[mean_total_at + (seq >> 2u) + batch * 16][seq & 3] / 128.0;
  let d_norm1 = work[d_norm1_at + batch * 2048 + seq * 32 + embed4];
  own_d_norm1_total += gain * centred * d_norm1;
  let gain_2 = parameters[gain_at + embed4_2];
  let x_2 = parameters[W_e_at + tokens * 32 + embed4_2] + parameters[W_p_at + seq * 32 + embed4_2];
  let centred_2 = x_2 - work[mean_total_at + (seq >> 2u) + batch * 16][seq & 3] / 128.0;
  let d_norm1_2 = work[d_norm1_at + batch * 2048 + seq * 32 + embed4_2];
  own_d_norm1_total += gain_2 * centred_2 * d_norm1_2;
  let gain_3 = parameters[gain_at + embed4_3];
  let x_3 = parameters[W_e_at + tokens * 32 + embed4_3] + parameters[W_p_at + seq * 32 + embed4_3];
  let centred_3 = x_3 - work[mean_total_at + (seq >> 2u) + batch * 16][seq & 3] / 128.0;
  let d_norm1_3 = work[d_norm1_at + batch * 2048 + seq * 32 + embed4_3];
  own_d_norm1_total += gain_3 * centred_3 * d_norm1_3;
  let gain_4 = parameters[gain_at + embed4_4];
  let x_4 = parameters[W_e_at + tokens * 32 + embed4_4] + parameters[W_p_at + seq * 32 + embed4_4];
  let centred_4 = x_4 - work[mean_total_at + (seq >> 2u) + batch * 16][seq & 3] / 128.0;
  let d_norm1_4 = work[d_norm1_at + batch * 2048 + seq * 32 + embed4_4];
  own_d_norm1_total += gain_4 * centred_4 * d_norm1_4;
  all_d_norm1_total[rank] = own_d_norm1_total.x + own_d_norm1_total.y + (own_d_norm1_total.z + own_d_norm1_total.w);
  workgroupBarrier();
  var d_norm1_total = 0.0;
  for (var part = 0; part < PART; part++) {
    d_norm1_total += all_d_norm1_total[part * 16 + column];
  }
  var own_d_centred_total = vec4f();
  let norm1_inverse_root = work[norm1_inverse_root_at + (seq >> 2u) + batch * 16][seq & 3];
  let d_centred = centred * (d_norm1_total * (norm1_inverse_root * (norm1_inverse_root * norm1_inverse_root)) * (-0.5) / 128.0) * 2.0 + gain * (norm1_inverse_root * d_norm1);
  own_d_centred_total += d_centred;
  let d_centred_2 = centred_2 * (d_norm1_total * (norm1_inverse_root * (norm1_inverse_root * norm1_inverse_root)) * (-0.5) / 128.0) * 2.0 + gain_2 * (norm1_inverse_root * d_norm1_2);
  own_d_centred_total += d_centred_2;
  let d_centred_3 = centred_3 * (d_norm1_total * (norm1_inverse_root * (norm1_inverse_root * norm1_inverse_root)) * (-0.5) / 128.0) * 2.0 + gain_3 * (norm1_inverse_root * d_norm1_3);
  own_d_centred_total += d_centred_3;
  let d_centred_4 = centred_4 * (d_norm1_total * (norm1_inverse_root * (norm1_inverse_root * norm1_inverse_root)) * (-0.5) / 128.0) * 2.0 + gain_4 * (norm1_inverse_root * d_norm1_4);
  own_d_centred_total += d_centred_4;
  all_d_centred_total[rank] = own_d_centred_total.x + own_d_centred_total.y + (own_d_centred_total.z + own_d_centred_total.w);
  workgroupBarrier();
  var d_centred_total = 0.0;
  for (var part = 0; part < PART; part++) {
    d_centred_total += all_d_centred_total[part * 16 + column];
  }
  let d_norm1_product = norm1_inverse_root * norm1_inverse_root;
  let d_norm1_product_2 = norm1_inverse_root * d_norm1_product;
  let d_norm1_product_3 = d_norm1_total * d_norm1_product_2;
  let d_norm1_product_4 = d_norm1_product_3 * (-0.5);
  let d_mean_ratio = d_norm1_product_4 / 128.0;
  if thread == 0 {
    work[d_mean_ratio_at + (seq >> 2u) + batch * 16][seq & 3] = d_mean_ratio;
    work[d_centred_total_at + (seq >> 2u) + batch * 16][seq & 3] = d_centred_total;
  }
}
