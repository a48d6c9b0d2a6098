// parameter - rate * (m' / (1 - beta1^step)) / (sqrt(v' / (1 - beta2^step)) + eps)  std/optimizers.weft:16
// m[hidden, vocab] = m[hidden, vocab][vocab = 400 * value + vocab] * 0.9 + sum[batch, seq](d_Y[batch, seq,
//   vocab] * F[batch, hidden, seq]) * 0.1
// v[hidden, vocab] = v[hidden, vocab][vocab = 400 * value + vocab] * 0.999 + sum[batch, seq](d_Y[batch, seq,
//   vocab] * F[batch, hidden, seq]) * sum[batch, seq](d_Y[batch, seq, vocab]…
// W_o[hidden, vocab] = W_o[hidden, vocab][vocab = 400 * value + vocab] - m[hidden, vocab] /
//   parameter_difference * rate / (sqrt(v[hidden, vocab] / parameter_difference) + 1e-8)
// [hidden 2048, vocab 400], 8 rows x 1 vectors of 4 columns a thread, an outer product a step, 4 threads a
//   sum

const TURN = 8;

struct Offsets {
  F: i32,
  d_Y: i32,
  m: i32,
  v: i32,
  W_o: i32,
  parameter_difference: i32,
  rate: i32,
  parameter_difference_2: i32,
  m_2: i32,
  v_2: i32,
  W_o_2: i32,
  turn_strip: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> states: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> states_2: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_W_o: array<vec4f, 512>;

@compute @workgroup_size(64)
fn adam_W_o(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_at = at.F / 4;
  let d_Y_at = at.d_Y / 4;
  let parameter_difference_at = at.parameter_difference / 4;
  let rate_at = at.rate / 4;
  let parameter_difference_2_at = at.parameter_difference_2 / 4;
  let m_at = at.m / 4;
  let v_at = at.v / 4;
  let W_o_at = at.W_o / 4;
  let m_2_at = at.m_2 / 4;
  let v_2_at = at.v_2 / 4;
  let W_o_2_at = at.W_o_2 / 4;
  let hidden_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let vocab4 = min(block * 16 + thread, 99);
  var d_W_o = vec4f();
  var d_W_o_2 = vec4f();
  var d_W_o_3 = vec4f();
  var d_W_o_4 = vec4f();
  var d_W_o_5 = vec4f();
  var d_W_o_6 = vec4f();
  var d_W_o_7 = vec4f();
  var d_W_o_8 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let batch_seq4 = turn * 4 + slice;
    let F = work[F_at + batch_seq4 * 2048 + hidden_tile * 2];
    let F_2 = work[F_at + batch_seq4 * 2048 + hidden_tile * 2 + 1];
    let F_3 = work[F_at + batch_seq4 * 2048 + hidden_tile * 2 + 512];
    let F_4 = work[F_at + batch_seq4 * 2048 + hidden_tile * 2 + 513];
    let F_5 = work[F_at + batch_seq4 * 2048 + hidden_tile * 2 + 1024];
    let F_6 = work[F_at + batch_seq4 * 2048 + hidden_tile * 2 + 1025];
    let F_7 = work[F_at + batch_seq4 * 2048 + hidden_tile * 2 + 1536];
    let F_8 = work[F_at + batch_seq4 * 2048 + hidden_tile * 2 + 1537];
    let d_Y = work[d_Y_at + vocab4 * 128 + batch_seq4];
    let d_Y_2 = work[d_Y_at + vocab4 * 128 + batch_seq4 + 32];
    let d_Y_3 = work[d_Y_at + vocab4 * 128 + batch_seq4 + 64];
    let d_Y_4 = work[d_Y_at + vocab4 * 128 + batch_seq4 + 96];
    d_W_o = d_W_o + F.x * vec4f(d_Y.x, d_Y_2.x, d_Y_3.x, d_Y_4.x) + F_3.x * vec4f(d_Y.y, d_Y_2.y, d_Y_3.y, d_Y_4.y) + F_5.x * vec4f(d_Y.z, d_Y_2.z, d_Y_3.z, d_Y_4.z) + F_7.x * vec4f(d_Y.w, d_Y_2.w, d_Y_3.w, d_Y_4.w);
    d_W_o_2 = d_W_o_2 + F.y * vec4f(d_Y.x, d_Y_2.x, d_Y_3.x, d_Y_4.x) + F_3.y * vec4f(d_Y.y, d_Y_2.y, d_Y_3.y, d_Y_4.y) + F_5.y * vec4f(d_Y.z, d_Y_2.z, d_Y_3.z, d_Y_4.z) + F_7.y * vec4f(d_Y.w, d_Y_2.w, d_Y_3.w, d_Y_4.w);
    d_W_o_3 = d_W_o_3 + F.z * vec4f(d_Y.x, d_Y_2.x, d_Y_3.x, d_Y_4.x) + F_3.z * vec4f(d_Y.y, d_Y_2.y, d_Y_3.y, d_Y_4.y) + F_5.z * vec4f(d_Y.z, d_Y_2.z, d_Y_3.z, d_Y_4.z) + F_7.z * vec4f(d_Y.w, d_Y_2.w, d_Y_3.w, d_Y_4.w);
    d_W_o_4 = d_W_o_4 + F.w * vec4f(d_Y.x, d_Y_2.x, d_Y_3.x, d_Y_4.x) + F_3.w * vec4f(d_Y.y, d_Y_2.y, d_Y_3.y, d_Y_4.y) + F_5.w * vec4f(d_Y.z, d_Y_2.z, d_Y_3.z, d_Y_4.z) + F_7.w * vec4f(d_Y.w, d_Y_2.w, d_Y_3.w, d_Y_4.w);
    d_W_o_5 = d_W_o_5 + F_2.x * vec4f(d_Y.x, d_Y_2.x, d_Y_3.x, d_Y_4.x) + F_4.x * vec4f(d_Y.y, d_Y_2.y, d_Y_3.y, d_Y_4.y) + F_6.x * vec4f(d_Y.z, d_Y_2.z, d_Y_3.z, d_Y_4.z) + F_8.x * vec4f(d_Y.w, d_Y_2.w, d_Y_3.w, d_Y_4.w);
    d_W_o_6 = d_W_o_6 + F_2.y * vec4f(d_Y.x, d_Y_2.x, d_Y_3.x, d_Y_4.x) + F_4.y * vec4f(d_Y.y, d_Y_2.y, d_Y_3.y, d_Y_4.y) + F_6.y * vec4f(d_Y.z, d_Y_2.z, d_Y_3.z, d_Y_4.z) + F_8.y * vec4f(d_Y.w, d_Y_2.w, d_Y_3.w, d_Y_4.w);
    d_W_o_7 = d_W_o_7 + F_2.z * vec4f(d_Y.x, d_Y_2.x, d_Y_3.x, d_Y_4.x) + F_4.z * vec4f(d_Y.y, d_Y_2.y, d_Y_3.y, d_Y_4.y) + F_6.z * vec4f(d_Y.z, d_Y_2.z, d_Y_3.z, d_Y_4.z) + F_8.z * vec4f(d_Y.w, d_Y_2.w, d_Y_3.w, d_Y_4.w);
    d_W_o_8 = d_W_o_8 + F_2.w * vec4f(d_Y.x, d_Y_2.x, d_Y_3.x, d_Y_4.x) + F_4.w * vec4f(d_Y.y, d_Y_2.y, d_Y_3.y, d_Y_4.y) + F_6.w * vec4f(d_Y.z, d_Y_2.z, d_Y_3.z, d_Y_4.z) + F_8.w * vec4f(d_Y.w, d_Y_2.w, d_Y_3.w, d_Y_4.w);
  }
  all_d_W_o[rank] = d_W_o;
  all_d_W_o[rank + 64] = d_W_o_2;
  all_d_W_o[rank + 128] = d_W_o_3;
  all_d_W_o[rank + 192] = d_W_o_4;
  all_d_W_o[rank + 256] = d_W_o_5;
  all_d_W_o[rank + 320] = d_W_o_6;
  all_d_W_o[rank + 384] = d_W_o_7;
  all_d_W_o[rank + 448] = d_W_o_8;
  workgroupBarrier();
  var d_W_o_9 = vec4f();
  for (var part = 0; part < 4; part++) {
    d_W_o_9 += all_d_W_o[slice * 48 + part * 16 + rank];
  }
  let strip_now = at.turn_strip;
  let m_product = d_W_o_9 * 0.1;
  let v_product = d_W_o_9 * d_W_o_9;
  let v_product_2 = v_product * 0.001;
  let parameter_difference = work[parameter_difference_at][0];
  let rate = work[rate_at][0];
  let parameter_difference_2 = work[parameter_difference_2_at][0];
  if block * 16 + thread < 100 {
    let m = states[m_at + hidden_tile * 20000 + slice * 2500 + strip_now * 100 + vocab4] * 0.9 + m_product;
    let v = states_2[v_at + hidden_tile * 20000 + slice * 2500 + strip_now * 100 + vocab4] * 0.999 + v_product_2;
    let W_o = parameters[W_o_at + hidden_tile * 20000 + slice * 2500 + strip_now * 100 + vocab4];
    let W_o_2 = W_o - m / parameter_difference * rate / (sqrt(v / parameter_difference_2) + 1e-8);
    states[m_2_at + hidden_tile * 20000 + slice * 2500 + strip_now * 100 + vocab4] = m;
    states_2[v_2_at + hidden_tile * 20000 + slice * 2500 + strip_now * 100 + vocab4] = v;
    parameters[W_o_2_at + hidden_tile * 20000 + slice * 2500 + strip_now * 100 + vocab4] = W_o_2;
  }
  var d_W_o_10 = vec4f();
  for (var part = 0; part < 4; part++) {
    d_W_o_10 += all_d_W_o[slice * 48 + part * 16 + rank + 256];
  }
  let m_product_2 = d_W_o_10 * 0.1;
  let v_product_3 = d_W_o_10 * d_W_o_10;
  let v_product_4 = v_product_3 * 0.001;
  if block * 16 + thread < 100 {
    let m = states[m_at + hidden_tile * 20000 + slice * 2500 + strip_now * 100 + vocab4 + 10000] * 0.9 + m_product_2;
    let v = states_2[v_at + hidden_tile * 20000 + slice * 2500 + strip_now * 100 + vocab4 + 10000] * 0.999 + v_product_4;
    let W_o = parameters[W_o_at + hidden_tile * 20000 + slice * 2500 + strip_now * 100 + vocab4 + 10000];
    let W_o_2 = W_o - m / parameter_difference * rate / (sqrt(v / parameter_difference_2) + 1e-8);
    states[m_2_at + hidden_tile * 20000 + slice * 2500 + strip_now * 100 + vocab4 + 10000] = m;
    states_2[v_2_at + hidden_tile * 20000 + slice * 2500 + strip_now * 100 + vocab4 + 10000] = v;
    parameters[W_o_2_at + hidden_tile * 20000 + slice * 2500 + strip_now * 100 + vocab4 + 10000] = W_o_2;
  }
}
