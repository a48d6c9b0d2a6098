// A @[src] v                                          specs/gpt.weft:23
// attn_total[head, key] = sum[src](A[head, src] * v[head, key, seq][seq = src])
// [head 4, key 32], 1 row x 1 vector of 4 columns a thread, an outer product a step, 4 threads a sum

struct Offsets {
  A: i32,
  v: i32,
  attn_total: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_attn_total: array<vec4f, 32>;

@compute @workgroup_size(32)
fn attn_A_v_extend(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let A_at = at.A / 4;
  let v_at = at.v / 4;
  let attn_total_at = at.attn_total / 4;
  let head = i32(group.z);
  let tile = 0;
  let block = 0;
  let rank = i32(lane.x);
  let thread = rank % 8;
  let slice = rank / 8;
  let key4 = block * 8 + thread;
  var attn_total = vec4f();
  for (var turn = 0; turn < (day.seq + 12) / 4 / 4; turn++) {
    let src4 = turn * 4 + slice;
    if src4 < day.seq / 4 {
      let A = work[A_at + head * 16 + src4];
      let v = work[v_at + src4 * 128 + head * 8 + key4];
      let v_2 = work[v_at + src4 * 128 + head * 8 + key4 + 32];
      let v_3 = work[v_at + src4 * 128 + head * 8 + key4 + 64];
      let v_4 = work[v_at + src4 * 128 + head * 8 + key4 + 96];
      attn_total = attn_total + A.x * v + A.y * v_2 + A.z * v_3 + A.w * v_4;
    }
  }
  all_attn_total[rank] = attn_total;
  workgroupBarrier();
  if slice < 1 {
    var attn_total_2 = vec4f();
    for (var part = 0; part < 4; part++) {
      attn_total_2 += all_attn_total[slice * 24 + part * 8 + rank];
    }
    work[attn_total_at + head * 8 + key4] = attn_total_2;
  }
}
