// loss = mean[batch, seq](cross_entropy[vocab](logits, next))  specs/minimal.weft:39
// mean_total = sum[batch, seq](max[vocab](Y[batch, seq, vocab]) + log(sum[vocab](exp(Y[batch, seq, vocab] -
//   max[vocab](Y[batch, seq, vocab])))) - Y[batch, seq, vocab][vocab = …
// value = 32*batch
// [], a workgroup of 16 lanes a row, in elements

const PART = 16;

struct Offsets {
  peak_largest: i32,
  logsumexp_total: i32,
  next: i32,
  Y: i32,
  mean_total: i32,
  value: i32,
}

struct Day {
  batch: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_mean_total: array<f32, 16>;

fn own_log(x: f32) -> f32 {
  let v0 = f32(((bitcast<i32>(x) - 1060439283i) >> 23u));
  let v1 = bitcast<f32>(((bitcast<i32>(x) - 1060439283i) & 8388607i) + 1060439283i);
  let v2 = v1 - 1.0f;
  let v3 = v2 * v2;
  let v4 = ((((-0.076345f) * v2) + 0.12761578f) * v2) + (-0.13160181f);
  let v5 = (((((v4 * v2) + 0.14201757f) * v2) + (-0.16623357f)) * v2) + 0.20001227f;
  let v6 = (v2 * v3) * ((((v5 * v2) + (-0.2500082f)) * v2) + 0.3333333f);
  let v7 = (v2 + ((v6 + (v0 * (-0.00021219444f))) - (v3 * 0.5f))) + (v0 * 0.6933594f);
  return select(select(x, v7, (x <= 3.402823466e+38f)), (-3.402823466e+38f), (x <= 0.0f));
}

@compute @workgroup_size(16)
fn loss_mean(@builtin(local_invocation_id) lane: vec3u) {
  let thread = i32(lane.x);
  var own_mean_total = 0.0;
  for (var step_ = 0; step_ < day.batch * 2; step_++) {
    let batch_seq = step_ * 16 + thread;
    let peak_largest = work[at.peak_largest + batch_seq];
    let next = integers[at.next + batch_seq];
    let Y = work[at.Y + batch_seq * 10000 + next];
    own_mean_total += peak_largest + own_log(work[at.logsumexp_total + batch_seq]) - Y;
  }
  all_mean_total[thread] = own_mean_total;
  workgroupBarrier();
  var mean_total = 0.0;
  for (var part = 0; part < PART; part++) {
    mean_total += all_mean_total[part];
  }
  let next = day.batch * 32;
  if thread == 0 {
    work[at.mean_total] = mean_total;
    integers[at.value] = next;
  }
}
