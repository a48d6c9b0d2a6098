// A @[src] V                                          specs/minimal.weft:25
// O_total[head, key] = sum[src](A[head, src] * sum[embed](W_v[embed, head, key] * E[embed, seq])[seq = src])
// [head 8, key 64], 2 lanes a row, in elements

struct Offsets {
  A: i32,
  through_W_v: i32,
  O_total: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_O_total: array<f32, 32>;

@compute @workgroup_size(32)
fn LanguageModel_A_V(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let head = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let column = rank % 16;
  let thread = rank / 16;
  let key = block * 16 + column;
  var own_O_total = 0.0;
  for (var step_ = 0; step_ < (day.seq + 1) / 2; step_++) {
    let src = min(step_ * 2 + thread, day.seq - 1);
    let A = work[at.A + src * 8 + head];
    own_O_total += select(0.0, A * work[at.through_W_v + src * 512 + head * 64 + key], step_ * 2 + thread < day.seq);
  }
  all_O_total[rank] = own_O_total;
  workgroupBarrier();
  var O_total = 0.0;
  for (var part = 0; part < 2; part++) {
    O_total += all_O_total[part * 16 + column];
  }
  if thread == 0 {
    work[at.O_total + head * 64 + key] = O_total;
  }
}
