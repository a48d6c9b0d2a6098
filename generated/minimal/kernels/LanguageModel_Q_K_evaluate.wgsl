// Q @[key] K / sqrt(|key|)                            specs/minimal.weft:24
// A_ratio[batch, head, seq, src] = sum[key](sum[embed](W_q[embed, head, key] * E[batch, embed, seq]) *
//   sum[embed](W_k[embed, head, key] * E[batch, embed, seq])[seq = src]) / 8
// [batch ≤ 4, head 8, seq 32, src 32], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 4
//   threads a sum

struct Offsets {
  through_W_k: i32,
  Q: i32,
  A_ratio: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_A_total: array<vec4f, 256>;

@compute @workgroup_size(64)
fn LanguageModel_Q_K_evaluate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let through_W_k_at = at.through_W_k / 4;
  let Q_at = at.Q / 4;
  let A_ratio_at = at.A_ratio / 4;
  let batch_head = i32(group.z);
  let seq_tiles = i32(group.y);
  let block = 0;
  let rank = i32(lane.x);
  let thread = rank % 8;
  let slice = rank / 8 % 4;
  let tile = rank / 32;
  let seq_tile = seq_tiles * 2 + tile;
  let head = batch_head % 8;
  let head_left = batch_head / 8;
  let src4 = block * 8 + thread;
  var A_total = vec4f();
  var A_total_2 = vec4f();
  var A_total_3 = vec4f();
  var A_total_4 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let key4 = turn * 4 + slice;
    let column = work[through_W_k_at + head_left * 4096 + src4 * 512 + head * 16 + key4];
    let column_2 = work[through_W_k_at + head_left * 4096 + src4 * 512 + head * 16 + key4 + 128];
    let column_3 = work[through_W_k_at + head_left * 4096 + src4 * 512 + head * 16 + key4 + 256];
    let column_4 = work[through_W_k_at + head_left * 4096 + src4 * 512 + head * 16 + key4 + 384];
    let Q = work[Q_at + head_left * 4096 + seq_tile * 512 + head * 16 + key4];
    let Q_2 = work[Q_at + head_left * 4096 + seq_tile * 512 + head * 16 + key4 + 128];
    let Q_3 = work[Q_at + head_left * 4096 + seq_tile * 512 + head * 16 + key4 + 256];
    let Q_4 = work[Q_at + head_left * 4096 + seq_tile * 512 + head * 16 + key4 + 384];
    A_total = A_total + Q.x * vec4f(column.x, column_2.x, column_3.x, column_4.x) + Q.y * vec4f(column.y, column_2.y, column_3.y, column_4.y) + Q.z * vec4f(column.z, column_2.z, column_3.z, column_4.z) + Q.w * vec4f(column.w, column_2.w, column_3.w, column_4.w);
    A_total_2 = A_total_2 + Q_2.x * vec4f(column.x, column_2.x, column_3.x, column_4.x) + Q_2.y * vec4f(column.y, column_2.y, column_3.y, column_4.y) + Q_2.z * vec4f(column.z, column_2.z, column_3.z, column_4.z) + Q_2.w * vec4f(column.w, column_2.w, column_3.w, column_4.w);
    A_total_3 = A_total_3 + Q_3.x * vec4f(column.x, column_2.x, column_3.x, column_4.x) + Q_3.y * vec4f(column.y, column_2.y, column_3.y, column_4.y) + Q_3.z * vec4f(column.z, column_2.z, column_3.z, column_4.z) + Q_3.w * vec4f(column.w, column_2.w, column_3.w, column_4.w);
    A_total_4 = A_total_4 + Q_4.x * vec4f(column.x, column_2.x, column_3.x, column_4.x) + Q_4.y * vec4f(column.y, column_2.y, column_3.y, column_4.y) + Q_4.z * vec4f(column.z, column_2.z, column_3.z, column_4.z) + Q_4.w * vec4f(column.w, column_2.w, column_3.w, column_4.w);
  }
  all_A_total[rank] = A_total;
  all_A_total[rank + 64] = A_total_2;
  all_A_total[rank + 128] = A_total_3;
  all_A_total[rank + 192] = A_total_4;
  workgroupBarrier();
  var A_total_5 = vec4f();
  for (var part = 0; part < 4; part++) {
    A_total_5 += all_A_total[slice * 56 + part * 8 + rank];
  }
  let A_ratio = A_total_5 / 8.0;
  work[A_ratio_at + head_left * 2048 + head * 256 + seq_tile * 32 + slice * 8 + src4] = A_ratio;
}
