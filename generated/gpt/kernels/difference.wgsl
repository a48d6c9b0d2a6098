// (1 - beta2^step)                                    std/optimizers.weft:26
// total = sum[embed](sum[head, key](product[embed, head, key]))
// total = sum[embed](sum[batch, seq]((x[batch, embed, seq] - sum[embed](x[batch, embed, seq]) / 128) *
//   inverse_root[batch, seq] * sum[hidden](sum[batch, hidden, seq] * W_…
// total = sum[embed](sum[batch, seq](sum[hidden](sum[batch, hidden, seq] * W_up[embed, hidden])) *
//   sum[batch, seq](sum[hidden](sum[batch, hidden, seq] * W_up[embed, hidde…
// total = sum[embed](sum[hidden](product[embed, hidden]))
// total = sum[embed](sum[hidden](d_W_down[embed, hidden] * d_W_down[embed, hidden]))
// total = sum[embed](sum[batch, seq]((blocks[batch, embed, seq] - sum[embed](blocks[batch, embed, seq]) /
//   128) * inverse_root[batch, seq] * d_norm1[batch, embed, seq]) * …
// total = sum[embed](sum[batch, seq](d_norm1[batch, embed, seq]) * sum[batch, seq](d_norm1[batch, embed,
//   seq]))
// total = sum[embed](sum[head, key](product[embed, head, key]))
// total = sum[embed](sum[head, key](product[embed, head, key]))
// total = sum[embed](sum[head, key](product[embed, head, key]))
// total = sum[embed](sum[head, key](product[embed, head, key]))
// total = sum[embed](sum[batch, seq]((x[batch, embed, seq] - sum[embed](x[batch, embed, seq]) / 128) *
//   inverse_root[batch, seq] * sum[hidden](sum[batch, hidden, seq] * W_…
// total = sum[embed](sum[batch, seq](sum[hidden](sum[batch, hidden, seq] * W_up[embed, hidden])) *
//   sum[batch, seq](sum[hidden](sum[batch, hidden, seq] * W_up[embed, hidde…
// total = sum[embed](sum[hidden](product[embed, hidden]))
// total = sum[embed](sum[hidden](d_W_down[embed, hidden] * d_W_down[embed, hidden]))
// total = sum[embed](sum[batch, seq]((blocks[batch, embed, seq] - sum[embed](blocks[batch, embed, seq]) /
//   128) * inverse_root[batch, seq] * sum[vocab](d_GPT[batch, seq, v…
// total = sum[embed](sum[batch, seq](sum[vocab](d_GPT[batch, seq, vocab] * W_o[embed, vocab])) * sum[batch,
//   seq](sum[vocab](d_GPT[batch, seq, vocab] * W_o[embed, vocab]))…
// difference = 1 - 0.9 ^ step_
// difference = 1 - 0.99 ^ step_
// [], a workgroup of 16 lanes a row, in vectors of 4

const PART = 16;

