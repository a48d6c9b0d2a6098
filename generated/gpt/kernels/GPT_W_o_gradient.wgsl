// gradient of W_o(norm(blocks(x)))                    specs/gpt.weft:49
// d_W_o[embed, vocab] = sum[batch, seq](norm[batch, embed, seq] * d_GPT[batch, seq, vocab])
// [embed 128, vocab 81], 4 rows x 1 column a thread, an outer product a step, 16 threads a sum

const TURN = 12;
const PART = 16;

struct Offsets {
  norm: i32,
  d_GPT: i32,
  d_W_o: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_W_o: array<f32, 1024>;

@compute @workgroup_size(256)
fn GPT_W_o_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let norm_at = at.norm / 4;
  let d_GPT_at = at.d_GPT / 4;
  let d_W_o_at = at.d_W_o / 4;
  let embed_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let vocab = min(block * 16 + thread, 80);
  var d_W_o = 0.0;
  var d_W_o_2 = 0.0;
  var d_W_o_3 = 0.0;
  var d_W_o_4 = 0.0;
  for (var turn = 0; turn < TURN; turn++) {
    let batch_seq4 = turn * 16 + slice;
    let norm = work[norm_at + batch_seq4 * 128 + embed_tile];
    let norm_2 = work[norm_at + batch_seq4 * 128 + embed_tile + 32];
    let norm_3 = work[norm_at + batch_seq4 * 128 + embed_tile + 64];
    let norm_4 = work[norm_at + batch_seq4 * 128 + embed_tile + 96];
    let d_GPT = work[d_GPT_at + (vocab >> 2u) + batch_seq4 * 81][vocab & 3];
    let d_GPT_index = vocab + 81;
    let d_GPT_2 = work[d_GPT_at + (d_GPT_index >> 2u) + batch_seq4 * 81][d_GPT_index & 3];
    let d_GPT_index_2 = vocab + 162;
    let d_GPT_3 = work[d_GPT_at + (d_GPT_index_2 >> 2u) + batch_seq4 * 81][d_GPT_index_2 & 3];
    let d_GPT_index_3 = vocab + 243;
    let d_GPT_4 = work[d_GPT_at + (d_GPT_index_3 >> 2u) + batch_seq4 * 81][d_GPT_index_3 & 3];
    d_W_o = d_W_o + norm.x * d_GPT + norm_2.x * d_GPT_2 + norm_3.x * d_GPT_3 + norm_4.x * d_GPT_4;
    d_W_o_2 = d_W_o_2 + norm.y * d_GPT + norm_2.y * d_GPT_2 + norm_3.y * d_GPT_3 + norm_4.y * d_GPT_4;
    d_W_o_3 = d_W_o_3 + norm.z * d_GPT + norm_2.z * d_GPT_2 + norm_3.z * d_GPT_3 + norm_4.z * d_GPT_4;
    d_W_o_4 = d_W_o_4 + norm.w * d_GPT + norm_2.w * d_GPT_2 + norm_3.w * d_GPT_3 + norm_4.w * d_GPT_4;
  }
  all_d_W_o[rank] = d_W_o;
  all_d_W_o[rank + 256] = d_W_o_2;
  all_d_W_o[rank + 512] = d_W_o_3;
  all_d_W_o[rank + 768] = d_W_o_4;
  workgroupBarrier();
  if slice < 4 {
    var d_W_o_5 = 0.0;
    for (var part = 0; part < PART; part++) {
      d_W_o_5 += all_d_W_o[slice * 240 + part * 16 + rank];
    }
    if block * 16 + thread < 81 {
      let d_W_o_index = slice * 81 + vocab;
      work[d_W_o_at + (d_W_o_index >> 2u) + embed_tile * 81][d_W_o_index & 3] = d_W_o_5;
    }
  }
}
