// Q @[key] K / sqrt(|key|)                            specs/minimal.weft:24
// A_ratio[head, src] = sum[key](sum[embed](W_q[embed, head, key] * E[embed]) * K[head, key, seq][seq = src])
//   / 8
// [head 8, src ≤ 32], 1 row x 1 vector of 4 columns a thread, an outer product a step, 4 threads a sum

struct Offsets {
  K: i32,
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
var<workgroup> all_A_total: array<vec4f, 32>;

@compute @workgroup_size(32)
fn LanguageModel_Q_K_extend(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let K_at = at.K / 4;
  let Q_at = at.Q / 4;
  let A_ratio_at = at.A_ratio / 4;
  let head = i32(group.z);
  let tile = 0;
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 8;
  let slice = rank / 8;
  let src4 = min(block * 8 + thread, day.seq / 4 - 1);
  var A_total = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let key4 = turn * 4 + slice;
    let K = work[K_at + src4 * 512 + head * 16 + key4];
    let K_2 = work[K_at + src4 * 512 + head * 16 + key4 + 128];
    let K_3 = work[K_at + src4 * 512 + head * 16 + key4 + 256];
    let K_4 = work[K_at + src4 * 512 + head * 16 + key4 + 384];
    let Q = work[Q_at + head * 16 + key4];
    A_total = A_total + Q.x * vec4f(K.x, K_2.x, K_3.x, K_4.x) + Q.y * vec4f(K.y, K_2.y, K_3.y, K_4.y) + Q.z * vec4f(K.z, K_2.z, K_3.z, K_4.z) + Q.w * vec4f(K.w, K_2.w, K_3.w, K_4.w);
  }
  all_A_total[rank] = A_total;
  workgroupBarrier();
  if slice < 1 {
    var A_total_2 = vec4f();
    for (var part = 0; part < 4; part++) {
      A_total_2 += all_A_total[slice * 24 + part * 8 + rank];
    }
    let A_ratio = A_total_2 / 8.0;
    if block * 8 + thread < day.seq / 4 {
      work[A_ratio_at + head * 8 + src4] = A_ratio;
    }
  }
}
