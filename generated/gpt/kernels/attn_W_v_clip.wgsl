// clip_total = sum[embed](sum[vocab](d_W_e[embed, vocab] * d_W_e[embed, vocab]))
// clip_total = sum[embed](sum[seq](sum[batch](d_x[batch, embed, seq] + ((W_e[embed, vocab][vocab = tokens] +
//   W_p[embed, seq] - sum[embed](W_e[embed, vocab][vocab = tokens] + W…
// clip_total = sum[embed](sum[vocab](sum[batch, seq](norm[batch, embed, seq] * d_GPT[batch, seq, vocab]) *
//   sum[batch, seq](norm[batch, embed, seq] * d_GPT[batch, seq, vocab]))…
// clip_total = sum[embed](sum[batch, seq]((W_e[embed, vocab][vocab = tokens] + W_p[embed, seq] -
//   sum[embed](W_e[embed, vocab][vocab = tokens] + W_p[embed, seq]) / 128) * norm1…
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
//   / 128) * norm1_inverse_root[batch, seq] * d_norm1[batch, embed, se…
// clip_total = sum[embed](sum[batch, seq](d_norm1[batch, embed, seq]) * sum[batch, seq](d_norm1[batch,
//   embed, seq]))
// clip_total = sum[embed](sum[head, key](sum[batch, seq](norm1[batch, embed, seq] *
//   sum[src](d_A_ratio[batch, head, seq, src] * sum[embed](norm1[batch, embed, seq] * W_k[embed…
// clip_total = sum[embed](sum[head, key](sum[batch, seq](norm1[batch, embed, seq] *
//   sum[seq](d_A_ratio[batch, head, seq, src] * sum[embed](norm1[batch, embed, seq] * W_q[embed…
// clip_total = sum[embed](sum[head, key](sum[batch, seq](norm1[batch, embed, seq] * sum[seq](A[batch, head,
//   seq, src] * sum[embed](d_x[batch, embed, seq] * W_o[embed, head, ke…
// [], a workgroup of 16 lanes a row, in vectors of 4

const PART = 16;

