// total = sum[embed](sum[vocab](d_W_e[embed, vocab] * d_W_e[embed, vocab]))
// total = sum[embed](sum[seq](sum[batch](d_x[batch, embed, seq] + ((W_e[embed, vocab][vocab = tokens] +
//   W_p[embed, seq] - sum[embed](W_e[embed, vocab][vocab = tokens] + W…
// total = sum[embed](sum[vocab](product[embed, vocab]))
// total = sum[embed](sum[batch, seq]((W_e[embed, vocab][vocab = tokens] + W_p[embed, seq] -
//   sum[embed](W_e[embed, vocab][vocab = tokens] + W_p[embed, seq]) / 128) * inver…
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
//   128) * inverse_root[batch, seq] * d_norm1[batch, embed, seq]) * …
// total = sum[embed](sum[batch, seq](d_norm1[batch, embed, seq]) * sum[batch, seq](d_norm1[batch, embed,
//   seq]))
// total = sum[embed](sum[head, key](product[embed, head, key]))
// total = sum[embed](sum[head, key](product[embed, head, key]))
// total = sum[embed](sum[head, key](product[embed, head, key]))
// [], a workgroup of 16 lanes a row, in vectors of 4

const PART = 16;

struct Offsets {
  total: i32,
  total_2: i32,
  total_3: i32,
  d_gain: i32,
  d_bias: i32,
  total_4: i32,
  total_5: i32,
  total_6: i32,
  total_7: i32,
  d_gain_2: i32,
  d_bias_2: i32,
  total_8: i32,
  total_9: i32,
  d_gain_3: i32,
  d_bias_3: i32,
  total_10: i32,
  total_11: i32,
  total_12: i32,
  total_13: i32,
  d_gain_4: i32,
  d_bias_4: i32,
  total_14: i32,
  total_15: i32,
  d_gain_5: i32,
  d_bias_5: i32,
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
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
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
var<workgroup> all_total_18: array<f32, 16>;
var<workgroup> all_total_19: array<f32, 16>;
var<workgroup> all_total_20: array<f32, 16>;
var<workgroup> all_total_21: array<f32, 16>;
var<workgroup> all_total_22: array<f32, 16>;
var<workgroup> all_total_23: array<f32, 16>;
var<workgroup> all_total_24: array<f32, 16>;
var<workgroup> all_total_25: array<f32, 16>;
var<workgroup> all_total_26: array<f32, 16>;
var<workgroup> all_total_27: array<f32, 16>;
var<workgroup> all_total_28: array<f32, 16>;

@compute @workgroup_size(16)
fn total_7(@builtin(local_invocation_id) lane: vec3u) {
  let total_at = at.total / 4;
  let total_2_at = at.total_2 / 4;
  let total_3_at = at.total_3 / 4;
  let d_gain_at = at.d_gain / 4;
  let d_bias_at = at.d_bias / 4;
  let total_4_at = at.total_4 / 4;
  let total_5_at = at.total_5 / 4;
  let total_6_at = at.total_6 / 4;
  let total_7_at = at.total_7 / 4;
  let d_gain_2_at = at.d_gain_2 / 4;
  let d_bias_2_at = at.d_bias_2 / 4;
  let total_8_at = at.total_8 / 4;
  let total_9_at = at.total_9 / 4;
  let d_gain_3_at = at.d_gain_3 / 4;
  let d_bias_3_at = at.d_bias_3 / 4;
  let total_10_at = at.total_10 / 4;
  let total_11_at = at.total_11 / 4;
  let total_12_at = at.total_12 / 4;
  let total_13_at = at.total_13 / 4;
  let d_gain_4_at = at.d_gain_4 / 4;
  let d_bias_4_at = at.d_bias_4 / 4;
  let total_14_at = at.total_14 / 4;
  let total_15_at = at.total_15 / 4;
  let d_gain_5_at = at.d_gain_5 / 4;
  let d_bias_5_at = at.d_bias_5 / 4;
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
  let total_27_at = at.total_27 / 4;
  let total_28_at = at.total_28 / 4;
  let total_29_at = at.total_29 / 4;
  let total_30_at = at.total_30 / 4;
  let total_31_at = at.total_31 / 4;
  let total_32_at = at.total_32 / 4;
  let total_33_at = at.total_33 / 4;
  let total_34_at = at.total_34 / 4;
  let total_35_at = at.total_35 / 4;
  let total_36_at = at.total_36 / 4;
  let total_37_at = at.total_37 / 4;
  let total_38_at = at.total_38 / 4;
  let total_39_at = at.total_39 / 4;
  let total_40_at = at.total_40 / 4;
  let total_41_at = at.total_41 / 4;
  let total_42_at = at.total_42 / 4;
  let total_43_at = at.total_43 / 4;
  let total_44_at = at.total_44 / 4;
  let total_45_at = at.total_45 / 4;
  let total_46_at = at.total_46 / 4;
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
  var own_total_18 = vec4f();
  var own_total_19 = vec4f();
  var own_total_20 = vec4f();
  var own_total_21 = vec4f();
  var own_total_22 = vec4f();
  var own_total_23 = vec4f();
  var own_total_24 = vec4f();
  var own_total_25 = vec4f();
  var own_total_26 = vec4f();
  var own_total_27 = vec4f();
  var own_total_28 = vec4f();
  own_total += work[total_at + embed4];
  own_total_2 += work[total_2_at + embed4];
  own_total_3 += work[total_3_at + embed4];
  let d_gain = work[d_gain_at + embed4];
  own_total_4 += d_gain * d_gain;
  let d_bias = work[d_bias_at + embed4];
  own_total_5 += d_bias * d_bias;
  own_total_6 += work[total_4_at + embed4];
  own_total_7 += work[total_5_at + embed4];
  own_total_8 += work[total_6_at + embed4];
  own_total_9 += work[total_7_at + embed4];
  let d_gain_2 = work[d_gain_2_at + embed4];
  own_total_10 += d_gain_2 * d_gain_2;
  let d_bias_2 = work[d_bias_2_at + embed4];
  own_total_11 += d_bias_2 * d_bias_2;
  own_total_12 += work[total_8_at + embed4];
  own_total_13 += work[total_9_at + embed4];
  let d_gain_3 = work[d_gain_3_at + embed4];
  own_total_14 += d_gain_3 * d_gain_3;
  let d_bias_3 = work[d_bias_3_at + embed4];
  own_total_15 += d_bias_3 * d_bias_3;
  own_total_16 += work[total_10_at + embed4];
  own_total_17 += work[total_11_at + embed4];
  own_total_18 += work[total_12_at + embed4];
  own_total_19 += work[total_13_at + embed4];
  let d_gain_4 = work[d_gain_4_at + embed4];
  own_total_20 += d_gain_4 * d_gain_4;
  let d_bias_4 = work[d_bias_4_at + embed4];
  own_total_21 += d_bias_4 * d_bias_4;
  own_total_22 += work[total_14_at + embed4];
  own_total_23 += work[total_15_at + embed4];
  let d_gain_5 = work[d_gain_5_at + embed4];
  own_total_24 += d_gain_5 * d_gain_5;
  let d_bias_5 = work[d_bias_5_at + embed4];
  own_total_25 += d_bias_5 * d_bias_5;
  own_total_26 += work[total_16_at + embed4];
  own_total_27 += work[total_17_at + embed4];
  own_total_28 += work[total_18_at + embed4];
  own_total += work[total_at + embed4_2];
  own_total_2 += work[total_2_at + embed4_2];
  own_total_3 += work[total_3_at + embed4_2];
  let d_gain_6 = work[d_gain_at + embed4_2];
  own_total_4 += d_gain_6 * d_gain_6;
  let d_bias_6 = work[d_bias_at + embed4_2];
  own_total_5 += d_bias_6 * d_bias_6;
  own_total_6 += work[total_4_at + embed4_2];
  own_total_7 += work[total_5_at + embed4_2];
  own_total_8 += work[total_6_at + embed4_2];
  own_total_9 += work[total_7_at + embed4_2];
  let d_gain_7 = work[d_gain_2_at + embed4_2];
  own_total_10 += d_gain_7 * d_gain_7;
  let d_bias_7 = work[d_bias_2_at + embed4_2];
  own_total_11 += d_bias_7 * d_bias_7;
  own_total_12 += work[total_8_at + embed4_2];
  own_total_13 += work[total_9_at + embed4_2];
  let d_gain_8 = work[d_gain_3_at + embed4_2];
  own_total_14 += d_gain_8 * d_gain_8;
  let d_bias_8 = work[d_bias_3_at + embed4_2];
  own_total_15 += d_bias_8 * d_bias_8;
  own_total_16 += work[total_10_at + embed4_2];
  own_total_17 += work[total_11_at + embed4_2];
  own_total_18 += work[total_12_at + embed4_2];
  own_total_19 += work[total_13_at + embed4_2];
  let d_gain_9 = work[d_gain_4_at + embed4_2];
  own_total_20 += d_gain_9 * d_gain_9;
  let d_bias_9 = work[d_bias_4_at + embed4_2];
  own_total_21 += d_bias_9 * d_bias_9;
  own_total_22 += work[total_14_at + embed4_2];
  own_total_23 += work[total_15_at + embed4_2];
  let d_gain_10 = work[d_gain_5_at + embed4_2];
  own_total_24 += d_gain_10 * d_gain_10;
  let d_bias_10 = work[d_bias_5_at + embed4_2];
  own_total_25 += d_bias_10 * d_bias_10;
  own_total_26 += work[total_16_at + embed4_2];
  own_total_27 += work[total_17_at + embed4_2];
  own_total_28 += work[total_18_at + embed4_2];
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
  all_total_18[thread] = own_total_18.x + own_total_18.y + (own_total_18.z + own_total_18.w);
  all_total_19[thread] = own_total_19.x + own_total_19.y + (own_total_19.z + own_total_19.w);
  all_total_20[thread] = own_total_20.x + own_total_20.y + (own_total_20.z + own_total_20.w);
  all_total_21[thread] = own_total_21.x + own_total_21.y + (own_total_21.z + own_total_21.w);
  all_total_22[thread] = own_total_22.x + own_total_22.y + (own_total_22.z + own_total_22.w);
  all_total_23[thread] = own_total_23.x + own_total_23.y + (own_total_23.z + own_total_23.w);
  all_total_24[thread] = own_total_24.x + own_total_24.y + (own_total_24.z + own_total_24.w);
  all_total_25[thread] = own_total_25.x + own_total_25.y + (own_total_25.z + own_total_25.w);
  all_total_26[thread] = own_total_26.x + own_total_26.y + (own_total_26.z + own_total_26.w);
  all_total_27[thread] = own_total_27.x + own_total_27.y + (own_total_27.z + own_total_27.w);
  all_total_28[thread] = own_total_28.x + own_total_28.y + (own_total_28.z + own_total_28.w);
  workgroupBarrier();
  var total = 0.0;
  var total_2 = 0.0;
  var total_3 = 0.0;
  var total_4 = 0.0;
  var total_5 = 0.0;
  var total_6 = 0.0;
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
  var total_18 = 0.0;
  var total_19 = 0.0;
  var total_20 = 0.0;
  var total_21 = 0.0;
  var total_22 = 0.0;
  var total_23 = 0.0;
  var total_24 = 0.0;
  var total_25 = 0.0;
  var total_26 = 0.0;
  var total_27 = 0.0;
  var total_28 = 0.0;
  var total_29 = 0.0;
  for (var part = 0; part < PART; part++) {
    total += all_total[part];
    total_2 += all_total_2[part];
    total_3 += all_total_3[part];
    total_4 += all_total_4[part];
    total_5 += all_total_5[part];
    total_6 += all_total_6[part];
    total_8 += all_total_7[part];
    total_9 += all_total_8[part];
    total_10 += all_total_9[part];
    total_11 += all_total_10[part];
    total_12 += all_total_11[part];
    total_13 += all_total_12[part];
    total_14 += all_total_13[part];
    total_15 += all_total_14[part];
    total_16 += all_total_15[part];
    total_17 += all_total_16[part];
    total_18 += all_total_17[part];
    total_19 += all_total_18[part];
    total_20 += all_total_19[part];
    total_21 += all_total_20[part];
    total_22 += all_total_21[part];
    total_23 += all_total_22[part];
    total_24 += all_total_23[part];
    total_25 += all_total_24[part];
    total_26 += all_total_25[part];
    total_27 += all_total_26[part];
    total_28 += all_total_27[part];
    total_29 += all_total_28[part];
  }
  if thread == 0 {
    work[total_19_at][0] = total;
    work[total_20_at][0] = total_2;
    work[total_21_at][0] = total_3;
    work[total_22_at][0] = total_4;
    work[total_23_at][0] = total_5;
    work[total_24_at][0] = total_6;
    work[total_25_at][0] = total_8;
    work[total_26_at][0] = total_9;
    work[total_27_at][0] = total_10;
    work[total_28_at][0] = total_11;
    work[total_29_at][0] = total_12;
    work[total_30_at][0] = total_13;
    work[total_31_at][0] = total_14;
    work[total_32_at][0] = total_15;
    work[total_33_at][0] = total_16;
    work[total_34_at][0] = total_17;
    work[total_35_at][0] = total_18;
    work[total_36_at][0] = total_19;
    work[total_37_at][0] = total_20;
    work[total_38_at][0] = total_21;
    work[total_39_at][0] = total_22;
    work[total_40_at][0] = total_23;
    work[total_41_at][0] = total_24;
    work[total_42_at][0] = total_25;
    work[total_43_at][0] = total_26;
    work[total_44_at][0] = total_27;
    work[total_45_at][0] = total_28;
    work[total_46_at][0] = total_29;
  }
}
