// q @[key] k / sqrt(|key|)                            specs/gpt.weft:21
// A_ratio[batch, head, seq, src] = sum[key](sum[embed](norm1[batch, embed, seq] * W_q[embed, head, key]) *
//   sum[embed](norm1[batch, embed, seq] * W_k[embed, head, key])[seq = src]) / 5.65685
// [batch ≤ 12, head 4, seq 64, src 64], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 2
//   threads a sum

struct Offsets {
  through_W_k: i32,
  q: i32,
  A_ratio: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_A_total: array<vec4f, 256>;

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
  let slice = rank / 16 % 2;
  let tile = rank / 32;
  let seq_tile = seq_tiles * 2 + tile;
  let head = batch_head % 4;
  let head_left = batch_head / 4;
  let src4 = block * 16 + thread;
  var A_total = vec4f();
  var A_total_2 = vec4f();
  var A_total_3 = vec4f();
  var A_total_4 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let key4 = turn * 2 + slice;
    let column = work[through_W_k_at + head_left * 2048 + src4 * 128 + head * 8 + key4];
    let column_2 = work[through_W_k_at + head_left * 2048 + src4 * 128 + head * 8 + key4 + 32];
    let column_3 = work[through_W_k_at + head_left * 2048 + src4 * 128 + head * 8 + key4 + 64];
    let column_4 = work[through_W_k_at + head_left * 2048 + src4 * 128 + head * 8 + key4 + 96];
    let q = work[q_at + head_left * 2048 + seq_tile * 128 + head * 8 + key4];
    let q_2 = work[q_at + head_left * 2048 + seq_tile * 128 + head * 8 + key4 + 32];
    let q_3 = work[q_at + head_left * 2048 + seq_tile * 128 + head * 8 + key4 + 64];
    let q_4 = work[q_at + head_left * 2048 + seq_tile * 128 + head * 8 + key4 + 96];
    A_total = A_total + q.x * vec4f(column.x, column_2.x, column_3.x, column_4.x) + q.y * vec4f(column.y, column_2.y, column_3.y, column_4.y) + q.z * vec4f(column.z, column_2.z, column_3.z, column_4.z) + q.w * vec4f(column.w, column_2.w, column_3.w, column_4.w);
    A_total_2 = A_total_2 + q_2.x * vec4f(column.x, column_2.x, column_3.x, column_4.x) + q_2.y * vec4f(column.y, column_2.y, column_3.y, column_4.y) + q_2.z * vec4f(column.z, column_2.z, column_3.z, column_4.z) + q_2.w * vec4f(column.w, column_2.w, column_3.w, column_4.w);
    A_total_3 = A_total_3 + q_3.x * vec4f(column.x, column_2.x, column_3.x, column_4.x) + q_3.y * vec4f(column.y, column_2.y, column_3.y, column_4.y) + q_3.z * vec4f(column.z, column_2.z, column_3.z, column_4.z) + q_3.w * vec4f(column.w, column_2.w, column_3.w, column_4.w);
    A_total_4 = A_total_4 + q_4.x * vec4f(column.x, column_2.x, column_3.x, column_4.x) + q_4.y * vec4f(column.y, column_2.y, column_3.y, column_4.y) + q_4.z * vec4f(column.z, column_2.z, column_3.z, column_4.z) + q_4.w * vec4f(column.w, column_2.w, column_3.w, column_4.w);
  }
  all_A_total[rank] = A_total;
  all_A_total[rank + 64] = A_total_2;
  all_A_total[rank + 128] = A_total_3;
  all_A_total[rank + 192] = A_total_4;
  workgroupBarrier();
  var A_total_5 = vec4f();
  for (var part = 0; part < 2; part++) {
    A_total_5 += all_A_total[slice * 48 + part * 16 + rank];
  }
  let A_ratio = A_total_5 / 5.656854;
  work[A_ratio_at + head_left * 4096 + head * 1024 + seq_tile * 64 + slice * 16 + src4] = A_ratio;
  var A_total_6 = vec4f();
  for (var part = 0; part < 2; part++) {
    A_total_6 += all_A_total[slice * 48 + part * 16 + rank + 128];
  }
  let A_ratio_2 = A_total_6 / 5.656854;
  work[A_ratio_at + head_left * 4096 + head * 1024 + seq_tile * 64 + slice * 16 + src4 + 32] = A_ratio_2;
}