struct Offsets {
  clip_total: i32,
  clip_total_2: i32,
  clip_total_3: i32,
  d_gain: i32,
  d_bias: i32,
  clip_total_4: i32,
  clip_total_5: i32,
  clip_total_6: i32,
  clip_total_7: i32,
  d_gain_2: i32,
  d_bias_2: i32,
  clip_total_8: i32,
  clip_total_9: i32,
  d_gain_3: i32,
  d_bias_3: i32,
  clip_total_10: i32,
  clip_total_11: i32,
  clip_total_12: i32,
  clip_total_13: i32,
  d_gain_4: i32,
  d_bias_4: i32,
  clip_total_14: i32,
  clip_total_15: i32,
  d_gain_5: i32,
  d_bias_5: i32,
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
  clip_total_46: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
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
var<workgroup> all_clip_total_18: array<f32, 16>;
var<workgroup> all_clip_total_19: array<f32, 16>;
var<workgroup> all_clip_total_20: array<f32, 16>;
var<workgroup> all_clip_total_21: array<f32, 16>;
var<workgroup> all_clip_total_22: array<f32, 16>;
var<workgroup> all_clip_total_23: array<f32, 16>;
var<workgroup> all_clip_total_24: array<f32, 16>;
var<workgroup> all_clip_total_25: array<f32, 16>;
var<workgroup> all_clip_total_26: array<f32, 16>;
var<workgroup> all_clip_total_27: array<f32, 16>;
var<workgroup> all_clip_total_28: array<f32, 16>;

@compute @workgroup_size(16)
fn attn_W_v_clip(@builtin(local_invocation_id) lane: vec3u) {
  let clip_total_at = at.clip_total / 4;
  let clip_total_2_at = at.clip_total_2 / 4;
  let clip_total_3_at = at.clip_total_3 / 4;
  let d_gain_at = at.d_gain / 4;
  let d_bias_at = at.d_bias / 4;
  let clip_total_4_at = at.clip_total_4 / 4;
  let clip_total_5_at = at.clip_total_5 / 4;
  let clip_total_6_at = at.clip_total_6 / 4;
  let clip_total_7_at = at.clip_total_7 / 4;
  let d_gain_2_at = at.d_gain_2 / 4;
  let d_bias_2_at = at.d_bias_2 / 4;
  let clip_total_8_at = at.clip_total_8 / 4;
  let clip_total_9_at = at.clip_total_9 / 4;
  let d_gain_3_at = at.d_gain_3 / 4;
  let d_bias_3_at = at.d_bias_3 / 4;
  let clip_total_10_at = at.clip_total_10 / 4;
  let clip_total_11_at = at.clip_total_11 / 4;
  let clip_total_12_at = at.clip_total_12 / 4;
  let clip_total_13_at = at.clip_total_13 / 4;
  let d_gain_4_at = at.d_gain_4 / 4;
  let d_bias_4_at = at.d_bias_4 / 4;
  let clip_total_14_at = at.clip_total_14 / 4;
  let clip_total_15_at = at.clip_total_15 / 4;
  let d_gain_5_at = at.d_gain_5 / 4;
  let d_bias_5_at = at.d_bias_5 / 4;
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
  let clip_total_27_at = at.clip_total_27 / 4;
  let clip_total_28_at = at.clip_total_28 / 4;
  let clip_total_29_at = at.clip_total_29 / 4;
  let clip_total_30_at = at.clip_total_30 / 4;
  let clip_total_31_at = at.clip_total_31 / 4;
  let clip_total_32_at = at.clip_total_32 / 4;
  let clip_total_33_at = at.clip_total_33 / 4;
  let clip_total_34_at = at.clip_total_34 / 4;
  let clip_total_35_at = at.clip_total_35 / 4;
  let clip_total_36_at = at.clip_total_36 / 4;
  let clip_total_37_at = at.clip_total_37 / 4;
  let clip_total_38_at = at.clip_total_38 / 4;
  let clip_total_39_at = at.clip_total_39 / 4;
  let clip_total_40_at = at.clip_total_40 / 4;
  let clip_total_41_at = at.clip_total_41 / 4;
  let clip_total_42_at = at.clip_total_42 / 4;
  let clip_total_43_at = at.clip_total_43 / 4;
  let clip_total_44_at = at.clip_total_44 / 4;
  let clip_total_45_at = at.clip_total_45 / 4;
  let clip_total_46_at = at.clip_total_46 / 4;
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
  var own_clip_total_18 = vec4f();
  var own_clip_total_19 = vec4f();
  var own_clip_total_20 = vec4f();
  var own_clip_total_21 = vec4f();
  var own_clip_total_22 = vec4f();
  var own_clip_total_23 = vec4f();
  var own_clip_total_24 = vec4f();
  var own_clip_total_25 = vec4f();
  var own_clip_total_26 = vec4f();
  var own_clip_total_27 = vec4f();
  var own_clip_total_28 = vec4f();
  own_clip_total += work[clip_total_at + embed4];
  own_clip_total_2 += work[clip_total_2_at + embed4];
  own_clip_total_3 += work[clip_total_3_at + embed4];
  let d_gain = work[d_gain_at + embed4];
  own_clip_total_4 += d_gain * d_gain;
  let d_bias = work[d_bias_at + embed4];
  own_clip_total_5 += d_bias * d_bias;
  own_clip_total_6 += work[clip_total_4_at + embed4];
  own_clip_total_7 += work[clip_total_5_at + embed4];
  own_clip_total_8 += work[clip_total_6_at + embed4];
  own_clip_total_9 += work[clip_total_7_at + embed4];
  let d_gain_2 = work[d_gain_2_at + embed4];
  own_clip_total_10 += d_gain_2 * d_gain_2;
  let d_bias_2 = work[d_bias_2_at + embed4];
  own_clip_total_11 += d_bias_2 * d_bias_2;
  own_clip_total_12 += work[clip_total_8_at + embed4];
  own_clip_total_13 += work[clip_total_9_at + embed4];
  let d_gain_3 = work[d_gain_3_at + embed4];
  own_clip_total_14 += d_gain_3 * d_gain_3;
  let d_bias_3 = work[d_bias_3_at + embed4];
  own_clip_total_15 += d_bias_3 * d_bias_3;
  own_clip_total_16 += work[clip_total_10_at + embed4];
  own_clip_total_17 += work[clip_total_11_at + embed4];
  own_clip_total_18 += work[clip_total_12_at + embed4];
  own_clip_total_19 += work[clip_total_13_at + embed4];
  let d_gain_4 = work[d_gain_4_at + embed4];
  own_clip_total_20 += d_gain_4 * d_gain_4;
  let d_bias_4 = work[d_bias_4_at + embed4];
  own_clip_total_21 += d_bias_4 * d_bias_4;
  own_clip_total_22 += work[clip_total_14_at + embed4];
  own_clip_total_23 += work[clip_total_15_at + embed4];
  let d_gain_5 = work[d_gain_5_at + embed4];
  own_clip_total_24 += d_gain_5 * d_gain_5;
  let d_bias_5 = work[d_bias_5_at + embed4];
  own_clip_total_25 += d_bias_5 * d_bias_5;
  own_clip_total_26 += work[clip_total_16_at + embed4];
  own_clip_total_27 += work[clip_total_17_at + embed4];
  own_clip_total_28 += work[clip_total_18_at + embed4];
  own_clip_total += work[clip_total_at + embed4_2];
  own_clip_total_2 += work[clip_total_2_at + embed4_2];
  own_clip_total_3 += work[clip_total_3_at + embed4_2];
  let d_gain_6 = work[d_gain_at + embed4_2];
  own_clip_total_4 += d_gain_6 * d_gain_6;
  let d_bias_6 = work[d_bias_at + embed4_2];
  own_clip_total_5 += d_bias_6 * d_bias_6;
  own_clip_total_6 += work[clip_total_4_at + embed4_2];
  own_clip_total_7 += work[clip_total_5_at + embed4_2];
  own_clip_total_8 += work[clip_total_6_at + embed4_2];
  own_clip_total_9 += work[clip_total_7_at + embed4_2];
  let d_gain_7 = work[d_gain_2_at + embed4_2];
  own_clip_total_10 += d_gain_7 * d_gain_7;
  let d_bias_7 = work[d_bias_2_at + embed4_2];
  own_clip_total_11 += d_bias_7 * d_bias_7;
  own_clip_total_12 += work[clip_total_8_at + embed4_2];
  own_clip_total_13 += work[clip_total_9_at + embed4_2];
  let d_gain_8 = work[d_gain_3_at + embed4_2];
  own_clip_total_14 += d_gain_8 * d_gain_8;
  let d_bias_8 = work[d_bias_3_at + embed4_2];
  own_clip_total_15 += d_bias_8 * d_bias_8;
  own_clip_total_16 += work[clip_total_10_at + embed4_2];
  own_clip_total_17 += work[clip_total_11_at + embed4_2];
  own_clip_total_18 += work[clip_total_12_at + embed4_2];
  own_clip_total_19 += work[clip_total_13_at + embed4_2];
  let d_gain_9 = work[d_gain_4_at + embed4_2];
  own_clip_total_20 += d_gain_9 * d_gain_9;
  let d_bias_9 = work[d_bias_4_at + embed4_2];
  own_clip_total_21 += d_bias_9 * d_bias_9;
  own_clip_total_22 += work[clip_total_14_at + embed4_2];
  own_clip_total_23 += work[clip_total_15_at + embed4_2];
  let d_gain_10 = work[d_gain_5_at + embed4_2];
  own_clip_total_24 += d_gain_10 * d_gain_10;
  let d_bias_10 = work[d_bias_5_at + embed4_2];
  own_clip_total_25 += d_bias_10 * d_bias_10;
  own_clip_total_26 += work[clip_total_16_at + embed4_2];
  own_clip_total_27 += work[clip_total_17_at + embed4_2];
  own_clip_total_28 += work[clip_total_18_at + embed4_2];
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
  all_clip_total_18[thread] = own_clip_total_18.x + own_clip_total_18.y + (own_clip_total_18.z + own_clip_total_18.w);
  all_clip_total_19[thread] = own_clip_total_19.x + own_clip_total_19.y + (own_clip_total_19.z + own_clip_total_19.w);
  all_clip_total_20[thread] = own_clip_total_20.x + own_clip_total_20.y + (own_clip_total_20.z + own_clip_total_20.w);
  all_clip_total_21[thread] = own_clip_total_21.x + own_clip_total_21.y + (own_clip_total_21.z + own_clip_total_21.w);
  all_clip_total_22[thread] = own_clip_total_22.x + own_clip_total_22.y + (own_clip_total_22.z + own_clip_total_22.w);
  all_clip_total_23[thread] = own_clip_total_23.x + own_clip_total_23.y + (own_clip_total_23.z + own_clip_total_23.w);
  all_clip_total_24[thread] = own_clip_total_24.x + own_clip_total_24.y + (own_clip_total_24.z + own_clip_total_24.w);
  all_clip_total_25[thread] = own_clip_total_25.x + own_clip_total_25.y + (own_clip_total_25.z + own_clip_total_25.w);
  all_clip_total_26[thread] = own_clip_total_26.x + own_clip_total_26.y + (own_clip_total_26.z + own_clip_total_26.w);
  all_clip_total_27[thread] = own_clip_total_27.x + own_clip_total_27.y + (own_clip_total_27.z + own_clip_total_27.w);
  all_clip_total_28[thread] = own_clip_total_28.x + own_clip_total_28.y + (own_clip_total_28.z + own_clip_total_28.w);
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
  var clip_total_18 = 0.0;
  var clip_total_19 = 0.0;
  var clip_total_20 = 0.0;
  var clip_total_21 = 0.0;
  var clip_total_22 = 0.0;
  var clip_total_23 = 0.0;
  var clip_total_24 = 0.0;
  var clip_total_25 = 0.0;
  var clip_total_26 = 0.0;
  var clip_total_27 = 0.0;
  var clip_total_28 = 0.0;
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
    clip_total_18 += all_clip_total_18[part];
    clip_total_19 += all_clip_total_19[part];
    clip_total_20 += all_clip_total_20[part];
    clip_total_21 += all_clip_total_21[part];
    clip_total_22 += all_clip_total_22[part];
    clip_total_23 += all_clip_total_23[part];
    clip_total_24 += all_clip_total_24[part];
    clip_total_25 += all_clip_total_25[part];
    clip_total_26 += all_clip_total_26[part];
    clip_total_27 += all_clip_total_27[part];
    clip_total_28 += all_clip_total_28[part];
  }
  if thread == 0 {
    work[clip_total_19_at][0] = clip_total;
    work[clip_total_20_at][0] = clip_total_2;
    work[clip_total_21_at][0] = clip_total_3;
    work[clip_total_22_at][0] = clip_total_4;
    work[clip_total_23_at][0] = clip_total_5;
    work[clip_total_24_at][0] = clip_total_6;
    work[clip_total_25_at][0] = clip_total_7;
    work[clip_total_26_at][0] = clip_total_8;
    work[clip_total_27_at][0] = clip_total_9;
    work[clip_total_28_at][0] = clip_total_10;
    work[clip_total_29_at][0] = clip_total_11;
    work[clip_total_30_at][0] = clip_total_12;
    work[clip_total_31_at][0] = clip_total_13;
    work[clip_total_32_at][0] = clip_total_14;
    work[clip_total_33_at][0] = clip_total_15;
    work[clip_total_34_at][0] = clip_total_16;
    work[clip_total_35_at][0] = clip_total_17;
    work[clip_total_36_at][0] = clip_total_18;
    work[clip_total_37_at][0] = clip_total_19;
    work[clip_total_38_at][0] = clip_total_20;
    work[clip_total_39_at][0] = clip_total_21;
    work[clip_total_40_at][0] = clip_total_22;
    work[clip_total_41_at][0] = clip_total_23;
    work[clip_total_42_at][0] = clip_total_24;
    work[clip_total_43_at][0] = clip_total_25;
    work[clip_total_44_at][0] = clip_total_26;
    work[clip_total_45_at][0] = clip_total_27;
    work[clip_total_46_at][0] = clip_total_28;
  }
}
