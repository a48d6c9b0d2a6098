// v_correction = 1 / (1 - beta2^step)                 std/optimizers.weft:28
// loss = sum[batch, seq](max[vocab](sum[embed](norm[batch, embed, seq] * W_o[embed, vocab])) +
//   log(sum[vocab](exp(sum[embed](norm[batch, embed, seq] * W_o[embed, vocab])…
// rate = where(step_ < 100, step_ * 0.001 / 100, (cos(minimum((step_ + -100) / where(step_ < 100, 1,
//   maximum(steps + -100, 1)), 1) * 3.14159) + 1) * 0.00045 + 0.0001)
// parameter_product = rate * (1 / (1 - 0.9 ^ step_))
// v_correction = 1 / (1 - 0.99 ^ step_)
// [], a workgroup of 64 lanes a row, in elements

const STEP = 12;
const PART = 64;

struct Offsets {
  peak_largest: i32,
  logsumexp_total: i32,
  next: i32,
  GPT: i32,
  loss: i32,
  rate: i32,
  parameter_product: i32,
  v_correction: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seq_so_far: i32,
  texts_of_write: i32,
  seed: u32,
  step: u32,
  steps: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_mean_total: array<f32, 64>;

fn own_cos(x: f32) -> f32 {
  let v0 = floor(((x * 0.0014084508f) + 0.5f));
  let v1 = x - (v0 * 710.0f);
  let v2 = floor((((v1 - (v0 * (-0.0000602901f))) * 0.63661975f) + 0.5f));
  let v3 = ((v1 - (v2 * 1.5708008f)) - (v0 * (-0.0000602901f))) - (v2 * (-0.000004454455f));
  let v4 = max(min((v3 - (v0 * 1.3914622e-9f)), 0.79f), (-0.79f));
  let v5 = v4 * v4;
  let v6 = ((((-0.00019515296f) * v5) + 0.008332161f) * v5) + (-0.16666655f);
  let v7 = (((0.00002452694f * v5) + (-0.0013888202f)) * v5) + 0.041666664f;
  let v8 = (v2 + 1.0f) * 0.5f;
  let v9 = floor(v8);
  let v10 = select((v4 + ((v4 * v5) * v6)), ((((v5 * v5) * v7) - (v5 * 0.5f)) + 1.0f), (v9 != v8));
  let v11 = v9 * 0.5f;
  return select(v10, (-v10), (floor(v11) != v11));
}

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

@compute @workgroup_size(64)
fn v_correction(@builtin(local_invocation_id) lane: vec3u) {
  let thread = i32(lane.x);
  var own_mean_total = 0.0;
  for (var step_ = 0; step_ < STEP; step_++) {
    let batch_seq = step_ * 64 + thread;
    let peak_largest = work[at.peak_largest + batch_seq];
    let logsumexp_total = work[at.logsumexp_total + batch_seq];
    let next = integers[at.next + batch_seq];
    let GPT = work[at.GPT + batch_seq * 81 + next];
    own_mean_total += peak_largest + own_log(logsumexp_total) - GPT;
  }
  all_mean_total[thread] = own_mean_total;
  workgroupBarrier();
  var mean_total = 0.0;
  for (var part = 0; part < PART; part++) {
    mean_total += all_mean_total[part];
  }
  let loss = mean_total / 768.0;
  let warmup_cosine_below = i32(day.step) < 100;
  let warmup_cosine_real = f32(i32(day.step));
  let warmup_cosine_product = warmup_cosine_real * 0.001;
  let warmup_cosine_ratio = warmup_cosine_product / 100.0;
  let warmup_cosine_sum = i32(day.step) - 100;
  let warmup_cosine_real_2 = f32(warmup_cosine_sum);
  let warmup_cosine_sum_2 = day.steps - 100;
  let warmup_cosine_maximum = max(warmup_cosine_sum_2, 1);
  let warmup_cosine_chosen = select(warmup_cosine_maximum, 1, warmup_cosine_below);
  let warmup_cosine_real_3 = f32(warmup_cosine_chosen);
  let warmup_cosine_ratio_2 = warmup_cosine_real_2 / warmup_cosine_real_3;
  let warmup_cosine_minimum = min(warmup_cosine_ratio_2, 1.0);
  let warmup_cosine_product_2 = warmup_cosine_minimum * 3.1415927;
  let warmup_cosine_cos = own_cos(warmup_cosine_product_2);
  let warmup_cosine_sum_3 = warmup_cosine_cos + 1.0;
  let warmup_cosine_product_3 = warmup_cosine_sum_3 * 0.00045;
  let warmup_cosine_sum_4 = warmup_cosine_product_3 + 0.0001;
  let rate = select(warmup_cosine_sum_4, warmup_cosine_ratio, warmup_cosine_below);
  let m_correction_power = own_power(0.9, warmup_cosine_real);
  let m_correction_difference = 1.0 - m_correction_power;
  let m_correction = 1.0 / m_correction_difference;
  let parameter_product = rate * m_correction;
  let v_correction_power = own_power(0.99, warmup_cosine_real);
  let v_correction_difference = 1.0 - v_correction_power;
  let v_correction_2 = 1.0 / v_correction_difference;
  if thread == 0 {
    work[at.loss] = loss;
    work[at.rate] = rate;
    work[at.parameter_product] = parameter_product;
    work[at.v_correction] = v_correction_2;
  }
}
