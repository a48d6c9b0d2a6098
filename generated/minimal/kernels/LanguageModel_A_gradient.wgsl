// Q @[key] K / sqrt(|key|)                            specs/minimal.weft:24
// d_A_ratio[batch, head, seq, src] = where(src <= seq, exp(where(src <= seq, A_ratio[batch, head, seq, src]
//   - max[src](where(src <= seq, A_ratio[batch, head, seq, src], -3.40282e+38)), 0)) * (d_sof…
// [batch 4, head 8, src 32, seq 32], 2 lanes a row, in elements

const STEP = 16;

struct Offsets {
  A_ratio: i32,
  e_largest: i32,
  softmax_total: i32,
  d_softmax_ratio: i32,
  d_A_ratio: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_softmax_total: array<f32, 32>;

fn own_exp(x: f32) -> f32 {
  let v0 = floor(((x * 1.442695f) + 0.5f));
  let v1 = (x - (v0 * 0.6933594f)) - (v0 * (-0.00021219444f));
  let v2 = ((((0.0013814613f * v1) + 0.00836871f) * v1) + 0.04166839f) * v1;
  let v3 = ((v1 * v1) * (((v2 + 0.16666521f) * v1) + 0.49999994f)) + v1;
  let v4 = (v3 + 1.0f) * bitcast<f32>(((i32(floor(v0)) - 1i) + 127i) << 23u);
  return select(select((v4 * 2.0f), 0.0f, (x < (-86.98f))), 3.402823466e+38f, (x > 88.72283f));
}

@compute @workgroup_size(32)
fn LanguageModel_A_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let batch_head = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let column = rank % 16;
  let thread = rank / 16;
  let seq = block * 16 + column;
  var own_d_softmax_total = 0.0;
  let e_largest = work[at.e_largest + batch_head * 32 + seq];
  let softmax_total = work[at.softmax_total + batch_head * 32 + seq];
  for (var step_ = 0; step_ < STEP; step_++) {
    let src = step_ * 2 + thread;
    let softmax_at_most = src <= seq;
    let A_ratio = work[at.A_ratio + batch_head * 1024 + seq * 32 + src];
    let e_exponential = own_exp(select(0.0, A_ratio - e_largest, softmax_at_most));
    let softmax_chosen = select(1.0, softmax_total, softmax_at_most);
    let softmax_ratio = e_exponential / softmax_chosen;
    let d_softmax_ratio = work[at.d_softmax_ratio + batch_head * 1024 + seq * 32 + src];
    own_d_softmax_total += select(0.0, -(softmax_ratio * d_softmax_ratio), softmax_at_most);
  }
  all_d_softmax_total[rank] = own_d_softmax_total;
  workgroupBarrier();
  var d_softmax_total = 0.0;
  for (var part = 0; part < 2; part++) {
    d_softmax_total += all_d_softmax_total[part * 16 + column];
  }
  for (var step_ = 0; step_ < STEP; step_++) {
    let src = step_ * 2 + thread;
    let softmax_at_most = src <= seq;
    let A_ratio = work[at.A_ratio + batch_head * 1024 + seq * 32 + src];
    let e_exponential = own_exp(select(0.0, A_ratio - e_largest, softmax_at_most));
    let d_softmax_ratio = work[at.d_softmax_ratio + batch_head * 1024 + seq * 32 + src];
    let d_A_ratio = select(0.0, e_exponential * (d_softmax_ratio + select(0.0, d_softmax_total, softmax_at_most)), softmax_at_most) / 8.0;
    work[at.d_A_ratio + batch_head * 1024 + src * 32 + seq] = d_A_ratio;
  }
}
