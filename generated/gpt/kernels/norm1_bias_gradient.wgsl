// gradient of gain * centred * rsqrt(mean[over](centred^2) + eps) + bias  std/layers.weft:21
// d_gain[embed] = sum[batch, seq]((W_e[embed, vocab][vocab = tokens] + W_p[embed, seq] -
//   sum[embed](W_e[embed, vocab][vocab = tokens] + W_p[embed, seq]) / 128) * norm1_inverse_ro…
// d_bias[embed] = sum[batch, seq](d_norm1[batch, embed, seq])
// [embed 128], 16 lanes a row, in elements

const BATCH = 12;
const PART = 16;

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
var<workgroup> all_d_gain: array<f32, 128>;
var<workgroup> all_d_bias: array<f32, 128>;

@compute @workgroup_size(128)
fn norm1_bias_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let rank = i32(lane.x);
  let column = rank % 8;
  let thread = rank / 8;
  let embed = block * 8 + column;
  var own_d_gain = 0.0;
  var own_d_bias = 0.0;
  for (var batch = 0; batch < BATCH; batch++) {
    for (var step_ = 0; step_ < 4; step_++) {
      let seq = step_ * 16 + thread;
      let tokens = integers[at.tokens + batch * 64 + seq];
      let x = parameters[at.W_e + tokens * 128 + embed] + parameters[at.W_p + seq * 128 + embed];
      let centred = x - work[at.mean_total + batch * 64 + seq] / 128.0;
      let norm1_inverse_root = work[at.norm1_inverse_root + batch * 64 + seq];
      let d_norm1 = work[at.d_norm1 + batch * 8192 + seq * 128 + embed];
      own_d_gain += centred * norm1_inverse_root * d_norm1;
      own_d_bias += d_norm1;
    }
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
