// A @[src] V                                          specs/minimal.weft:25
// O_total[head, key, seq] = sum[src](sum[embed](W_v[embed, head, key] * E[embed, seq])[seq = src] * A[head,
//   seq, src])
// [seq ≤ 32, head 8, key 64], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 2 threads a
//   sum

struct Offsets {
  A: i32,
  through_W_v: i32,
  O_total: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_O_total: array<vec4f, 128>;

@compute @workgroup_size(32)
fn LanguageModel_V_A_infer(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let A_at = at.A / 4;
  let through_W_v_at = at.through_W_v / 4;
  let O_total_at = at.O_total / 4;
  let head = i32(group.z);
  let seq_tile = i32(group.y);
  let block = 0;
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let seq = min(seq_tile * 4, day.seq - 1);
  let seq_2 = min(seq_tile * 4 + 1, day.seq - 1);
  let seq_3 = min(seq_tile * 4 + 2, day.seq - 1);
  let seq_4 = min(seq_tile * 4 + 3, day.seq - 1);
  let key4 = block * 16 + thread;
  var O_total = vec4f();
  var O_total_2 = vec4f();
  var O_total_3 = vec4f();
  var O_total_4 = vec4f();
  for (var turn = 0; turn < (day.seq + 1) / 2; turn++) {
    let src = turn * 2 + slice;
    if src < day.seq {
      let A = work[A_at + (src >> 2u) + head * 256 + seq * 8][src & 3];
      let A_2 = work[A_at + (src >> 2u) + head * 256 + seq_2 * 8][src & 3];
      let A_3 = work[A_at + (src >> 2u) + head * 256 + seq_3 * 8][src & 3];
      let A_4 = work[A_at + (src >> 2u) + head * 256 + seq_4 * 8][src & 3];
      let column = work[through_W_v_at + src * 128 + head * 16 + key4];
      O_total += A * column;
      O_total_2 += A_2 * column;
      O_total_3 += A_3 * column;
      O_total_4 += A_4 * column;
    }
  }
  all_O_total[rank] = O_total;
  all_O_total[rank + 32] = O_total_2;
  all_O_total[rank + 64] = O_total_3;
  all_O_total[rank + 96] = O_total_4;
  workgroupBarrier();
  var O_total_5 = vec4f();
  for (var part = 0; part < 2; part++) {
    O_total_5 += all_O_total[slice * 16 + part * 16 + rank];
  }
  let seq_5 = min(seq_tile * 4 + slice, day.seq - 1);
  if seq_tile * 4 + slice < day.seq {
    work[O_total_at + seq_5 * 128 + head * 16 + key4] = O_total_5;
  }
  var O_total_6 = vec4f();
  for (var part = 0; part < 2; part++) {
    O_total_6 += all_O_total[slice * 16 + part * 16 + rank + 64];
  }
  let seq_6 = min(seq_tile * 4 + slice + 2, day.seq - 1);
  if seq_tile * 4 + slice + 2 < day.seq {
    work[O_total_at + seq_6 * 128 + head * 16 + key4] = O_total_6;
  }
}
