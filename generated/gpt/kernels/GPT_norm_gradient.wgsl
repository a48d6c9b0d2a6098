// W_o(norm(blocks(x)))                                specs/gpt.weft:49
// d_norm[batch, embed, seq] = sum[vocab](d_GPT[batch, seq, vocab] * W_o[embed, vocab])
// [batch 12, seq 64, embed 128], 8 rows x 2 vectors of 4 columns a thread, an outer product a step

const VOCAB = 81;

struct Offsets {
  d_GPT: i32,
  W_o: i32,
  d_norm: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn GPT_norm_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let d_GPT_at = at.d_GPT / 4;
  let d_norm_at = at.d_norm / 4;
  let batch_seq_tile = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let embed4 = block * 32 + thread;
  let embed4_2 = block * 32 + thread + 16;
  var d_norm_0 = vec4f();
  var d_norm_0_2 = vec4f();
  var d_norm_1 = vec4f();
  var d_norm_1_2 = vec4f();
  var d_norm_2 = vec4f();
  var d_norm_2_2 = vec4f();
  var d_norm_3 = vec4f();
  var d_norm_3_2 = vec4f();
  var d_norm_4 = vec4f();
  var d_norm_4_2 = vec4f();
  var d_norm_5 = vec4f();
  var d_norm_5_2 = vec4f();
  var d_norm_6 = vec4f();
  var d_norm_6_2 = vec4f();
  var d_norm_7 = vec4f();
  var d_norm_7_2 = vec4f();
  for (var vocab = 0; vocab < VOCAB; vocab++) {
    let d_GPT = work[d_GPT_at + (vocab >> 2u) + batch_seq_tile * 162][vocab & 3];
    let d_GPT_index = vocab + 81;
    let d_GPT_2 = work[d_GPT_at + (d_GPT_index >> 2u) + batch_seq_tile * 162][d_GPT_index & 3];
    let d_GPT_index_2 = vocab + 162;
    let d_GPT_3 = work[d_GPT_at + (d_GPT_index_2 >> 2u) + batch_seq_tile * 162][d_GPT_index_2 & 3];
    let d_GPT_index_3 = vocab + 243;
    let d_GPT_4 = work[d_GPT_at + (d_GPT_index_3 >> 2u) + batch_seq_tile * 162][d_GPT_index_3 & 3];
    let d_GPT_5 = work[d_GPT_at + (vocab >> 2u) + batch_seq_tile * 162 + 81][vocab & 3];
    let d_GPT_index_4 = vocab + 405;
    let d_GPT_6 = work[d_GPT_at + (d_GPT_index_4 >> 2u) + batch_seq_tile * 162][d_GPT_index_4 & 3];
    let d_GPT_index_5 = vocab + 486;
    let d_GPT_7 = work[d_GPT_at + (d_GPT_index_5 >> 2u) + batch_seq_tile * 162][d_GPT_index_5 & 3];
    let d_GPT_index_6 = vocab + 567;
    let d_GPT_8 = work[d_GPT_at + (d_GPT_index_6 >> 2u) + batch_seq_tile * 162][d_GPT_index_6 & 3];
    let W_o = vec4f(parameters[at.W_o + embed4 * 324 + vocab], parameters[at.W_o + embed4 * 324 + vocab + 81], parameters[at.W_o + embed4 * 324 + vocab + 162], parameters[at.W_o + embed4 * 324 + vocab + 243]);
    let W_o_2 = vec4f(parameters[at.W_o + embed4_2 * 324 + vocab], parameters[at.W_o + embed4_2 * 324 + vocab + 81], parameters[at.W_o + embed4_2 * 324 + vocab + 162], parameters[at.W_o + embed4_2 * 324 + vocab + 243]);
    d_norm_0 += d_GPT * W_o;
    d_norm_0_2 += d_GPT * W_o_2;
    d_norm_1 += d_GPT_2 * W_o;
    d_norm_1_2 += d_GPT_2 * W_o_2;
    d_norm_2 += d_GPT_3 * W_o;
    d_norm_2_2 += d_GPT_3 * W_o_2;
    d_norm_3 += d_GPT_4 * W_o;
    d_norm_3_2 += d_GPT_4 * W_o_2;
    d_norm_4 += d_GPT_5 * W_o;
    d_norm_4_2 += d_GPT_5 * W_o_2;
    d_norm_5 += d_GPT_6 * W_o;
    d_norm_5_2 += d_GPT_6 * W_o_2;
    d_norm_6 += d_GPT_7 * W_o;
    d_norm_6_2 += d_GPT_7 * W_o_2;
    d_norm_7 += d_GPT_8 * W_o;
    d_norm_7_2 += d_GPT_8 * W_o_2;
  }
  work[d_norm_at + batch_seq_tile * 256 + embed4] = d_norm_0;
  work[d_norm_at + batch_seq_tile * 256 + embed4_2] = d_norm_0_2;
  work[d_norm_at + batch_seq_tile * 256 + embed4 + 32] = d_norm_1;
  work[d_norm_at + batch_seq_tile * 256 + embed4_2 + 32] = d_norm_1_2;
  work[d_norm_at + batch_seq_tile * 256 + embed4 + 64] = d_norm_2;
  work[d_norm_at + batch_seq_tile * 256 + embed4_2 + 64] = d_norm_2_2;
  work[d_norm_at + batch_seq_tile * 256 + embed4 + 96] = d_norm_3;
  work[d_norm_at + batch_seq_tile * 256 + embed4_2 + 96] = d_norm_3_2;
  work[d_norm_at + batch_seq_tile * 256 + embed4 + 128] = d_norm_4;
  work[d_norm_at + batch_seq_tile * 256 + embed4_2 + 128] = d_norm_4_2;
  work[d_norm_at + batch_seq_tile * 256 + embed4 + 160] = d_norm_5;
  work[d_norm_at + batch_seq_tile * 256 + embed4_2 + 160] = d_norm_5_2;
  work[d_norm_at + batch_seq_tile * 256 + embed4 + 192] = d_norm_6;
  work[d_norm_at + batch_seq_tile * 256 + embed4_2 + 192] = d_norm_6_2;
  work[d_norm_at + batch_seq_tile * 256 + embed4 + 224] = d_norm_7;
  work[d_norm_at + batch_seq_tile * 256 + embed4_2 + 224] = d_norm_7_2;
}
