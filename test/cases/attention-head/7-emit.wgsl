// q = W_q(x)                                          attention-head.weft:12
// W_k(x)                                              attention-head.weft:13
// W_v(x)                                              attention-head.weft:14
// q[batch, key, seq] = sum[embed](x[batch, embed, seq] * W_q[embed, key])
// [key 4, batch 2, seq 8], 4 rows x 1 vector of 4 columns a thread, an outer product a step

struct Offsets {
  W_q: i32,
  x: i32,
  q: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(4)
fn head_q(@builtin(local_invocation_id) lane: vec3u) {
  let W_q_at = at.W_q / 4;
  let x_at = at.x / 4;
  let q_at = at.q / 4;
  let key_tile = 0;
  let block = 0;
  let thread = i32(lane.x);
  let batch_seq4 = block * 4 + thread;
  var q = vec4f();
  var q_2 = vec4f();
  var q_3 = vec4f();
  var q_4 = vec4f();
  for (var embed4 = 0; embed4 < 2; embed4++) {
    let W_q = parameters[W_q_at + embed4 * 4 + key_tile];
    let W_q_2 = parameters[W_q_at + embed4 * 4 + key_tile + 1];
    let W_q_3 = parameters[W_q_at + embed4 * 4 + key_tile + 2];
    let W_q_4 = parameters[W_q_at + embed4 * 4 + key_tile + 3];
    let x = work[x_at + batch_seq4 * 8 + embed4];
    let x_2 = work[x_at + batch_seq4 * 8 + embed4 + 2];
    let x_3 = work[x_at + batch_seq4 * 8 + embed4 + 4];
    let x_4 = work[x_at + batch_seq4 * 8 + embed4 + 6];
    q = q + W_q.x * vec4f(x.x, x_2.x, x_3.x, x_4.x) + W_q_2.x * vec4f(x.y, x_2.y, x_3.y, x_4.y) + W_q_3.x * vec4f(x.z, x_2.z, x_3.z, x_4.z) + W_q_4.x * vec4f(x.w, x_2.w, x_3.w, x_4.w);
    q_2 = q_2 + W_q.y * vec4f(x.x, x_2.x, x_3.x, x_4.x) + W_q_2.y * vec4f(x.y, x_2.y, x_3.y, x_4.y) + W_q_3.y * vec4f(x.z, x_2.z, x_3.z, x_4.z) + W_q_4.y * vec4f(x.w, x_2.w, x_3.w, x_4.w);
    q_3 = q_3 + W_q.z * vec4f(x.x, x_2.x, x_3.x, x_4.x) + W_q_2.z * vec4f(x.y, x_2.y, x_3.y, x_4.y) + W_q_3.z * vec4f(x.z, x_2.z, x_3.z, x_4.z) + W_q_4.z * vec4f(x.w, x_2.w, x_3.w, x_4.w);
    q_4 = q_4 + W_q.w * vec4f(x.x, x_2.x, x_3.x, x_4.x) + W_q_2.w * vec4f(x.y, x_2.y, x_3.y, x_4.y) + W_q_3.w * vec4f(x.z, x_2.z, x_3.z, x_4.z) + W_q_4.w * vec4f(x.w, x_2.w, x_3.w, x_4.w);
  }
  work[q_at + key_tile * 16 + batch_seq4] = q;
  work[q_at + key_tile * 16 + batch_seq4 + 4] = q_2;
  work[q_at + key_tile * 16 + batch_seq4 + 8] = q_3;
  work[q_at + key_tile * 16 + batch_seq4 + 12] = q_4;
}

// q @[key] k / sqrt(|key|)                            attention-head.weft:15
// A_ratio[batch, seq, src] = sum[key](sum[embed](x[batch, embed, seq] * W_q[embed, key]) *
//   sum[embed](x[batch, embed, seq] * W_k[embed, key])[seq = src]) / 2
// [batch 2, seq 8, src 8], 8 rows x 1 vector of 4 columns a thread, an outer product a step

struct Offsets {
  q: i32,
  through_W_k: i32,
  A_ratio: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(2)
fn head_q_k(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let q_at = at.q / 4;
  let through_W_k_at = at.through_W_k / 4;
  let A_ratio_at = at.A_ratio / 4;
  let batch = i32(group.z);
  let seq_tile = 0;
  let block = 0;
  let thread = i32(lane.x);
  let src4 = block * 2 + thread;
  var A_total = vec4f();
  var A_total_2 = vec4f();
  var A_total_3 = vec4f();
  var A_total_4 = vec4f();
  var A_total_5 = vec4f();
  var A_total_6 = vec4f();
  var A_total_7 = vec4f();
  var A_total_8 = vec4f();
  for (var key4 = 0; key4 < 1; key4++) {
    let q = work[q_at + key4 * 16 + batch * 2 + seq_tile * 2];
    let q_2 = work[q_at + key4 * 16 + batch * 2 + seq_tile * 2 + 1];
    let q_3 = work[q_at + key4 * 16 + batch * 2 + seq_tile * 2 + 4];
    let q_4 = work[q_at + key4 * 16 + batch * 2 + seq_tile * 2 + 5];
    let q_5 = work[q_at + key4 * 16 + batch * 2 + seq_tile * 2 + 8];
    let q_6 = work[q_at + key4 * 16 + batch * 2 + seq_tile * 2 + 9];
    let q_7 = work[q_at + key4 * 16 + batch * 2 + seq_tile * 2 + 12];
    let q_8 = work[q_at + key4 * 16 + batch * 2 + seq_tile * 2 + 13];
    let k = work[through_W_k_at + key4 * 16 + batch * 2 + src4];
    let k_2 = work[through_W_k_at + key4 * 16 + batch * 2 + src4 + 4];
    let k_3 = work[through_W_k_at + key4 * 16 + batch * 2 + src4 + 8];
    let k_4 = work[through_W_k_at + key4 * 16 + batch * 2 + src4 + 12];
    A_total = A_total + q.x * k + q_3.x * k_2 + q_5.x * k_3 + q_7.x * k_4;
    A_total_2 = A_total_2 + q.y * k + q_3.y * k_2 + q_5.y * k_3 + q_7.y * k_4;
    A_total_3 = A_total_3 + q.z * k + q_3.z * k_2 + q_5.z * k_3 + q_7.z * k_4;
    A_total_4 = A_total_4 + q.w * k + q_3.w * k_2 + q_5.w * k_3 + q_7.w * k_4;
    A_total_5 = A_total_5 + q_2.x * k + q_4.x * k_2 + q_6.x * k_3 + q_8.x * k_4;
    A_total_6 = A_total_6 + q_2.y * k + q_4.y * k_2 + q_6.y * k_3 + q_8.y * k_4;
    A_total_7 = A_total_7 + q_2.z * k + q_4.z * k_2 + q_6.z * k_3 + q_8.z * k_4;
    A_total_8 = A_total_8 + q_2.w * k + q_4.w * k_2 + q_6.w * k_3 + q_8.w * k_4;
  }
  let A_ratio = A_total / 2.0;
  work[A_ratio_at + batch * 16 + seq_tile * 16 + src4] = A_ratio;
  let A_ratio_2 = A_total_2 / 2.0;
  work[A_ratio_at + batch * 16 + seq_tile * 16 + src4 + 2] = A_ratio_2;
  let A_ratio_3 = A_total_3 / 2.0;
  work[A_ratio_at + batch * 16 + seq_tile * 16 + src4 + 4] = A_ratio_3;
  let A_ratio_4 = A_total_4 / 2.0;
  work[A_ratio_at + batch * 16 + seq_tile * 16 + src4 + 6] = A_ratio_4;
  let A_ratio_5 = A_total_5 / 2.0;
  work[A_ratio_at + batch * 16 + seq_tile * 16 + src4 + 8] = A_ratio_5;
  let A_ratio_6 = A_total_6 / 2.0;
  work[A_ratio_at + batch * 16 + seq_tile * 16 + src4 + 10] = A_ratio_6;
  let A_ratio_7 = A_total_7 / 2.0;
  work[A_ratio_at + batch * 16 + seq_tile * 16 + src4 + 12] = A_ratio_7;
  let A_ratio_8 = A_total_8 / 2.0;
  work[A_ratio_at + batch * 16 + seq_tile * 16 + src4 + 14] = A_ratio_8;
}

// A = softmax[src where src <= seq](q @[key] k / sqrt(|key|))  attention-head.weft:15
// A[batch, seq, src] = where(src <= seq, exp(where(src <= seq, A_ratio[batch, seq, src] - max[src](where(src
//   <= seq, A_ratio[batch, seq, src], -3.40282e+38)), 0)) / where(src <= seq, …
// [batch 2, seq 8, src 8], a thread a row, an element a thread

const SRC = 8;

struct Offsets {
  A_ratio: i32,
  A: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;

fn own_exp(x: f32) -> f32 {
  let v0 = floor(((x * 1.442695f) + 0.5f));
  let v1 = (x - (v0 * 0.6933594f)) - (v0 * (-0.00021219444f));
  let v2 = ((((0.0013814613f * v1) + 0.00836871f) * v1) + 0.04166839f) * v1;
  let v3 = ((v1 * v1) * (((v2 + 0.16666521f) * v1) + 0.49999994f)) + v1;
  let v4 = (v3 + 1.0f) * bitcast<f32>(((i32(floor(v0)) - 1i) + 127i) << 23u);
  return select(select((v4 * 2.0f), 0.0f, (x < (-86.98f))), 3.402823466e+38f, (x > 88.72283f));
}

@compute @workgroup_size(16)
fn head_A(@builtin(local_invocation_id) lane: vec3u) {
  let block = 0;
  let thread = i32(lane.x);
  let batch_seq = block * 16 + thread;
  var e_largest = -3.402823466e+38;
  let seq = batch_seq % 8;
  for (var src = 0; src < SRC; src++) {
    let softmax_at_most = src <= seq;
    let A_ratio = work[at.A_ratio + batch_seq * SRC + src];
    e_largest = max(e_largest, select(-3.402823466e+38, A_ratio, softmax_at_most));
  }
  var softmax_total = 0.0;
  for (var src = 0; src < SRC; src++) {
    let softmax_at_most = src <= seq;
    let A_ratio = work[at.A_ratio + batch_seq * SRC + src];
    let e_exponential = own_exp(select(0.0, A_ratio - e_largest, softmax_at_most));
    softmax_total += select(0.0, e_exponential, softmax_at_most);
  }
  for (var src = 0; src < SRC; src++) {
    let softmax_at_most = src <= seq;
    let A_ratio = work[at.A_ratio + batch_seq * SRC + src];
    let e_exponential = own_exp(select(0.0, A_ratio - e_largest, softmax_at_most));
    let A = select(0.0, e_exponential / select(1.0, softmax_total, softmax_at_most), softmax_at_most);
    work[at.A + batch_seq * SRC + src] = A;
  }
}

// A @[src] v                                          attention-head.weft:16
// head_total[batch, key, seq] = sum[src](A[batch, seq, src] * sum[embed](x[batch, embed, seq] * W_v[embed,
//   key])[seq = src])
// [batch 2, key 4, seq 8], 4 rows x 1 vector of 4 columns a thread, an outer product a step

struct Offsets {
  A: i32,
  through_W_v: i32,
  head_total: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(2)
fn head_A_v(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let A_at = at.A / 4;
  let through_W_v_at = at.through_W_v / 4;
  let head_total_at = at.head_total / 4;
  let batch = i32(group.z);
  let key_tile = 0;
  let block = 0;
  let thread = i32(lane.x);
  let seq4 = block * 2 + thread;
  var head_total = vec4f();
  var head_total_2 = vec4f();
  var head_total_3 = vec4f();
  var head_total_4 = vec4f();
  for (var src4 = 0; src4 < 2; src4++) {
    let A = work[A_at + batch * 16 + seq4 * 8 + src4];
    let A_2 = work[A_at + batch * 16 + seq4 * 8 + src4 + 2];
    let A_3 = work[A_at + batch * 16 + seq4 * 8 + src4 + 4];
    let A_4 = work[A_at + batch * 16 + seq4 * 8 + src4 + 6];
    let v = work[through_W_v_at + key_tile * 16 + batch * 2 + src4];
    let v_2 = work[through_W_v_at + key_tile * 16 + batch * 2 + src4 + 4];
    let v_3 = work[through_W_v_at + key_tile * 16 + batch * 2 + src4 + 8];
    let v_4 = work[through_W_v_at + key_tile * 16 + batch * 2 + src4 + 12];
    head_total = head_total + v.x * vec4f(A.x, A_2.x, A_3.x, A_4.x) + v.y * vec4f(A.y, A_2.y, A_3.y, A_4.y) + v.z * vec4f(A.z, A_2.z, A_3.z, A_4.z) + v.w * vec4f(A.w, A_2.w, A_3.w, A_4.w);
    head_total_2 = head_total_2 + v_2.x * vec4f(A.x, A_2.x, A_3.x, A_4.x) + v_2.y * vec4f(A.y, A_2.y, A_3.y, A_4.y) + v_2.z * vec4f(A.z, A_2.z, A_3.z, A_4.z) + v_2.w * vec4f(A.w, A_2.w, A_3.w, A_4.w);
    head_total_3 = head_total_3 + v_3.x * vec4f(A.x, A_2.x, A_3.x, A_4.x) + v_3.y * vec4f(A.y, A_2.y, A_3.y, A_4.y) + v_3.z * vec4f(A.z, A_2.z, A_3.z, A_4.z) + v_3.w * vec4f(A.w, A_2.w, A_3.w, A_4.w);
    head_total_4 = head_total_4 + v_4.x * vec4f(A.x, A_2.x, A_3.x, A_4.x) + v_4.y * vec4f(A.y, A_2.y, A_3.y, A_4.y) + v_4.z * vec4f(A.z, A_2.z, A_3.z, A_4.z) + v_4.w * vec4f(A.w, A_2.w, A_3.w, A_4.w);
  }
  work[head_total_at + batch * 8 + key_tile * 8 + seq4] = head_total;
  work[head_total_at + batch * 8 + key_tile * 8 + seq4 + 2] = head_total_2;
  work[head_total_at + batch * 8 + key_tile * 8 + seq4 + 4] = head_total_3;
  work[head_total_at + batch * 8 + key_tile * 8 + seq4 + 6] = head_total_4;
}

// (Copy(x) - x)                                       attention-head.weft:29
// loss_difference[batch, embed, seq] = x[batch, embed, seq] + sum[key](sum[src](A[batch, seq, src] *
//   sum[embed](x[batch, embed, seq] * W_v[embed, key])[seq = src]) * W_o[embed, key]) - x[batch, embed…
// [batch 2, seq 8, embed 8], 8 rows x 1 vector of 4 columns a thread, an outer product a step

struct Offsets {
  head_total: i32,
  W_o: i32,
  x: i32,
  loss_difference: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(2)
fn loss(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let head_total_at = at.head_total / 4;
  let W_o_at = at.W_o / 4;
  let x_at = at.x / 4;
  let loss_difference_at = at.loss_difference / 4;
  let batch = i32(group.z);
  let seq_tile = 0;
  let block = 0;
  let thread = i32(lane.x);
  let embed4 = block * 2 + thread;
  var head = vec4f();
  var head_2 = vec4f();
  var head_3 = vec4f();
  var head_4 = vec4f();
  var head_5 = vec4f();
  var head_6 = vec4f();
  var head_7 = vec4f();
  var head_8 = vec4f();
  for (var key4 = 0; key4 < 1; key4++) {
    let head_total = work[head_total_at + batch * 8 + key4 * 8 + seq_tile * 2];
    let head_total_2 = work[head_total_at + batch * 8 + key4 * 8 + seq_tile * 2 + 1];
    let head_total_3 = work[head_total_at + batch * 8 + key4 * 8 + seq_tile * 2 + 2];
    let head_total_4 = work[head_total_at + batch * 8 + key4 * 8 + seq_tile * 2 + 3];
    let head_total_5 = work[head_total_at + batch * 8 + key4 * 8 + seq_tile * 2 + 4];
    let head_total_6 = work[head_total_at + batch * 8 + key4 * 8 + seq_tile * 2 + 5];
    let head_total_7 = work[head_total_at + batch * 8 + key4 * 8 + seq_tile * 2 + 6];
    let head_total_8 = work[head_total_at + batch * 8 + key4 * 8 + seq_tile * 2 + 7];
    let W_o = parameters[W_o_at + key4 * 8 + embed4];
    let W_o_2 = parameters[W_o_at + key4 * 8 + embed4 + 2];
    let W_o_3 = parameters[W_o_at + key4 * 8 + embed4 + 4];
    let W_o_4 = parameters[W_o_at + key4 * 8 + embed4 + 6];
    head = head + head_total.x * W_o + head_total_3.x * W_o_2 + head_total_5.x * W_o_3 + head_total_7.x * W_o_4;
    head_2 = head_2 + head_total.y * W_o + head_total_3.y * W_o_2 + head_total_5.y * W_o_3 + head_total_7.y * W_o_4;
    head_3 = head_3 + head_total.z * W_o + head_total_3.z * W_o_2 + head_total_5.z * W_o_3 + head_total_7.z * W_o_4;
    head_4 = head_4 + head_total.w * W_o + head_total_3.w * W_o_2 + head_total_5.w * W_o_3 + head_total_7.w * W_o_4;
    head_5 = head_5 + head_total_2.x * W_o + head_total_4.x * W_o_2 + head_total_6.x * W_o_3 + head_total_8.x * W_o_4;
    head_6 = head_6 + head_total_2.y * W_o + head_total_4.y * W_o_2 + head_total_6.y * W_o_3 + head_total_8.y * W_o_4;
    head_7 = head_7 + head_total_2.z * W_o + head_total_4.z * W_o_2 + head_total_6.z * W_o_3 + head_total_8.z * W_o_4;
    head_8 = head_8 + head_total_2.w * W_o + head_total_4.w * W_o_2 + head_total_6.w * W_o_3 + head_total_8.w * W_o_4;
  }
  let x = work[x_at + batch * 16 + seq_tile * 16 + embed4];
  let Copy = x + head;
  let loss_difference = Copy - x;
  work[loss_difference_at + batch * 16 + seq_tile * 16 + embed4] = loss_difference;
  let x_2 = work[x_at + batch * 16 + seq_tile * 16 + embed4 + 2];
  let Copy_2 = x_2 + head_2;
  let loss_difference_2 = Copy_2 - x_2;
  work[loss_difference_at + batch * 16 + seq_tile * 16 + embed4 + 2] = loss_difference_2;
  let x_3 = work[x_at + batch * 16 + seq_tile * 16 + embed4 + 4];
  let Copy_3 = x_3 + head_3;
  let loss_difference_3 = Copy_3 - x_3;
  work[loss_difference_at + batch * 16 + seq_tile * 16 + embed4 + 4] = loss_difference_3;
  let x_4 = work[x_at + batch * 16 + seq_tile * 16 + embed4 + 6];
  let Copy_4 = x_4 + head_4;
  let loss_difference_4 = Copy_4 - x_4;
  work[loss_difference_at + batch * 16 + seq_tile * 16 + embed4 + 6] = loss_difference_4;
  let x_5 = work[x_at + batch * 16 + seq_tile * 16 + embed4 + 8];
  let Copy_5 = x_5 + head_5;
  let loss_difference_5 = Copy_5 - x_5;
  work[loss_difference_at + batch * 16 + seq_tile * 16 + embed4 + 8] = loss_difference_5;
  let x_6 = work[x_at + batch * 16 + seq_tile * 16 + embed4 + 10];
  let Copy_6 = x_6 + head_6;
  let loss_difference_6 = Copy_6 - x_6;
  work[loss_difference_at + batch * 16 + seq_tile * 16 + embed4 + 10] = loss_difference_6;
  let x_7 = work[x_at + batch * 16 + seq_tile * 16 + embed4 + 12];
  let Copy_7 = x_7 + head_7;
  let loss_difference_7 = Copy_7 - x_7;
  work[loss_difference_at + batch * 16 + seq_tile * 16 + embed4 + 12] = loss_difference_7;
  let x_8 = work[x_at + batch * 16 + seq_tile * 16 + embed4 + 14];
  let Copy_8 = x_8 + head_8;
  let loss_difference_8 = Copy_8 - x_8;
  work[loss_difference_at + batch * 16 + seq_tile * 16 + embed4 + 14] = loss_difference_8;
}

// gradient of W_o(A @[src] v)                         attention-head.weft:16
// d_W_o[embed, key] = sum[batch, seq](loss_difference[batch, embed, seq] * sum[src](A[batch, seq, src] *
//   sum[embed](x[batch, embed, seq] * W_v[embed, key])[seq = src])) * 0.015625
// [key 4, embed 8], 4 rows x 1 vector of 4 columns a thread, an outer product a step

struct Offsets {
  head_total: i32,
  loss_difference: i32,
  d_W_o: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(2)
fn head_W_o_gradient(@builtin(local_invocation_id) lane: vec3u) {
  let head_total_at = at.head_total / 4;
  let loss_difference_at = at.loss_difference / 4;
  let d_W_o_at = at.d_W_o / 4;
  let key_tile = 0;
  let block = 0;
  let thread = i32(lane.x);
  let embed4 = block * 2 + thread;
  var d_head_total = vec4f();
  var d_head_total_2 = vec4f();
  var d_head_total_3 = vec4f();
  var d_head_total_4 = vec4f();
  for (var batch = 0; batch < 2; batch++) {
    for (var seq4 = 0; seq4 < 2; seq4++) {
      let head_total = work[head_total_at + batch * 8 + key_tile * 8 + seq4];
      let head_total_2 = work[head_total_at + batch * 8 + key_tile * 8 + seq4 + 2];
      let head_total_3 = work[head_total_at + batch * 8 + key_tile * 8 + seq4 + 4];
      let head_total_4 = work[head_total_at + batch * 8 + key_tile * 8 + seq4 + 6];
      let loss_difference = work[loss_difference_at + batch * 16 + seq4 * 8 + embed4];
      let loss_difference_2 = work[loss_difference_at + batch * 16 + seq4 * 8 + embed4 + 2];
      let loss_difference_3 = work[loss_difference_at + batch * 16 + seq4 * 8 + embed4 + 4];
      let loss_difference_4 = work[loss_difference_at + batch * 16 + seq4 * 8 + embed4 + 6];
      d_head_total = d_head_total + head_total.x * loss_difference + head_total.y * loss_difference_2 + head_total.z * loss_difference_3 + head_total.w * loss_difference_4;
      d_head_total_2 = d_head_total_2 + head_total_2.x * loss_difference + head_total_2.y * loss_difference_2 + head_total_2.z * loss_difference_3 + head_total_2.w * loss_difference_4;
      d_head_total_3 = d_head_total_3 + head_total_3.x * loss_difference + head_total_3.y * loss_difference_2 + head_total_3.z * loss_difference_3 + head_total_3.w * loss_difference_4;
      d_head_total_4 = d_head_total_4 + head_total_4.x * loss_difference + head_total_4.y * loss_difference_2 + head_total_4.z * loss_difference_3 + head_total_4.w * loss_difference_4;
    }
  }
  let d_W_o = d_head_total * 0.015625;
  work[d_W_o_at + key_tile * 8 + embed4] = d_W_o;
  let d_W_o_2 = d_head_total_2 * 0.015625;
  work[d_W_o_at + key_tile * 8 + embed4 + 2] = d_W_o_2;
  let d_W_o_3 = d_head_total_3 * 0.015625;
  work[d_W_o_at + key_tile * 8 + embed4 + 4] = d_W_o_3;
  let d_W_o_4 = d_head_total_4 * 0.015625;
  work[d_W_o_at + key_tile * 8 + embed4 + 6] = d_W_o_4;
}

// v_correction = 1 / (1 - beta2^step)                 std/optimizers.weft:17
// loss = sum[batch, embed, seq](loss_difference[batch, embed, seq] * loss_difference[batch, embed, seq]) /
//   128
// rate = 0.01
// m_correction = 1 / (1 - 0.9 ^ step_)
// v_correction = 1 / (1 - 0.999 ^ step_)
// [], a workgroup of 16 lanes a row, in vectors of 4

const PART = 16;

struct Offsets {
  loss_difference: i32,
  loss: i32,
  rate: i32,
  m_correction: i32,
  v_correction: i32,
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
  let loss_difference_at = at.loss_difference / 4;
  let loss_at = at.loss / 4;
  let rate_at = at.rate / 4;
  let m_correction_at = at.m_correction / 4;
  let v_correction_at = at.v_correction / 4;
  let thread = i32(lane.x);
  let batch_seq_embed4 = thread;
  let batch_seq_embed4_2 = thread + 16;
  var own_mean_total = vec4f();
  let loss_difference = work[loss_difference_at + batch_seq_embed4];
  own_mean_total += loss_difference * loss_difference;
  let loss_difference_2 = work[loss_difference_at + batch_seq_embed4_2];
  own_mean_total += loss_difference_2 * loss_difference_2;
  all_mean_total[thread] = own_mean_total.x + own_mean_total.y + (own_mean_total.z + own_mean_total.w);
  workgroupBarrier();
  var mean_total = 0.0;
  for (var part = 0; part < PART; part++) {
    mean_total += all_mean_total[part];
  }
  let loss = mean_total / 128.0;
  let m_correction_real = f32(i32(day.step));
  let m_correction_power = own_power(0.9, m_correction_real);
  let m_correction_difference = 1.0 - m_correction_power;
  let m_correction = 1.0 / m_correction_difference;
  let v_correction_power = own_power(0.999, m_correction_real);
  let v_correction_difference = 1.0 - v_correction_power;
  let v_correction_2 = 1.0 / v_correction_difference;
  if thread == 0 {
    work[loss_at][0] = loss;
    work[rate_at][0] = 0.01;
    work[m_correction_at][0] = m_correction;
    work[v_correction_at][0] = v_correction_2;
  }
}

// gradient of W_o(A @[src] v)                         attention-head.weft:16
// d_head_product[batch, key, seq] = sum[embed](loss_difference[batch, embed, seq] * W_o[embed, key]) *
//   0.015625
// [key 4, batch 2, seq 8], 4 rows x 1 vector of 4 columns a thread, an outer product a step

struct Offsets {
  loss_difference: i32,
  W_o: i32,
  d_head_product: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(4)
fn head_gradient(@builtin(local_invocation_id) lane: vec3u) {
  let loss_difference_at = at.loss_difference / 4;
  let W_o_at = at.W_o / 4;
  let d_head_product_at = at.d_head_product / 4;
  let key_tile = 0;
  let block = 0;
  let thread = i32(lane.x);
  let batch_seq4 = block * 4 + thread;
  var through_W_o = vec4f();
  var through_W_o_2 = vec4f();
  var through_W_o_3 = vec4f();
  var through_W_o_4 = vec4f();
  for (var embed4 = 0; embed4 < 2; embed4++) {
    let loss_difference = work[loss_difference_at + batch_seq4 * 8 + embed4];
    let loss_difference_2 = work[loss_difference_at + batch_seq4 * 8 + embed4 + 2];
    let loss_difference_3 = work[loss_difference_at + batch_seq4 * 8 + embed4 + 4];
    let loss_difference_4 = work[loss_difference_at + batch_seq4 * 8 + embed4 + 6];
    let W_o = parameters[W_o_at + key_tile * 8 + embed4];
    let W_o_2 = parameters[W_o_at + key_tile * 8 + embed4 + 2];
    let W_o_3 = parameters[W_o_at + key_tile * 8 + embed4 + 4];
    let W_o_4 = parameters[W_o_at + key_tile * 8 + embed4 + 6];
    through_W_o = through_W_o + W_o.x * vec4f(loss_difference.x, loss_difference_2.x, loss_difference_3.x, loss_difference_4.x) + W_o.y * vec4f(loss_difference.y, loss_difference_2.y, loss_difference_3.y, loss_difference_4.y) + W_o.z * vec4f(loss_difference.z, loss_difference_2.z, loss_difference_3.z, loss_difference_4.z) + W_o.w * vec4f(loss_difference.w, loss_difference_2.w, loss_difference_3.w, loss_difference_4.w);
    through_W_o_2 = through_W_o_2 + W_o_2.x * vec4f(loss_difference.x, loss_difference_2.x, loss_difference_3.x, loss_difference_4.x) + W_o_2.y * vec4f(loss_difference.y, loss_difference_2.y, loss_difference_3.y, loss_difference_4.y) + W_o_2.z * vec4f(loss_difference.z, loss_difference_2.z, loss_difference_3.z, loss_difference_4.z) + W_o_2.w * vec4f(loss_difference.w, loss_difference_2.w, loss_difference_3.w, loss_difference_4.w);
    through_W_o_3 = through_W_o_3 + W_o_3.x * vec4f(loss_difference.x, loss_difference_2.x, loss_difference_3.x, loss_difference_4.x) + W_o_3.y * vec4f(loss_difference.y, loss_difference_2.y, loss_difference_3.y, loss_difference_4.y) + W_o_3.z * vec4f(loss_difference.z, loss_difference_2.z, loss_difference_3.z, loss_difference_4.z) + W_o_3.w * vec4f(loss_difference.w, loss_difference_2.w, loss_difference_3.w, loss_difference_4.w);
    through_W_o_4 = through_W_o_4 + W_o_4.x * vec4f(loss_difference.x, loss_difference_2.x, loss_difference_3.x, loss_difference_4.x) + W_o_4.y * vec4f(loss_difference.y, loss_difference_2.y, loss_difference_3.y, loss_difference_4.y) + W_o_4.z * vec4f(loss_difference.z, loss_difference_2.z, loss_difference_3.z, loss_difference_4.z) + W_o_4.w * vec4f(loss_difference.w, loss_difference_2.w, loss_difference_3.w, loss_difference_4.w);
  }
  let d_head_product = through_W_o * 0.015625;
  work[d_head_product_at + key_tile * 16 + batch_seq4] = d_head_product;
  let d_head_product_2 = through_W_o_2 * 0.015625;
  work[d_head_product_at + key_tile * 16 + batch_seq4 + 4] = d_head_product_2;
  let d_head_product_3 = through_W_o_3 * 0.015625;
  work[d_head_product_at + key_tile * 16 + batch_seq4 + 8] = d_head_product_3;
  let d_head_product_4 = through_W_o_4 * 0.015625;
  work[d_head_product_at + key_tile * 16 + batch_seq4 + 12] = d_head_product_4;
}

// gradient of A = softmax[src where src <= seq](q @[key] k / sqrt(|key|))  attention-head.weft:15
// d_softmax_chosen[batch, seq, src] = where(src <= seq, sum[key](sum[embed](x[batch, embed, seq] *
//   W_v[embed, key])[seq = src] * d_head_product[batch, key, seq]), 0)
// [batch 2, seq 8, src 8], 8 rows x 1 vector of 4 columns a thread, an outer product a step

struct Offsets {
  d_head_product: i32,
  through_W_v: i32,
  d_softmax_chosen: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(2)
fn head_A_softmax_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let d_head_product_at = at.d_head_product / 4;
  let through_W_v_at = at.through_W_v / 4;
  let d_softmax_chosen_at = at.d_softmax_chosen / 4;
  let batch = i32(group.z);
  let seq_tile = 0;
  let block = 0;
  let thread = i32(lane.x);
  let src4 = block * 2 + thread;
  var d_A = vec4f();
  var d_A_2 = vec4f();
  var d_A_3 = vec4f();
  var d_A_4 = vec4f();
  var d_A_5 = vec4f();
  var d_A_6 = vec4f();
  var d_A_7 = vec4f();
  var d_A_8 = vec4f();
  for (var key4 = 0; key4 < 1; key4++) {
    let d_head_product = work[d_head_product_at + key4 * 16 + batch * 2 + seq_tile * 2];
    let d_head_product_2 = work[d_head_product_at + key4 * 16 + batch * 2 + seq_tile * 2 + 1];
    let d_head_product_3 = work[d_head_product_at + key4 * 16 + batch * 2 + seq_tile * 2 + 4];
    let d_head_product_4 = work[d_head_product_at + key4 * 16 + batch * 2 + seq_tile * 2 + 5];
    let d_head_product_5 = work[d_head_product_at + key4 * 16 + batch * 2 + seq_tile * 2 + 8];
    let d_head_product_6 = work[d_head_product_at + key4 * 16 + batch * 2 + seq_tile * 2 + 9];
    let d_head_product_7 = work[d_head_product_at + key4 * 16 + batch * 2 + seq_tile * 2 + 12];
    let d_head_product_8 = work[d_head_product_at + key4 * 16 + batch * 2 + seq_tile * 2 + 13];
    let v = work[through_W_v_at + key4 * 16 + batch * 2 + src4];
    let v_2 = work[through_W_v_at + key4 * 16 + batch * 2 + src4 + 4];
    let v_3 = work[through_W_v_at + key4 * 16 + batch * 2 + src4 + 8];
    let v_4 = work[through_W_v_at + key4 * 16 + batch * 2 + src4 + 12];
    d_A = d_A + d_head_product.x * v + d_head_product_3.x * v_2 + d_head_product_5.x * v_3 + d_head_product_7.x * v_4;
    d_A_2 = d_A_2 + d_head_product.y * v + d_head_product_3.y * v_2 + d_head_product_5.y * v_3 + d_head_product_7.y * v_4;
    d_A_3 = d_A_3 + d_head_product.z * v + d_head_product_3.z * v_2 + d_head_product_5.z * v_3 + d_head_product_7.z * v_4;
    d_A_4 = d_A_4 + d_head_product.w * v + d_head_product_3.w * v_2 + d_head_product_5.w * v_3 + d_head_product_7.w * v_4;
    d_A_5 = d_A_5 + d_head_product_2.x * v + d_head_product_4.x * v_2 + d_head_product_6.x * v_3 + d_head_product_8.x * v_4;
    d_A_6 = d_A_6 + d_head_product_2.y * v + d_head_product_4.y * v_2 + d_head_product_6.y * v_3 + d_head_product_8.y * v_4;
    d_A_7 = d_A_7 + d_head_product_2.z * v + d_head_product_4.z * v_2 + d_head_product_6.z * v_3 + d_head_product_8.z * v_4;
    d_A_8 = d_A_8 + d_head_product_2.w * v + d_head_product_4.w * v_2 + d_head_product_6.w * v_3 + d_head_product_8.w * v_4;
  }
  let softmax_at_most = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8);
  let d_softmax_chosen = select(vec4f(0.0), d_A, softmax_at_most);
  work[d_softmax_chosen_at + batch * 16 + seq_tile * 16 + src4] = d_softmax_chosen;
  let softmax_at_most_2 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 1);
  let d_softmax_chosen_2 = select(vec4f(0.0), d_A_2, softmax_at_most_2);
  work[d_softmax_chosen_at + batch * 16 + seq_tile * 16 + src4 + 2] = d_softmax_chosen_2;
  let softmax_at_most_3 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 2);
  let d_softmax_chosen_3 = select(vec4f(0.0), d_A_3, softmax_at_most_3);
  work[d_softmax_chosen_at + batch * 16 + seq_tile * 16 + src4 + 4] = d_softmax_chosen_3;
  let softmax_at_most_4 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 3);
  let d_softmax_chosen_4 = select(vec4f(0.0), d_A_4, softmax_at_most_4);
  work[d_softmax_chosen_at + batch * 16 + seq_tile * 16 + src4 + 6] = d_softmax_chosen_4;
  let softmax_at_most_5 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 4);
  let d_softmax_chosen_5 = select(vec4f(0.0), d_A_5, softmax_at_most_5);
  work[d_softmax_chosen_at + batch * 16 + seq_tile * 16 + src4 + 8] = d_softmax_chosen_5;
  let softmax_at_most_6 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 5);
  let d_softmax_chosen_6 = select(vec4f(0.0), d_A_6, softmax_at_most_6);
  work[d_softmax_chosen_at + batch * 16 + seq_tile * 16 + src4 + 10] = d_softmax_chosen_6;
  let softmax_at_most_7 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 6);
  let d_softmax_chosen_7 = select(vec4f(0.0), d_A_7, softmax_at_most_7);
  work[d_softmax_chosen_at + batch * 16 + seq_tile * 16 + src4 + 12] = d_softmax_chosen_7;
  let softmax_at_most_8 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 7);
  let d_softmax_chosen_8 = select(vec4f(0.0), d_A_8, softmax_at_most_8);
  work[d_softmax_chosen_at + batch * 16 + seq_tile * 16 + src4 + 14] = d_softmax_chosen_8;
}

