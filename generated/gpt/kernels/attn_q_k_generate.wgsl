// q @[key] k / sqrt(|key|)                            specs/gpt.weft:21
// A_ratio[head, seq, src] = sum[key](sum[embed](W_q[embed, head, key] * norm1[embed, seq]) *
//   sum[embed](W_k[embed, head, key] * norm1[embed, seq])[seq = src]) / 5.65685
// [head 4, seq 64, src ≤ 64], 8 rows x 2 columns a thread, by dot products

const KEY4 = 8;

struct Offsets {
  through_W_k: i32,
  q: i32,
  A_ratio: i32,
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
fn attn_q_k_generate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let through_W_k_at = at.through_W_k / 4;
  let q_at = at.q / 4;
  let A_ratio_at = at.A_ratio / 4;
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
  var A_total_0 = 0.0;
  var A_total_0_2 = 0.0;
  var A_total_1 = 0.0;
  var A_total_1_2 = 0.0;
  var A_total_2 = 0.0;
  var A_total_2_2 = 0.0;
  var A_total_3 = 0.0;
  var A_total_3_2 = 0.0;
  var A_total_4 = 0.0;
  var A_total_4_2 = 0.0;
  var A_total_5 = 0.0;
  var A_total_5_2 = 0.0;
  var A_total_6 = 0.0;
  var A_total_6_2 = 0.0;
  var A_total_7 = 0.0;
  var A_total_7_2 = 0.0;
  for (var key4 = 0; key4 < KEY4; key4++) {
    let column = states[through_W_k_at + src * 32 + head * 8 + key4];
    let column_2 = states[through_W_k_at + src_2 * 32 + head * 8 + key4];
    let row = work[q_at + seq * 32 + head * 8 + key4];
    A_total_0 += dot(row, column);
    A_total_0_2 += dot(row, column_2);
    let row_2 = work[q_at + seq_2 * 32 + head * 8 + key4];
    A_total_1 += dot(row_2, column);
    A_total_1_2 += dot(row_2, column_2);
    let row_3 = work[q_at + seq_3 * 32 + head * 8 + key4];
    A_total_2 += dot(row_3, column);
    A_total_2_2 += dot(row_3, column_2);
    let row_4 = work[q_at + seq_4 * 32 + head * 8 + key4];
    A_total_3 += dot(row_4, column);
    A_total_3_2 += dot(row_4, column_2);
    let row_5 = work[q_at + seq_5 * 32 + head * 8 + key4];
    A_total_4 += dot(row_5, column);
    A_total_4_2 += dot(row_5, column_2);
    let row_6 = work[q_at + seq_6 * 32 + head * 8 + key4];
    A_total_5 += dot(row_6, column);
    A_total_5_2 += dot(row_6, column_2);
    let row_7 = work[q_at + seq_7 * 32 + head * 8 + key4];
    A_total_6 += dot(row_7, column);
    A_total_6_2 += dot(row_7, column_2);
    let row_8 = work[q_at + seq_8 * 32 + head * 8 + key4];
    A_total_7 += dot(row_8, column);
    A_total_7_2 += dot(row_8, column_2);
  }
  let A_ratio = A_total_0 / 5.656854;
  if seq_tile * 8 < day.seq && block * 32 + thread < day.seq {
    work[A_ratio_at + (src >> 2u) + head * 1024 + seq * 16][src & 3] = A_ratio;
  }
  let A_ratio_2 = A_total_0_2 / 5.656854;
  if seq_tile * 8 < day.seq && block * 32 + thread + 16 < day.seq {
    work[A_ratio_at + (src_2 >> 2u) + head * 1024 + seq * 16][src_2 & 3] = A_ratio_2;
  }
  let A_ratio_3 = A_total_1 / 5.656854;
  if seq_tile * 8 + 1 < day.seq && block * 32 + thread < day.seq {
    work[A_ratio_at + (src >> 2u) + head * 1024 + seq_2 * 16][src & 3] = A_ratio_3;
  }
  let A_ratio_4 = A_total_1_2 / 5.656854;
  if seq_tile * 8 + 1 < day.seq && block * 32 + thread + 16 < day.seq {
    work[A_ratio_at + (src_2 >> 2u) + head * 1024 + seq_2 * 16][src_2 & 3] = A_ratio_4;
  }
  let A_ratio_5 = A_total_2 / 5.656854;
  if seq_tile * 8 + 2 < day.seq && block * 32 + thread < day.seq {
    work[A_ratio_at + (src >> 2u) + head * 1024 + seq_3 * 16][src & 3] = A_ratio_5;
  }
  let A_ratio_6 = A_total_2_2 / 5.656854;
  if seq_tile * 8 + 2 < day.seq && block * 32 + thread + 16 < day.seq {
    work[A_ratio_at + (src_2 >> 2u) + head * 1024 + seq_3 * 16][src_2 & 3] = A_ratio_6;
  }
  let A_ratio_7 = A_total_3 / 5.656854;
  if seq_tile * 8 + 3 < day.seq && block * 32 + thread < day.seq {
    work[A_ratio_at + (src >> 2u) + head * 1024 + seq_4 * 16][src & 3] = A_ratio_7;
  }
  let A_ratio_8 = A_total_3_2 / 5.656854;
  if seq_tile * 8 + 3 < day.seq && block * 32 + thread + 16 < day.seq {
    work[A_ratio_at + (src_2 >> 2u) + head * 1024 + seq_4 * 16][src_2 & 3] = A_ratio_8;
  }
  let A_ratio_9 = A_total_4 / 5.656854;
  if seq_tile * 8 + 4 < day.seq && block * 32 + thread < day.seq {
    work[A_ratio_at + (src >> 2u) + head * 1024 + seq_5 * 16][src & 3] = A_ratio_9;
  }
  let A_ratio_10 = A_total_4_2 / 5.656854;
  if seq_tile * 8 + 4 < day.seq && block * 32 + thread + 16 < day.seq {
    work[A_ratio_at + (src_2 >> 2u) + head * 1024 + seq_5 * 16][src_2 & 3] = A_ratio_10;
  }
  let A_ratio_11 = A_total_5 / 5.656854;
  if seq_tile * 8 + 5 < day.seq && block * 32 + thread < day.seq {
    work[A_ratio_at + (src >> 2u) + head * 1024 + seq_6 * 16][src & 3] = A_ratio_11;
  }
  let A_ratio_12 = A_total_5_2 / 5.656854;
  if seq_tile * 8 + 5 < day.seq && block * 32 + thread + 16 < day.seq {
    work[A_ratio_at + (src_2 >> 2u) + head * 1024 + seq_6 * 16][src_2 & 3] = A_ratio_12;
  }
  let A_ratio_13 = A_total_6 / 5.656854;
  if seq_tile * 8 + 6 < day.seq && block * 32 + thread < day.seq {
    work[A_ratio_at + (src >> 2u) + head * 1024 + seq_7 * 16][src & 3] = A_ratio_13;
  }
  let A_ratio_14 = A_total_6_2 / 5.656854;
  if seq_tile * 8 + 6 < day.seq && block * 32 + thread + 16 < day.seq {
    work[A_ratio_at + (src_2 >> 2u) + head * 1024 + seq_7 * 16][src_2 & 3] = A_ratio_14;
  }
  let A_ratio_15 = A_total_7 / 5.656854;
  if seq_tile * 8 + 7 < day.seq && block * 32 + thread < day.seq {
    work[A_ratio_at + (src >> 2u) + head * 1024 + seq_8 * 16][src & 3] = A_ratio_15;
  }
  let A_ratio_16 = A_total_7_2 / 5.656854;
  if seq_tile * 8 + 7 < day.seq && block * 32 + thread + 16 < day.seq {
    work[A_ratio_at + (src_2 >> 2u) + head * 1024 + seq_8 * 16][src_2 & 3] = A_ratio_16;
  }
}
