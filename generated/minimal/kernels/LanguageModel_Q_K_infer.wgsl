// Q @[key] K / sqrt(|key|)                            specs/minimal.weft:24
// A_ratio[head, seq, src] = sum[key](sum[embed](W_q[embed, head, key] * E[embed, seq]) *
//   sum[embed](W_k[embed, head, key] * E[embed, seq])[seq = src]) / 8
// [head 8, seq ≤ 32, src ≤ 32], 4 rows x 1 column a thread, an outer product a step, 4 threads a sum

struct Offsets {
  through_W_k: i32,
  Q: i32,
  A_ratio: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_A_total: array<f32, 256>;

@compute @workgroup_size(64)
fn LanguageModel_Q_K_infer(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let through_W_k_at = at.through_W_k / 4;
  let Q_at = at.Q / 4;
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
    let key4 = turn * 4 + slice;
    let column = work[through_W_k_at + src * 128 + head * 16 + key4];
    let Q = work[Q_at + seq * 128 + head * 16 + key4];
    let Q_2 = work[Q_at + seq_2 * 128 + head * 16 + key4];
    let Q_3 = work[Q_at + seq_3 * 128 + head * 16 + key4];
    let Q_4 = work[Q_at + seq_4 * 128 + head * 16 + key4];
    A_total = A_total + Q.x * column.x + Q.y * column.y + Q.z * column.z + Q.w * column.w;
    A_total_2 = A_total_2 + Q_2.x * column.x + Q_2.y * column.y + Q_2.z * column.z + Q_2.w * column.w;
    A_total_3 = A_total_3 + Q_3.x * column.x + Q_3.y * column.y + Q_3.z * column.z + Q_3.w * column.w;
    A_total_4 = A_total_4 + Q_4.x * column.x + Q_4.y * column.y + Q_4.z * column.z + Q_4.w * column.w;
  }
  all_A_total[rank] = A_total;
  all_A_total[rank + 64] = A_total_2;
  all_A_total[rank + 128] = A_total_3;
  all_A_total[rank + 192] = A_total_4;
  workgroupBarrier();
  var A_total_5 = 0.0;
  for (var part = 0; part < 4; part++) {
    A_total_5 += all_A_total[slice * 48 + part * 16 + rank];
  }
  let seq_5 = min(seq_tile * 4 + slice, day.seq - 1);
  let A_ratio = A_total_5 / 8.0;
  if seq_tile * 4 + slice < day.seq && block * 16 + thread < day.seq {
    work[A_ratio_at + (src >> 2u) + head * 256 + seq_5 * 8][src & 3] = A_ratio;
  }
}
