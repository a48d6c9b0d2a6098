// gradient of W_e(tokens)                             specs/gpt.weft:48
// d_W_e[embed, vocab] = scatter[vocab = tokens](d_x[batch, embed, seq] + ((W_e[embed, vocab][vocab = tokens]
//   + W_p[embed, seq] - sum[embed](W_e[embed, vocab][vocab = tokens] + W_p[embe…
// [vocab 81, embed 128], a vector of 4 is 16 threads', each of which looks at every 16th row

const BATCH = 12;
const PART = 16;

struct Offsets {
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
  d_W_e: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_W_e: array<vec4f, 256>;

@compute @workgroup_size(256)
fn GPT_W_e_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let d_x_at = at.d_x / 4;
  let W_e_at = at.W_e / 4;
  let W_p_at = at.W_p / 4;
  let mean_total_at = at.mean_total / 4;
  let gain_at = at.gain / 4;
  let norm1_inverse_root_at = at.norm1_inverse_root / 4;
  let d_norm1_at = at.d_norm1 / 4;
  let d_mean_ratio_at = at.d_mean_ratio / 4;
  let d_centred_total_at = at.d_centred_total / 4;
  let d_W_e_at = at.d_W_e / 4;
  let vocab = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let column = rank % 16;
  let slice = rank / 16;
  let embed4 = block * 16 + column;
  var d_W_e = vec4f();
  for (var batch = 0; batch < BATCH; batch++) {
    for (var turn = 0; turn < 4; turn++) {
      let seq = turn * 16 + slice;
      let tokens = integers[at.tokens + batch * 64 + seq];
      if tokens == vocab {
        let d_x = work[d_x_at + batch * 2048 + seq * 32 + embed4];
        let x = parameters[W_e_at + tokens * 32 + embed4] + parameters[W_p_at + seq * 32 + embed4];
        let centred = x - work[mean_total_at + (seq >> 2u) + batch * 16][seq & 3] / 128.0;
        let gain = parameters[gain_at + embed4];
        let norm1_inverse_root = work[norm1_inverse_root_at + (seq >> 2u) + batch * 16][seq & 3];
        let d_norm1 = work[d_norm1_at + batch * 2048 + seq * 32 + embed4];
        let d_centred = centred * work[d_mean_ratio_at + (seq >> 2u) + batch * 16][seq & 3] * 2.0 + gain * (norm1_inverse_root * d_norm1);
        let d_x_2 = d_x + d_centred - work[d_centred_total_at + (seq >> 2u) + batch * 16][seq & 3] / 128.0;
        d_W_e += d_x_2;
      }
    }
  }
  all_d_W_e[rank] = d_W_e;
  workgroupBarrier();
  if slice == 0 {
    var d_W_e_2 = vec4f();
    for (var part = 0; part < PART; part++) {
      d_W_e_2 += all_d_W_e[part * 16 + column];
    }
    work[d_W_e_at + vocab * 32 + embed4] = d_W_e_2;
  }
}
