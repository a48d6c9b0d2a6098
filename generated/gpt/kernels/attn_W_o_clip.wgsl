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
// [embed 128], a thread a row, an element a thread

const HEAD_KEY = 128;

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

@compute @workgroup_size(64)
fn attn_W_o_clip(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let thread = i32(lane.x);
  let embed = block * 64 + thread;
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
  for (var head_key = 0; head_key < HEAD_KEY; head_key++) {
    let d_W_q = work[at.d_W_q + embed * HEAD_KEY + head_key];
    clip_total += d_W_q * d_W_q;
    let d_W_k = work[at.d_W_k + embed * HEAD_KEY + head_key];
    clip_total_2 += d_W_k * d_W_k;
    let d_W_v = work[at.d_W_v + embed * HEAD_KEY + head_key];
    clip_total_3 += d_W_v * d_W_v;
    let d_W_o = work[at.d_W_o + head_key * 128 + embed];
    clip_total_4 += d_W_o * d_W_o;
    let d_W_q_2 = work[at.d_W_q_2 + embed * HEAD_KEY + head_key];
    clip_total_5 += d_W_q_2 * d_W_q_2;
    let d_W_k_2 = work[at.d_W_k_2 + embed * HEAD_KEY + head_key];
    clip_total_6 += d_W_k_2 * d_W_k_2;
    let d_W_v_2 = work[at.d_W_v_2 + embed * HEAD_KEY + head_key];
    clip_total_7 += d_W_v_2 * d_W_v_2;
    let d_W_o_2 = work[at.d_W_o_2 + head_key * 128 + embed];
    clip_total_8 += d_W_o_2 * d_W_o_2;
    let d_W_q_3 = work[at.d_W_q_3 + embed * HEAD_KEY + head_key];
    clip_total_9 += d_W_q_3 * d_W_q_3;
    let d_W_k_3 = work[at.d_W_k_3 + embed * HEAD_KEY + head_key];
    clip_total_10 += d_W_k_3 * d_W_k_3;
    let d_W_v_3 = work[at.d_W_v_3 + embed * HEAD_KEY + head_key];
    clip_total_11 += d_W_v_3 * d_W_v_3;
    let d_W_o_3 = work[at.d_W_o_3 + head_key * 128 + embed];
    clip_total_12 += d_W_o_3 * d_W_o_3;
    let d_W_q_4 = work[at.d_W_q_4 + embed * HEAD_KEY + head_key];
    clip_total_13 += d_W_q_4 * d_W_q_4;
    let d_W_k_4 = work[at.d_W_k_4 + embed * HEAD_KEY + head_key];
    clip_total_14 += d_W_k_4 * d_W_k_4;
    let d_W_v_4 = work[at.d_W_v_4 + embed * HEAD_KEY + head_key];
    clip_total_15 += d_W_v_4 * d_W_v_4;
    let d_W_o_4 = work[at.d_W_o_4 + head_key * 128 + embed];
    clip_total_16 += d_W_o_4 * d_W_o_4;
  }
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
