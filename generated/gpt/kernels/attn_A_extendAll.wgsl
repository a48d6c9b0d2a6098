// A = softmax[src where src <= seq](q @[key] k / sqrt(|key|))  specs/gpt.weft:21
// A[head, src, texts] = where(src <= texts_last[texts], exp(where(src <= texts_last[texts], A_ratio[head,
//   src, texts] - max[src](where(src <= texts_last[texts], A_ratio[head, src, text…
// [texts ≤ 16, head 4, src ≤ 64], a workgroup of 16 lanes a row, in vectors of 4

const PART = 16;

struct Offsets {
  texts_last: i32,
  A_ratio: i32,
  A: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_e_largest: array<f32, 16>;
var<workgroup> all_softmax_total: array<f32, 16>;

fn own_exp_4(x: vec4f) -> vec4f {
  let v0 = floor(((x * vec4f(1.442695f)) + vec4f(0.5f)));
  let v1 = (x - (v0 * vec4f(0.6933594f))) - (v0 * vec4f((-0.00021219444f)));
  let v2 = (((vec4f(0.0013814613f) * v1) + vec4f(0.00836871f)) * v1) + vec4f(0.04166839f);
  let v3 = (((v2 * v1) + vec4f(0.16666521f)) * v1) + vec4f(0.49999994f);
  let v4 = bitcast<vec4f>(((vec4i(floor(v0)) - vec4i(1i)) + vec4i(127i)) << vec4u(23u));
  let v5 = (((((v1 * v1) * v3) + v1) + vec4f(1.0f)) * v4) * vec4f(2.0f);
  return select(select(v5, vec4f(0.0f), (x < vec4f((-86.98f)))), vec4f(3.402823466e+38f), (x > vec4f(88.72283f)));
}

@compute @workgroup_size(16)
fn attn_A_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let A_ratio_at = at.A_ratio / 4;
  let A_at = at.A / 4;
  let texts = i32(group.y);
  let head = i32(group.x);
  let thread = i32(lane.x);
  var own_e_largest = vec4f(-3.402823466e+38);
  let texts_last = integers[at.texts_last + texts];
  for (var step_ = 0; step_ < (day.seq + 60) / 4 / 16; step_++) {
    let src4 = min(step_ * 16 + thread, day.seq / 4 - 1);
    let softmax_at_most = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(texts_last);
    let A_ratio = work[A_ratio_at + texts * 64 + head * 16 + src4];
    own_e_largest = max(own_e_largest, select(vec4f(-3.402823466e+38), select(vec4f(-3.402823466e+38), A_ratio, softmax_at_most), vec4<bool>(step_ * 16 + thread < day.seq / 4)));
  }
  all_e_largest[thread] = max(max(own_e_largest.x, own_e_largest.y), max(own_e_largest.z, own_e_largest.w));
  workgroupBarrier();
  var e_largest = -3.402823466e+38;
  for (var part = 0; part < PART; part++) {
    e_largest = max(e_largest, all_e_largest[part]);
  }
  var own_softmax_total = vec4f();
  for (var step_ = 0; step_ < (day.seq + 60) / 4 / 16; step_++) {
    let src4 = min(step_ * 16 + thread, day.seq / 4 - 1);
    let softmax_at_most = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(texts_last);
    let A_ratio = work[A_ratio_at + texts * 64 + head * 16 + src4];
    let e_exponential = own_exp_4(select(vec4f(0.0), A_ratio - e_largest, softmax_at_most));
    own_softmax_total += select(vec4f(0.0), select(vec4f(0.0), e_exponential, softmax_at_most), vec4<bool>(step_ * 16 + thread < day.seq / 4));
  }
  all_softmax_total[thread] = own_softmax_total.x + own_softmax_total.y + (own_softmax_total.z + own_softmax_total.w);
  workgroupBarrier();
  var softmax_total = 0.0;
  for (var part = 0; part < PART; part++) {
    softmax_total += all_softmax_total[part];
  }
  for (var step_ = 0; step_ < (day.seq + 60) / 4 / 16; step_++) {
    let src4 = min(step_ * 16 + thread, day.seq / 4 - 1);
    if step_ * 16 + thread < day.seq / 4 {
      let softmax_at_most = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(texts_last);
      let A_ratio = work[A_ratio_at + texts * 64 + head * 16 + src4];
      let e_exponential = own_exp_4(select(vec4f(0.0), A_ratio - e_largest, softmax_at_most));
      let A = select(vec4f(0.0), e_exponential / select(vec4f(1.0), vec4f(softmax_total), softmax_at_most), softmax_at_most);
      work[A_at + texts * 64 + head * 16 + src4] = A;
    }
  }
}
