// q @[key] k / sqrt(|key|)                            specs/gpt.weft:21
// A_ratio[head, src] = sum[key](sum[embed](W_q[embed, head, key] * norm1[embed]) * k[head, key, seq][seq =
//   src]) / 5.65685
// [head 4, src ≤ 64], 1 row x 1 vector of 4 columns a thread, an outer product a step, 2 threads a sum

struct Offsets {
  k: i32,
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
var<workgroup> all_A_total: array<vec4f, 32>;

@compute @workgroup_size(32)
fn attn_q_k_extend(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let k_at = at.k / 4;
  let q_at = at.q / 4;
  let A_ratio_at = at.A_ratio / 4;
  let head = i32(group.z);
  let tile = 0;
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let src4 = min(block * 16 + thread, day.seq / 4 - 1);
  var A_total = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let key4 = turn * 2 + slice;
    let k = work[k_at + src4 * 128 + head * 8 + key4];
    let k_2 = work[k_at + src4 * 128 + head * 8 + key4 + 32];
    let k_3 = work[k_at + src4 * 128 + head * 8 + key4 + 64];
    let k_4 = work[k_at + src4 * 128 + head * 8 + key4 + 96];
    let q = work[q_at + head * 8 + key4];
    A_total = A_total + q.x * vec4f(k.x, k_2.x, k_3.x, k_4.x) + q.y * vec4f(k.y, k_2.y, k_3.y, k_4.y) + q.z * vec4f(k.z, k_2.z, k_3.z, k_4.z) + q.w * vec4f(k.w, k_2.w, k_3.w, k_4.w);
  }
  all_A_total[rank] = A_total;
  workgroupBarrier();
  if slice < 1 {
    var A_total_2 = vec4f();
    for (var part = 0; part < 2; part++) {
      A_total_2 += all_A_total[slice * 16 + part * 16 + rank];
    }
    let A_ratio = A_total_2 / 5.656854;
    if block * 16 + thread < day.seq / 4 {
      work[A_ratio_at + head * 16 + src4] = A_ratio;
    }
  }
}