struct Offsets {
  total: i32,
  d_gain: i32,
  d_bias: i32,
  total_2: i32,
  total_3: i32,
  d_gain_2: i32,
  d_bias_2: i32,
  total_4: i32,
  total_5: i32,
  total_6: i32,
  total_7: i32,
  d_gain_3: i32,
  d_bias_3: i32,
  total_8: i32,
  total_9: i32,
  d_gain_4: i32,
  d_bias_4: i32,
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
  difference: i32,
  difference_2: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seed: u32,
  step: u32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_total: array<f32, 16>;
var<workgroup> all_total_2: array<f32, 16>;
var<workgroup> all_total_3: array<f32, 16>;
var<workgroup> all_total_4: array<f32, 16>;
var<workgroup> all_total_5: array<f32, 16>;
var<workgroup> all_total_6: array<f32, 16>;
var<workgroup> all_total_7: array<f32, 16>;
var<workgroup> all_total_8: array<f32, 16>;
var<workgroup> all_total_9: array<f32, 16>;
var<workgroup> all_total_10: array<f32, 16>;
var<workgroup> all_total_11: array<f32, 16>;
var<workgroup> all_total_12: array<f32, 16>;
var<workgroup> all_total_13: array<f32, 16>;
var<workgroup> all_total_14: array<f32, 16>;
var<workgroup> all_total_15: array<f32, 16>;
var<workgroup> all_total_16: array<f32, 16>;
var<workgroup> all_total_17: array<f32, 16>;

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
fn difference(@builtin(local_invocation_id) lane: vec3u) {
  let total_at = at.total / 4;
  let d_gain_at = at.d_gain / 4;
  let d_bias_at = at.d_bias / 4;
  let total_2_at = at.total_2 / 4;
  let total_3_at = at.total_3 / 4;
  let d_gain_2_at = at.d_gain_2 / 4;
  let d_bias_2_at = at.d_bias_2 / 4;
  let total_4_at = at.total_4 / 4;
  let total_5_at = at.total_5 / 4;
  let total_6_at = at.total_6 / 4;
  let total_7_at = at.total_7 / 4;
  let d_gain_3_at = at.d_gain_3 / 4;
  let d_bias_3_at = at.d_bias_3 / 4;
  let total_8_at = at.total_8 / 4;
  let total_9_at = at.total_9 / 4;
  let d_gain_4_at = at.d_gain_4 / 4;
  let d_bias_4_at = at.d_bias_4 / 4;
  let total_10_at = at.total_10 / 4;
  let total_11_at = at.total_11 / 4;
  let total_12_at = at.total_12 / 4;
  let total_13_at = at.total_13 / 4;
  let total_14_at = at.total_14 / 4;
  let total_15_at = at.total_15 / 4;
  let total_16_at = at.total_16 / 4;
  let total_17_at = at.total_17 / 4;
  let total_18_at = at.total_18 / 4;
  let total_19_at = at.total_19 / 4;
  let total_20_at = at.total_20 / 4;
  let total_21_at = at.total_21 / 4;
  let total_22_at = at.total_22 / 4;
  let total_23_at = at.total_23 / 4;
  let total_24_at = at.total_24 / 4;
  let total_25_at = at.total_25 / 4;
  let total_26_at = at.total_26 / 4;
  let difference_at = at.difference / 4;
  let difference_2_at = at.difference_2 / 4;
  let thread = i32(lane.x);
  let embed4 = thread;
  let embed4_2 = thread + 16;
  var own_total = vec4f();
  var own_total_2 = vec4f();
  var own_total_3 = vec4f();
  var own_total_4 = vec4f();
  var own_total_5 = vec4f();
  var own_total_6 = vec4f();
  var own_total_7 = vec4f();
  var own_total_8 = vec4f();
  var own_total_9 = vec4f();
  var own_total_10 = vec4f();
  var own_total_11 = vec4f();
  var own_total_12 = vec4f();
  var own_total_13 = vec4f();
  var own_total_14 = vec4f();
  var own_total_15 = vec4f();
  var own_total_16 = vec4f();
  var own_total_17 = vec4f();
  own_total += work[total_at + embed4];
  let d_gain = work[d_gain_at + embed4];
  own_total_2 += d_gain * d_gain;
  let d_bias = work[d_bias_at + embed4];
  own_total_3 += d_bias * d_bias;
  own_total_4 += work[total_2_at + embed4];
  own_total_5 += work[total_3_at + embed4];
  let d_gain_2 = work[d_gain_2_at + embed4];
  own_total_6 += d_gain_2 * d_gain_2;
  let d_bias_2 = work[d_bias_2_at + embed4];
  own_total_7 += d_bias_2 * d_bias_2;
  own_total_8 += work[total_4_at + embed4];
  own_total_9 += work[total_5_at + embed4];
  own_total_10 += work[total_6_at + embed4];
  own_total_11 += work[total_7_at + embed4];
  let d_gain_3 = work[d_gain_3_at + embed4];
  own_total_12 += d_gain_3 * d_gain_3;
  let d_bias_3 = work[d_bias_3_at + embed4];
  own_total_13 += d_bias_3 * d_bias_3;
  own_total_14 += work[total_8_at + embed4];
  own_total_15 += work[total_9_at + embed4];
  let d_gain_4 = work[d_gain_4_at + embed4];
  own_total_16 += d_gain_4 * d_gain_4;
  let d_bias_4 = work[d_bias_4_at + embed4];
  own_total_17 += d_bias_4 * d_bias_4;
  own_total += work[total_at + embed4_2];
  let d_gain_5 = work[d_gain_at + embed4_2];
  own_total_2 += d_gain_5 * d_gain_5;
  let d_bias_5 = work[d_bias_at + embed4_2];
  own_total_3 += d_bias_5 * d_bias_5;
  own_total_4 += work[total_2_at + embed4_2];
  own_total_5 += work[total_3_at + embed4_2];
  let d_gain_6 = work[d_gain_2_at + embed4_2];
  own_total_6 += d_gain_6 * d_gain_6;
  let d_bias_6 = work[d_bias_2_at + embed4_2];
  own_total_7 += d_bias_6 * d_bias_6;
  own_total_8 += work[total_4_at + embed4_2];
  own_total_9 += work[total_5_at + embed4_2];
  own_total_10 += work[total_6_at + embed4_2];
  own_total_11 += work[total_7_at + embed4_2];
  let d_gain_7 = work[d_gain_3_at + embed4_2];
  own_total_12 += d_gain_7 * d_gain_7;
  let d_bias_7 = work[d_bias_3_at + embed4_2];
  own_total_13 += d_bias_7 * d_bias_7;
  own_total_14 += work[total_8_at + embed4_2];
  own_total_15 += work[total_9_at + embed4_2];
  let d_gain_8 = work[d_gain_4_at + embed4_2];
  own_total_16 += d_gain_8 * d_gain_8;
  let d_bias_8 = work[d_bias_4_at + embed4_2];
  own_total_17 += d_bias_8 * d_bias_8;
  all_total[thread] = own_total.x + own_total.y + (own_total.z + own_total.w);
  all_total_2[thread] = own_total_2.x + own_total_2.y + (own_total_2.z + own_total_2.w);
  all_total_3[thread] = own_total_3.x + own_total_3.y + (own_total_3.z + own_total_3.w);
  all_total_4[thread] = own_total_4.x + own_total_4.y + (own_total_4.z + own_total_4.w);
  all_total_5[thread] = own_total_5.x + own_total_5.y + (own_total_5.z + own_total_5.w);
  all_total_6[thread] = own_total_6.x + own_total_6.y + (own_total_6.z + own_total_6.w);
  all_total_7[thread] = own_total_7.x + own_total_7.y + (own_total_7.z + own_total_7.w);
  all_total_8[thread] = own_total_8.x + own_total_8.y + (own_total_8.z + own_total_8.w);
  all_total_9[thread] = own_total_9.x + own_total_9.y + (own_total_9.z + own_total_9.w);
  all_total_10[thread] = own_total_10.x + own_total_10.y + (own_total_10.z + own_total_10.w);
  all_total_11[thread] = own_total_11.x + own_total_11.y + (own_total_11.z + own_total_11.w);
  all_total_12[thread] = own_total_12.x + own_total_12.y + (own_total_12.z + own_total_12.w);
  all_total_13[thread] = own_total_13.x + own_total_13.y + (own_total_13.z + own_total_13.w);
  all_total_14[thread] = own_total_14.x + own_total_14.y + (own_total_14.z + own_total_14.w);
  all_total_15[thread] = own_total_15.x + own_total_15.y + (own_total_15.z + own_total_15.w);
  all_total_16[thread] = own_total_16.x + own_total_16.y + (own_total_16.z + own_total_16.w);
  all_total_17[thread] = own_total_17.x + own_total_17.y + (own_total_17.z + own_total_17.w);
  workgroupBarrier();
  var total = 0.0;
  var total_2 = 0.0;
  var total_3 = 0.0;
  var total_4 = 0.0;
  var total_5 = 0.0;
  var total_6 = 0.0;
  var total_7 = 0.0;
  var total_8 = 0.0;
  var total_9 = 0.0;
  var total_10 = 0.0;
  var total_11 = 0.0;
  var total_12 = 0.0;
  var total_13 = 0.0;
  var total_14 = 0.0;
  var total_15 = 0.0;
  var total_16 = 0.0;
  var total_17 = 0.0;
  for (var part = 0; part < PART; part++) {
    total += all_total[part];
    total_2 += all_total_2[part];
    total_3 += all_total_3[part];
    total_4 += all_total_4[part];
    total_5 += all_total_5[part];
    total_6 += all_total_6[part];
    total_7 += all_total_7[part];
    total_8 += all_total_8[part];
    total_9 += all_total_9[part];
    total_10 += all_total_10[part];
    total_11 += all_total_11[part];
    total_12 += all_total_12[part];
    total_13 += all_total_13[part];
    total_14 += all_total_14[part];
    total_15 += all_total_15[part];
    total_16 += all_total_16[part];
    total_17 += all_total_17[part];
  }
  let real = f32(i32(day.step));
  let power = own_power(0.9, real);
  let difference_2 = 1.0 - power;
  let power_2 = own_power(0.99, real);
  let difference_3 = 1.0 - power_2;
  if thread == 0 {
    work[total_10_at][0] = total;
    work[total_11_at][0] = total_2;
    work[total_12_at][0] = total_3;
    work[total_13_at][0] = total_4;
    work[total_14_at][0] = total_5;
    work[total_15_at][0] = total_6;
    work[total_16_at][0] = total_7;
    work[total_17_at][0] = total_8;
    work[total_18_at][0] = total_9;
    work[total_19_at][0] = total_10;
    work[total_20_at][0] = total_11;
    work[total_21_at][0] = total_12;
    work[total_22_at][0] = total_13;
    work[total_23_at][0] = total_14;
    work[total_24_at][0] = total_15;
    work[total_25_at][0] = total_16;
    work[total_26_at][0] = total_17;
    work[difference_at][0] = difference_2;
    work[difference_2_at][0] = difference_3;
  }
}
