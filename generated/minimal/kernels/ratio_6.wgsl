// Q @[key] K / sqrt(|key|)                            specs/minimal.weft:24
// ratio[head, seq, src] = sum[key](sum[embed](W_q[embed, head, key] * E[embed, seq]) * sum[embed](W_k[embed,
//   head, key] * E[embed, seq])[seq = src]) / 8
// [head 8, seq ≤ 32, src ≤ 32], 8 rows x 2 columns a thread, by dot products

const KEY4 = 16;

struct Offsets {
  through_W_k: i32,
  Q: i32,
  ratio: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(1) var<storage, read_write> states: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(16)
fn ratio_6(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let through_W_k_at = at.through_W_k / 4;
  let Q_at = at.Q / 4;
  let ratio_at = at.ratio / 4;
  let head = i32(group.z);
  let seq_tile = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let seq = min(seq_tile * 8, day.seq - 1);
  let seq_2 = min(seq_tile * 8 + 1, day.seq - 1);
  let seq_3 = min(seq_tile * 8 + 2, day.seq - 1);
  let seq_4 = min(seq_tile * 8 + 3, day.seq - 1);
  let seq_5 = min(seq_tile * 8 + 4, day.seq - 1);
  let seq_6 = min(seq_tile * 8 + 5, day.seq - 1);
  let seq_7 = min(seq_tile * 8 + 6, day.seq - 1);
  let seq_8 = min(seq_tile * 8 + 7, day.seq - 1);
  let src = min(block * 32 + thread, day.seq - 1);
  let src_2 = min(block * 32 + thread + 16, day.seq - 1);
  var total_0 = 0.0;
  var total_0_2 = 0.0;
  var total_1 = 0.0;
  var total_1_2 = 0.0;
  var total_2 = 0.0;
  var total_2_2 = 0.0;
  var total_3 = 0.0;
  var total_3_2 = 0.0;
  var total_4 = 0.0;
  var total_4_2 = 0.0;
  var total_5 = 0.0;
  var total_5_2 = 0.0;
  var total_6 = 0.0;
  var total_6_2 = 0.0;
  var total_7 = 0.0;
  var total_7_2 = 0.0;
  for (var key4 = 0; key4 < KEY4; key4++) {
    let column = states[through_W_k_at + src * 128 + head * 16 + key4];
    let column_2 = states[through_W_k_at + src_2 * 128 + head * 16 + key4];
    let row = work[Q_at + seq * 128 + head * 16 + key4];
    total_0 += dot(row, column);
    total_0_2 += dot(row, column_2);
    let row_2 = work[Q_at + seq_2 * 128 + head * 16 + key4];
    total_1 += dot(row_2, column);
    total_1_2 += dot(row_2, column_2);
    let row_3 = work[Q_at + seq_3 * 128 + head * 16 + key4];
    total_2 += dot(row_3, column);
    total_2_2 += dot(row_3, column_2);
    let row_4 = work[Q_at + seq_4 * 128 + head * 16 + key4];
    total_3 += dot(row_4, column);
    total_3_2 += dot(row_4, column_2);
    let row_5 = work[Q_at + seq_5 * 128 + head * 16 + key4];
    total_4 += dot(row_5, column);
    total_4_2 += dot(row_5, column_2);
    let row_6 = work[Q_at + seq_6 * 128 + head * 16 + key4];
    total_5 += dot(row_6, column);
    total_5_2 += dot(row_6, column_2);
    let row_7 = work[Q_at + seq_7 * 128 + head * 16 + key4];
    total_6 += dot(row_7, column);
    total_6_2 += dot(row_7, column_2);
    let row_8 = work[Q_at + seq_8 * 128 + head * 16 + key4];
    total_7 += dot(row_8, column);
    total_7_2 += dot(row_8, column_2);
  }
  let ratio = total_0 / 8.0;
  if seq_tile * 8 < day.seq && block * 32 + thread < day.seq {
    work[ratio_at + (src >> 2u) + head * 256 + seq * 8][src & 3] = ratio;
  }
  let ratio_2 = total_0_2 / 8.0;
  if seq_tile * 8 < day.seq && block * 32 + thread + 16 < day.seq {
    work[ratio_at + (src_2 >> 2u) + head * 256 + seq * 8][src_2 & 3] = ratio_2;
  }
  let ratio_3 = total_1 / 8.0;
  if seq_tile * 8 + 1 < day.seq && block * 32 + thread < day.seq {
    work[ratio_at + (src >> 2u) + head * 256 + seq_2 * 8][src & 3] = ratio_3;
  }
  let ratio_4 = total_1_2 / 8.0;
  if seq_tile * 8 + 1 < day.seq && block * 32 + thread + 16 < day.seq {
    work[ratio_at + (src_2 >> 2u) + head * 256 + seq_2 * 8][src_2 & 3] = ratio_4;
  }
  let ratio_5 = total_2 / 8.0;
  if seq_tile * 8 + 2 < day.seq && block * 32 + thread < day.seq {
    work[ratio_at + (src >> 2u) + head * 256 + seq_3 * 8][src & 3] = ratio_5;
  }
  let ratio_7 = total_2_2 / 8.0;
  if seq_tile * 8 + 2 < day.seq && block * 32 + thread + 16 < day.seq {
    work[ratio_at + (src_2 >> 2u) + head * 256 + seq_3 * 8][src_2 & 3] = ratio_7;
  }
  let ratio_8 = total_3 / 8.0;
  if seq_tile * 8 + 3 < day.seq && block * 32 + thread < day.seq {
    work[ratio_at + (src >> 2u) + head * 256 + seq_4 * 8][src & 3] = ratio_8;
  }
  let ratio_9 = total_3_2 / 8.0;
  if seq_tile * 8 + 3 < day.seq && block * 32 + thread + 16 < day.seq {
    work[ratio_at + (src_2 >> 2u) + head * 256 + seq_4 * 8][src_2 & 3] = ratio_9;
  }
  let ratio_10 = total_4 / 8.0;
  if seq_tile * 8 + 4 < day.seq && block * 32 + thread < day.seq {
    work[ratio_at + (src >> 2u) + head * 256 + seq_5 * 8][src & 3] = ratio_10;
  }
  let ratio_11 = total_4_2 / 8.0;
  if seq_tile * 8 + 4 < day.seq && block * 32 + thread + 16 < day.seq {
    work[ratio_at + (src_2 >> 2u) + head * 256 + seq_5 * 8][src_2 & 3] = ratio_11;
  }
  let ratio_12 = total_5 / 8.0;
  if seq_tile * 8 + 5 < day.seq && block * 32 + thread < day.seq {
    work[ratio_at + (src >> 2u) + head * 256 + seq_6 * 8][src & 3] = ratio_12;
  }
  let ratio_13 = total_5_2 / 8.0;
  if seq_tile * 8 + 5 < day.seq && block * 32 + thread + 16 < day.seq {
    work[ratio_at + (src_2 >> 2u) + head * 256 + seq_6 * 8][src_2 & 3] = ratio_13;
  }
  let ratio_14 = total_6 / 8.0;
  if seq_tile * 8 + 6 < day.seq && block * 32 + thread < day.seq {
    work[ratio_at + (src >> 2u) + head * 256 + seq_7 * 8][src & 3] = ratio_14;
  }
  let ratio_15 = total_6_2 / 8.0;
  if seq_tile * 8 + 6 < day.seq && block * 32 + thread + 16 < day.seq {
    work[ratio_at + (src_2 >> 2u) + head * 256 + seq_7 * 8][src_2 & 3] = ratio_15;
  }
  let ratio_16 = total_7 / 8.0;
  if seq_tile * 8 + 7 < day.seq && block * 32 + thread < day.seq {
    work[ratio_at + (src >> 2u) + head * 256 + seq_8 * 8][src & 3] = ratio_16;
  }
  let ratio_17 = total_7_2 / 8.0;
  if seq_tile * 8 + 7 < day.seq && block * 32 + thread + 16 < day.seq {
    work[ratio_at + (src_2 >> 2u) + head * 256 + seq_8 * 8][src_2 & 3] = ratio_17;
  }
}
