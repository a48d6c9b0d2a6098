// gain * centred * rsqrt(mean[over](centred^2) + eps) + bias  std/layers.weft:21
// d_gain[embed] = sum[batch, seq]((W_e[embed, vocab][vocab = tokens] + W_p[embed, seq] -
//   sum[embed](W_e[embed, vocab][vocab = tokens] + W_p[embed, seq]) / 128) * norm1_inverse_ro…
// d_bias[embed] = sum[batch, seq](d_norm1[batch, embed, seq])
// [embed 128], a thread a row, an element a thread

const BATCH = 12;
const SEQ = 64;

struct Offsets {
  tokens: i32,
  W_e: i32,
  W_p: i32,
  mean_total: i32,
  norm1_inverse_root: i32,
  d_norm1: i32,
  d_gain: i32,
  d_bias: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(64)
fn norm1_bias_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let thread = i32(lane.x);
  let embed = block * 64 + thread;
  var d_gain = 0.0;
  var d_bias = 0.0;
  for (var batch = 0; batch < BATCH; batch++) {
    for (var seq = 0; seq < SEQ; seq++) {
      let tokens = integers[at.tokens + batch * SEQ + seq];
      let x = parameters[at.W_e + tokens * 128 + embed] + parameters[at.W_p + seq * 128 + embed];
      let centred = x - work[at.mean_total + batch * SEQ + seq] / 128.0;
      let norm1_inverse_root = work[at.norm1_inverse_root + batch * SEQ + seq];
      let d_norm1 = work[at.d_norm1 + batch * 8192 + seq * 128 + embed];
      d_gain += centred * norm1_inverse_root * d_norm1;
      d_bias += d_norm1;
    }
  }
  work[at.d_gain + embed] = d_gain;
  work[at.d_bias + embed] = d_bias;
}
