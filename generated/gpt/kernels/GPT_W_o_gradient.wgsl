// W_o(norm(blocks(x)))                                specs/gpt.weft:49
// d_W_o[embed, vocab] = sum[batch, seq](norm[batch, embed, seq] * d_GPT[batch, seq, vocab])
// [embed 128, vocab 81], 8 rows x 2 columns a thread, an outer product a step

const BATCH_SEQ = 768;

struct Offsets {
  norm: i32,
  d_GPT: i32,
  d_W_o: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn GPT_W_o_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let norm_at = at.norm / 4;
  let d_GPT_at = at.d_GPT / 4;
  let d_W_o_at = at.d_W_o / 4;
  let embed_tile = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let vocab = min(block * 32 + thread, 80);
  let vocab_2 = min(block * 32 + thread + 16, 80);
  var d_W_o_0 = 0.0;
  var d_W_o_0_2 = 0.0;
  var d_W_o_1 = 0.0;
  var d_W_o_1_2 = 0.0;
  var d_W_o_2 = 0.0;
  var d_W_o_2_2 = 0.0;
  var d_W_o_3 = 0.0;
  var d_W_o_3_2 = 0.0;
  var d_W_o_4 = 0.0;
  var d_W_o_4_2 = 0.0;
  var d_W_o_5 = 0.0;
  var d_W_o_5_2 = 0.0;
  var d_W_o_6 = 0.0;
  var d_W_o_6_2 = 0.0;
  var d_W_o_7 = 0.0;
  var d_W_o_7_2 = 0.0;
  for (var batch_seq = 0; batch_seq < BATCH_SEQ; batch_seq++) {
    let norm = work[norm_at + batch_seq * 32 + embed_tile * 2];
    let norm_2 = work[norm_at + batch_seq * 32 + embed_tile * 2 + 1];
    let d_GPT_index = batch_seq * 81 + vocab;
    let d_GPT = work[d_GPT_at + (d_GPT_index >> 2u)][d_GPT_index & 3];
    let d_GPT_index_2 = batch_seq * 81 + vocab_2;
    let d_GPT_2 = work[d_GPT_at + (d_GPT_index_2 >> 2u)][d_GPT_index_2 & 3];
    d_W_o_0 += norm.x * d_GPT;
    d_W_o_0_2 += norm.x * d_GPT_2;
    d_W_o_1 += norm.y * d_GPT;
    d_W_o_1_2 += norm.y * d_GPT_2;
    d_W_o_2 += norm.z * d_GPT;
    d_W_o_2_2 += norm.z * d_GPT_2;
    d_W_o_3 += norm.w * d_GPT;
    d_W_o_3_2 += norm.w * d_GPT_2;
    d_W_o_4 += norm_2.x * d_GPT;
    d_W_o_4_2 += norm_2.x * d_GPT_2;
    d_W_o_5 += norm_2.y * d_GPT;
    d_W_o_5_2 += norm_2.y * d_GPT_2;
    d_W_o_6 += norm_2.z * d_GPT;
    d_W_o_6_2 += norm_2.z * d_GPT_2;
    d_W_o_7 += norm_2.w * d_GPT;
    d_W_o_7_2 += norm_2.w * d_GPT_2;
  }
  if block * 32 + thread < 81 {
    work[d_W_o_at + (vocab >> 2u) + embed_tile * 162][vocab & 3] = d_W_o_0;
  }
  if block * 32 + thread + 16 < 81 {
    work[d_W_o_at + (vocab_2 >> 2u) + embed_tile * 162][vocab_2 & 3] = d_W_o_0_2;
  }
  if block * 32 + thread < 81 {
    let d_W_o_index = vocab + 81;
    work[d_W_o_at + (d_W_o_index >> 2u) + embed_tile * 162][d_W_o_index & 3] = d_W_o_1;
  }
  if block * 32 + thread + 16 < 81 {
    let d_W_o_index = vocab_2 + 81;
    work[d_W_o_at + (d_W_o_index >> 2u) + embed_tile * 162][d_W_o_index & 3] = d_W_o_1_2;
  }
  if block * 32 + thread < 81 {
    let d_W_o_index = vocab + 162;
    work[d_W_o_at + (d_W_o_index >> 2u) + embed_tile * 162][d_W_o_index & 3] = d_W_o_2;
  }
  if block * 32 + thread + 16 < 81 {
    let d_W_o_index = vocab_2 + 162;
    work[d_W_o_at + (d_W_o_index >> 2u) + embed_tile * 162][d_W_o_index & 3] = d_W_o_2_2;
  }
  if block * 32 + thread < 81 {
    let d_W_o_index = vocab + 243;
    work[d_W_o_at + (d_W_o_index >> 2u) + embed_tile * 162][d_W_o_index & 3] = d_W_o_3;
  }
  if block * 32 + thread + 16 < 81 {
    let d_W_o_index = vocab_2 + 243;
    work[d_W_o_at + (d_W_o_index >> 2u) + embed_tile * 162][d_W_o_index & 3] = d_W_o_3_2;
  }
  if block * 32 + thread < 81 {
    work[d_W_o_at + (vocab >> 2u) + embed_tile * 162 + 81][vocab & 3] = d_W_o_4;
  }
  if block * 32 + thread + 16 < 81 {
    work[d_W_o_at + (vocab_2 >> 2u) + embed_tile * 162 + 81][vocab_2 & 3] = d_W_o_4_2;
  }
  if block * 32 + thread < 81 {
    let d_W_o_index = vocab + 405;
    work[d_W_o_at + (d_W_o_index >> 2u) + embed_tile * 162][d_W_o_index & 3] = d_W_o_5;
  }
  if block * 32 + thread + 16 < 81 {
    let d_W_o_index = vocab_2 + 405;
    work[d_W_o_at + (d_W_o_index >> 2u) + embed_tile * 162][d_W_o_index & 3] = d_W_o_5_2;
  }
  if block * 32 + thread < 81 {
    let d_W_o_index = vocab + 486;
    work[d_W_o_at + (d_W_o_index >> 2u) + embed_tile * 162][d_W_o_index & 3] = d_W_o_6;
  }
  if block * 32 + thread + 16 < 81 {
    let d_W_o_index = vocab_2 + 486;
    work[d_W_o_at + (d_W_o_index >> 2u) + embed_tile * 162][d_W_o_index & 3] = d_W_o_6_2;
  }
  if block * 32 + thread < 81 {
    let d_W_o_index = vocab + 567;
    work[d_W_o_at + (d_W_o_index >> 2u) + embed_tile * 162][d_W_o_index & 3] = d_W_o_7;
  }
  if block * 32 + thread + 16 < 81 {
    let d_W_o_index = vocab_2 + 567;
    work[d_W_o_at + (d_W_o_index >> 2u) + embed_tile * 162][d_W_o_index & 3] = d_W_o_7_2;
  }
}
