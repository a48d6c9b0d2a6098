// gradient of q @[key] k / sqrt(|key|)                specs/gpt.weft:21
// d_A_ratio[batch, head, seq, src] = where(src <= seq, A[batch, head, seq, src] * (d_softmax_chosen[batch,
//   head, seq, src] + sum[src](where(src <= seq, -(A[batch, head, seq, src] * d_softmax_chosen…
// [batch 12, head 4, seq 64, src 64], a workgroup of 16 lanes a row, in vectors of 4

const PART = 16;

struct Offsets {
  A: i32,
  d_softmax_chosen: i32,
  d_A_ratio: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_e_total: array<f32, 16>;

@compute @workgroup_size(16)
fn attn_A_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let A_at = at.A / 4;
  let d_softmax_chosen_at = at.d_softmax_chosen / 4;
  let d_A_ratio_at = at.d_A_ratio / 4;
  let batch_head = i32(group.y);
  let seq = i32(group.x);
  let thread = i32(lane.x);
  let src4 = thread;
  var own_d_e_total = vec4f();
  let softmax_at_most = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq);
  let A = work[A_at + batch_head * 1024 + seq * 16 + src4];
  let d_softmax_chosen = work[d_softmax_chosen_at + batch_head * 1024 + seq * 16 + src4];
  own_d_e_total += select(vec4f(0.0), -(A * d_softmax_chosen), softmax_at_most);
  all_d_e_total[thread] = own_d_e_total.x + own_d_e_total.y + (own_d_e_total.z + own_d_e_total.w);
  workgroupBarrier();
  var d_e_total = 0.0;
  for (var part = 0; part < PART; part++) {
    d_e_total += all_d_e_total[part];
  }
  let d_A_ratio = select(vec4f(0.0), A * (d_softmax_chosen + d_e_total), softmax_at_most) / 5.656854;
  work[d_A_ratio_at + batch_head * 1024 + seq * 16 + src4] = d_A_ratio;
}
