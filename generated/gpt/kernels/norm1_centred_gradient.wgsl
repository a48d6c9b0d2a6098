// x - mean[over](x)                                   std/layers.weft:20
// d_mean_ratio[batch, seq] = sum[embed](gain[embed] * (W_e[embed, vocab][vocab = tokens] + W_p[embed, seq] -
//   sum[embed](W_e[embed, vocab][vocab = tokens] + W_p[embed, seq]) / 128) * d_norm1…
// d_centred_total[batch, seq] = sum[embed]((W_e[embed, vocab][vocab = tokens] + W_p[embed, seq] -
//   sum[embed](W_e[embed, vocab][vocab = tokens] + W_p[embed, seq]) / 128) * d_mean_ratio[batch, s…
// [batch 12, seq 64], a thread a row, an element a thread

const EMBED = 128;

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

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(64)
fn norm1_centred_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let batch = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let seq = block * 64 + thread;
  var d_norm1_total = 0.0;
  let tokens = integers[at.tokens + batch * 64 + seq];
  let mean_total = work[at.mean_total + batch * 64 + seq];
  let mean_ratio = mean_total / 128.0;
  for (var embed = 0; embed < EMBED; embed++) {
    let gain = parameters[at.gain + embed];
    let x = parameters[at.W_e + tokens * EMBED + embed] + parameters[at.W_p + seq * EMBED + embed];
    let centred = x - mean_ratio;
    let d_norm1 = work[at.d_norm1 + batch * 8192 + seq * 128 + embed];
    d_norm1_total += gain * centred * d_norm1;
  }
  var d_centred_total = 0.0;
  let norm1_inverse_root = work[at.norm1_inverse_root + batch * 64 + seq];
  let d_norm1_product = norm1_inverse_root * norm1_inverse_root;
  let d_norm1_product_2 = norm1_inverse_root * d_norm1_product;
  let d_norm1_product_3 = d_norm1_total * d_norm1_product_2;
  let d_norm1_product_4 = d_norm1_product_3 * (-0.5);
  let d_mean_ratio = d_norm1_product_4 / 128.0;
  for (var embed = 0; embed < EMBED; embed++) {
    let x = parameters[at.W_e + tokens * EMBED + embed] + parameters[at.W_p + seq * EMBED + embed];
    let centred = x - mean_ratio;
    let gain = parameters[at.gain + embed];
    let d_norm1 = work[at.d_norm1 + batch * 8192 + seq * 128 + embed];
    let d_centred = centred * d_mean_ratio * 2.0 + gain * (norm1_inverse_root * d_norm1);
    d_centred_total += d_centred;
  }
  work[at.d_mean_ratio + batch * 64 + seq] = d_mean_ratio;
  work[at.d_centred_total + batch * 64 + seq] = d_centred_total;
}
