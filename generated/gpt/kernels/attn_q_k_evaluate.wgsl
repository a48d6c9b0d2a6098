// q @[key] k / sqrt(|key|)                            specs/gpt.weft:21
// A_ratio[batch, head, seq, src] = sum[key](sum[embed](norm1[batch, embed, seq] * W_q[embed, head, key]) *
//   sum[embed](norm1[batch, embed, seq] * W_k[embed, head, key])[seq = src]) / 5.65685
// [batch ≤ 12, head 4, seq 64, src 64], 8 rows x 1 vectors of 4 columns a thread, by dot products

const KEY4 = 8;

struct Offsets {
  through_W_k: i32,
  q: i32,
  A_ratio: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(64)
fn attn_q_k_evaluate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let through_W_k_at = at.through_W_k / 4;
  let q_at = at.q / 4;
  let A_ratio_at = at.A_ratio / 4;
  let batch_head = i32(group.z);
  let seq_tiles = i32(group.y);
  let block = 0;
  let rank = i32(lane.x);
  let thread = rank % 16;
  let tile = rank / 16;
  let seq_tile = seq_tiles * 4 + tile;
  let head = batch_head % 4;
  let head_left = batch_head / 4;
  let src4 = block * 16 + thread;
  var A_total = vec4f();
  var A_total_2 = vec4f();
  var A_total_3 = vec4f();
  var A_total_4 = vec4f();
  var A_total_5 = vec4f();
  var A_total_6 = vec4f();
  var A_total_7 = vec4f();
  var A_total_8 = vec4f();
  for (var key4 = 0; key4 < KEY4; key4++) {
    let column = work[through_W_k_at + head_left * 2048 + src4 * 128 + head * 8 + key4];
    let column_2 = work[through_W_k_at + head_left * 2048 + src4 * 128 + head * 8 + key4 + 32];
    let column_3 = work[through_W_k_at + head_left * 2048 + src4 * 128 + head * 8 + key4 + 64];
    let column_4 = work[through_W_k_at + head_left * 2048 + src4 * 128 + head * 8 + key4 + 96];
    let row = work[q_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4];
    A_total += vec4f(dot(row, column), dot(row, column_2), dot(row, column_3), dot(row, column_4));
    let row_2 = work[q_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4 + 32];
    A_total_2 += vec4f(dot(row_2, column), dot(row_2, column_2), dot(row_2, column_3), dot(row_2, column_4));
    let row_3 = work[q_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4 + 64];
    A_total_3 += vec4f(dot(row_3, column), dot(row_3, column_2), dot(row_3, column_3), dot(row_3, column_4));
    let row_4 = work[q_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4 + 96];
    A_total_4 += vec4f(dot(row_4, column), dot(row_4, column_2), dot(row_4, column_3), dot(row_4, column_4));
    let row_5 = work[q_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4 + 128];
    A_total_5 += vec4f(dot(row_5, column), dot(row_5, column_2), dot(row_5, column_3), dot(row_5, column_4));
    let row_6 = work[q_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4 + 160];
    A_total_6 += vec4f(dot(row_6, column), dot(row_6, column_2), dot(row_6, column_3), dot(row_6, column_4));
    let row_7 = work[q_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4 + 192];
    A_total_7 += vec4f(dot(row_7, column), dot(row_7, column_2), dot(row_7, column_3), dot(row_7, column_4));
    let row_8 = work[q_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4 + 224];
    A_total_8 += vec4f(dot(row_8, column), dot(row_8, column_2), dot(row_8, column_3), dot(row_8, column_4));
  }
  let A_ratio = A_total / 5.656854;
  work[A_ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4] = A_ratio;
  let A_ratio_2 = A_total_2 / 5.656854;
  work[A_ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4 + 16] = A_ratio_2;
  let A_ratio_3 = A_total_3 / 5.656854;
  work[A_ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4 + 32] = A_ratio_3;
  let A_ratio_4 = A_total_4 / 5.656854;
  work[A_ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4 + 48] = A_ratio_4;
  let A_ratio_5 = A_total_5 / 5.656854;
  work[A_ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4 + 64] = A_ratio_5;
  let A_ratio_6 = A_total_6 / 5.656854;
  work[A_ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4 + 80] = A_ratio_6;
  let A_ratio_7 = A_total_7 / 5.656854;
  work[A_ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4 + 96] = A_ratio_7;
  let A_ratio_8 = A_total_8 / 5.656854;
  work[A_ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4 + 112] = A_ratio_8;
}
