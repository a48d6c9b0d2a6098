// (1 - beta2^step)                                    std/optimizers.weft:26
// clip_total = sum[embed](sum[head, key](sum[batch, seq](sum[src](A[batch, head, seq, src] *
//   sum[embed](norm1[batch, embed, seq] * W_v[embed, head, key])[seq = src]) * d_x[bat…
// clip_total = sum[embed](sum[batch, seq]((x[batch, embed, seq] - sum[embed](x[batch, embed, seq]) / 128) *
//   norm2_inverse_root[batch, seq] * sum[hidden](d_gelu_product[batch, …
// clip_total = sum[embed](sum[batch, seq](sum[hidden](d_gelu_product[batch, hidden, seq] * W_up[embed,
//   hidden])) * sum[batch, seq](sum[hidden](d_gelu_product[batch, hidden, se…
// clip_total = sum[embed](sum[hidden](sum[batch, seq](d_gelu_product[batch, hidden, seq] * norm2[batch,
//   embed, seq]) * sum[batch, seq](d_gelu_product[batch, hidden, seq] * nor…
// clip_total = sum[embed](sum[hidden](d_W_down[embed, hidden] * d_W_down[embed, hidden]))
// clip_total = sum[embed](sum[batch, seq]((blocks[batch, embed, seq] - sum[embed](blocks[batch, embed, seq])
//   / 128) * norm1_inverse_root[batch, seq] * d_norm1[batch, embed, se…
// clip_total = sum[embed](sum[batch, seq](d_norm1[batch, embed, seq]) * sum[batch, seq](d_norm1[batch,
//   embed, seq]))
// clip_total = sum[embed](sum[head, key](sum[batch, seq](norm1[batch, embed, seq] *
//   sum[src](d_A_ratio[batch, head, seq, src] * sum[embed](norm1[batch, embed, seq] * W_k[embed…
// clip_total = sum[embed](sum[head, key](sum[batch, seq](norm1[batch, embed, seq] *
//   sum[seq](d_A_ratio[batch, head, seq, src] * sum[embed](norm1[batch, embed, seq] * W_q[embed…
// clip_total = sum[embed](sum[head, key](sum[batch, seq](norm1[batch, embed, seq] * sum[seq](A[batch, head,
//   seq, src] * sum[embed](d_x[batch, embed, seq] * W_o[embed, head, ke…
// clip_total = sum[embed](sum[head, key](sum[batch, seq](sum[src](A[batch, head, seq, src] *
//   sum[embed](norm1[batch, embed, seq] * W_v[embed, head, key])[seq = src]) * d_x[bat…
// clip_total = sum[embed](sum[batch, seq]((x[batch, embed, seq] - sum[embed](x[batch, embed, seq]) / 128) *
//   norm2_inverse_root[batch, seq] * sum[hidden](d_gelu_product[batch, …
// clip_total = sum[embed](sum[batch, seq](sum[hidden](d_gelu_product[batch, hidden, seq] * W_up[embed,
//   hidden])) * sum[batch, seq](sum[hidden](d_gelu_product[batch, hidden, se…
// clip_total = sum[embed](sum[hidden](sum[batch, seq](d_gelu_product[batch, hidden, seq] * norm2[batch,
//   embed, seq]) * sum[batch, seq](d_gelu_product[batch, hidden, seq] * nor…
// clip_total = sum[embed](sum[hidden](d_W_down[embed, hidden] * d_W_down[embed, hidden]))
// clip_total = sum[embed](sum[batch, seq]((blocks[batch, embed, seq] - sum[embed](blocks[batch, embed, seq])
//   / 128) * norm_inverse_root[batch, seq] * sum[vocab](d_GPT[batch, s…
// clip_total = sum[embed](sum[batch, seq](sum[vocab](d_GPT[batch, seq, vocab] * W_o[embed, vocab])) *
//   sum[batch, seq](sum[vocab](d_GPT[batch, seq, vocab] * W_o[embed, vocab]))…
// parameter_difference = 1 - 0.9 ^ step_
// parameter_difference = 1 - 0.99 ^ step_
// [], a workgroup of 16 lanes a row, in vectors of 4

const PART = 16;

