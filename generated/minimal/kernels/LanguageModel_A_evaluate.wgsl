// A = softmax[src where src <= seq](Q @[key] K / sqrt(|key|))  specs/minimal.weft:24
// A[batch, head, seq, src] = where(src <= seq, exp(where(src <= seq, A_ratio[batch, head, seq, src] -
//   max[src](where(src <= seq, A_ratio[batch, head, seq, src], -3.40282e+38)), 0)) / where(…
// [batch ≤ 4, head 8, seq 32, src 32], a workgroup of 8 lanes a row, in vectors of 4

const PART = 8;

struct Offsets {
  A_ratio: i32,
  A: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_e_largest: array<f32, 8>;
var<workgroup> all_softmax_total: array<f32, 8>;

fn own_exp_4(x: vec4f) -> vec4f {
  let v0 = floor(((x * vec4f(1.442695f)) + vec4f(0.5f)));
  let v1 = (x - (v0 * vec4f(0.6933594f))) - (v0 * vec4f((-0.00021219444f)));
  let v2 = (((vec4f(0.0013814613f) * v1) + vec4f(0.00836871f)) * v1) + vec4f(0.04166839f);
  let v3 = (((v2 * v1) + vec4f(0.16666521f)) * v1) + vec4f(0.49999994f);
  let v4 = bitcast<vec4f>(((vec4i(floor(v0)) - vec4i(1i)) + vec4i(127i)) << vec4u(23u));
  let v5 = (((((v1 * v1) * v3) + v1) + vec4f(1.0f)) * v4) * vec4f(2.0f);
  return select(select(v5, vec4f(0.0f), (x < vec4f((-86.98f)))), vec4f(3.402823466e+38f), (x > vec4f(88.72283f)));
}

@compute @workgroup_size(8)
fn LanguageModel_A_evaluate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let A_ratio_at = at.A_ratio / 4;
  let A_at = at.A / 4;
  let batch_head = i32(group.y);
  let seq = i32(group.x);
  let thread = i32(lane.x);
  let src4 = thread;
  var own_e_largest = vec4f(-3.402823466e+38);
  let softmax_at_most = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq);
  let A_ratio = work[A_ratio_at + batch_head * 256 + seq * 8 + src4];
  own_e_largest = max(own_e_largest, select(vec4f(-3.402823466e+38), A_ratio, softmax_at_most));
  all_e_largest[thread] = max(max(own_e_largest.x, own_e_largest.y), max(own_e_largest.z, own_e_largest.w));
  workgroupBarrier();
  var e_largest = -3.402823466e+38;
  for (var part = 0; part < PART; part++) {
    e_largest = max(e_largest, all_e_largest[part]);
  }
  var own_softmax_total = vec4f();
  let e_exponential = own_exp_4(select(vec4f(0.0), A_ratio - e_largest, softmax_at_most));
  own_softmax_total += select(vec4f(0.0), e_exponential, softmax_at_most);
  all_softmax_total[thread] = own_softmax_total.x + own_softmax_total.y + (own_softmax_total.z + own_softmax_total.w);
  workgroupBarrier();
  var softmax_total = 0.0;
  for (var part = 0; part < PART; part++) {
    softmax_total += all_softmax_total[part];
  }
  let A = select(vec4f(0.0), e_exponential / select(vec4f(1.0), vec4f(softmax_total), softmax_at_most), softmax_at_most);
  work[A_at + batch_head * 256 + seq * 8 + src4] = A;
}
