// where(                                              std/schedules.weft:20
// loss = sum[batch, seq](max[vocab](sum[embed](norm[batch, embed, seq] * W_o[embed, vocab])) +
//   log(sum[vocab](exp(sum[embed](norm[batch, embed, seq] * W_o[embed, vocab])…
// rate = where(step_ < 100, step_ * 0.001 / 100, (cos(minimum((step_ + -100) / where(step_ < 100, 1,
//   maximum(steps + -100, 1)), 1) * 3.14159) + 1) * 0.00045 + 0.0001)
// clip_factor = 1 / maximum(sqrt(sum + clip_total + sum[embed](clip_total[embed]) + sum[embed](d_gain[embed]
//   * d_gain[embed]) + sum[embed](sum[batch, seq](d_norm2[batch, embed,…
// [], a workgroup of 64 lanes a row, in elements

const STEP = 12;
const PART = 64;

struct Offsets {
  peak_largest: i32,
  logsumexp_total: i32,
  next: i32,
  GPT: i32,
  clip_total: i32,
  clip_total_2: i32,
  clip_total_3: i32,
  clip_total_4: i32,
  clip_total_5: i32,
  clip_total_6: i32,
  clip_total_7: i32,
  clip_total_8: i32,
  clip_total_9: i32,
  clip_total_10: i32,
  clip_total_11: i32,
  clip_total_12: i32,
  clip_total_13: i32,
  clip_total_14: i32,
  clip_total_15: i32,
  clip_total_16: i32,
  clip_total_17: i32,
  clip_total_18: i32,
  clip_total_19: i32,
  clip_total_20: i32,
  clip_total_21: i32,
  clip_total_22: i32,
  clip_total_23: i32,
  clip_total_24: i32,
  clip_total_25: i32,
  clip_total_26: i32,
  clip_total_27: i32,
  clip_total_28: i32,
  clip_total_29: i32,
  clip_total_30: i32,
  clip_total_31: i32,
  clip_total_32: i32,
  clip_total_33: i32,
  clip_total_34: i32,
  clip_total_35: i32,
  clip_total_36: i32,
  clip_total_37: i32,
  clip_total_38: i32,
  clip_total_39: i32,
  clip_total_40: i32,
  clip_total_41: i32,
  clip_total_42: i32,
  clip_total_43: i32,
  clip_total_44: i32,
  clip_total_45: i32,
  loss: i32,
  rate: i32,
  clip_factor: i32,
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
  let v0 = floor(((x * 0.63661975f) + 0.5f));
  let v1 = ((x - (v0 * 1.5703125f)) - (v0 * 0.0004837513f)) - (v0 * 7.54979e-8f);
  let v2 = v1 * v1;
  let v3 = ((((-0.00019515296f) * v2) + 0.008332161f) * v2) + (-0.16666655f);
  let v4 = (((0.00002452694f * v2) + (-0.0013888202f)) * v2) + 0.041666664f;
  let v5 = v0 + 1.0f;
  let v6 = v5 * 0.5f;
  let v7 = select((v1 + ((v1 * v2) * v3)), ((((v2 * v2) * v4) - (v2 * 0.5f)) + 1.0f), (floor(v6) != v6));
  let v8 = v5 * 0.25f;
  return select(v7, (-v7), ((v8 - floor(v8)) >= 0.5f));
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

@compute @workgroup_size(64)
fn clip_factor(@builtin(local_invocation_id) lane: vec3u) {
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
  let warmup_cosine_real_3 = f32(warmup_cosine_maximum);
  let warmup_cosine_chosen = select(warmup_cosine_real_3, 1.0, warmup_cosine_below);
  let warmup_cosine_ratio_2 = warmup_cosine_real_2 / warmup_cosine_chosen;
  let warmup_cosine_minimum = min(warmup_cosine_ratio_2, 1.0);
  let warmup_cosine_product_2 = warmup_cosine_minimum * 3.1415927;
  let warmup_cosine_cos = own_cos(warmup_cosine_product_2);
  let warmup_cosine_sum_3 = warmup_cosine_cos + 1.0;
  let warmup_cosine_product_3 = warmup_cosine_sum_3 * 0.00045;
  let warmup_cosine_sum_4 = warmup_cosine_product_3 + 0.0001;
  let rate = select(warmup_cosine_sum_4, warmup_cosine_ratio, warmup_cosine_below);
  let clip_total = work[at.clip_total];
  let clip_total_2 = work[at.clip_total_2];
  let sum = clip_total + clip_total_2;
  let clip_total_3 = work[at.clip_total_3];
  let sum_2 = sum + clip_total_3;
  let clip_total_4 = work[at.clip_total_4];
  let sum_3 = sum_2 + clip_total_4;
  let clip_total_5 = work[at.clip_total_5];
  let sum_4 = sum_3 + clip_total_5;
  let clip_total_6 = work[at.clip_total_6];
  let sum_5 = sum_4 + clip_total_6;
  let clip_total_7 = work[at.clip_total_7];
  let sum_6 = sum_5 + clip_total_7;
  let clip_total_8 = work[at.clip_total_8];
  let sum_7 = sum_6 + clip_total_8;
  let clip_total_9 = work[at.clip_total_9];
  let sum_8 = sum_7 + clip_total_9;
  let clip_total_10 = work[at.clip_total_10];
  let sum_9 = sum_8 + clip_total_10;
  let clip_total_11 = work[at.clip_total_11];
  let sum_10 = sum_9 + clip_total_11;
  let clip_total_12 = work[at.clip_total_12];
  let sum_11 = sum_10 + clip_total_12;
  let clip_total_13 = work[at.clip_total_13];
  let sum_12 = sum_11 + clip_total_13;
  let clip_total_14 = work[at.clip_total_14];
  let sum_13 = sum_12 + clip_total_14;
  let clip_total_15 = work[at.clip_total_15];
  let sum_14 = sum_13 + clip_total_15;
  let clip_total_16 = work[at.clip_total_16];
  let sum_15 = sum_14 + clip_total_16;
  let clip_total_17 = work[at.clip_total_17];
  let sum_16 = sum_15 + clip_total_17;
  let clip_total_18 = work[at.clip_total_18];
  let sum_17 = sum_16 + clip_total_18;
  let clip_total_19 = work[at.clip_total_19];
  let sum_18 = sum_17 + clip_total_19;
  let clip_total_20 = work[at.clip_total_20];
  let sum_19 = sum_18 + clip_total_20;
  let clip_total_21 = work[at.clip_total_21];
  let sum_20 = sum_19 + clip_total_21;
  let clip_total_22 = work[at.clip_total_22];
  let sum_21 = sum_20 + clip_total_22;
  let clip_total_23 = work[at.clip_total_23];
  let sum_22 = sum_21 + clip_total_23;
  let clip_total_24 = work[at.clip_total_24];
  let sum_23 = sum_22 + clip_total_24;
  let clip_total_25 = work[at.clip_total_25];
  let sum_24 = sum_23 + clip_total_25;
  let clip_total_26 = work[at.clip_total_26];
  let sum_25 = sum_24 + clip_total_26;
  let clip_total_27 = work[at.clip_total_27];
  let sum_26 = sum_25 + clip_total_27;
  let clip_total_28 = work[at.clip_total_28];
  let sum_27 = sum_26 + clip_total_28;
  let clip_total_29 = work[at.clip_total_29];
  let sum_28 = sum_27 + clip_total_29;
  let clip_total_30 = work[at.clip_total_30];
  let sum_29 = sum_28 + clip_total_30;
  let clip_total_31 = work[at.clip_total_31];
  let sum_30 = sum_29 + clip_total_31;
  let clip_total_32 = work[at.clip_total_32];
  let sum_31 = sum_30 + clip_total_32;
  let clip_total_33 = work[at.clip_total_33];
  let sum_32 = sum_31 + clip_total_33;
  let clip_total_34 = work[at.clip_total_34];
  let sum_33 = sum_32 + clip_total_34;
  let clip_total_35 = work[at.clip_total_35];
  let sum_34 = sum_33 + clip_total_35;
  let clip_total_36 = work[at.clip_total_36];
  let sum_35 = sum_34 + clip_total_36;
  let clip_total_37 = work[at.clip_total_37];
  let sum_36 = sum_35 + clip_total_37;
  let clip_total_38 = work[at.clip_total_38];
  let sum_37 = sum_36 + clip_total_38;
  let clip_total_39 = work[at.clip_total_39];
  let sum_38 = sum_37 + clip_total_39;
  let clip_total_40 = work[at.clip_total_40];
  let sum_39 = sum_38 + clip_total_40;
  let clip_total_41 = work[at.clip_total_41];
  let sum_40 = sum_39 + clip_total_41;
  let clip_total_42 = work[at.clip_total_42];
  let sum_41 = sum_40 + clip_total_42;
  let clip_total_43 = work[at.clip_total_43];
  let sum_42 = sum_41 + clip_total_43;
  let clip_total_44 = work[at.clip_total_44];
  let sum_43 = sum_42 + clip_total_44;
  let clip_total_45 = work[at.clip_total_45];
  let sum_44 = sum_43 + clip_total_45;
  let gradient_norm = sqrt(sum_44);
  let maximum = max(gradient_norm, 1.0);
  let clip_factor_2 = 1.0 / maximum;
  if thread == 0 {
    work[at.loss] = loss;
    work[at.rate] = rate;
    work[at.clip_factor] = clip_factor_2;
  }
}
