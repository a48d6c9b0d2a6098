// where(                                              std/schedules.weft:20
// loss = sum[batch, seq](max[vocab](sum[embed](norm[batch, embed, seq] * W_o[embed, vocab])) +
//   log(sum[vocab](exp(sum[embed](norm[batch, embed, seq] * W_o[embed, vocab])…
// rate = where(step_ < 100, step_ * 0.001 / 100, (cos(minimum((step_ + -100) / maximum(steps + -100, 1), 1)
//   * 3.14159) + 1) * 0.00045 + 0.0001)
// clip_factor = 1 / maximum(sqrt(sum + total + sum[embed](total[embed]) + sum[embed](d_gain[embed] *
//   d_gain[embed]) + sum[embed](sum[batch, seq](d_norm2[batch, embed, seq]) * s…
// [], a workgroup of 64 lanes a row, in elements

const STEP = 12;
const PART = 64;

struct Offsets {
  largest: i32,
  total: i32,
  next: i32,
  GPT: i32,
  total_2: i32,
  total_3: i32,
  total_4: i32,
  total_5: i32,
  total_6: i32,
  total_7: i32,
  total_8: i32,
  total_9: i32,
  total_10: i32,
  total_11: i32,
  total_12: i32,
  total_13: i32,
  total_14: i32,
  total_15: i32,
  total_16: i32,
  total_17: i32,
  total_18: i32,
  total_19: i32,
  total_20: i32,
  total_21: i32,
  total_22: i32,
  total_23: i32,
  total_24: i32,
  total_25: i32,
  total_26: i32,
  total_27: i32,
  total_28: i32,
  total_29: i32,
  total_30: i32,
  total_31: i32,
  total_32: i32,
  total_33: i32,
  total_34: i32,
  total_35: i32,
  total_36: i32,
  total_37: i32,
  total_38: i32,
  total_39: i32,
  total_40: i32,
  total_41: i32,
  total_42: i32,
  total_43: i32,
  total_44: i32,
  total_45: i32,
  total_46: i32,
  loss: i32,
  rate: i32,
  clip_factor: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seed: u32,
  step: u32,
  steps: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_total: array<f32, 64>;

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
  var own_total = 0.0;
  for (var step_ = 0; step_ < STEP; step_++) {
    let batch_seq = step_ * 64 + thread;
    let largest = work[at.largest + batch_seq];
    let total = work[at.total + batch_seq];
    let next = integers[at.next + batch_seq];
    let GPT = work[at.GPT + batch_seq * 81 + next];
    own_total += largest + own_log(total) - GPT;
  }
  all_total[thread] = own_total;
  workgroupBarrier();
  var total = 0.0;
  for (var part = 0; part < PART; part++) {
    total += all_total[part];
  }
  let loss = total / 768.0;
  let below = i32(day.step) < 100;
  let real = f32(i32(day.step));
  let product = real * 0.001;
  let ratio = product / 100.0;
  let sum = i32(day.step) - 100;
  let real_2 = f32(sum);
  let sum_2 = day.steps - 100;
  let maximum = max(sum_2, 1);
  let real_3 = f32(maximum);
  let ratio_2 = real_2 / real_3;
  let minimum = min(ratio_2, 1.0);
  let product_2 = minimum * 3.1415927;
  let cos_ = own_cos(product_2);
  let sum_3 = cos_ + 1.0;
  let product_3 = sum_3 * 0.00045;
  let sum_4 = product_3 + 0.0001;
  let rate = select(sum_4, ratio, below);
  let total_2 = work[at.total_2];
  let total_3 = work[at.total_3];
  let sum_5 = total_2 + total_3;
  let total_4 = work[at.total_4];
  let sum_6 = sum_5 + total_4;
  let total_5 = work[at.total_5];
  let sum_7 = sum_6 + total_5;
  let total_6 = work[at.total_6];
  let sum_8 = sum_7 + total_6;
  let total_7 = work[at.total_7];
  let sum_9 = sum_8 + total_7;
  let total_8 = work[at.total_8];
  let sum_10 = sum_9 + total_8;
  let total_9 = work[at.total_9];
  let sum_11 = sum_10 + total_9;
  let total_10 = work[at.total_10];
  let sum_12 = sum_11 + total_10;
  let total_11 = work[at.total_11];
  let sum_13 = sum_12 + total_11;
  let total_12 = work[at.total_12];
  let sum_14 = sum_13 + total_12;
  let total_13 = work[at.total_13];
  let sum_15 = sum_14 + total_13;
  let total_14 = work[at.total_14];
  let sum_16 = sum_15 + total_14;
  let total_15 = work[at.total_15];
  let sum_17 = sum_16 + total_15;
  let total_16 = work[at.total_16];
  let sum_18 = sum_17 + total_16;
  let total_17 = work[at.total_17];
  let sum_19 = sum_18 + total_17;
  let total_18 = work[at.total_18];
  let sum_20 = sum_19 + total_18;
  let total_19 = work[at.total_19];
  let sum_21 = sum_20 + total_19;
  let total_20 = work[at.total_20];
  let sum_22 = sum_21 + total_20;
  let total_21 = work[at.total_21];
  let sum_23 = sum_22 + total_21;
  let total_22 = work[at.total_22];
  let sum_24 = sum_23 + total_22;
  let total_23 = work[at.total_23];
  let sum_25 = sum_24 + total_23;
  let total_24 = work[at.total_24];
  let sum_26 = sum_25 + total_24;
  let total_25 = work[at.total_25];
  let sum_27 = sum_26 + total_25;
  let total_26 = work[at.total_26];
  let sum_28 = sum_27 + total_26;
  let total_27 = work[at.total_27];
  let sum_29 = sum_28 + total_27;
  let total_28 = work[at.total_28];
  let sum_30 = sum_29 + total_28;
  let total_29 = work[at.total_29];
  let sum_31 = sum_30 + total_29;
  let total_30 = work[at.total_30];
  let sum_32 = sum_31 + total_30;
  let total_31 = work[at.total_31];
  let sum_33 = sum_32 + total_31;
  let total_32 = work[at.total_32];
  let sum_34 = sum_33 + total_32;
  let total_33 = work[at.total_33];
  let sum_35 = sum_34 + total_33;
  let total_34 = work[at.total_34];
  let sum_36 = sum_35 + total_34;
  let total_35 = work[at.total_35];
  let sum_37 = sum_36 + total_35;
  let total_36 = work[at.total_36];
  let sum_38 = sum_37 + total_36;
  let total_37 = work[at.total_37];
  let sum_39 = sum_38 + total_37;
  let total_38 = work[at.total_38];
  let sum_40 = sum_39 + total_38;
  let total_39 = work[at.total_39];
  let sum_41 = sum_40 + total_39;
  let total_40 = work[at.total_40];
  let sum_42 = sum_41 + total_40;
  let total_41 = work[at.total_41];
  let sum_43 = sum_42 + total_41;
  let total_42 = work[at.total_42];
  let sum_44 = sum_43 + total_42;
  let total_43 = work[at.total_43];
  let sum_45 = sum_44 + total_43;
  let total_44 = work[at.total_44];
  let sum_46 = sum_45 + total_44;
  let total_45 = work[at.total_45];
  let sum_47 = sum_46 + total_45;
  let total_46 = work[at.total_46];
  let sum_48 = sum_47 + total_46;
  let gradient_norm = sqrt(sum_48);
  let maximum_2 = max(gradient_norm, 1.0);
  let clip_factor_2 = 1.0 / maximum_2;
  if thread == 0 {
    work[at.loss] = loss;
    work[at.rate] = rate;
    work[at.clip_factor] = clip_factor_2;
  }
}
