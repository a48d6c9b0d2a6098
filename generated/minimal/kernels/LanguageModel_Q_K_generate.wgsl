// Q @[key] K                                          specs/minimal.weft:24
// A_total[head, src] = sum[key](sum[embed](W_q[embed, head, key] * W_e[embed]) * sum[embed](W_k[embed, head,
//   key] * E[embed, seq])[seq = src])
// [src ≤ 32, head 8], a workgroup of 16 lanes a row, in vectors of 4

const PART = 16;

struct Offsets {
  Q: i32,
  through_W_k: i32,
  A_total: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_A_total: array<f32, 16>;

@compute @workgroup_size(16)
fn LanguageModel_Q_K_generate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let Q_at = at.Q / 4;
  let through_W_k_at = at.through_W_k / 4;
  let A_total_at = at.A_total / 4;
  let src = i32(group.y);
  let head = i32(group.x);
  let thread = i32(lane.x);
  let key4 = thread;
  var own_A_total = vec4f();
  own_A_total += work[Q_at + head * 16 + key4] * work[through_W_k_at + src * 128 + head * 16 + key4];
  all_A_total[thread] = own_A_total.x + own_A_total.y + (own_A_total.z + own_A_total.w);
  workgroupBarrier();
  var A_total = 0.0;
  for (var part = 0; part < PART; part++) {
    A_total += all_A_total[part];
  }
  if thread == 0 {
    work[A_total_at + (head >> 2u) + src * 2][head & 3] = A_total;
  }
}
