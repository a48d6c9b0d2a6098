// v_correction = 1 / (1 - beta2^step)                 std/optimizers.weft:17
// loss = sum[batch, seq](max[vocab](Y[batch, seq, vocab]) + log(sum[vocab](exp(Y[batch, seq, vocab] -
//   max[vocab](Y[batch, seq, vocab])))) - Y[batch, seq, vocab][vocab = …
// rate = 0.001
// perplexity_exponential = exp(loss)
// m_correction = 1 / (1 - 0.9 ^ step_)
// v_correction = 1 / (1 - 0.999 ^ step_)
// [], a workgroup of 16 lanes a row, in elements

const PART = 16;

struct Offsets {
  peak_largest: i32,
  logsumexp_total: i32,
  next: i32,
  Y: i32,
  loss: i32,
  rate: i32,
  perplexity_exponential: i32,
  m_correction: i32,
  v_correction: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seq_so_far: i32,
  texts_of_write: i32,
  seed: u32,
  step: u32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_mean_total: array<f32, 16>;

fn own_exp(x: f32) -> f32 {
  let v0 = floor(((x * 1.442695f) + 0.5f));
  let v1 = (x - (v0 * 0.6933594f)) - (v0 * (-0.00021219444f));
  let v2 = ((((0.0013814613f * v1) + 0.00836871f) * v1) + 0.04166839f) * v1;
  let v3 = ((v1 * v1) * (((v2 + 0.16666521f) * v1) + 0.49999994f)) + v1;
  let v4 = (v3 + 1.0f) * bitcast<f32>(((i32(floor(v0)) - 1i) + 127i) << 23u);
  return select(select((v4 * 2.0f), 0.0f, (x < (-86.98f))), 3.402823466e+38f, (x > 88.72283f));
}

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

fn own_power(x: f32, y: f32) -> f32 {
  let v0 = own_exp((y * own_log(abs(x))));
  let v1 = y * 0.5f;
  let v2 = x < 0.0f;
  return select(select(v0, (-v0), (v2 & (floor(v1) != v1))), sqrt(x), (v2 & (floor(y) != y)));
}

@compute @workgroup_size(16)
fn v_correction(@builtin(local_invocation_id) lane: vec3u) {
  let thread = i32(lane.x);
  let batch_seq = thread;
  let batch_seq_2 = thread + 16;
  let batch_seq_3 = thread + 32;
  let batch_seq_4 = thread + 48;
  let batch_seq_5 = thread + 64;
  let batch_seq_6 = thread + 80;
  let batch_seq_7 = thread + 96;
  let batch_seq_8 = thread + 112;
  var own_mean_total = 0.0;
  let peak_largest = work[at.peak_largest + batch_seq];
  let logsumexp_total = work[at.logsumexp_total + batch_seq];
  let next = integers[at.next + batch_seq];
  let Y = work[at.Y + batch_seq * 10000 + next];
  own_mean_total += peak_largest + own_log(logsumexp_total) - Y;
  let peak_largest_2 = work[at.peak_largest + batch_seq_2];
  let logsumexp_total_2 = work[at.logsumexp_total + batch_seq_2];
  let next_2 = integers[at.next + batch_seq_2];
  let Y_2 = work[at.Y + batch_seq_2 * 10000 + next_2];
  own_mean_total += peak_largest_2 + own_log(logsumexp_total_2) - Y_2;
  let peak_largest_3 = work[at.peak_largest + batch_seq_3];
  let logsumexp_total_3 = work[at.logsumexp_total + batch_seq_3];
  let next_3 = integers[at.next + batch_seq_3];
  let Y_3 = work[at.Y + batch_seq_3 * 10000 + next_3];
  own_mean_total += peak_largest_3 + own_log(logsumexp_total_3) - Y_3;
  let peak_largest_4 = work[at.peak_largest + batch_seq_4];
  let logsumexp_total_4 = work[at.logsumexp_total + batch_seq_4];
  let next_4 = integers[at.next + batch_seq_4];
  let Y_4 = work[at.Y + batch_seq_4 * 10000 + next_4];
  own_mean_total += peak_largest_4 + own_log(logsumexp_total_4) - Y_4;
  let peak_largest_5 = work[at.peak_largest + batch_seq_5];
  let logsumexp_total_5 = work[at.logsumexp_total + batch_seq_5];
  let next_5 = integers[at.next + batch_seq_5];
  let Y_5 = work[at.Y + batch_seq_5 * 10000 + next_5];
  own_mean_total += peak_largest_5 + own_log(logsumexp_total_5) - Y_5;
  let peak_largest_6 = work[at.peak_largest + batch_seq_6];
  let logsumexp_total_6 = work[at.logsumexp_total + batch_seq_6];
  let next_6 = integers[at.next + batch_seq_6];
  let Y_6 = work[at.Y + batch_seq_6 * 10000 + next_6];
  own_mean_total += peak_largest_6 + own_log(logsumexp_total_6) - Y_6;
  let peak_largest_7 = work[at.peak_largest + batch_seq_7];
  let logsumexp_total_7 = work[at.logsumexp_total + batch_seq_7];
  let next_7 = integers[at.next + batch_seq_7];
  let Y_7 = work[at.Y + batch_seq_7 * 10000 + next_7];
  own_mean_total += peak_largest_7 + own_log(logsumexp_total_7) - Y_7;
  let peak_largest_8 = work[at.peak_largest + batch_seq_8];
  let logsumexp_total_8 = work[at.logsumexp_total + batch_seq_8];
  let next_8 = integers[at.next + batch_seq_8];
  let Y_8 = work[at.Y + batch_seq_8 * 10000 + next_8];
  own_mean_total += peak_largest_8 + own_log(logsumexp_total_8) - Y_8;
  all_mean_total[thread] = own_mean_total;
  workgroupBarrier();
  var mean_total = 0.0;
  for (var part = 0; part < PART; part++) {
    mean_total += all_mean_total[part];
  }
  let loss = mean_total / 128.0;
  let perplexity_exponential = own_exp(loss);
  let m_correction_real = f32(i32(day.step));
  let m_correction_power = own_power(0.9, m_correction_real);
  let m_correction_difference = 1.0 - m_correction_power;
  let m_correction = 1.0 / m_correction_difference;
  let v_correction_power = own_power(0.999, m_correction_real);
  let v_correction_difference = 1.0 - v_correction_power;
  let v_correction_2 = 1.0 / v_correction_difference;
  if thread == 0 {
    work[at.loss] = loss;
    work[at.rate] = 0.001;
    work[at.perplexity_exponential] = perplexity_exponential;
    work[at.m_correction] = m_correction;
    work[at.v_correction] = v_correction_2;
  }
}
