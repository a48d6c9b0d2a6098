// A = softmax[src where src <= seq](q @[key] k / sqrt(|key|))  specs/gpt.weft:21
// A[head, src] = exp(sum[key](sum[embed](W_q[embed, head, key] * norm1[embed]) * sum[embed](W_k[embed, head,
//   key] * norm1[embed, seq])[seq = src]) / 5.65685 - max[src](sum[key](…
// [src ≤ 64, head 4], 4 lanes a row, in elements

struct Offsets {
  A_total: i32,
  A: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_e_largest: array<f32, 64>;
var<workgroup> all_softmax_total: array<f32, 64>;

fn own_exp(x: f32) -> f32 {
  let v0 = floor(((x * 1.442695f) + 0.5f));
  let v1 = (x - (v0 * 0.6933594f)) - (v0 * (-0.00021219444f));
  let v2 = ((((0.0013814613f * v1) + 0.00836871f) * v1) + 0.04166839f) * v1;
  let v3 = ((v1 * v1) * (((v2 + 0.16666521f) * v1) + 0.49999994f)) + v1;
  let v4 = (v3 + 1.0f) * bitcast<f32>(((i32(floor(v0)) - 1i) + 127i) << 23u);
  return select(select((v4 * 2.0f), 0.0f, (x < (-86.98f))), 3.402823466e+38f, (x > 88.72283f));
}

@compute @workgroup_size(64)
fn attn_A_generate(@builtin(local_invocation_id) lane: vec3u) {
  let block = 0;
  let rank = i32(lane.x);
  let column = rank % 16;
  let thread = rank / 16;
  let head = min(block * 16 + column, 3);
  var own_e_largest = -3.402823466e+38;
  for (var step_ = 0; step_ < (day.seq + 3) / 4; step_++) {
    let src = min(step_ * 4 + thread, day.seq - 1);
    let A_ratio = work[at.A_total + src * 4 + head] / 5.656854;
    own_e_largest = max(own_e_largest, select(-3.402823466e+38, A_ratio, step_ * 4 + thread < day.seq));
  }
  all_e_largest[rank] = own_e_largest;
  workgroupBarrier();
  var e_largest = -3.402823466e+38;
  for (var part = 0; part < 4; part++) {
    e_largest = max(e_largest, all_e_largest[part * 16 + column]);
  }
  var own_softmax_total = 0.0;
  for (var step_ = 0; step_ < (day.seq + 3) / 4; step_++) {
    let src = min(step_ * 4 + thread, day.seq - 1);
    let A_ratio = work[at.A_total + src * 4 + head] / 5.656854;
    let e_exponential = own_exp(A_ratio - e_largest);
    own_softmax_total += select(0.0, e_exponential, step_ * 4 + thread < day.seq);
  }
  all_softmax_total[rank] = own_softmax_total;
  workgroupBarrier();
  var softmax_total = 0.0;
  for (var part = 0; part < 4; part++) {
    softmax_total += all_softmax_total[part * 16 + column];
  }
  for (var step_ = 0; step_ < (day.seq + 3) / 4; step_++) {
    let src = min(step_ * 4 + thread, day.seq - 1);
    if step_ * 4 + thread < day.seq && block * 16 + column < 4 {
      let A_ratio = work[at.A_total + src * 4 + head] / 5.656854;
      let e_exponential = own_exp(A_ratio - e_largest);
      let A = e_exponential / softmax_total;
      work[at.A + src * 4 + head] = A;
    }
  }
}
