// A @[src] v                                          specs/gpt.weft:23
// attn_total[head, key, seq] = sum[src](A[head, seq, src] * sum[embed](W_v[embed, head, key] * norm1[embed,
//   seq])[seq = src])
// [seq 64, head 4, key 32], 8 rows x 1 vectors of 4 columns a thread, an outer product a step

struct Offsets {
  A: i32,
  through_W_v: i32,
  attn_total: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(1) var<storage, read_write> states: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(8)
fn attn_A_v_generate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let A_at = at.A / 4;
  let through_W_v_at = at.through_W_v / 4;
  let attn_total_at = at.attn_total / 4;
  let head = i32(group.z);
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
  let key4 = block * 8 + thread;
  var attn_total = vec4f();
  var attn_total_2 = vec4f();
  var attn_total_3 = vec4f();
  var attn_total_4 = vec4f();
  var attn_total_5 = vec4f();
  var attn_total_6 = vec4f();
  var attn_total_7 = vec4f();
  var attn_total_8 = vec4f();
  for (var src = 0; src < day.seq; src++) {
    let A = work[A_at + (src >> 2u) + head * 1024 + seq * 16][src & 3];
    let A_2 = work[A_at + (src >> 2u) + head * 1024 + seq_2 * 16][src & 3];
    let A_3 = work[A_at + (src >> 2u) + head * 1024 + seq_3 * 16][src & 3];
    let A_4 = work[A_at + (src >> 2u) + head * 1024 + seq_4 * 16][src & 3];
    let A_5 = work[A_at + (src >> 2u) + head * 1024 + seq_5 * 16][src & 3];
    let A_6 = work[A_at + (src >> 2u) + head * 1024 + seq_6 * 16][src & 3];
    let A_7 = work[A_at + (src >> 2u) + head * 1024 + seq_7 * 16][src & 3];
    let A_8 = work[A_at + (src >> 2u) + head * 1024 + seq_8 * 16][src & 3];
    let column = states[through_W_v_at + src * 32 + head * 8 + key4];
    attn_total += A * column;
    attn_total_2 += A_2 * column;
    attn_total_3 += A_3 * column;
    attn_total_4 += A_4 * column;
    attn_total_5 += A_5 * column;
    attn_total_6 += A_6 * column;
    attn_total_7 += A_7 * column;
    attn_total_8 += A_8 * column;
  }
  if seq_tile * 8 < day.seq {
    work[attn_total_at + seq * 32 + head * 8 + key4] = attn_total;
  }
  if seq_tile * 8 + 1 < day.seq {
    work[attn_total_at + seq_2 * 32 + head * 8 + key4] = attn_total_2;
  }
  if seq_tile * 8 + 2 < day.seq {
    work[attn_total_at + seq_3 * 32 + head * 8 + key4] = attn_total_3;
  }
  if seq_tile * 8 + 3 < day.seq {
    work[attn_total_at + seq_4 * 32 + head * 8 + key4] = attn_total_4;
  }
  if seq_tile * 8 + 4 < day.seq {
    work[attn_total_at + seq_5 * 32 + head * 8 + key4] = attn_total_5;
  }
  if seq_tile * 8 + 5 < day.seq {
    work[attn_total_at + seq_6 * 32 + head * 8 + key4] = attn_total_6;
  }
  if seq_tile * 8 + 6 < day.seq {
    work[attn_total_at + seq_7 * 32 + head * 8 + key4] = attn_total_7;
  }
  if seq_tile * 8 + 7 < day.seq {
    work[attn_total_at + seq_8 * 32 + head * 8 + key4] = attn_total_8;
  }
}
