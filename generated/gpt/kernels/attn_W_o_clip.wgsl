// clip_total[embed] = sum[head, key](sum[batch, seq](norm1[batch, embed, seq] * sum[src](d_A_ratio[batch,
//   head, seq, src] * sum[embed](norm1[batch, embed, seq] * W_k[embed, head, key…
// clip_total[embed] = sum[head, key](sum[batch, seq](norm1[batch, embed, seq] * sum[seq](d_A_ratio[batch,
//   head, seq, src] * sum[embed](norm1[batch, embed, seq] * W_q[embed, head, key…
// clip_total[embed] = sum[head, key](sum[batch, seq](norm1[batch, embed, seq] * sum[seq](A[batch, head, seq,
//   src] * sum[embed](d_x[batch, embed, seq] * W_o[embed, head, key]))[src = …
// clip_total[embed] = sum[head, key](sum[batch, seq](sum[src](A[batch, head, seq, src] *
//   sum[embed](norm1[batch, embed, seq] * W_v[embed, head, key])[seq = src]) * d_x[batch, embed, …
// clip_total[embed] = sum[head, key](sum[batch, seq](norm1[batch, embed, seq] * sum[seq](d_A_ratio[batch,
//   head, seq, src] * sum[embed](norm1[batch, embed, seq] * W_q[embed, head, key…
// clip_total[embed] = sum[head, key](sum[batch, seq](norm1[batch, embed, seq] * sum[seq](A[batch, head, seq,
//   src] * sum[embed](d_x[batch, embed, seq] * W_o[embed, head, key]))[src = …
// clip_total[embed] = sum[head, key](sum[batch, seq](sum[src](A[batch, head, seq, src] *
//   sum[embed](norm1[batch, embed, seq] * W_v[embed, head, key])[seq = src]) * d_x[batch, embed, …
// clip_total[embed] = sum[head, key](sum[batch, seq](norm1[batch, embed, seq] * sum[seq](d_A_ratio[batch,
//   head, seq, src] * sum[embed](norm1[batch, embed, seq] * W_q[embed, head, key…
// clip_total[embed] = sum[head, key](sum[batch, seq](norm1[batch, embed, seq] * sum[seq](A[batch, head, seq,
//   src] * sum[embed](d_x[batch, embed, seq] * W_o[embed, head, key]))[src = …
// clip_total[embed] = sum[head, key](sum[batch, seq](sum[src](A[batch, head, seq, src] *
//   sum[embed](norm1[batch, embed, seq] * W_v[embed, head, key])[seq = src]) * d_x[batch, embed, …
// clip_total[embed] = sum[head, key](sum[batch, seq](norm1[batch, embed, seq] * sum[seq](d_A_ratio[batch,
//   head, seq, src] * sum[embed](norm1[batch, embed, seq] * W_q[embed, head, key…
// clip_total[embed] = sum[head, key](sum[batch, seq](norm1[batch, embed, seq] * sum[seq](A[batch, head, seq,
//   src] * sum[embed](d_x[batch, embed, seq] * W_o[embed, head, key]))[src = …
// clip_total[embed] = sum[head, key](sum[batch, seq](sum[src](A[batch, head, seq, src] *
//   sum[embed](norm1[batch, embed, seq] * W_v[embed, head, key])[seq = src]) * d_x[batch, embed, …
// [embed 128], 8 lanes a row, in elements

const STEP = 16;
const PART = 8;

