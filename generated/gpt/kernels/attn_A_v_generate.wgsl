// A @[src] v                                          specs/gpt.weft:23
// attn_total[head, key] = sum[src](A[head, src] * sum[embed](W_v[embed, head, key] * norm1[embed, seq])[seq
//   = src])
// [head 4, key 32], 4 lanes a row, in elements

struct Offsets {
  A: i32,
  through_W_v: i32,
  attn_total: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_attn_total: array<f32, 64>;

@compute @workgroup_size(64)
fn attn_A_v_generate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let head = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let column = rank % 16;
  let thread = rank / 16;
  let key = block * 16 + column;
  var own_attn_total = 0.0;
  for (var step_ = 0; step_ < (day.seq + 3) / 4; step_++) {
    let src = min(step_ * 4 + thread, day.seq - 1);
    let A = work[at.A + src * 4 + head];
    own_attn_total += select(0.0, A * work[at.through_W_v + src * 128 + head * 32 + key], step_ * 4 + thread < day.seq);
  }
  all_attn_total[rank] = own_attn_total;
  workgroupBarrier();
  var attn_total = 0.0;
  for (var part = 0; part < 4; part++) {
    attn_total += all_attn_total[part * 16 + column];
  }
  if thread == 0 {
    work[at.attn_total + head * 32 + key] = attn_total;
  }
}
