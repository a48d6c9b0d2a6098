// q @[key] k / sqrt(|key|)                            specs/gpt.weft:21
// A_ratio[head, seq, src] = sum[key](sum[embed](W_q[embed, head, key] * norm1[embed, seq]) *
//   sum[embed](W_k[embed, head, key] * norm1[embed, seq])[seq = src]) / 5.65685
// [head 4, seq ≤ 64, src ≤ 64], 4 rows x 1 column a thread, an outer product a step, 2 threads a sum

struct Offsets {
  through_W_k: i32,
  q: i32,
  A_ratio: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_A_total: array<f32, 128>;

@compute @workgroup_size(32)
fn attn_q_k_infer(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let through_W_k_at = at.through_W_k / 4;
  let q_at = at.q / 4;
  let A_ratio_at = at.A_ratio / 4;
  let head = i32(group.z);
  let seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let seq = min(seq_tile * 4, day.seq - 1);
  let seq_2 = min(seq_tile * 4 + 1, day.seq - 1);
  let seq_3 = min(seq_tile * 4 + 2, day.seq - 1);
  let seq_4 = min(seq_tile * 4 + 3, day.seq - 1);
  let src = min(block * 16 + thread, day.seq - 1);
  var A_total = 0.0;
  var A_total_2 = 0.0;
  var A_total_3 = 0.0;
  var A_total_4 = 0.0;
  for (var turn = 0; turn < 4; turn++) {
    let key4 = turn * 2 + slice;
    let column = work[through_W_k_at + src * 32 + head * 8 + key4];
    let q = work[q_at + seq * 32 + head * 8 + key4];
    let q_2 = work[q_at + seq_2 * 32 + head * 8 + key4];
    let q_3 = work[q_at + seq_3 * 32 + head * 8 + key4];
    let q_4 = work[q_at + seq_4 * 32 + head * 8 + key4];
    A_total = A_total + q.x * column.x + q.y * column.y + q.z * column.z + q.w * column.w;
    A_total_2 = A_total_2 + q_2.x * column.x + q_2.y * column.y + q_2.z * column.z + q_2.w * column.w;
    A_total_3 = A_total_3 + q_3.x * column.x + q_3.y * column.y + q_3.z * column.z + q_3.w * column.w;
    A_total_4 = A_total_4 + q_4.x * column.x + q_4.y * column.y + q_4.z * column.z + q_4.w * column.w;
  }
  all_A_total[rank] = A_total;
  all_A_total[rank + 32] = A_total_2;
  all_A_total[rank + 64] = A_total_3;
  all_A_total[rank + 96] = A_total_4;
  workgroupBarrier();
  var A_total_5 = 0.0;
  for (var part = 0; part < 2; part++) {
    A_total_5 += all_A_total[slice * 16 + part * 16 + rank];
  }
  let seq_5 = min(seq_tile * 4 + slice, day.seq - 1);
  let A_ratio = A_total_5 / 5.656854;
  if seq_tile * 4 + slice < day.seq && block * 16 + thread < day.seq {
    work[A_ratio_at + (src >> 2u) + head * 1024 + seq_5 * 16][src & 3] = A_ratio;
  }
  var A_total_6 = 0.0;
  for (var part = 0; part < 2; part++) {
    A_total_6 += all_A_total[slice * 16 + part * 16 + rank + 64];
  }
  let seq_6 = min(seq_tile * 4 + slice + 2, day.seq - 1);
  let A_ratio_2 = A_total_6 / 5.656854;
  if seq_tile * 4 + slice + 2 < day.seq && block * 16 + thread < day.seq {
    work[A_ratio_at + (src >> 2u) + head * 1024 + seq_6 * 16][src & 3] = A_ratio_2;
  }
}
