// x + attn(norm1(x))                                  specs/gpt.weft:38
// x[batch, embed, seq] = blocks[batch, embed, seq] + sum[head, key](sum[src](A[batch, head, seq, src] *
//   sum[embed](norm1[batch, embed, seq] * W_v[embed, head, key])[seq = src]) * W_o[em…
// [batch 12, seq 64, embed 128], 8 rows x 2 vectors of 4 columns a thread, an outer product a step

const HEAD_KEY = 128;

struct Offsets {
  attn_total: i32,
  W_o: i32,
  blocks: i32,
  x: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn blocks_x_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let attn_total_at = at.attn_total / 4;
  let W_o_at = at.W_o / 4;
  let blocks_at = at.blocks / 4;
  let x_at = at.x / 4;
  let batch_seq_tile = i32(group.y);
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
    let attn_total = work[attn_total_at + (head_key >> 2u) + batch_seq_tile * 256][head_key & 3];
    let attn_total_2 = work[attn_total_at + (head_key >> 2u) + batch_seq_tile * 256 + 32][head_key & 3];
    let attn_total_3 = work[attn_total_at + (head_key >> 2u) + batch_seq_tile * 256 + 64][head_key & 3];
    let attn_total_4 = work[attn_total_at + (head_key >> 2u) + batch_seq_tile * 256 + 96][head_key & 3];
    let attn_total_5 = work[attn_total_at + (head_key >> 2u) + batch_seq_tile * 256 + 128][head_key & 3];
    let attn_total_6 = work[attn_total_at + (head_key >> 2u) + batch_seq_tile * 256 + 160][head_key & 3];
    let attn_total_7 = work[attn_total_at + (head_key >> 2u) + batch_seq_tile * 256 + 192][head_key & 3];
    let attn_total_8 = work[attn_total_at + (head_key >> 2u) + batch_seq_tile * 256 + 224][head_key & 3];
    let W_o = parameters[W_o_at + head_key * 32 + embed4];
    let W_o_2 = parameters[W_o_at + head_key * 32 + embed4_2];
    attn_0 += attn_total * W_o;
    attn_0_2 += attn_total * W_o_2;
    attn_1 += attn_total_2 * W_o;
    attn_1_2 += attn_total_2 * W_o_2;
    attn_2 += attn_total_3 * W_o;
    attn_2_2 += attn_total_3 * W_o_2;
    attn_3 += attn_total_4 * W_o;
    attn_3_2 += attn_total_4 * W_o_2;
    attn_4 += attn_total_5 * W_o;
    attn_4_2 += attn_total_5 * W_o_2;
    attn_5 += attn_total_6 * W_o;
    attn_5_2 += attn_total_6 * W_o_2;
    attn_6 += attn_total_7 * W_o;
    attn_6_2 += attn_total_7 * W_o_2;
    attn_7 += attn_total_8 * W_o;
    attn_7_2 += attn_total_8 * W_o_2;
  }
  let blocks = work[blocks_at + batch_seq_tile * 256 + embed4];
  let x = blocks + attn_0;
  work[x_at + batch_seq_tile * 256 + embed4] = x;
  let blocks_2 = work[blocks_at + batch_seq_tile * 256 + embed4_2];
  let x_2 = blocks_2 + attn_0_2;
  work[x_at + batch_seq_tile * 256 + embed4_2] = x_2;
  let blocks_3 = work[blocks_at + batch_seq_tile * 256 + embed4 + 32];
  let x_3 = blocks_3 + attn_1;
  work[x_at + batch_seq_tile * 256 + embed4 + 32] = x_3;
  let blocks_4 = work[blocks_at + batch_seq_tile * 256 + embed4_2 + 32];
  let x_4 = blocks_4 + attn_1_2;
  work[x_at + batch_seq_tile * 256 + embed4_2 + 32] = x_4;
  let blocks_5 = work[blocks_at + batch_seq_tile * 256 + embed4 + 64];
  let x_5 = blocks_5 + attn_2;
  work[x_at + batch_seq_tile * 256 + embed4 + 64] = x_5;
  let blocks_6 = work[blocks_at + batch_seq_tile * 256 + embed4_2 + 64];
  let x_6 = blocks_6 + attn_2_2;
  work[x_at + batch_seq_tile * 256 + embed4_2 + 64] = x_6;
  let blocks_7 = work[blocks_at + batch_seq_tile * 256 + embed4 + 96];
  let x_7 = blocks_7 + attn_3;
  work[x_at + batch_seq_tile * 256 + embed4 + 96] = x_7;
  let blocks_8 = work[blocks_at + batch_seq_tile * 256 + embed4_2 + 96];
  let x_8 = blocks_8 + attn_3_2;
  work[x_at + batch_seq_tile * 256 + embed4_2 + 96] = x_8;
  let blocks_9 = work[blocks_at + batch_seq_tile * 256 + embed4 + 128];
  let x_9 = blocks_9 + attn_4;
  work[x_at + batch_seq_tile * 256 + embed4 + 128] = x_9;
  let blocks_10 = work[blocks_at + batch_seq_tile * 256 + embed4_2 + 128];
  let x_10 = blocks_10 + attn_4_2;
  work[x_at + batch_seq_tile * 256 + embed4_2 + 128] = x_10;
  let blocks_11 = work[blocks_at + batch_seq_tile * 256 + embed4 + 160];
  let x_11 = blocks_11 + attn_5;
  work[x_at + batch_seq_tile * 256 + embed4 + 160] = x_11;
  let blocks_12 = work[blocks_at + batch_seq_tile * 256 + embed4_2 + 160];
  let x_12 = blocks_12 + attn_5_2;
  work[x_at + batch_seq_tile * 256 + embed4_2 + 160] = x_12;
  let blocks_13 = work[blocks_at + batch_seq_tile * 256 + embed4 + 192];
  let x_13 = blocks_13 + attn_6;
  work[x_at + batch_seq_tile * 256 + embed4 + 192] = x_13;
  let blocks_14 = work[blocks_at + batch_seq_tile * 256 + embed4_2 + 192];
  let x_14 = blocks_14 + attn_6_2;
  work[x_at + batch_seq_tile * 256 + embed4_2 + 192] = x_14;
  let blocks_15 = work[blocks_at + batch_seq_tile * 256 + embed4 + 224];
  let x_15 = blocks_15 + attn_7;
  work[x_at + batch_seq_tile * 256 + embed4 + 224] = x_15;
  let blocks_16 = work[blocks_at + batch_seq_tile * 256 + embed4_2 + 224];
  let x_16 = blocks_16 + attn_7_2;
  work[x_at + batch_seq_tile * 256 + embed4_2 + 224] = x_16;
}
