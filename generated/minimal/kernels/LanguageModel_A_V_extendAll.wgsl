// A @[src] V                                          specs/minimal.weft:25
// O_total[head, key, texts] = sum[src](A[head, src, texts] * V[head, key, seq, texts][seq = src])
// [texts ≤ 16, head 8, key 64], 1 row x 1 vector of 4 columns a thread, an outer product a step, 2 threads a
//   sum

struct Offsets {
  A: i32,
  V: i32,
  O_total: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_O_total: array<vec4f, 32>;

@compute @workgroup_size(32)
fn LanguageModel_A_V_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let A_at = at.A / 4;
  let V_at = at.V / 4;
  let O_total_at = at.O_total / 4;
  let texts_head = i32(group.z);
  let tile = 0;
  let block = 0;
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let head = texts_head % 8;
  let head_left = texts_head / 8;
  let key4 = block * 16 + thread;
  var O_total = vec4f();
  for (var turn = 0; turn < (day.seq + 4) / 4 / 2; turn++) {
    let src4 = turn * 2 + slice;
    if src4 < day.seq / 4 {
      let A = work[A_at + head_left * 64 + head * 8 + src4];
      let V = work[V_at + head_left * 4096 + src4 * 512 + head * 16 + key4];
      let V_2 = work[V_at + head_left * 4096 + src4 * 512 + head * 16 + key4 + 128];
      let V_3 = work[V_at + head_left * 4096 + src4 * 512 + head * 16 + key4 + 256];
      let V_4 = work[V_at + head_left * 4096 + src4 * 512 + head * 16 + key4 + 384];
      O_total = O_total + A.x * V + A.y * V_2 + A.z * V_3 + A.w * V_4;
    }
  }
  all_O_total[rank] = O_total;
  workgroupBarrier();
  if slice < 1 {
    var O_total_2 = vec4f();
    for (var part = 0; part < 2; part++) {
      O_total_2 += all_O_total[slice * 16 + part * 16 + rank];
    }
    work[O_total_at + head_left * 128 + head * 16 + key4] = O_total_2;
  }
}