struct Offsets {
  d_W_q: i32,
  d_W_k: i32,
  d_W_v: i32,
  d_W_o: i32,
  d_W_q_2: i32,
  d_W_k_2: i32,
  d_W_v_2: i32,
  d_W_o_2: i32,
  d_W_q_3: i32,
  d_W_k_3: i32,
  d_W_v_3: i32,
  d_W_o_3: i32,
  d_W_q_4: i32,
  d_W_k_4: i32,
  d_W_v_4: i32,
  d_W_o_4: i32,
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
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_clip_total: array<f32, 128>;
var<workgroup> all_clip_total_2: array<f32, 128>;
var<workgroup> all_clip_total_3: array<f32, 128>;
var<workgroup> all_clip_total_4: array<f32, 128>;
var<workgroup> all_clip_total_5: array<f32, 128>;
var<workgroup> all_clip_total_6: array<f32, 128>;
var<workgroup> all_clip_total_7: array<f32, 128>;
var<workgroup> all_clip_total_8: array<f32, 128>;
var<workgroup> all_clip_total_9: array<f32, 128>;
var<workgroup> all_clip_total_10: array<f32, 128>;
var<workgroup> all_clip_total_11: array<f32, 128>;
var<workgroup> all_clip_total_12: array<f32, 128>;
var<workgroup> all_clip_total_13: array<f32, 128>;
var<workgroup> all_clip_total_14: array<f32, 128>;
var<workgroup> all_clip_total_15: array<f32, 128>;
var<workgroup> all_clip_total_16: array<f32, 128>;

@compute @workgroup_size(128)
fn attn_W_o_clip(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let rank = i32(lane.x);
  let column = rank % 16;
  let thread = rank / 16;
  let embed = block * 16 + column;
  var own_clip_total = 0.0;
  var own_clip_total_2 = 0.0;
  var own_clip_total_3 = 0.0;
  var own_clip_total_4 = 0.0;
  var own_clip_total_5 = 0.0;
  var own_clip_total_6 = 0.0;
  var own_clip_total_7 = 0.0;
  var own_clip_total_8 = 0.0;
  var own_clip_total_9 = 0.0;
  var own_clip_total_10 = 0.0;
  var own_clip_total_11 = 0.0;
  var own_clip_total_12 = 0.0;
  var own_clip_total_13 = 0.0;
  var own_clip_total_14 = 0.0;
  var own_clip_total_15 = 0.0;
  var own_clip_total_16 = 0.0;
  for (var step_ = 0; step_ < STEP; step_++) {
    let head_key = step_ * 8 + thread;
    let d_W_q = work[at.d_W_q + embed * 128 + head_key];
    own_clip_total += d_W_q * d_W_q;
    let d_W_k = work[at.d_W_k + embed * 128 + head_key];
    own_clip_total_2 += d_W_k * d_W_k;
    let d_W_v = work[at.d_W_v + embed * 128 + head_key];
    own_clip_total_3 += d_W_v * d_W_v;
    let d_W_o = work[at.d_W_o + head_key * 128 + embed];
    own_clip_total_4 += d_W_o * d_W_o;
    let d_W_q_2 = work[at.d_W_q_2 + embed * 128 + head_key];
    own_clip_total_5 += d_W_q_2 * d_W_q_2;
    let d_W_k_2 = work[at.d_W_k_2 + embed * 128 + head_key];
    own_clip_total_6 += d_W_k_2 * d_W_k_2;
    let d_W_v_2 = work[at.d_W_v_2 + embed * 128 + head_key];
    own_clip_total_7 += d_W_v_2 * d_W_v_2;
    let d_W_o_2 = work[at.d_W_o_2 + head_key * 128 + embed];
    own_clip_total_8 += d_W_o_2 * d_W_o_2;
    let d_W_q_3 = work[at.d_W_q_3 + embed * 128 + head_key];
    own_clip_total_9 += d_W_q_3 * d_W_q_3;
    let d_W_k_3 = work[at.d_W_k_3 + embed * 128 + head_key];
    own_clip_total_10 += d_W_k_3 * d_W_k_3;
    let d_W_v_3 = work[at.d_W_v_3 + embed * 128 + head_key];
    own_clip_total_11 += d_W_v_3 * d_W_v_3;
    let d_W_o_3 = work[at.d_W_o_3 + head_key * 128 + embed];
    own_clip_total_12 += d_W_o_3 * d_W_o_3;
    let d_W_q_4 = work[at.d_W_q_4 + embed * 128 + head_key];
    own_clip_total_13 += d_W_q_4 * d_W_q_4;
    let d_W_k_4 = work[at.d_W_k_4 + embed * 128 + head_key];
    own_clip_total_14 += d_W_k_4 * d_W_k_4;
    let d_W_v_4 = work[at.d_W_v_4 + embed * 128 + head_key];
    own_clip_total_15 += d_W_v_4 * d_W_v_4;
    let d_W_o_4 = work[at.d_W_o_4 + head_key * 128 + embed];
    own_clip_total_16 += d_W_o_4 * d_W_o_4;
  }
  all_clip_total[rank] = own_clip_total;
  all_clip_total_2[rank] = own_clip_total_2;
  all_clip_total_3[rank] = own_clip_total_3;
  all_clip_total_4[rank] = own_clip_total_4;
  all_clip_total_5[rank] = own_clip_total_5;
  all_clip_total_6[rank] = own_clip_total_6;
  all_clip_total_7[rank] = own_clip_total_7;
  all_clip_total_8[rank] = own_clip_total_8;
  all_clip_total_9[rank] = own_clip_total_9;
  all_clip_total_10[rank] = own_clip_total_10;
  all_clip_total_11[rank] = own_clip_total_11;
  all_clip_total_12[rank] = own_clip_total_12;
  all_clip_total_13[rank] = own_clip_total_13;
  all_clip_total_14[rank] = own_clip_total_14;
  all_clip_total_15[rank] = own_clip_total_15;
  all_clip_total_16[rank] = own_clip_total_16;
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
  for (var part = 0; part < PART; part++) {
    clip_total += all_clip_total[part * 16 + column];
    clip_total_2 += all_clip_total_2[part * 16 + column];
    clip_total_3 += all_clip_total_3[part * 16 + column];
    clip_total_4 += all_clip_total_4[part * 16 + column];
    clip_total_5 += all_clip_total_5[part * 16 + column];
    clip_total_6 += all_clip_total_6[part * 16 + column];
    clip_total_7 += all_clip_total_7[part * 16 + column];
    clip_total_8 += all_clip_total_8[part * 16 + column];
    clip_total_9 += all_clip_total_9[part * 16 + column];
    clip_total_10 += all_clip_total_10[part * 16 + column];
    clip_total_11 += all_clip_total_11[part * 16 + column];
    clip_total_12 += all_clip_total_12[part * 16 + column];
    clip_total_13 += all_clip_total_13[part * 16 + column];
    clip_total_14 += all_clip_total_14[part * 16 + column];
    clip_total_15 += all_clip_total_15[part * 16 + column];
    clip_total_16 += all_clip_total_16[part * 16 + column];
  }
  if thread == 0 {
    work[at.clip_total + embed] = clip_total;
    work[at.clip_total_2 + embed] = clip_total_2;
    work[at.clip_total_3 + embed] = clip_total_3;
    work[at.clip_total_4 + embed] = clip_total_4;
    work[at.clip_total_5 + embed] = clip_total_5;
    work[at.clip_total_6 + embed] = clip_total_6;
    work[at.clip_total_7 + embed] = clip_total_7;
    work[at.clip_total_8 + embed] = clip_total_8;
    work[at.clip_total_9 + embed] = clip_total_9;
    work[at.clip_total_10 + embed] = clip_total_10;
    work[at.clip_total_11 + embed] = clip_total_11;
    work[at.clip_total_12 + embed] = clip_total_12;
    work[at.clip_total_13 + embed] = clip_total_13;
    work[at.clip_total_14 + embed] = clip_total_14;
    work[at.clip_total_15 + embed] = clip_total_15;
    work[at.clip_total_16 + embed] = clip_total_16;
  }
}
