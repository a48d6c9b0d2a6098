// A @[src] v                                          specs/gpt.weft:23
// attn_total[head, key, seq] = sum[src](A[head, seq, src] * sum[embed](W_v[embed, head, key] * norm1[embed,
//   seq])[seq = src])
// [seq ≤ 64, head 4, key 32], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 4 threads a
//   sum

struct Offsets {
  A: i32,
  through_W_v: i32,
  attn_total: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_attn_total: array<vec4f, 128>;

@compute @workgroup_size(32)
fn attn_A_v_infer(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let A_at = at.A / 4;
  let through_W_v_at = at.through_W_v / 4;
  let attn_total_at = at.attn_total / 4;
  let head = i32(group.z);
  let seq_tile = i32(group.y);
  let block = 0;
  let rank = i32(lane.x);
  let thread = rank % 8;
  let slice = rank / 8;
  let seq = min(seq_tile * 4, day.seq - 1);
  let seq_2 = min(seq_tile * 4 + 1, day.seq - 1);
  let seq_3 = min(seq_tile * 4 + 2, day.seq - 1);
  let seq_4 = min(seq_tile * 4 + 3, day.seq - 1);
  let key4 = block * 8 + thread;
  var attn_total = vec4f();
  var attn_total_2 = vec4f();
  var attn_total_3 = vec4f();
  var attn_total_4 = vec4f();
  for (var turn = 0; turn < (day.seq + 3) / 4; turn++) {
    let src = turn * 4 + slice;
    if src < day.seq {
      let A = work[A_at + (src >> 2u) + head * 1024 + seq * 16][src & 3];
      let A_2 = work[A_at + (src >> 2u) + head * 1024 + seq_2 * 16][src & 3];
      let A_3 = work[A_at + (src >> 2u) + head * 1024 + seq_3 * 16][src & 3];
      let A_4 = work[A_at + (src >> 2u) + head * 1024 + seq_4 * 16][src & 3];
      let column = work[through_W_v_at + src * 32 + head * 8 + key4];
      attn_total += A * column;
      attn_total_2 += A_2 * column;
      attn_total_3 += A_3 * column;
      attn_total_4 += A_4 * column;
    }
  }
  all_attn_total[rank] = attn_total;
  all_attn_total[rank + 32] = attn_total_2;
  all_attn_total[rank + 64] = attn_total_3;
  all_attn_total[rank + 96] = attn_total_4;
  workgroupBarrier();
  var attn_total_5 = vec4f();
  for (var part = 0; part < 4; part++) {
    attn_total_5 += all_attn_total[slice * 24 + part * 8 + rank];
  }
  let seq_5 = min(seq_tile * 4 + slice, day.seq - 1);
  if seq_tile * 4 + slice < day.seq {
    work[attn_total_at + seq_5 * 32 + head * 8 + key4] = attn_total_5;
  }
}
