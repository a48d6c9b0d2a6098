// gradient of x = W_e(tokens) + W_p(seq)              specs/gpt.weft:48
// d_W_p[embed, seq] = sum[batch](d_x[batch, embed, seq] + ((W_e[embed, vocab][vocab = tokens] + W_p[embed,
//   seq] - sum[embed](W_e[embed, vocab][vocab = tokens] + W_p[embed, seq]) / 12…
// [seq 64, embed 128], a thread a row, a vector of 4 a thread

const BATCH = 12;

struct Offsets {
  d_x: i32,
  tokens: i32,
  W_e: i32,
  W_p: i32,
  mean_total: i32,
  d_mean_ratio: i32,
  gain: i32,
  norm1_inverse_root: i32,
  d_norm1: i32,
  d_centred_total: i32,
  d_W_p: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(32)
fn GPT_W_p_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_p_at = at.W_p / 4;
  let gain_at = at.gain / 4;
  let d_x_at = at.d_x / 4;
  let W_e_at = at.W_e / 4;
  let mean_total_at = at.mean_total / 4;
  let norm1_inverse_root_at = at.norm1_inverse_root / 4;
  let d_norm1_at = at.d_norm1 / 4;
  let d_mean_ratio_at = at.d_mean_ratio / 4;
  let d_centred_total_at = at.d_centred_total / 4;
  let d_W_p_at = at.d_W_p / 4;
  let seq = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let embed4 = block * 32 + thread;
  var d_W_p = vec4f();
  let W_p = parameters[W_p_at + seq * 32 + embed4];
  let gain = parameters[gain_at + embed4];
  for (var batch = 0; batch < BATCH; batch++) {
    let d_x = work[d_x_at + batch * 2048 + seq * 32 + embed4];
    let tokens = integers[at.tokens + batch * 64 + seq];
    let x = parameters[W_e_at + tokens * 32 + embed4] + W_p;
    let centred = x - work[mean_total_at + (seq >> 2u) + batch * 16][seq & 3] / 128.0;
    let norm1_inverse_root = work[norm1_inverse_root_at + (seq >> 2u) + batch * 16][seq & 3];
    let d_norm1 = work[d_norm1_at + batch * 2048 + seq * 32 + embed4];
    let d_centred = centred * work[d_mean_ratio_at + (seq >> 2u) + batch * 16][seq & 3] * 2.0 + gain * (norm1_inverse_root * d_norm1);
    let d_x_2 = d_x + d_centred - work[d_centred_total_at + (seq >> 2u) + batch * 16][seq & 3] / 128.0;
    d_W_p += d_x_2;
  }
  work[d_W_p_at + seq * 32 + embed4] = d_W_p;
}
