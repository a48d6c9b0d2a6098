// q @[key] k                                          specs/gpt.weft:21
// A_total[head, src] = sum[key](sum[embed](W_q[embed, head, key] * norm1[embed]) * sum[embed](W_k[embed,
//   head, key] * norm1[embed, seq])[seq = src])
// [src ≤ 64, head 4], a workgroup of 8 lanes a row, in vectors of 4

const PART = 8;

struct Offsets {
  q: i32,
  through_W_k: i32,
  A_total: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_A_total: array<f32, 8>;

@compute @workgroup_size(8)
fn attn_q_k_generate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let q_at = at.q / 4;
  let through_W_k_at = at.through_W_k / 4;
  let A_total_at = at.A_total / 4;
  let src = i32(group.y);
  let head = i32(group.x);
  let thread = i32(lane.x);
  let key4 = thread;
  var own_A_total = vec4f();
  own_A_total += work[q_at + head * 8 + key4] * work[through_W_k_at + src * 32 + head * 8 + key4];
  all_A_total[thread] = own_A_total.x + own_A_total.y + (own_A_total.z + own_A_total.w);
  workgroupBarrier();
  var A_total = 0.0;
  for (var part = 0; part < PART; part++) {
    A_total += all_A_total[part];
  }
  if thread == 0 {
    work[A_total_at + (head >> 2u) + src][head & 3] = A_total;
  }
}