// gradient of q @[key] k / sqrt(|key|)                attention-head.weft:15
// d_A_ratio[batch, seq, src] = where(src <= seq, A[batch, seq, src] * (d_softmax_chosen[batch, seq, src] +
//   sum[src](where(src <= seq, -(A[batch, seq, src] * d_softmax_chosen[batch, seq, src])…
// [batch 2, seq 8, src 8], a thread a row, an element a thread

const SRC = 8;

struct Offsets {
  A: i32,
  d_softmax_chosen: i32,
  d_A_ratio: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn head_A_gradient(@builtin(local_invocation_id) lane: vec3u) {
  let block = 0;
  let thread = i32(lane.x);
  let batch_seq = block * 16 + thread;
  var d_e_total = 0.0;
  let seq = batch_seq % 8;
  for (var src = 0; src < SRC; src++) {
    let softmax_at_most = src <= seq;
    let A = work[at.A + batch_seq * SRC + src];
    let d_softmax_chosen = work[at.d_softmax_chosen + batch_seq * SRC + src];
    d_e_total += select(0.0, -(A * d_softmax_chosen), softmax_at_most);
  }
  for (var src = 0; src < SRC; src++) {
    let softmax_at_most = src <= seq;
    let A = work[at.A + batch_seq * SRC + src];
    let d_softmax_chosen = work[at.d_softmax_chosen + batch_seq * SRC + src];
    let d_A_ratio = select(0.0, A * (d_softmax_chosen + d_e_total), softmax_at_most) / 2.0;
    work[at.d_A_ratio + batch_seq * SRC + src] = d_A_ratio;
  }
}

// gradient of A @[src] v                              attention-head.weft:16
// gradient of q @[key] k                              attention-head.weft:15
// d_v[batch, key, src] = sum[seq](A[batch, seq, src] * d_head_product[batch, key, seq])
// [key 4, batch 2, src 8], 4 rows x 1 vector of 4 columns a thread, an outer product a step

struct Offsets {
  d_head_product: i32,
  A: i32,
  d_v: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(2)
fn head_v_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let d_head_product_at = at.d_head_product / 4;
  let A_at = at.A / 4;
  let d_v_at = at.d_v / 4;
  let batch = i32(group.z);
  let key_tile = 0;
  let block = 0;
  let thread = i32(lane.x);
  let src4 = block * 2 + thread;
  var d_v = vec4f();
  var d_v_2 = vec4f();
  var d_v_3 = vec4f();
  var d_v_4 = vec4f();
  for (var seq4 = 0; seq4 < 2; seq4++) {
    let d_head_product = work[d_head_product_at + key_tile * 16 + batch * 2 + seq4];
    let d_head_product_2 = work[d_head_product_at + key_tile * 16 + batch * 2 + seq4 + 4];
    let d_head_product_3 = work[d_head_product_at + key_tile * 16 + batch * 2 + seq4 + 8];
    let d_head_product_4 = work[d_head_product_at + key_tile * 16 + batch * 2 + seq4 + 12];
    let A = work[A_at + batch * 16 + seq4 * 8 + src4];
    let A_2 = work[A_at + batch * 16 + seq4 * 8 + src4 + 2];
    let A_3 = work[A_at + batch * 16 + seq4 * 8 + src4 + 4];
    let A_4 = work[A_at + batch * 16 + seq4 * 8 + src4 + 6];
    d_v = d_v + d_head_product.x * A + d_head_product.y * A_2 + d_head_product.z * A_3 + d_head_product.w * A_4;
    d_v_2 = d_v_2 + d_head_product_2.x * A + d_head_product_2.y * A_2 + d_head_product_2.z * A_3 + d_head_product_2.w * A_4;
    d_v_3 = d_v_3 + d_head_product_3.x * A + d_head_product_3.y * A_2 + d_head_product_3.z * A_3 + d_head_product_3.w * A_4;
    d_v_4 = d_v_4 + d_head_product_4.x * A + d_head_product_4.y * A_2 + d_head_product_4.z * A_3 + d_head_product_4.w * A_4;
  }
  work[d_v_at + key_tile * 16 + batch * 2 + src4] = d_v;
  work[d_v_at + key_tile * 16 + batch * 2 + src4 + 4] = d_v_2;
  work[d_v_at + key_tile * 16 + batch * 2 + src4 + 8] = d_v_3;
  work[d_v_at + key_tile * 16 + batch * 2 + src4 + 12] = d_v_4;
}

// gradient of W_v(x)                                  attention-head.weft:14
// gradient of q = W_q(x)                              attention-head.weft:12
// gradient of W_k(x)                                  attention-head.weft:13
// d_W_v[embed, key] = sum[batch, seq](x[batch, embed, seq] * sum[seq](A[batch, seq, src] *
//   d_head_product[batch, key, seq])[src = seq])
// [embed 8, key 4], 8 rows x 1 vector of 4 columns a thread, an outer product a step

struct Offsets {
  x: i32,
  d_v: i32,
  d_W_v: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(1)
fn head_W_v_gradient() {
  let x_at = at.x / 4;
  let d_v_at = at.d_v / 4;
  let d_W_v_at = at.d_W_v / 4;
  let embed_tile = 0;
  let block = 0;
  let thread = 0;
  let key4 = block + thread;
  var d_W_v = vec4f();
  var d_W_v_2 = vec4f();
  var d_W_v_3 = vec4f();
  var d_W_v_4 = vec4f();
  var d_W_v_5 = vec4f();
  var d_W_v_6 = vec4f();
  var d_W_v_7 = vec4f();
  var d_W_v_8 = vec4f();
  for (var batch_seq4 = 0; batch_seq4 < 4; batch_seq4++) {
    let x = work[x_at + batch_seq4 * 8 + embed_tile * 2];
    let x_2 = work[x_at + batch_seq4 * 8 + embed_tile * 2 + 1];
    let x_3 = work[x_at + batch_seq4 * 8 + embed_tile * 2 + 2];
    let x_4 = work[x_at + batch_seq4 * 8 + embed_tile * 2 + 3];
    let x_5 = work[x_at + batch_seq4 * 8 + embed_tile * 2 + 4];
    let x_6 = work[x_at + batch_seq4 * 8 + embed_tile * 2 + 5];
    let x_7 = work[x_at + batch_seq4 * 8 + embed_tile * 2 + 6];
    let x_8 = work[x_at + batch_seq4 * 8 + embed_tile * 2 + 7];
    let d_v = work[d_v_at + key4 * 16 + batch_seq4];
    let d_v_2 = work[d_v_at + key4 * 16 + batch_seq4 + 4];
    let d_v_3 = work[d_v_at + key4 * 16 + batch_seq4 + 8];
    let d_v_4 = work[d_v_at + key4 * 16 + batch_seq4 + 12];
    d_W_v = d_W_v + x.x * vec4f(d_v.x, d_v_2.x, d_v_3.x, d_v_4.x) + x_3.x * vec4f(d_v.y, d_v_2.y, d_v_3.y, d_v_4.y) + x_5.x * vec4f(d_v.z, d_v_2.z, d_v_3.z, d_v_4.z) + x_7.x * vec4f(d_v.w, d_v_2.w, d_v_3.w, d_v_4.w);
    d_W_v_2 = d_W_v_2 + x.y * vec4f(d_v.x, d_v_2.x, d_v_3.x, d_v_4.x) + x_3.y * vec4f(d_v.y, d_v_2.y, d_v_3.y, d_v_4.y) + x_5.y * vec4f(d_v.z, d_v_2.z, d_v_3.z, d_v_4.z) + x_7.y * vec4f(d_v.w, d_v_2.w, d_v_3.w, d_v_4.w);
    d_W_v_3 = d_W_v_3 + x.z * vec4f(d_v.x, d_v_2.x, d_v_3.x, d_v_4.x) + x_3.z * vec4f(d_v.y, d_v_2.y, d_v_3.y, d_v_4.y) + x_5.z * vec4f(d_v.z, d_v_2.z, d_v_3.z, d_v_4.z) + x_7.z * vec4f(d_v.w, d_v_2.w, d_v_3.w, d_v_4.w);
    d_W_v_4 = d_W_v_4 + x.w * vec4f(d_v.x, d_v_2.x, d_v_3.x, d_v_4.x) + x_3.w * vec4f(d_v.y, d_v_2.y, d_v_3.y, d_v_4.y) + x_5.w * vec4f(d_v.z, d_v_2.z, d_v_3.z, d_v_4.z) + x_7.w * vec4f(d_v.w, d_v_2.w, d_v_3.w, d_v_4.w);
    d_W_v_5 = d_W_v_5 + x_2.x * vec4f(d_v.x, d_v_2.x, d_v_3.x, d_v_4.x) + x_4.x * vec4f(d_v.y, d_v_2.y, d_v_3.y, d_v_4.y) + x_6.x * vec4f(d_v.z, d_v_2.z, d_v_3.z, d_v_4.z) + x_8.x * vec4f(d_v.w, d_v_2.w, d_v_3.w, d_v_4.w);
    d_W_v_6 = d_W_v_6 + x_2.y * vec4f(d_v.x, d_v_2.x, d_v_3.x, d_v_4.x) + x_4.y * vec4f(d_v.y, d_v_2.y, d_v_3.y, d_v_4.y) + x_6.y * vec4f(d_v.z, d_v_2.z, d_v_3.z, d_v_4.z) + x_8.y * vec4f(d_v.w, d_v_2.w, d_v_3.w, d_v_4.w);
    d_W_v_7 = d_W_v_7 + x_2.z * vec4f(d_v.x, d_v_2.x, d_v_3.x, d_v_4.x) + x_4.z * vec4f(d_v.y, d_v_2.y, d_v_3.y, d_v_4.y) + x_6.z * vec4f(d_v.z, d_v_2.z, d_v_3.z, d_v_4.z) + x_8.z * vec4f(d_v.w, d_v_2.w, d_v_3.w, d_v_4.w);
    d_W_v_8 = d_W_v_8 + x_2.w * vec4f(d_v.x, d_v_2.x, d_v_3.x, d_v_4.x) + x_4.w * vec4f(d_v.y, d_v_2.y, d_v_3.y, d_v_4.y) + x_6.w * vec4f(d_v.z, d_v_2.z, d_v_3.z, d_v_4.z) + x_8.w * vec4f(d_v.w, d_v_2.w, d_v_3.w, d_v_4.w);
  }
  work[d_W_v_at + embed_tile * 8 + key4] = d_W_v;
  work[d_W_v_at + embed_tile * 8 + key4 + 1] = d_W_v_2;
  work[d_W_v_at + embed_tile * 8 + key4 + 2] = d_W_v_3;
  work[d_W_v_at + embed_tile * 8 + key4 + 3] = d_W_v_4;
  work[d_W_v_at + embed_tile * 8 + key4 + 4] = d_W_v_5;
  work[d_W_v_at + embed_tile * 8 + key4 + 5] = d_W_v_6;
  work[d_W_v_at + embed_tile * 8 + key4 + 6] = d_W_v_7;
  work[d_W_v_at + embed_tile * 8 + key4 + 7] = d_W_v_8;
}

// gradient of q @[key] k                              attention-head.weft:15
// d_q[batch, key, seq] = sum[src](d_A_ratio[batch, seq, src] * sum[embed](x[batch, embed, seq] * W_k[embed,
//   key])[seq = src])
// [key 4, batch 2, seq 8], 4 rows x 1 vector of 4 columns a thread, an outer product a step

struct Offsets {
  d_A_ratio: i32,
  through_W_k: i32,
  d_q: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(2)
fn head_q_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let d_A_ratio_at = at.d_A_ratio / 4;
  let through_W_k_at = at.through_W_k / 4;
  let d_q_at = at.d_q / 4;
  let batch = i32(group.z);
  let key_tile = 0;
  let block = 0;
  let thread = i32(lane.x);
  let seq4 = block * 2 + thread;
  var d_q = vec4f();
  var d_q_2 = vec4f();
  var d_q_3 = vec4f();
  var d_q_4 = vec4f();
  for (var src4 = 0; src4 < 2; src4++) {
    let d_A_ratio = work[d_A_ratio_at + batch * 16 + seq4 * 8 + src4];
    let d_A_ratio_2 = work[d_A_ratio_at + batch * 16 + seq4 * 8 + src4 + 2];
    let d_A_ratio_3 = work[d_A_ratio_at + batch * 16 + seq4 * 8 + src4 + 4];
    let d_A_ratio_4 = work[d_A_ratio_at + batch * 16 + seq4 * 8 + src4 + 6];
    let k = work[through_W_k_at + key_tile * 16 + batch * 2 + src4];
    let k_2 = work[through_W_k_at + key_tile * 16 + batch * 2 + src4 + 4];
    let k_3 = work[through_W_k_at + key_tile * 16 + batch * 2 + src4 + 8];
    let k_4 = work[through_W_k_at + key_tile * 16 + batch * 2 + src4 + 12];
    d_q = d_q + k.x * vec4f(d_A_ratio.x, d_A_ratio_2.x, d_A_ratio_3.x, d_A_ratio_4.x) + k.y * vec4f(d_A_ratio.y, d_A_ratio_2.y, d_A_ratio_3.y, d_A_ratio_4.y) + k.z * vec4f(d_A_ratio.z, d_A_ratio_2.z, d_A_ratio_3.z, d_A_ratio_4.z) + k.w * vec4f(d_A_ratio.w, d_A_ratio_2.w, d_A_ratio_3.w, d_A_ratio_4.w);
    d_q_2 = d_q_2 + k_2.x * vec4f(d_A_ratio.x, d_A_ratio_2.x, d_A_ratio_3.x, d_A_ratio_4.x) + k_2.y * vec4f(d_A_ratio.y, d_A_ratio_2.y, d_A_ratio_3.y, d_A_ratio_4.y) + k_2.z * vec4f(d_A_ratio.z, d_A_ratio_2.z, d_A_ratio_3.z, d_A_ratio_4.z) + k_2.w * vec4f(d_A_ratio.w, d_A_ratio_2.w, d_A_ratio_3.w, d_A_ratio_4.w);
    d_q_3 = d_q_3 + k_3.x * vec4f(d_A_ratio.x, d_A_ratio_2.x, d_A_ratio_3.x, d_A_ratio_4.x) + k_3.y * vec4f(d_A_ratio.y, d_A_ratio_2.y, d_A_ratio_3.y, d_A_ratio_4.y) + k_3.z * vec4f(d_A_ratio.z, d_A_ratio_2.z, d_A_ratio_3.z, d_A_ratio_4.z) + k_3.w * vec4f(d_A_ratio.w, d_A_ratio_2.w, d_A_ratio_3.w, d_A_ratio_4.w);
    d_q_4 = d_q_4 + k_4.x * vec4f(d_A_ratio.x, d_A_ratio_2.x, d_A_ratio_3.x, d_A_ratio_4.x) + k_4.y * vec4f(d_A_ratio.y, d_A_ratio_2.y, d_A_ratio_3.y, d_A_ratio_4.y) + k_4.z * vec4f(d_A_ratio.z, d_A_ratio_2.z, d_A_ratio_3.z, d_A_ratio_4.z) + k_4.w * vec4f(d_A_ratio.w, d_A_ratio_2.w, d_A_ratio_3.w, d_A_ratio_4.w);
  }
  work[d_q_at + key_tile * 16 + batch * 2 + seq4] = d_q;
  work[d_q_at + key_tile * 16 + batch * 2 + seq4 + 4] = d_q_2;
  work[d_q_at + key_tile * 16 + batch * 2 + seq4 + 8] = d_q_3;
  work[d_q_at + key_tile * 16 + batch * 2 + seq4 + 12] = d_q_4;
}

// std/optimizers.weft:18
// parameter' = parameter - rate * m_correction * m' / (sqrt(v_correction * v') + eps)
// parameters[element] = parameter[element] - m_correction * m[element] * rate / (sqrt(v_correction *
//   v[element]) + 1e-8)
// m[element] = m[element] * 0.9 + gradient[element] * 0.1
// v[element] = v[element] * 0.999 + gradient[element] * gradient[element] * 0.001
// [element 128], a vector of 4 a thread

struct Offsets {
  m: i32,
  gradient: i32,
  v: i32,
  parameter: i32,
  m_correction: i32,
  rate: i32,
  v_correction: i32,
  m_2: i32,
  v_2: i32,
  parameters: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> states: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(32)
fn adam_parameters(@builtin(local_invocation_id) lane: vec3u) {
  let gradient_at = at.gradient / 4;
  let m_at = at.m / 4;
  let v_at = at.v / 4;
  let m_correction_at = at.m_correction / 4;
  let v_correction_at = at.v_correction / 4;
  let parameter_at = at.parameter / 4;
  let rate_at = at.rate / 4;
  let m_2_at = at.m_2 / 4;
  let v_2_at = at.v_2 / 4;
  let parameters_at = at.parameters / 4;
  let block = 0;
  let thread = i32(lane.x);
  let element4 = block * 32 + thread;
  let gradient = work[gradient_at + element4];
  let m = states[m_at + element4] * 0.9 + gradient * 0.1;
  let v = states[v_at + element4] * 0.999 + gradient * gradient * 0.001;
  let m_correction = work[m_correction_at][0];
  let v_correction = work[v_correction_at][0];
  let parameters_2 = parameters[parameter_at + element4] - m_correction * m * work[rate_at][0] / (sqrt(v_correction * v) + 1e-8);
  states[m_2_at + element4] = m;
  states[v_2_at + element4] = v;
  parameters[parameters_at + element4] = parameters_2;
}

// q = W_q(x)                                          attention-head.weft:12
// W_k(x)                                              attention-head.weft:13
// W_v(x)                                              attention-head.weft:14
// q[batch, key, seq] = sum[embed](x[batch, embed, seq] * W_q[embed, key])
// [batch ≤ 2, seq 8, key 4], 8 rows x 1 vector of 4 columns a thread, an outer product a step

struct Offsets {
  x: i32,
  W_q: i32,
  q: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(1)
fn head_q_evaluate(@builtin(workgroup_id) group: vec3u) {
  let x_at = at.x / 4;
  let W_q_at = at.W_q / 4;
  let q_at = at.q / 4;
  let batch_seq_tile = i32(group.y);
  let block = 0;
  let thread = 0;
  let key4 = block + thread;
  var q = vec4f();
  var q_2 = vec4f();
  var q_3 = vec4f();
  var q_4 = vec4f();
  var q_5 = vec4f();
  var q_6 = vec4f();
  var q_7 = vec4f();
  var q_8 = vec4f();
  for (var embed4 = 0; embed4 < 2; embed4++) {
    let x = work[x_at + batch_seq_tile * 16 + embed4];
    let x_2 = work[x_at + batch_seq_tile * 16 + embed4 + 2];
    let x_3 = work[x_at + batch_seq_tile * 16 + embed4 + 4];
    let x_4 = work[x_at + batch_seq_tile * 16 + embed4 + 6];
    let x_5 = work[x_at + batch_seq_tile * 16 + embed4 + 8];
    let x_6 = work[x_at + batch_seq_tile * 16 + embed4 + 10];
    let x_7 = work[x_at + batch_seq_tile * 16 + embed4 + 12];
    let x_8 = work[x_at + batch_seq_tile * 16 + embed4 + 14];
    let W_q = parameters[W_q_at + embed4 * 4 + key4];
    let W_q_2 = parameters[W_q_at + embed4 * 4 + key4 + 1];
    let W_q_3 = parameters[W_q_at + embed4 * 4 + key4 + 2];
    let W_q_4 = parameters[W_q_at + embed4 * 4 + key4 + 3];
    q = q + x.x * W_q + x.y * W_q_2 + x.z * W_q_3 + x.w * W_q_4;
    q_2 = q_2 + x_2.x * W_q + x_2.y * W_q_2 + x_2.z * W_q_3 + x_2.w * W_q_4;
    q_3 = q_3 + x_3.x * W_q + x_3.y * W_q_2 + x_3.z * W_q_3 + x_3.w * W_q_4;
    q_4 = q_4 + x_4.x * W_q + x_4.y * W_q_2 + x_4.z * W_q_3 + x_4.w * W_q_4;
    q_5 = q_5 + x_5.x * W_q + x_5.y * W_q_2 + x_5.z * W_q_3 + x_5.w * W_q_4;
    q_6 = q_6 + x_6.x * W_q + x_6.y * W_q_2 + x_6.z * W_q_3 + x_6.w * W_q_4;
    q_7 = q_7 + x_7.x * W_q + x_7.y * W_q_2 + x_7.z * W_q_3 + x_7.w * W_q_4;
    q_8 = q_8 + x_8.x * W_q + x_8.y * W_q_2 + x_8.z * W_q_3 + x_8.w * W_q_4;
  }
  work[q_at + batch_seq_tile * 8 + key4] = q;
  work[q_at + batch_seq_tile * 8 + key4 + 1] = q_2;
  work[q_at + batch_seq_tile * 8 + key4 + 2] = q_3;
  work[q_at + batch_seq_tile * 8 + key4 + 3] = q_4;
  work[q_at + batch_seq_tile * 8 + key4 + 4] = q_5;
  work[q_at + batch_seq_tile * 8 + key4 + 5] = q_6;
  work[q_at + batch_seq_tile * 8 + key4 + 6] = q_7;
  work[q_at + batch_seq_tile * 8 + key4 + 7] = q_8;
}

// q @[key] k / sqrt(|key|)                            attention-head.weft:15
// A_ratio[batch, seq, src] = sum[key](sum[embed](x[batch, embed, seq] * W_q[embed, key]) *
//   sum[embed](x[batch, embed, seq] * W_k[embed, key])[seq = src]) / 2
// [batch ≤ 2, seq 8, src 8], 8 rows x 1 vector of 4 columns a thread, an outer product a step

struct Offsets {
  through_W_k: i32,
  q: i32,
  A_ratio: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(2)
fn head_q_k_evaluate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let through_W_k_at = at.through_W_k / 4;
  let q_at = at.q / 4;
  let A_ratio_at = at.A_ratio / 4;
  let batch = i32(group.z);
  let seq_tile = 0;
  let block = 0;
  let thread = i32(lane.x);
  let src4 = block * 2 + thread;
  var A_total = vec4f();
  var A_total_2 = vec4f();
  var A_total_3 = vec4f();
  var A_total_4 = vec4f();
  var A_total_5 = vec4f();
  var A_total_6 = vec4f();
  var A_total_7 = vec4f();
  var A_total_8 = vec4f();
  for (var key4 = 0; key4 < 1; key4++) {
    let column = work[through_W_k_at + batch * 8 + src4 * 4 + key4];
    let column_2 = work[through_W_k_at + batch * 8 + src4 * 4 + key4 + 1];
    let column_3 = work[through_W_k_at + batch * 8 + src4 * 4 + key4 + 2];
    let column_4 = work[through_W_k_at + batch * 8 + src4 * 4 + key4 + 3];
    let q = work[q_at + batch * 8 + seq_tile * 8 + key4];
    let q_2 = work[q_at + batch * 8 + seq_tile * 8 + key4 + 1];
    let q_3 = work[q_at + batch * 8 + seq_tile * 8 + key4 + 2];
    let q_4 = work[q_at + batch * 8 + seq_tile * 8 + key4 + 3];
    let q_5 = work[q_at + batch * 8 + seq_tile * 8 + key4 + 4];
    let q_6 = work[q_at + batch * 8 + seq_tile * 8 + key4 + 5];
    let q_7 = work[q_at + batch * 8 + seq_tile * 8 + key4 + 6];
    let q_8 = work[q_at + batch * 8 + seq_tile * 8 + key4 + 7];
    A_total = A_total + q.x * vec4f(column.x, column_2.x, column_3.x, column_4.x) + q.y * vec4f(column.y, column_2.y, column_3.y, column_4.y) + q.z * vec4f(column.z, column_2.z, column_3.z, column_4.z) + q.w * vec4f(column.w, column_2.w, column_3.w, column_4.w);
    A_total_2 = A_total_2 + q_2.x * vec4f(column.x, column_2.x, column_3.x, column_4.x) + q_2.y * vec4f(column.y, column_2.y, column_3.y, column_4.y) + q_2.z * vec4f(column.z, column_2.z, column_3.z, column_4.z) + q_2.w * vec4f(column.w, column_2.w, column_3.w, column_4.w);
    A_total_3 = A_total_3 + q_3.x * vec4f(column.x, column_2.x, column_3.x, column_4.x) + q_3.y * vec4f(column.y, column_2.y, column_3.y, column_4.y) + q_3.z * vec4f(column.z, column_2.z, column_3.z, column_4.z) + q_3.w * vec4f(column.w, column_2.w, column_3.w, column_4.w);
    A_total_4 = A_total_4 + q_4.x * vec4f(column.x, column_2.x, column_3.x, column_4.x) + q_4.y * vec4f(column.y, column_2.y, column_3.y, column_4.y) + q_4.z * vec4f(column.z, column_2.z, column_3.z, column_4.z) + q_4.w * vec4f(column.w, column_2.w, column_3.w, column_4.w);
    A_total_5 = A_total_5 + q_5.x * vec4f(column.x, column_2.x, column_3.x, column_4.x) + q_5.y * vec4f(column.y, column_2.y, column_3.y, column_4.y) + q_5.z * vec4f(column.z, column_2.z, column_3.z, column_4.z) + q_5.w * vec4f(column.w, column_2.w, column_3.w, column_4.w);
    A_total_6 = A_total_6 + q_6.x * vec4f(column.x, column_2.x, column_3.x, column_4.x) + q_6.y * vec4f(column.y, column_2.y, column_3.y, column_4.y) + q_6.z * vec4f(column.z, column_2.z, column_3.z, column_4.z) + q_6.w * vec4f(column.w, column_2.w, column_3.w, column_4.w);
    A_total_7 = A_total_7 + q_7.x * vec4f(column.x, column_2.x, column_3.x, column_4.x) + q_7.y * vec4f(column.y, column_2.y, column_3.y, column_4.y) + q_7.z * vec4f(column.z, column_2.z, column_3.z, column_4.z) + q_7.w * vec4f(column.w, column_2.w, column_3.w, column_4.w);
    A_total_8 = A_total_8 + q_8.x * vec4f(column.x, column_2.x, column_3.x, column_4.x) + q_8.y * vec4f(column.y, column_2.y, column_3.y, column_4.y) + q_8.z * vec4f(column.z, column_2.z, column_3.z, column_4.z) + q_8.w * vec4f(column.w, column_2.w, column_3.w, column_4.w);
  }
  let A_ratio = A_total / 2.0;
  work[A_ratio_at + batch * 16 + seq_tile * 16 + src4] = A_ratio;
  let A_ratio_2 = A_total_2 / 2.0;
  work[A_ratio_at + batch * 16 + seq_tile * 16 + src4 + 2] = A_ratio_2;
  let A_ratio_3 = A_total_3 / 2.0;
  work[A_ratio_at + batch * 16 + seq_tile * 16 + src4 + 4] = A_ratio_3;
  let A_ratio_4 = A_total_4 / 2.0;
  work[A_ratio_at + batch * 16 + seq_tile * 16 + src4 + 6] = A_ratio_4;
  let A_ratio_5 = A_total_5 / 2.0;
  work[A_ratio_at + batch * 16 + seq_tile * 16 + src4 + 8] = A_ratio_5;
  let A_ratio_6 = A_total_6 / 2.0;
  work[A_ratio_at + batch * 16 + seq_tile * 16 + src4 + 10] = A_ratio_6;
  let A_ratio_7 = A_total_7 / 2.0;
  work[A_ratio_at + batch * 16 + seq_tile * 16 + src4 + 12] = A_ratio_7;
  let A_ratio_8 = A_total_8 / 2.0;
  work[A_ratio_at + batch * 16 + seq_tile * 16 + src4 + 14] = A_ratio_8;
}

// A = softmax[src where src <= seq](q @[key] k / sqrt(|key|))  attention-head.weft:15
// A[batch, seq, src] = where(src <= seq, exp(where(src <= seq, A_ratio[batch, seq, src] - max[src](where(src
//   <= seq, A_ratio[batch, seq, src], -3.40282e+38)), 0)) / where(src <= seq, …
// [batch ≤ 2, seq 8, src 8], a thread a row, an element a thread

const SRC = 8;

struct Offsets {
  A_ratio: i32,
  A: i32,
}

struct Day {
  batch: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

fn own_exp(x: f32) -> f32 {
  let v0 = floor(((x * 1.442695f) + 0.5f));
  let v1 = (x - (v0 * 0.6933594f)) - (v0 * (-0.00021219444f));
  let v2 = ((((0.0013814613f * v1) + 0.00836871f) * v1) + 0.04166839f) * v1;
  let v3 = ((v1 * v1) * (((v2 + 0.16666521f) * v1) + 0.49999994f)) + v1;
  let v4 = (v3 + 1.0f) * bitcast<f32>(((i32(floor(v0)) - 1i) + 127i) << 23u);
  return select(select((v4 * 2.0f), 0.0f, (x < (-86.98f))), 3.402823466e+38f, (x > 88.72283f));
}

@compute @workgroup_size(16)
fn head_A_evaluate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let block = i32(group.x);
  let thread = i32(lane.x);
  let batch_seq = block * 16 + thread;
  if batch_seq < day.batch * 8 {
    var e_largest = -3.402823466e+38;
    let seq = batch_seq % 8;
    for (var src = 0; src < SRC; src++) {
      let softmax_at_most = src <= seq;
      let A_ratio = work[at.A_ratio + batch_seq * SRC + src];
      e_largest = max(e_largest, select(-3.402823466e+38, A_ratio, softmax_at_most));
    }
    var softmax_total = 0.0;
    for (var src = 0; src < SRC; src++) {
      let softmax_at_most = src <= seq;
      let A_ratio = work[at.A_ratio + batch_seq * SRC + src];
      let e_exponential = own_exp(select(0.0, A_ratio - e_largest, softmax_at_most));
      softmax_total += select(0.0, e_exponential, softmax_at_most);
    }
    for (var src = 0; src < SRC; src++) {
      let softmax_at_most = src <= seq;
      let A_ratio = work[at.A_ratio + batch_seq * SRC + src];
      let e_exponential = own_exp(select(0.0, A_ratio - e_largest, softmax_at_most));
      let A = select(0.0, e_exponential / select(1.0, softmax_total, softmax_at_most), softmax_at_most);
      work[at.A + batch_seq * SRC + src] = A;
    }
  }
}

// A @[src] v                                          attention-head.weft:16
// head_total[batch, key, seq] = sum[src](A[batch, seq, src] * sum[embed](x[batch, embed, seq] * W_v[embed,
//   key])[seq = src])
// [batch ≤ 2, key 4, seq 8], 4 rows x 1 vector of 4 columns a thread, an outer product a step

struct Offsets {
  through_W_v: i32,
  A: i32,
  head_total: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(2)
fn head_A_v_evaluate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let through_W_v_at = at.through_W_v / 4;
  let A_at = at.A / 4;
  let head_total_at = at.head_total / 4;
  let batch = i32(group.z);
  let key_tile = 0;
  let block = 0;
  let thread = i32(lane.x);
  let seq4 = block * 2 + thread;
  var head_total = vec4f();
  var head_total_2 = vec4f();
  var head_total_3 = vec4f();
  var head_total_4 = vec4f();
  for (var src4 = 0; src4 < 2; src4++) {
    let rows = work[through_W_v_at + batch * 8 + src4 * 4 + key_tile];
    let rows_2 = work[through_W_v_at + batch * 8 + src4 * 4 + key_tile + 1];
    let rows_3 = work[through_W_v_at + batch * 8 + src4 * 4 + key_tile + 2];
    let rows_4 = work[through_W_v_at + batch * 8 + src4 * 4 + key_tile + 3];
    let A = work[A_at + batch * 16 + seq4 * 8 + src4];
    let A_2 = work[A_at + batch * 16 + seq4 * 8 + src4 + 2];
    let A_3 = work[A_at + batch * 16 + seq4 * 8 + src4 + 4];
    let A_4 = work[A_at + batch * 16 + seq4 * 8 + src4 + 6];
    head_total = head_total + rows.x * vec4f(A.x, A_2.x, A_3.x, A_4.x) + rows_2.x * vec4f(A.y, A_2.y, A_3.y, A_4.y) + rows_3.x * vec4f(A.z, A_2.z, A_3.z, A_4.z) + rows_4.x * vec4f(A.w, A_2.w, A_3.w, A_4.w);
    head_total_2 = head_total_2 + rows.y * vec4f(A.x, A_2.x, A_3.x, A_4.x) + rows_2.y * vec4f(A.y, A_2.y, A_3.y, A_4.y) + rows_3.y * vec4f(A.z, A_2.z, A_3.z, A_4.z) + rows_4.y * vec4f(A.w, A_2.w, A_3.w, A_4.w);
    head_total_3 = head_total_3 + rows.z * vec4f(A.x, A_2.x, A_3.x, A_4.x) + rows_2.z * vec4f(A.y, A_2.y, A_3.y, A_4.y) + rows_3.z * vec4f(A.z, A_2.z, A_3.z, A_4.z) + rows_4.z * vec4f(A.w, A_2.w, A_3.w, A_4.w);
    head_total_4 = head_total_4 + rows.w * vec4f(A.x, A_2.x, A_3.x, A_4.x) + rows_2.w * vec4f(A.y, A_2.y, A_3.y, A_4.y) + rows_3.w * vec4f(A.z, A_2.z, A_3.z, A_4.z) + rows_4.w * vec4f(A.w, A_2.w, A_3.w, A_4.w);
  }
  work[head_total_at + batch * 8 + key_tile * 8 + seq4] = head_total;
  work[head_total_at + batch * 8 + key_tile * 8 + seq4 + 2] = head_total_2;
  work[head_total_at + batch * 8 + key_tile * 8 + seq4 + 4] = head_total_3;
  work[head_total_at + batch * 8 + key_tile * 8 + seq4 + 6] = head_total_4;
}

// (Copy(x) - x)                                       attention-head.weft:29
// loss_product[batch, embed, seq] = (x[batch, embed, seq] + sum[key](sum[src](A[batch, seq, src] *
//   sum[embed](x[batch, embed, seq] * W_v[embed, key])[seq = src]) * W_o[embed, key]) - x[batch, embe…
// [batch ≤ 2, seq 8, embed 8], 8 rows x 1 vector of 4 columns a thread, an outer product a step

struct Offsets {
  head_total: i32,
  W_o: i32,
  x: i32,
  loss_product: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(2)
fn loss_evaluate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let head_total_at = at.head_total / 4;
  let W_o_at = at.W_o / 4;
  let x_at = at.x / 4;
  let loss_product_at = at.loss_product / 4;
  let batch = i32(group.z);
  let seq_tile = 0;
  let block = 0;
  let thread = i32(lane.x);
  let embed4 = block * 2 + thread;
  var head = vec4f();
  var head_2 = vec4f();
  var head_3 = vec4f();
  var head_4 = vec4f();
  var head_5 = vec4f();
  var head_6 = vec4f();
  var head_7 = vec4f();
  var head_8 = vec4f();
  for (var key4 = 0; key4 < 1; key4++) {
    let rows = work[head_total_at + batch * 8 + key4 * 8 + seq_tile * 2];
    let rows_2 = work[head_total_at + batch * 8 + key4 * 8 + seq_tile * 2 + 1];
    let rows_3 = work[head_total_at + batch * 8 + key4 * 8 + seq_tile * 2 + 2];
    let rows_4 = work[head_total_at + batch * 8 + key4 * 8 + seq_tile * 2 + 3];
    let rows_5 = work[head_total_at + batch * 8 + key4 * 8 + seq_tile * 2 + 4];
    let rows_6 = work[head_total_at + batch * 8 + key4 * 8 + seq_tile * 2 + 5];
    let rows_7 = work[head_total_at + batch * 8 + key4 * 8 + seq_tile * 2 + 6];
    let rows_8 = work[head_total_at + batch * 8 + key4 * 8 + seq_tile * 2 + 7];
    let W_o = parameters[W_o_at + key4 * 8 + embed4];
    let W_o_2 = parameters[W_o_at + key4 * 8 + embed4 + 2];
    let W_o_3 = parameters[W_o_at + key4 * 8 + embed4 + 4];
    let W_o_4 = parameters[W_o_at + key4 * 8 + embed4 + 6];
    head = head + rows.x * W_o + rows_3.x * W_o_2 + rows_5.x * W_o_3 + rows_7.x * W_o_4;
    head_2 = head_2 + rows.y * W_o + rows_3.y * W_o_2 + rows_5.y * W_o_3 + rows_7.y * W_o_4;
    head_3 = head_3 + rows.z * W_o + rows_3.z * W_o_2 + rows_5.z * W_o_3 + rows_7.z * W_o_4;
    head_4 = head_4 + rows.w * W_o + rows_3.w * W_o_2 + rows_5.w * W_o_3 + rows_7.w * W_o_4;
    head_5 = head_5 + rows_2.x * W_o + rows_4.x * W_o_2 + rows_6.x * W_o_3 + rows_8.x * W_o_4;
    head_6 = head_6 + rows_2.y * W_o + rows_4.y * W_o_2 + rows_6.y * W_o_3 + rows_8.y * W_o_4;
    head_7 = head_7 + rows_2.z * W_o + rows_4.z * W_o_2 + rows_6.z * W_o_3 + rows_8.z * W_o_4;
    head_8 = head_8 + rows_2.w * W_o + rows_4.w * W_o_2 + rows_6.w * W_o_3 + rows_8.w * W_o_4;
  }
  let x = work[x_at + batch * 16 + seq_tile * 16 + embed4];
  let Copy = x + head;
  let loss_difference = Copy - x;
  work[loss_product_at + batch * 16 + seq_tile * 16 + embed4] = loss_difference * loss_difference;
  let x_2 = work[x_at + batch * 16 + seq_tile * 16 + embed4 + 2];
  let Copy_2 = x_2 + head_2;
  let loss_difference_2 = Copy_2 - x_2;
  work[loss_product_at + batch * 16 + seq_tile * 16 + embed4 + 2] = loss_difference_2 * loss_difference_2;
  let x_3 = work[x_at + batch * 16 + seq_tile * 16 + embed4 + 4];
  let Copy_3 = x_3 + head_3;
  let loss_difference_3 = Copy_3 - x_3;
  work[loss_product_at + batch * 16 + seq_tile * 16 + embed4 + 4] = loss_difference_3 * loss_difference_3;
  let x_4 = work[x_at + batch * 16 + seq_tile * 16 + embed4 + 6];
  let Copy_4 = x_4 + head_4;
  let loss_difference_4 = Copy_4 - x_4;
  work[loss_product_at + batch * 16 + seq_tile * 16 + embed4 + 6] = loss_difference_4 * loss_difference_4;
  let x_5 = work[x_at + batch * 16 + seq_tile * 16 + embed4 + 8];
  let Copy_5 = x_5 + head_5;
  let loss_difference_5 = Copy_5 - x_5;
  work[loss_product_at + batch * 16 + seq_tile * 16 + embed4 + 8] = loss_difference_5 * loss_difference_5;
  let x_6 = work[x_at + batch * 16 + seq_tile * 16 + embed4 + 10];
  let Copy_6 = x_6 + head_6;
  let loss_difference_6 = Copy_6 - x_6;
  work[loss_product_at + batch * 16 + seq_tile * 16 + embed4 + 10] = loss_difference_6 * loss_difference_6;
  let x_7 = work[x_at + batch * 16 + seq_tile * 16 + embed4 + 12];
  let Copy_7 = x_7 + head_7;
  let loss_difference_7 = Copy_7 - x_7;
  work[loss_product_at + batch * 16 + seq_tile * 16 + embed4 + 12] = loss_difference_7 * loss_difference_7;
  let x_8 = work[x_at + batch * 16 + seq_tile * 16 + embed4 + 14];
  let Copy_8 = x_8 + head_8;
  let loss_difference_8 = Copy_8 - x_8;
  work[loss_product_at + batch * 16 + seq_tile * 16 + embed4 + 14] = loss_difference_8 * loss_difference_8;
}

// mean[batch, seq, embed]((Copy(x) - x)^2)            attention-head.weft:29
// mean_total = sum[batch, embed, seq](loss_product[batch, embed, seq])
// value = 64*batch
// [], a workgroup of 16 lanes a row, in vectors of 4

const PART = 16;

struct Offsets {
  loss_product: i32,
  mean_total: i32,
  value: i32,
}

struct Day {
  batch: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_mean_total: array<f32, 16>;

@compute @workgroup_size(16)
fn loss_mean(@builtin(local_invocation_id) lane: vec3u) {
  let loss_product_at = at.loss_product / 4;
  let mean_total_at = at.mean_total / 4;
  let thread = i32(lane.x);
  var own_mean_total = vec4f();
  for (var step_ = 0; step_ < day.batch; step_++) {
    let batch_seq_embed4 = step_ * 16 + thread;
    own_mean_total += work[loss_product_at + batch_seq_embed4];
  }
  all_mean_total[thread] = own_mean_total.x + own_mean_total.y + (own_mean_total.z + own_mean_total.w);
  workgroupBarrier();
  var mean_total = 0.0;
  for (var part = 0; part < PART; part++) {
    mean_total += all_mean_total[part];
  }
  let next = day.batch * 64;
  if thread == 0 {
    work[mean_total_at][0] = mean_total;
    integers[at.value] = next;
  }
}

// mean[batch, seq, embed]((Copy(x) - x)^2)            attention-head.weft:29
// mean_ratio = total_0 / maximum(total_1, 1)
// [], an element a thread

struct Offsets {
  total_0: i32,
  total_1: i32,
  mean_ratio: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(1)
fn loss_mean_conclude() {
  let thread = 0;
  work[at.mean_ratio] = work[at.total_0] / f32(max(integers[at.total_1], 1));
}

// q = W_q(x)                                          attention-head.weft:12
// W_k(x)                                              attention-head.weft:13
// W_v(x)                                              attention-head.weft:14
// q[batch, key, seq] = sum[embed](x[batch, embed, seq] * W_q[embed, key])
// [batch ≤ 64, seq ≤ 8, key 4], 8 rows x 1 vector of 4 columns a thread, an outer product a step

struct Offsets {
  x: i32,
  W_q: i32,
  q: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(1)
fn head_q_infer(@builtin(workgroup_id) group: vec3u) {
  let x_at = at.x / 4;
  let W_q_at = at.W_q / 4;
  let q_at = at.q / 4;
  let batch = i32(group.z);
  let seq_tile = i32(group.y);
  let block = 0;
  let thread = 0;
  let seq = min(seq_tile * 8, day.seq - 1);
  let seq_2 = min(seq_tile * 8 + 1, day.seq - 1);
  let seq_3 = min(seq_tile * 8 + 2, day.seq - 1);
  let seq_4 = min(seq_tile * 8 + 3, day.seq - 1);
  let seq_5 = min(seq_tile * 8 + 4, day.seq - 1);
  let seq_6 = min(seq_tile * 8 + 5, day.seq - 1);
  let seq_7 = min(seq_tile * 8 + 6, day.seq - 1);
  let seq_8 = min(seq_tile * 8 + 7, day.seq - 1);
  let key4 = block + thread;
  var q = vec4f();
  var q_2 = vec4f();
  var q_3 = vec4f();
  var q_4 = vec4f();
  var q_5 = vec4f();
  var q_6 = vec4f();
  var q_7 = vec4f();
  var q_8 = vec4f();
  for (var embed4 = 0; embed4 < 2; embed4++) {
    let x = work[x_at + batch * 16 + seq * 2 + embed4];
    let x_2 = work[x_at + batch * 16 + seq_2 * 2 + embed4];
    let x_3 = work[x_at + batch * 16 + seq_3 * 2 + embed4];
    let x_4 = work[x_at + batch * 16 + seq_4 * 2 + embed4];
    let x_5 = work[x_at + batch * 16 + seq_5 * 2 + embed4];
    let x_6 = work[x_at + batch * 16 + seq_6 * 2 + embed4];
    let x_7 = work[x_at + batch * 16 + seq_7 * 2 + embed4];
    let x_8 = work[x_at + batch * 16 + seq_8 * 2 + embed4];
    let W_q = parameters[W_q_at + embed4 * 4 + key4];
    let W_q_2 = parameters[W_q_at + embed4 * 4 + key4 + 1];
    let W_q_3 = parameters[W_q_at + embed4 * 4 + key4 + 2];
    let W_q_4 = parameters[W_q_at + embed4 * 4 + key4 + 3];
    q = q + x.x * W_q + x.y * W_q_2 + x.z * W_q_3 + x.w * W_q_4;
    q_2 = q_2 + x_2.x * W_q + x_2.y * W_q_2 + x_2.z * W_q_3 + x_2.w * W_q_4;
    q_3 = q_3 + x_3.x * W_q + x_3.y * W_q_2 + x_3.z * W_q_3 + x_3.w * W_q_4;
    q_4 = q_4 + x_4.x * W_q + x_4.y * W_q_2 + x_4.z * W_q_3 + x_4.w * W_q_4;
    q_5 = q_5 + x_5.x * W_q + x_5.y * W_q_2 + x_5.z * W_q_3 + x_5.w * W_q_4;
    q_6 = q_6 + x_6.x * W_q + x_6.y * W_q_2 + x_6.z * W_q_3 + x_6.w * W_q_4;
    q_7 = q_7 + x_7.x * W_q + x_7.y * W_q_2 + x_7.z * W_q_3 + x_7.w * W_q_4;
    q_8 = q_8 + x_8.x * W_q + x_8.y * W_q_2 + x_8.z * W_q_3 + x_8.w * W_q_4;
  }
  if seq_tile * 8 < day.seq {
    work[q_at + batch * 8 + seq + key4] = q;
  }
  if seq_tile * 8 + 1 < day.seq {
    work[q_at + batch * 8 + seq_2 + key4] = q_2;
  }
  if seq_tile * 8 + 2 < day.seq {
    work[q_at + batch * 8 + seq_3 + key4] = q_3;
  }
  if seq_tile * 8 + 3 < day.seq {
    work[q_at + batch * 8 + seq_4 + key4] = q_4;
  }
  if seq_tile * 8 + 4 < day.seq {
    work[q_at + batch * 8 + seq_5 + key4] = q_5;
  }
  if seq_tile * 8 + 5 < day.seq {
    work[q_at + batch * 8 + seq_6 + key4] = q_6;
  }
  if seq_tile * 8 + 6 < day.seq {
    work[q_at + batch * 8 + seq_7 + key4] = q_7;
  }
  if seq_tile * 8 + 7 < day.seq {
    work[q_at + batch * 8 + seq_8 + key4] = q_8;
  }
}

// q @[key] k / sqrt(|key|)                            attention-head.weft:15
// A_ratio[batch, seq, src] = sum[key](sum[embed](x[batch, embed, seq] * W_q[embed, key]) *
//   sum[embed](x[batch, embed, seq] * W_k[embed, key])[seq = src]) / 2
// [batch ≤ 64, seq ≤ 8, src ≤ 8], 8 rows x 1 column a thread, an outer product a step

struct Offsets {
  through_W_k: i32,
  q: i32,
  A_ratio: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(8)
fn head_q_k_infer(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let through_W_k_at = at.through_W_k / 4;
  let q_at = at.q / 4;
  let A_ratio_at = at.A_ratio / 4;
  let batch = i32(group.z);
  let seq_tile = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let seq = min(seq_tile * 8, day.seq - 1);
  let seq_2 = min(seq_tile * 8 + 1, day.seq - 1);
  let seq_3 = min(seq_tile * 8 + 2, day.seq - 1);
  let seq_4 = min(seq_tile * 8 + 3, day.seq - 1);
  let seq_5 = min(seq_tile * 8 + 4, day.seq - 1);
  let seq_6 = min(seq_tile * 8 + 5, day.seq - 1);
  let seq_7 = min(seq_tile * 8 + 6, day.seq - 1);
  let seq_8 = min(seq_tile * 8 + 7, day.seq - 1);
  let src = min(block * 8 + thread, day.seq - 1);
  var A_total = 0.0;
  var A_total_2 = 0.0;
  var A_total_3 = 0.0;
  var A_total_4 = 0.0;
  var A_total_5 = 0.0;
  var A_total_6 = 0.0;
  var A_total_7 = 0.0;
  var A_total_8 = 0.0;
  for (var key4 = 0; key4 < 1; key4++) {
    let column = work[through_W_k_at + batch * 8 + src + key4];
    let q = work[q_at + batch * 8 + seq + key4];
    let q_2 = work[q_at + batch * 8 + seq_2 + key4];
    let q_3 = work[q_at + batch * 8 + seq_3 + key4];
    let q_4 = work[q_at + batch * 8 + seq_4 + key4];
    let q_5 = work[q_at + batch * 8 + seq_5 + key4];
    let q_6 = work[q_at + batch * 8 + seq_6 + key4];
    let q_7 = work[q_at + batch * 8 + seq_7 + key4];
    let q_8 = work[q_at + batch * 8 + seq_8 + key4];
    A_total = A_total + q.x * column.x + q.y * column.y + q.z * column.z + q.w * column.w;
    A_total_2 = A_total_2 + q_2.x * column.x + q_2.y * column.y + q_2.z * column.z + q_2.w * column.w;
    A_total_3 = A_total_3 + q_3.x * column.x + q_3.y * column.y + q_3.z * column.z + q_3.w * column.w;
    A_total_4 = A_total_4 + q_4.x * column.x + q_4.y * column.y + q_4.z * column.z + q_4.w * column.w;
    A_total_5 = A_total_5 + q_5.x * column.x + q_5.y * column.y + q_5.z * column.z + q_5.w * column.w;
    A_total_6 = A_total_6 + q_6.x * column.x + q_6.y * column.y + q_6.z * column.z + q_6.w * column.w;
    A_total_7 = A_total_7 + q_7.x * column.x + q_7.y * column.y + q_7.z * column.z + q_7.w * column.w;
    A_total_8 = A_total_8 + q_8.x * column.x + q_8.y * column.y + q_8.z * column.z + q_8.w * column.w;
  }
  let A_ratio = A_total / 2.0;
  if seq_tile * 8 < day.seq && block * 8 + thread < day.seq {
    work[A_ratio_at + (src >> 2u) + batch * 16 + seq * 2][src & 3] = A_ratio;
  }
  let A_ratio_2 = A_total_2 / 2.0;
  if seq_tile * 8 + 1 < day.seq && block * 8 + thread < day.seq {
    work[A_ratio_at + (src >> 2u) + batch * 16 + seq_2 * 2][src & 3] = A_ratio_2;
  }
  let A_ratio_3 = A_total_3 / 2.0;
  if seq_tile * 8 + 2 < day.seq && block * 8 + thread < day.seq {
    work[A_ratio_at + (src >> 2u) + batch * 16 + seq_3 * 2][src & 3] = A_ratio_3;
  }
  let A_ratio_4 = A_total_4 / 2.0;
  if seq_tile * 8 + 3 < day.seq && block * 8 + thread < day.seq {
    work[A_ratio_at + (src >> 2u) + batch * 16 + seq_4 * 2][src & 3] = A_ratio_4;
  }
  let A_ratio_5 = A_total_5 / 2.0;
  if seq_tile * 8 + 4 < day.seq && block * 8 + thread < day.seq {
    work[A_ratio_at + (src >> 2u) + batch * 16 + seq_5 * 2][src & 3] = A_ratio_5;
  }
  let A_ratio_6 = A_total_6 / 2.0;
  if seq_tile * 8 + 5 < day.seq && block * 8 + thread < day.seq {
    work[A_ratio_at + (src >> 2u) + batch * 16 + seq_6 * 2][src & 3] = A_ratio_6;
  }
  let A_ratio_7 = A_total_7 / 2.0;
  if seq_tile * 8 + 6 < day.seq && block * 8 + thread < day.seq {
    work[A_ratio_at + (src >> 2u) + batch * 16 + seq_7 * 2][src & 3] = A_ratio_7;
  }
  let A_ratio_8 = A_total_8 / 2.0;
  if seq_tile * 8 + 7 < day.seq && block * 8 + thread < day.seq {
    work[A_ratio_at + (src >> 2u) + batch * 16 + seq_8 * 2][src & 3] = A_ratio_8;
  }
}

// A = softmax[src where src <= seq](q @[key] k / sqrt(|key|))  attention-head.weft:15
// A[batch, seq, src] = where(src <= seq, exp(where(src <= seq, A_ratio[batch, seq, src] - max[src](where(src
//   <= seq, A_ratio[batch, seq, src], -3.40282e+38)), 0)) / where(src <= seq, …
// [batch ≤ 64, seq ≤ 8, src ≤ 8], a thread a row, an element a thread

struct Offsets {
  A_ratio: i32,
  A: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

fn own_exp(x: f32) -> f32 {
  let v0 = floor(((x * 1.442695f) + 0.5f));
  let v1 = (x - (v0 * 0.6933594f)) - (v0 * (-0.00021219444f));
  let v2 = ((((0.0013814613f * v1) + 0.00836871f) * v1) + 0.04166839f) * v1;
  let v3 = ((v1 * v1) * (((v2 + 0.16666521f) * v1) + 0.49999994f)) + v1;
  let v4 = (v3 + 1.0f) * bitcast<f32>(((i32(floor(v0)) - 1i) + 127i) << 23u);
  return select(select((v4 * 2.0f), 0.0f, (x < (-86.98f))), 3.402823466e+38f, (x > 88.72283f));
}

@compute @workgroup_size(8)
fn head_A_infer(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let batch = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let seq = block * 8 + thread;
  if seq < day.seq {
    var e_largest = -3.402823466e+38;
    for (var src = 0; src < day.seq; src++) {
      let softmax_at_most = src <= seq;
      let A_ratio = work[at.A_ratio + batch * 64 + seq * 8 + src];
      e_largest = max(e_largest, select(-3.402823466e+38, A_ratio, softmax_at_most));
    }
    var softmax_total = 0.0;
    for (var src = 0; src < day.seq; src++) {
      let softmax_at_most = src <= seq;
      let A_ratio = work[at.A_ratio + batch * 64 + seq * 8 + src];
      let e_exponential = own_exp(select(0.0, A_ratio - e_largest, softmax_at_most));
      softmax_total += select(0.0, e_exponential, softmax_at_most);
    }
    for (var src = 0; src < day.seq; src++) {
      let softmax_at_most = src <= seq;
      let A_ratio = work[at.A_ratio + batch * 64 + seq * 8 + src];
      let e_exponential = own_exp(select(0.0, A_ratio - e_largest, softmax_at_most));
      let A = select(0.0, e_exponential / select(1.0, softmax_total, softmax_at_most), softmax_at_most);
      work[at.A + batch * 64 + seq * 8 + src] = A;
    }
  }
}

// A @[src] v                                          attention-head.weft:16
// head_total[batch, key, seq] = sum[src](A[batch, seq, src] * sum[embed](x[batch, embed, seq] * W_v[embed,
//   key])[seq = src])
// [batch ≤ 64, seq ≤ 8, key 4], 8 rows x 1 vector of 4 columns a thread, an outer product a step

struct Offsets {
  A: i32,
  through_W_v: i32,
  head_total: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(1)
fn head_A_v_infer(@builtin(workgroup_id) group: vec3u) {
  let A_at = at.A / 4;
  let through_W_v_at = at.through_W_v / 4;
  let head_total_at = at.head_total / 4;
  let batch = i32(group.z);
  let seq_tile = i32(group.y);
  let block = 0;
  let thread = 0;
  let seq = min(seq_tile * 8, day.seq - 1);
  let seq_2 = min(seq_tile * 8 + 1, day.seq - 1);
  let seq_3 = min(seq_tile * 8 + 2, day.seq - 1);
  let seq_4 = min(seq_tile * 8 + 3, day.seq - 1);
  let seq_5 = min(seq_tile * 8 + 4, day.seq - 1);
  let seq_6 = min(seq_tile * 8 + 5, day.seq - 1);
  let seq_7 = min(seq_tile * 8 + 6, day.seq - 1);
  let seq_8 = min(seq_tile * 8 + 7, day.seq - 1);
  let key4 = block + thread;
  var head_total = vec4f();
  var head_total_2 = vec4f();
  var head_total_3 = vec4f();
  var head_total_4 = vec4f();
  var head_total_5 = vec4f();
  var head_total_6 = vec4f();
  var head_total_7 = vec4f();
  var head_total_8 = vec4f();
  for (var src = 0; src < day.seq; src++) {
    let A = work[A_at + (src >> 2u) + batch * 16 + seq * 2][src & 3];
    let A_2 = work[A_at + (src >> 2u) + batch * 16 + seq_2 * 2][src & 3];
    let A_3 = work[A_at + (src >> 2u) + batch * 16 + seq_3 * 2][src & 3];
    let A_4 = work[A_at + (src >> 2u) + batch * 16 + seq_4 * 2][src & 3];
    let A_5 = work[A_at + (src >> 2u) + batch * 16 + seq_5 * 2][src & 3];
    let A_6 = work[A_at + (src >> 2u) + batch * 16 + seq_6 * 2][src & 3];
    let A_7 = work[A_at + (src >> 2u) + batch * 16 + seq_7 * 2][src & 3];
    let A_8 = work[A_at + (src >> 2u) + batch * 16 + seq_8 * 2][src & 3];
    let column = work[through_W_v_at + batch * 8 + src + key4];
    head_total += A * column;
    head_total_2 += A_2 * column;
    head_total_3 += A_3 * column;
    head_total_4 += A_4 * column;
    head_total_5 += A_5 * column;
    head_total_6 += A_6 * column;
    head_total_7 += A_7 * column;
    head_total_8 += A_8 * column;
  }
  if seq_tile * 8 < day.seq {
    work[head_total_at + batch * 8 + seq + key4] = head_total;
  }
  if seq_tile * 8 + 1 < day.seq {
    work[head_total_at + batch * 8 + seq_2 + key4] = head_total_2;
  }
  if seq_tile * 8 + 2 < day.seq {
    work[head_total_at + batch * 8 + seq_3 + key4] = head_total_3;
  }
  if seq_tile * 8 + 3 < day.seq {
    work[head_total_at + batch * 8 + seq_4 + key4] = head_total_4;
  }
  if seq_tile * 8 + 4 < day.seq {
    work[head_total_at + batch * 8 + seq_5 + key4] = head_total_5;
  }
  if seq_tile * 8 + 5 < day.seq {
    work[head_total_at + batch * 8 + seq_6 + key4] = head_total_6;
  }
  if seq_tile * 8 + 6 < day.seq {
    work[head_total_at + batch * 8 + seq_7 + key4] = head_total_7;
  }
  if seq_tile * 8 + 7 < day.seq {
    work[head_total_at + batch * 8 + seq_8 + key4] = head_total_8;
  }
}

// x + head(x)                                         attention-head.weft:21
// Copy[batch, embed, seq] = x[batch, embed, seq] + sum[key](sum[src](A[batch, seq, src] *
//   sum[embed](x[batch, embed, seq] * W_v[embed, key])[seq = src]) * W_o[embed, key])
// [batch ≤ 64, seq ≤ 8, embed 8], 8 rows x 1 vector of 4 columns a thread, an outer product a step

struct Offsets {
  head_total: i32,
  W_o: i32,
  x: i32,
  Copy: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(2)
fn Copy(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let head_total_at = at.head_total / 4;
  let W_o_at = at.W_o / 4;
  let x_at = at.x / 4;
  let Copy_at = at.Copy / 4;
  let batch = i32(group.z);
  let seq_tile = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let seq = min(seq_tile * 8, day.seq - 1);
  let seq_2 = min(seq_tile * 8 + 1, day.seq - 1);
  let seq_3 = min(seq_tile * 8 + 2, day.seq - 1);
  let seq_4 = min(seq_tile * 8 + 3, day.seq - 1);
  let seq_5 = min(seq_tile * 8 + 4, day.seq - 1);
  let seq_6 = min(seq_tile * 8 + 5, day.seq - 1);
  let seq_7 = min(seq_tile * 8 + 6, day.seq - 1);
  let seq_8 = min(seq_tile * 8 + 7, day.seq - 1);
  let embed4 = block * 2 + thread;
  var head = vec4f();
  var head_2 = vec4f();
  var head_3 = vec4f();
  var head_4 = vec4f();
  var head_5 = vec4f();
  var head_6 = vec4f();
  var head_7 = vec4f();
  var head_8 = vec4f();
  for (var key4 = 0; key4 < 1; key4++) {
    let row = work[head_total_at + batch * 8 + seq + key4];
    let row_2 = work[head_total_at + batch * 8 + seq_2 + key4];
    let row_3 = work[head_total_at + batch * 8 + seq_3 + key4];
    let row_4 = work[head_total_at + batch * 8 + seq_4 + key4];
    let row_5 = work[head_total_at + batch * 8 + seq_5 + key4];
    let row_6 = work[head_total_at + batch * 8 + seq_6 + key4];
    let row_7 = work[head_total_at + batch * 8 + seq_7 + key4];
    let row_8 = work[head_total_at + batch * 8 + seq_8 + key4];
    let W_o = parameters[W_o_at + key4 * 8 + embed4];
    let W_o_2 = parameters[W_o_at + key4 * 8 + embed4 + 2];
    let W_o_3 = parameters[W_o_at + key4 * 8 + embed4 + 4];
    let W_o_4 = parameters[W_o_at + key4 * 8 + embed4 + 6];
    head = head + row.x * W_o + row.y * W_o_2 + row.z * W_o_3 + row.w * W_o_4;
    head_2 = head_2 + row_2.x * W_o + row_2.y * W_o_2 + row_2.z * W_o_3 + row_2.w * W_o_4;
    head_3 = head_3 + row_3.x * W_o + row_3.y * W_o_2 + row_3.z * W_o_3 + row_3.w * W_o_4;
    head_4 = head_4 + row_4.x * W_o + row_4.y * W_o_2 + row_4.z * W_o_3 + row_4.w * W_o_4;
    head_5 = head_5 + row_5.x * W_o + row_5.y * W_o_2 + row_5.z * W_o_3 + row_5.w * W_o_4;
    head_6 = head_6 + row_6.x * W_o + row_6.y * W_o_2 + row_6.z * W_o_3 + row_6.w * W_o_4;
    head_7 = head_7 + row_7.x * W_o + row_7.y * W_o_2 + row_7.z * W_o_3 + row_7.w * W_o_4;
    head_8 = head_8 + row_8.x * W_o + row_8.y * W_o_2 + row_8.z * W_o_3 + row_8.w * W_o_4;
  }
  if seq_tile * 8 < day.seq {
    let x = work[x_at + batch * 16 + seq * 2 + embed4];
    let Copy_2 = x + head;
    work[Copy_at + batch * 16 + seq * 2 + embed4] = Copy_2;
  }
  if seq_tile * 8 + 1 < day.seq {
    let x = work[x_at + batch * 16 + seq_2 * 2 + embed4];
    let Copy_2 = x + head_2;
    work[Copy_at + batch * 16 + seq_2 * 2 + embed4] = Copy_2;
  }
  if seq_tile * 8 + 2 < day.seq {
    let x = work[x_at + batch * 16 + seq_3 * 2 + embed4];
    let Copy_2 = x + head_3;
    work[Copy_at + batch * 16 + seq_3 * 2 + embed4] = Copy_2;
  }
  if seq_tile * 8 + 3 < day.seq {
    let x = work[x_at + batch * 16 + seq_4 * 2 + embed4];
    let Copy_2 = x + head_4;
    work[Copy_at + batch * 16 + seq_4 * 2 + embed4] = Copy_2;
  }
  if seq_tile * 8 + 4 < day.seq {
    let x = work[x_at + batch * 16 + seq_5 * 2 + embed4];
    let Copy_2 = x + head_5;
    work[Copy_at + batch * 16 + seq_5 * 2 + embed4] = Copy_2;
  }
  if seq_tile * 8 + 5 < day.seq {
    let x = work[x_at + batch * 16 + seq_6 * 2 + embed4];
    let Copy_2 = x + head_6;
    work[Copy_at + batch * 16 + seq_6 * 2 + embed4] = Copy_2;
  }
  if seq_tile * 8 + 6 < day.seq {
    let x = work[x_at + batch * 16 + seq_7 * 2 + embed4];
    let Copy_2 = x + head_7;
    work[Copy_at + batch * 16 + seq_7 * 2 + embed4] = Copy_2;
  }
  if seq_tile * 8 + 7 < day.seq {
    let x = work[x_at + batch * 16 + seq_8 * 2 + embed4];
    let Copy_2 = x + head_8;
    work[Copy_at + batch * 16 + seq_8 * 2 + embed4] = Copy_2;
  }
}
