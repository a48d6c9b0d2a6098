// W_e(tokens)                                         specs/gpt.weft:48
// d_W_e[embed, vocab] = scatter[vocab = tokens](d_x[batch, embed, seq] + ((W_e[embed, vocab][vocab = tokens]
//   + W_p[embed, seq] - sum[embed](W_e[embed, vocab][vocab = tokens] + W_p[embe…
// [vocab 81, embed 128], a thread a column of the table, a vector of 4 a thread

const VOCAB = 81;
const BATCH = 12;
const SEQ = 64;

struct Offsets {
  d_W_e: i32,
  tokens: i32,
  d_x: i32,
  W_e: i32,
  W_p: i32,
  mean_total: i32,
  d_mean_ratio: i32,
  gain: i32,
  norm1_inverse_root: i32,
  d_norm1: i32,
  d_centred_total: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(32)
fn GPT_W_e_gradient(@builtin(local_invocation_id) lane: vec3u) {
  let d_W_e_at = at.d_W_e / 4;
  let gain_at = at.gain / 4;
  let d_x_at = at.d_x / 4;
  let W_e_at = at.W_e / 4;
  let W_p_at = at.W_p / 4;
  let mean_total_at = at.mean_total / 4;
  let d_mean_ratio_at = at.d_mean_ratio / 4;
  let norm1_inverse_root_at = at.norm1_inverse_root / 4;
  let d_norm1_at = at.d_norm1 / 4;
  let d_centred_total_at = at.d_centred_total / 4;
  let block = 0;
  let thread = i32(lane.x);
  let embed4 = block * 32 + thread;
  for (var vocab = 0; vocab < VOCAB; vocab++) {
    work[d_W_e_at + vocab * 32 + embed4] = vec4f(0.0);
  }
  let gain = parameters[gain_at + embed4];
  for (var batch = 0; batch < BATCH; batch++) {
    for (var seq = 0; seq < SEQ; seq++) {
      let tokens = integers[at.tokens + batch * SEQ + seq];
      let d_x = work[d_x_at + batch * 2048 + seq * 32 + embed4];
      let W_e = parameters[W_e_at + tokens * 32 + embed4];
      let W_p = parameters[W_p_at + seq * 32 + embed4];
      let x = W_e + W_p;
      let mean_total = work[mean_total_at + (seq >> 2u) + batch * 16][seq & 3];
      let mean_ratio = mean_total / 128.0;
      let centred = x - mean_ratio;
      let d_mean_ratio = work[d_mean_ratio_at + (seq >> 2u) + batch * 16][seq & 3];
      let d_norm1_product = centred * d_mean_ratio;
      let d_norm1_product_2 = d_norm1_product * 2.0;
      let norm1_inverse_root = work[norm1_inverse_root_at + (seq >> 2u) + batch * 16][seq & 3];
      let d_norm1 = work[d_norm1_at + batch * 2048 + seq * 32 + embed4];
      let d_norm1_product_3 = norm1_inverse_root * d_norm1;
      let d_norm1_product_4 = gain * d_norm1_product_3;
      let d_centred = d_norm1_product_2 + d_norm1_product_4;
      let d_centred_sum = d_x + d_centred;
      let d_centred_total = work[d_centred_total_at + (seq >> 2u) + batch * 16][seq & 3];
      let d_mean_ratio_2 = d_centred_total / 128.0;
      let d_x_2 = d_centred_sum - d_mean_ratio_2;
      if tokens >= 0 && tokens < 81 {
        work[d_W_e_at + tokens * 32 + embed4] += d_x_2;
      }
    }
  }
}
