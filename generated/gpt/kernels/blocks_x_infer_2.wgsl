// x + attn(norm1(x))                                  specs/gpt.weft:38
// x[embed, seq] = blocks[embed, seq] + sum[head, key](W_o[embed, head, key] * sum[src](A[head, seq, src] *
//   sum[embed](W_v[embed, head, key] * norm1[embed, seq])[seq = src]))
// [seq 64, embed 128], 8 rows x 2 vectors of 4 columns a thread, an outer product a step

const HEAD_KEY = 128;

struct Offsets {
  attn_total: i32,
  W_o: i32,
  blocks: i32,
  x: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(16)
fn blocks_x_infer_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let attn_total_at = at.attn_total / 4;
  let W_o_at = at.W_o / 4;
  let blocks_at = at.blocks / 4;
  let x_at = at.x / 4;
  let seq_tile = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let seq = min(seq_tile * 8, day.seq - 1);
  let seq_2 = min(seq_tile * 8 + 1, day.seq - 1);
  let seq_3 = min(seq_tile * 8 + 2, day.seq - 1);
  let seq_4 = min(seq_tile * 8 + 3, day.seq - 1);
  let seq_5 = min(seq_tile * 8 + 4, day.seq - 1);
  let seq_6 = min(seq_tile * 8 + 5, day.seq - 1);
  let seq_7 = min(seq_tile * 8 + 6, day.seq - 1);
  let seq_8 = min(seq_tile * 8 + 7, day.seq - 1);
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
    let row = work[attn_total_at + (head_key >> 2u) + seq * 32][head_key & 3];
    let row_2 = work[attn_total_at + (head_key >> 2u) + seq_2 * 32][head_key & 3];
    let row_3 = work[attn_total_at + (head_key >> 2u) + seq_3 * 32][head_key & 3];
    let row_4 = work[attn_total_at + (head_key >> 2u) + seq_4 * 32][head_key & 3];
    let row_5 = work[attn_total_at + (head_key >> 2u) + seq_5 * 32][head_key & 3];
    let row_6 = work[attn_total_at + (head_key >> 2u) + seq_6 * 32][head_key & 3];
    let row_7 = work[attn_total_at + (head_key >> 2u) + seq_7 * 32][head_key & 3];
    let row_8 = work[attn_total_at + (head_key >> 2u) + seq_8 * 32][head_key & 3];
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
  if seq_tile * 8 < day.seq {
    let blocks = work[blocks_at + seq * 32 + embed4];
    let x = blocks + attn_0;
    work[x_at + seq * 32 + embed4] = x;
  }
  if seq_tile * 8 < day.seq {
    let blocks = work[blocks_at + seq * 32 + embed4_2];
    let x = blocks + attn_0_2;
    work[x_at + seq * 32 + embed4_2] = x;
  }
  if seq_tile * 8 + 1 < day.seq {
    let blocks = work[blocks_at + seq_2 * 32 + embed4];
    let x = blocks + attn_1;
    work[x_at + seq_2 * 32 + embed4] = x;
  }
  if seq_tile * 8 + 1 < day.seq {
    let blocks = work[blocks_at + seq_2 * 32 + embed4_2];
    let x = blocks + attn_1_2;
    work[x_at + seq_2 * 32 + embed4_2] = x;
  }
  if seq_tile * 8 + 2 < day.seq {
    let blocks = work[blocks_at + seq_3 * 32 + embed4];
    let x = blocks + attn_2;
    work[x_at + seq_3 * 32 + embed4] = x;
  }
  if seq_tile * 8 + 2 < day.seq {
    let blocks = work[blocks_at + seq_3 * 32 + embed4_2];
    let x = blocks + attn_2_2;
    work[x_at + seq_3 * 32 + embed4_2] = x;
  }
  if seq_tile * 8 + 3 < day.seq {
    let blocks = work[blocks_at + seq_4 * 32 + embed4];
    let x = blocks + attn_3;
    work[x_at + seq_4 * 32 + embed4] = x;
  }
  if seq_tile * 8 + 3 < day.seq {
    let blocks = work[blocks_at + seq_4 * 32 + embed4_2];
    let x = blocks + attn_3_2;
    work[x_at + seq_4 * 32 + embed4_2] = x;
  }
  if seq_tile * 8 + 4 < day.seq {
    let blocks = work[blocks_at + seq_5 * 32 + embed4];
    let x = blocks + attn_4;
    work[x_at + seq_5 * 32 + embed4] = x;
  }
  if seq_tile * 8 + 4 < day.seq {
    let blocks = work[blocks_at + seq_5 * 32 + embed4_2];
    let x = blocks + attn_4_2;
    work[x_at + seq_5 * 32 + embed4_2] = x;
  }
  if seq_tile * 8 + 5 < day.seq {
    let blocks = work[blocks_at + seq_6 * 32 + embed4];
    let x = blocks + attn_5;
    work[x_at + seq_6 * 32 + embed4] = x;
  }
  if seq_tile * 8 + 5 < day.seq {
    let blocks = work[blocks_at + seq_6 * 32 + embed4_2];
    let x = blocks + attn_5_2;
    work[x_at + seq_6 * 32 + embed4_2] = x;
  }
  if seq_tile * 8 + 6 < day.seq {
    let blocks = work[blocks_at + seq_7 * 32 + embed4];
    let x = blocks + attn_6;
    work[x_at + seq_7 * 32 + embed4] = x;
  }
  if seq_tile * 8 + 6 < day.seq {
    let blocks = work[blocks_at + seq_7 * 32 + embed4_2];
    let x = blocks + attn_6_2;
    work[x_at + seq_7 * 32 + embed4_2] = x;
  }
  if seq_tile * 8 + 7 < day.seq {
    let blocks = work[blocks_at + seq_8 * 32 + embed4];
    let x = blocks + attn_7;
    work[x_at + seq_8 * 32 + embed4] = x;
  }
  if seq_tile * 8 + 7 < day.seq {
    let blocks = work[blocks_at + seq_8 * 32 + embed4_2];
    let x = blocks + attn_7_2;
    work[x_at + seq_8 * 32 + embed4_2] = x;
  }
}