struct Offsets {
  clip_total: i32,
  d_gain: i32,
  d_bias: i32,
  clip_total_2: i32,
  clip_total_3: i32,
  d_gain_2: i32,
  d_bias_2: i32,
  clip_total_4: i32,
  clip_total_5: i32,
  clip_total_6: i32,
  clip_total_7: i32,
  d_gain_3: i32,
  d_bias_3: i32,
  clip_total_8: i32,
  clip_total_9: i32,
  d_gain_4: i32,
  d_bias_4: i32,
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
  parameter_difference: i32,
  parameter_difference_2: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seq_so_far: i32,
  texts_of_write: i32,
  seed: u32,
  step: u32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_clip_total: array<f32, 16>;
var<workgroup> all_clip_total_2: array<f32, 16>;
var<workgroup> all_clip_total_3: array<f32, 16>;
var<workgroup> all_clip_total_4: array<f32, 16>;
var<workgroup> all_clip_total_5: array<f32, 16>;
var<workgroup> all_clip_total_6: array<f32, 16>;
var<workgroup> all_clip_total_7: array<f32, 16>;
var<workgroup> all_clip_total_8: array<f32, 16>;
var<workgroup> all_clip_total_9: array<f32, 16>;
var<workgroup> all_clip_total_10: array<f32, 16>;
var<workgroup> all_clip_total_11: array<f32, 16>;
var<workgroup> all_clip_total_12: array<f32, 16>;
var<workgroup> all_clip_total_13: array<f32, 16>;
var<workgroup> all_clip_total_14: array<f32, 16>;
var<workgroup> all_clip_total_15: array<f32, 16>;
var<workgroup> all_clip_total_16: array<f32, 16>;
var<workgroup> all_clip_total_17: array<f32, 16>;

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
fn adamw_parameter(@builtin(local_invocation_id) lane: vec3u) {
  let clip_total_at = at.clip_total / 4;
  let d_gain_at = at.d_gain / 4;
  let d_bias_at = at.d_bias / 4;
  let clip_total_2_at = at.clip_total_2 / 4;
  let clip_total_3_at = at.clip_total_3 / 4;
  let d_gain_2_at = at.d_gain_2 / 4;
  let d_bias_2_at = at.d_bias_2 / 4;
  let clip_total_4_at = at.clip_total_4 / 4;
  let clip_total_5_at = at.clip_total_5 / 4;
  let clip_total_6_at = at.clip_total_6 / 4;
  let clip_total_7_at = at.clip_total_7 / 4;
  let d_gain_3_at = at.d_gain_3 / 4;
  let d_bias_3_at = at.d_bias_3 / 4;
  let clip_total_8_at = at.clip_total_8 / 4;
  let clip_total_9_at = at.clip_total_9 / 4;
  let d_gain_4_at = at.d_gain_4 / 4;
  let d_bias_4_at = at.d_bias_4 / 4;
  let clip_total_10_at = at.clip_total_10 / 4;
  let clip_total_11_at = at.clip_total_11 / 4;
  let clip_total_12_at = at.clip_total_12 / 4;
  let clip_total_13_at = at.clip_total_13 / 4;
  let clip_total_14_at = at.clip_total_14 / 4;
  let clip_total_15_at = at.clip_total_15 / 4;
  let clip_total_16_at = at.clip_total_16 / 4;
  let clip_total_17_at = at.clip_total_17 / 4;
  let clip_total_18_at = at.clip_total_18 / 4;
  let clip_total_19_at = at.clip_total_19 / 4;
  let clip_total_20_at = at.clip_total_20 / 4;
  let clip_total_21_at = at.clip_total_21 / 4;
  let clip_total_22_at = at.clip_total_22 / 4;
  let clip_total_23_at = at.clip_total_23 / 4;
  let clip_total_24_at = at.clip_total_24 / 4;
  let clip_total_25_at = at.clip_total_25 / 4;
  let clip_total_26_at = at.clip_total_26 / 4;
  let parameter_difference_at = at.parameter_difference / 4;
  let parameter_difference_2_at = at.parameter_difference_2 / 4;
  let thread = i32(lane.x);
  let embed4 = thread;
  let embed4_2 = thread + 16;
  var own_clip_total = vec4f();
  var own_clip_total_2 = vec4f();
  var own_clip_total_3 = vec4f();
  var own_clip_total_4 = vec4f();
  var own_clip_total_5 = vec4f();
  var own_clip_total_6 = vec4f();
  var own_clip_total_7 = vec4f();
  var own_clip_total_8 = vec4f();
  var own_clip_total_9 = vec4f();
  var own_clip_total_10 = vec4f();
  var own_clip_total_11 = vec4f();
  var own_clip_total_12 = vec4f();
  var own_clip_total_13 = vec4f();
  var own_clip_total_14 = vec4f();
  var own_clip_total_15 = vec4f();
  var own_clip_total_16 = vec4f();
  var own_clip_total_17 = vec4f();
  own_clip_total += work[clip_total_at + embed4];
  let d_gain = work[d_gain_at + embed4];
  own_clip_total_2 += d_gain * d_gain;
  let d_bias = work[d_bias_at + embed4];
  own_clip_total_3 += d_bias * d_bias;
  own_clip_total_4 += work[clip_total_2_at + embed4];
  own_clip_total_5 += work[clip_total_3_at + embed4];
  let d_gain_2 = work[d_gain_2_at + embed4];
  own_clip_total_6 += d_gain_2 * d_gain_2;
  let d_bias_2 = work[d_bias_2_at + embed4];
  own_clip_total_7 += d_bias_2 * d_bias_2;
  own_clip_total_8 += work[clip_total_4_at + embed4];
  own_clip_total_9 += work[clip_total_5_at + embed4];
  own_clip_total_10 += work[clip_total_6_at + embed4];
  own_clip_total_11 += work[clip_total_7_at + embed4];
  let d_gain_3 = work[d_gain_3_at + embed4];
  own_clip_total_12 += d_gain_3 * d_gain_3;
  let d_bias_3 = work[d_bias_3_at + embed4];
  own_clip_total_13 += d_bias_3 * d_bias_3;
  own_clip_total_14 += work[clip_total_8_at + embed4];
  own_clip_total_15 += work[clip_total_9_at + embed4];
  let d_gain_4 = work[d_gain_4_at + embed4];
  own_clip_total_16 += d_gain_4 * d_gain_4;
  let d_bias_4 = work[d_bias_4_at + embed4];
  own_clip_total_17 += d_bias_4 * d_bias_4;
  own_clip_total += work[clip_total_at + embed4_2];
  let d_gain_5 = work[d_gain_at + embed4_2];
  own_clip_total_2 += d_gain_5 * d_gain_5;
  let d_bias_5 = work[d_bias_at + embed4_2];
  own_clip_total_3 += d_bias_5 * d_bias_5;
  own_clip_total_4 += work[clip_total_2_at + embed4_2];
  own_clip_total_5 += work[clip_total_3_at + embed4_2];
  let d_gain_6 = work[d_gain_2_at + embed4_2];
  own_clip_total_6 += d_gain_6 * d_gain_6;
  let d_bias_6 = work[d_bias_2_at + embed4_2];
  own_clip_total_7 += d_bias_6 * d_bias_6;
  own_clip_total_8 += work[clip_total_4_at + embed4_2];
  own_clip_total_9 += work[clip_total_5_at + embed4_2];
  own_clip_total_10 += work[clip_total_6_at + embed4_2];
  own_clip_total_11 += work[clip_total_7_at + embed4_2];
  let d_gain_7 = work[d_gain_3_at + embed4_2];
  own_clip_total_12 += d_gain_7 * d_gain_7;
  let d_bias_7 = work[d_bias_3_at + embed4_2];
  own_clip_total_13 += d_bias_7 * d_bias_7;
  own_clip_total_14 += work[clip_total_8_at + embed4_2];
  own_clip_total_15 += work[clip_total_9_at + embed4_2];
  let d_gain_8 = work[d_gain_4_at + embed4_2];
  own_clip_total_16 += d_gain_8 * d_gain_8;
  let d_bias_8 = work[d_bias_4_at + embed4_2];
  own_clip_total_17 += d_bias_8 * d_bias_8;
  all_clip_total[thread] = own_clip_total.x + own_clip_total.y + (own_clip_total.z + own_clip_total.w);
  all_clip_total_2[thread] = own_clip_total_2.x + own_clip_total_2.y + (own_clip_total_2.z + own_clip_total_2.w);
  all_clip_total_3[thread] = own_clip_total_3.x + own_clip_total_3.y + (own_clip_total_3.z + own_clip_total_3.w);
  all_clip_total_4[thread] = own_clip_total_4.x + own_clip_total_4.y + (own_clip_total_4.z + own_clip_total_4.w);
  all_clip_total_5[thread] = own_clip_total_5.x + own_clip_total_5.y + (own_clip_total_5.z + own_clip_total_5.w);
  all_clip_total_6[thread] = own_clip_total_6.x + own_clip_total_6.y + (own_clip_total_6.z + own_clip_total_6.w);
  all_clip_total_7[thread] = own_clip_total_7.x + own_clip_total_7.y + (own_clip_total_7.z + own_clip_total_7.w);
  all_clip_total_8[thread] = own_clip_total_8.x + own_clip_total_8.y + (own_clip_total_8.z + own_clip_total_8.w);
  all_clip_total_9[thread] = own_clip_total_9.x + own_clip_total_9.y + (own_clip_total_9.z + own_clip_total_9.w);
  all_clip_total_10[thread] = own_clip_total_10.x + own_clip_total_10.y + (own_clip_total_10.z + own_clip_total_10.w);
  all_clip_total_11[thread] = own_clip_total_11.x + own_clip_total_11.y + (own_clip_total_11.z + own_clip_total_11.w);
  all_clip_total_12[thread] = own_clip_total_12.x + own_clip_total_12.y + (own_clip_total_12.z + own_clip_total_12.w);
  all_clip_total_13[thread] = own_clip_total_13.x + own_clip_total_13.y + (own_clip_total_13.z + own_clip_total_13.w);
  all_clip_total_14[thread] = own_clip_total_14.x + own_clip_total_14.y + (own_clip_total_14.z + own_clip_total_14.w);
  all_clip_total_15[thread] = own_clip_total_15.x + own_clip_total_15.y + (own_clip_total_15.z + own_clip_total_15.w);
  all_clip_total_16[thread] = own_clip_total_16.x + own_clip_total_16.y + (own_clip_total_16.z + own_clip_total_16.w);
  all_clip_total_17[thread] = own_clip_total_17.x + own_clip_total_17.y + (own_clip_total_17.z + own_clip_total_17.w);
  workgroupBarrier();
  var clip_total = 0.0;
  var clip_total_2 = 0.0;
  var clip_total_3 = 0.0;
  var clip_total_4 = 0.0;
  var clip_total_5 = 0.0;
  var clip_total_6 = 0.0;
  var clip_total_7 = 0.0;
  var clip_total_8 = 0.0;
  var clip_total_9 = 0.0;
  var clip_total_10 = 0.0;
  var clip_total_11 = 0.0;
  var clip_total_12 = 0.0;
  var clip_total_13 = 0.0;
  var clip_total_14 = 0.0;
  var clip_total_15 = 0.0;
  var clip_total_16 = 0.0;
  var clip_total_17 = 0.0;
  for (var part = 0; part < PART; part++) {
    clip_total += all_clip_total[part];
    clip_total_2 += all_clip_total_2[part];
    clip_total_3 += all_clip_total_3[part];
    clip_total_4 += all_clip_total_4[part];
    clip_total_5 += all_clip_total_5[part];
    clip_total_6 += all_clip_total_6[part];
    clip_total_7 += all_clip_total_7[part];
    clip_total_8 += all_clip_total_8[part];
    clip_total_9 += all_clip_total_9[part];
    clip_total_10 += all_clip_total_10[part];
    clip_total_11 += all_clip_total_11[part];
    clip_total_12 += all_clip_total_12[part];
    clip_total_13 += all_clip_total_13[part];
    clip_total_14 += all_clip_total_14[part];
    clip_total_15 += all_clip_total_15[part];
    clip_total_16 += all_clip_total_16[part];
    clip_total_17 += all_clip_total_17[part];
  }
  let warmup_cosine_real = f32(i32(day.step));
  let parameter_power = own_power(0.9, warmup_cosine_real);
  let parameter_difference = 1.0 - parameter_power;
  let parameter_power_2 = own_power(0.99, warmup_cosine_real);
  let parameter_difference_2 = 1.0 - parameter_power_2;
  if thread == 0 {
    work[clip_total_10_at][0] = clip_total;
    work[clip_total_11_at][0] = clip_total_2;
    work[clip_total_12_at][0] = clip_total_3;
    work[clip_total_13_at][0] = clip_total_4;
    work[clip_total_14_at][0] = clip_total_5;
    work[clip_total_15_at][0] = clip_total_6;
    work[clip_total_16_at][0] = clip_total_7;
    work[clip_total_17_at][0] = clip_total_8;
    work[clip_total_18_at][0] = clip_total_9;
    work[clip_total_19_at][0] = clip_total_10;
    work[clip_total_20_at][0] = clip_total_11;
    work[clip_total_21_at][0] = clip_total_12;
    work[clip_total_22_at][0] = clip_total_13;
    work[clip_total_23_at][0] = clip_total_14;
    work[clip_total_24_at][0] = clip_total_15;
    work[clip_total_25_at][0] = clip_total_16;
    work[clip_total_26_at][0] = clip_total_17;
    work[parameter_difference_at][0] = parameter_difference;
    work[parameter_difference_2_at][0] = parameter_difference_2;
  }
}
