// x + attn(norm1(x))                                  specs/gpt.weft:38
// x[batch, embed, seq] = W_e[embed, vocab][vocab = tokens] + W_p[embed, seq] + sum[head,
//   key](sum[src](A[batch, head, seq, src] * sum[embed](norm1[batch, embed, seq] * W_v[embed, head, …
// [batch ≤ 12, seq 64, embed 128], 8 rows x 2 vectors of 4 columns a thread, an outer product a step

const HEAD_KEY = 128;

struct Offsets {
  attn_total: i32,
  W_o: i32,
  tokens: i32,
  W_e: i32,
  W_p: i32,
  x: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn blocks_x_evaluate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let attn_total_at = at.attn_total / 4;
  let W_o_at = at.W_o / 4;
  let W_e_at = at.W_e / 4;
  let W_p_at = at.W_p / 4;
  let x_at = at.x / 4;
  let batch = i32(group.z);
  let seq_tile = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let embed4 = block * 32 + thread;
  let embed4_2 = block * 32 + thread + 16;
  var attn_0 = vec4f();
  var attn_0_2 = vec4f();
  var attn_1 = vec4f();
  var attn_1_2 = vec4f();
  var attn_2 = vec4f();
  var attn_2_2 = vec4f();
  var attn_3 = vec4f();
  var attn_3_2 = vec4f();
  var attn_4 = vec4f();
  var attn_4_2 = vec4f();
  var attn_5 = vec4f();
  var attn_5_2 = vec4f();
  var attn_6 = vec4f();
  var attn_6_2 = vec4f();
  var attn_7 = vec4f();
  var attn_7_2 = vec4f();
  for (var head_key = 0; head_key < HEAD_KEY; head_key++) {
    let row = work[attn_total_at + (head_key >> 2u) + batch * 2048 + seq_tile * 256][head_key & 3];
    let row_2 = work[attn_total_at + (head_key >> 2u) + batch * 2048 + seq_tile * 256 + 32][head_key & 3];
    let row_3 = work[attn_total_at + (head_key >> 2u) + batch * 2048 + seq_tile * 256 + 64][head_key & 3];
    let row_4 = work[attn_total_at + (head_key >> 2u) + batch * 2048 + seq_tile * 256 + 96][head_key & 3];
    let row_5 = work[attn_total_at + (head_key >> 2u) + batch * 2048 + seq_tile * 256 + 128][head_key & 3];
    let row_6 = work[attn_total_at + (head_key >> 2u) + batch * 2048 + seq_tile * 256 + 160][head_key & 3];
    let row_7 = work[attn_total_at + (head_key >> 2u) + batch * 2048 + seq_tile * 256 + 192][head_key & 3];
    let row_8 = work[attn_total_at + (head_key >> 2u) + batch * 2048 + seq_tile * 256 + 224][head_key & 3];
    let column = parameters[W_o_at + head_key * 32 + embed4];
    let column_2 = parameters[W_o_at + head_key * 32 + embed4_2];
    attn_0 += row * column;
    attn_0_2 += row * column_2;
    attn_1 += row_2 * column;
    attn_1_2 += row_2 * column_2;
    attn_2 += row_3 * column;
    attn_2_2 += row_3 * column_2;
    attn_3 += row_4 * column;
    attn_3_2 += row_4 * column_2;
    attn_4 += row_5 * column;
    attn_4_2 += row_5 * column_2;
    attn_5 += row_6 * column;
    attn_5_2 += row_6 * column_2;
    attn_6 += row_7 * column;
    attn_6_2 += row_7 * column_2;
    attn_7 += row_8 * column;
    attn_7_2 += row_8 * column_2;
  }
  let tokens = integers[at.tokens + batch * 64 + seq_tile * 8];
  let x = parameters[W_e_at + tokens * 32 + embed4] + parameters[W_p_at + seq_tile * 256 + embed4];
  let x_2 = x + attn_0;
  work[x_at + batch * 2048 + seq_tile * 256 + embed4] = x_2;
  let x_3 = parameters[W_e_at + tokens * 32 + embed4_2] + parameters[W_p_at + seq_tile * 256 + embed4_2];
  let x_4 = x_3 + attn_0_2;
  work[x_at + batch * 2048 + seq_tile * 256 + embed4_2] = x_4;
  let tokens_2 = integers[at.tokens + batch * 64 + seq_tile * 8 + 1];
  let x_5 = parameters[W_e_at + tokens_2 * 32 + embed4] + parameters[W_p_at + seq_tile * 256 + embed4 + 32];
  let x_6 = x_5 + attn_1;
  work[x_at + batch * 2048 + seq_tile * 256 + embed4 + 32] = x_6;
  let x_7 = parameters[W_e_at + tokens_2 * 32 + embed4_2] + parameters[W_p_at + seq_tile * 256 + embed4_2 + 32];
  let x_8 = x_7 + attn_1_2;
  work[x_at + batch * 2048 + seq_tile * 256 + embed4_2 + 32] = x_8;
  let tokens_3 = integers[at.tokens + batch * 64 + seq_tile * 8 + 2];
  let x_9 = parameters[W_e_at + tokens_3 * 32 + embed4] + parameters[W_p_at + seq_tile * 256 + embed4 + 64];
  let x_10 = x_9 + attn_2;
  work[x_at + batch * 2048 + seq_tile * 256 + embed4 + 64] = x_10;
  let x_11 = parameters[W_e_at + tokens_3 * 32 + embed4_2] + parameters[W_p_at + seq_tile * 256 + embed4_2 + 64];
  let x_12 = x_11 + attn_2_2;
  work[x_at + batch * 2048 + seq_tile * 256 + embed4_2 + 64] = x_12;
  let tokens_4 = integers[at.tokens + batch * 64 + seq_tile * 8 + 3];
  let x_13 = parameters[W_e_at + tokens_4 * 32 + embed4] + parameters[W_p_at + seq_tile * 256 + embed4 + 96];
  let x_14 = x_13 + attn_3;
  work[x_at + batch * 2048 + seq_tile * 256 + embed4 + 96] = x_14;
  let x_15 = parameters[W_e_at + tokens_4 * 32 + embed4_2] + parameters[W_p_at + seq_tile * 256 + embed4_2 + 96];
  let x_16 = x_15 + attn_3_2;
  work[x_at + batch * 2048 + seq_tile * 256 + embed4_2 + 96] = x_16;
  let tokens_5 = integers[at.tokens + batch * 64 + seq_tile * 8 + 4];
  let x_17 = parameters[W_e_at + tokens_5 * 32 + embed4] + parameters[W_p_at + seq_tile * 256 + embed4 + 128];
  let x_18 = x_17 + attn_4;
  work[x_at + batch * 2048 + seq_tile * 256 + embed4 + 128] = x_18;
  let x_19 = parameters[W_e_at + tokens_5 * 32 + embed4_2] + parameters[W_p_at + seq_tile * 256 + embed4_2 + 128];
  let x_20 = x_19 + attn_4_2;
  work[x_at + batch * 2048 + seq_tile * 256 + embed4_2 + 128] = x_20;
  let tokens_6 = integers[at.tokens + batch * 64 + seq_tile * 8 + 5];
  let x_21 = parameters[W_e_at + tokens_6 * 32 + embed4] + parameters[W_p_at + seq_tile * 256 + embed4 + 160];
  let x_22 = x_21 + attn_5;
  work[x_at + batch * 2048 + seq_tile * 256 + embed4 + 160] = x_22;
  let x_23 = parameters[W_e_at + tokens_6 * 32 + embed4_2] + parameters[W_p_at + seq_tile * 256 + embed4_2 + 160];
  let x_24 = x_23 + attn_5_2;
  work[x_at + batch * 2048 + seq_tile * 256 + embed4_2 + 160] = x_24;
  let tokens_7 = integers[at.tokens + batch * 64 + seq_tile * 8 + 6];
  let x_25 = parameters[W_e_at + tokens_7 * 32 + embed4] + parameters[W_p_at + seq_tile * 256 + embed4 + 192];
  let x_26 = x_25 + attn_6;
  work[x_at + batch * 2048 + seq_tile * 256 + embed4 + 192] = x_26;
  let x_27 = parameters[W_e_at + tokens_7 * 32 + embed4_2] + parameters[W_p_at + seq_tile * 256 + embed4_2 + 192];
  let x_28 = x_27 + attn_6_2;
  work[x_at + batch * 2048 + seq_tile * 256 + embed4_2 + 192] = x_28;
  let tokens_8 = integers[at.tokens + batch * 64 + seq_tile * 8 + 7];
  let x_29 = parameters[W_e_at + tokens_8 * 32 + embed4] + parameters[W_p_at + seq_tile * 256 + embed4 + 224];
  let x_30 = x_29 + attn_7;
  work[x_at + batch * 2048 + seq_tile * 256 + embed4 + 224] = x_30;
  let x_31 = parameters[W_e_at + tokens_8 * 32 + embed4_2] + parameters[W_p_at + seq_tile * 256 + embed4_2 + 224];
  let x_32 = x_31 + attn_7_2;
  work[x_at + batch * 2048 + seq_tile * 256 + embed4_2 + 224] = x_32;
}
