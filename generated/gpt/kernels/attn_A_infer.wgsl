// A = softmax[src where src <= seq](q @[key] k / sqrt(|key|))  specs/gpt.weft:21
// A[head, seq, src] = where(src <= seq, exp(where(src <= seq, A_ratio[head, seq, src] - max[src](where(src
//   <= seq, A_ratio[head, seq, src], -3.40282e+38)), 0)) / where(src <= seq, su…
// [head 4, seq ≤ 64, src ≤ 64], a workgroup of 16 lanes a row, in elements

const PART = 16;

struct Offsets {
  A_ratio: i32,
  A: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_e_largest: array<f32, 16>;
var<workgroup> all_softmax_total: array<f32, 16>;

fn own_exp(x: f32) -> f32 {
  let v0 = floor(((x * 1.442695f) + 0.5f));
  let v1 = (x - (v0 * 0.6933594f)) - (v0 * (-0.00021219444f));
  let v2 = ((((0.0013814613f * v1) + 0.00836871f) * v1) + 0.04166839f) * v1;
  let v3 = ((v1 * v1) * (((v2 + 0.16666521f) * v1) + 0.49999994f)) + v1;
  let v4 = (v3 + 1.0f) * bitcast<f32>(((i32(floor(v0)) - 1i) + 127i) << 23u);
  return select(select((v4 * 2.0f), 0.0f, (x < (-86.98f))), 3.402823466e+38f, (x > 88.72283f));
}

@compute @workgroup_size(16)
fn attn_A_infer(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let head = i32(group.y);
  let seq = i32(group.x);
  let thread = i32(lane.x);
  var own_e_largest = -3.402823466e+38;
  for (var step_ = 0; step_ < (day.seq + 15) / 16; step_++) {
    let src = min(step_ * 16 + thread, day.seq - 1);
    let softmax_at_most = src <= seq;
    let A_ratio = work[at.A_ratio + head * 4096 + seq * 64 + src];
    own_e_largest = max(own_e_largest, select(-3.402823466e+38, select(-3.402823466e+38, A_ratio, softmax_at_most), step_ * 16 + thread < day.seq));
  }
  all_e_largest[thread] = own_e_largest;
  workgroupBarrier();
  var e_largest = -3.402823466e+38;
  for (var part = 0; part < PART; part++) {
    e_largest = max(e_largest, all_e_largest[part]);
  }
  var own_softmax_total = 0.0;
  for (var step_ = 0; step_ < (day.seq + 15) / 16; step_++) {
    let src = min(step_ * 16 + thread, day.seq - 1);
    let softmax_at_most = src <= seq;
    let A_ratio = work[at.A_ratio + head * 4096 + seq * 64 + src];
    let e_exponential = own_exp(select(0.0, A_ratio - e_largest, softmax_at_most));
    own_softmax_total += select(0.0, select(0.0, e_exponential, softmax_at_most), step_ * 16 + thread < day.seq);
  }
  all_softmax_total[thread] = own_softmax_total;
  workgroupBarrier();
  var softmax_total = 0.0;
  for (var part = 0; part < PART; part++) {
    softmax_total += all_softmax_total[part];
  }
  for (var step_ = 0; step_ < (day.seq + 15) / 16; step_++) {
    let src = min(step_ * 16 + thread, day.seq - 1);
    if step_ * 16 + thread < day.seq {
      let softmax_at_most = src <= seq;
      let A_ratio = work[at.A_ratio + head * 4096 + seq * 64 + src];
      let e_exponential = own_exp(select(0.0, A_ratio - e_largest, softmax_at_most));
      let A = select(0.0, e_exponential / select(1.0, softmax_total, softmax_at_most), softmax_at_most);
      work[at.A + head * 4096 + seq * 64 + src] = A;
    }
  }
}
