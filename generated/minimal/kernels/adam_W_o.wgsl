// std/optimizers.weft:18
// parameter' = parameter - rate * m_correction * m' / (sqrt(v_correction * v') + eps)
// W_o[hidden, vocab] = W_o[hidden, vocab] - m_correction * m[hidden, vocab] * rate / (sqrt(v_correction *
//   v[hidden, vocab]) + 1e-8)
// m[hidden, vocab] = m[hidden, vocab] * 0.9 + sum[batch, seq](d_Y[batch, seq, vocab] * F[batch, hidden,
//   seq]) * 0.1
// v[hidden, vocab] = v[hidden, vocab] * 0.999 + sum[batch, seq](d_Y[batch, seq, vocab] * F[batch, hidden,
//   seq]) * sum[batch, seq](d_Y[batch, seq, vocab] * F[batch, hidden, seq]) * 0…
// [hidden 2048, vocab 10000], 8 rows x 1 vector of 4 columns a thread, an outer product a step

const BATCH_SEQ4 = 32;

struct Offsets {
  F: i32,
  d_Y: i32,
  m: i32,
  v: i32,
  W_o: i32,
  m_correction: i32,
  rate: i32,
  v_correction: i32,
  m_2: i32,
  v_2: i32,
  W_o_2: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> states: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> states_2: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(64)
fn adam_W_o(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_at = at.F / 4;
  let d_Y_at = at.d_Y / 4;
  let m_correction_at = at.m_correction / 4;
  let rate_at = at.rate / 4;
  let v_correction_at = at.v_correction / 4;
  let m_at = at.m / 4;
  let v_at = at.v / 4;
  let W_o_at = at.W_o / 4;
  let m_2_at = at.m_2 / 4;
  let v_2_at = at.v_2 / 4;
  let W_o_2_at = at.W_o_2 / 4;
  let hidden_tiles = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let tile = rank / 16;
  let hidden_tile = hidden_tiles * 4 + tile;
  let vocab4 = min(block * 16 + thread, 2499);
  var d_W_o = vec4f();
  var d_W_o_2 = vec4f();
  var d_W_o_3 = vec4f();
  var d_W_o_4 = vec4f();
  var d_W_o_5 = vec4f();
  var d_W_o_6 = vec4f();
  var d_W_o_7 = vec4f();
  var d_W_o_8 = vec4f();
  for (var batch_seq4 = 0; batch_seq4 < BATCH_SEQ4; batch_seq4++) {
    let F = work[F_at + batch_seq4 * 2048 + hidden_tile * 2];
    let F_2 = work[F_at + batch_seq4 * 2048 + hidden_tile * 2 + 1];
    let F_3 = work[F_at + batch_seq4 * 2048 + hidden_tile * 2 + 512];
    let F_4 = work[F_at + batch_seq4 * 2048 + hidden_tile * 2 + 513];
    let F_5 = work[F_at + batch_seq4 * 2048 + hidden_tile * 2 + 1024];
    let F_6 = work[F_at + batch_seq4 * 2048 + hidden_tile * 2 + 1025];
    let F_7 = work[F_at + batch_seq4 * 2048 + hidden_tile * 2 + 1536];
    let F_8 = work[F_at + batch_seq4 * 2048 + hidden_tile * 2 + 1537];
    let d_Y = work[d_Y_at + batch_seq4 * 10000 + vocab4];
    let d_Y_2 = work[d_Y_at + batch_seq4 * 10000 + vocab4 + 2500];
    let d_Y_3 = work[d_Y_at + batch_seq4 * 10000 + vocab4 + 5000];
    let d_Y_4 = work[d_Y_at + batch_seq4 * 10000 + vocab4 + 7500];
    d_W_o = d_W_o + F.x * d_Y + F_3.x * d_Y_2 + F_5.x * d_Y_3 + F_7.x * d_Y_4;
    d_W_o_2 = d_W_o_2 + F.y * d_Y + F_3.y * d_Y_2 + F_5.y * d_Y_3 + F_7.y * d_Y_4;
    d_W_o_3 = d_W_o_3 + F.z * d_Y + F_3.z * d_Y_2 + F_5.z * d_Y_3 + F_7.z * d_Y_4;
    d_W_o_4 = d_W_o_4 + F.w * d_Y + F_3.w * d_Y_2 + F_5.w * d_Y_3 + F_7.w * d_Y_4;
    d_W_o_5 = d_W_o_5 + F_2.x * d_Y + F_4.x * d_Y_2 + F_6.x * d_Y_3 + F_8.x * d_Y_4;
    d_W_o_6 = d_W_o_6 + F_2.y * d_Y + F_4.y * d_Y_2 + F_6.y * d_Y_3 + F_8.y * d_Y_4;
    d_W_o_7 = d_W_o_7 + F_2.z * d_Y + F_4.z * d_Y_2 + F_6.z * d_Y_3 + F_8.z * d_Y_4;
    d_W_o_8 = d_W_o_8 + F_2.w * d_Y + F_4.w * d_Y_2 + F_6.w * d_Y_3 + F_8.w * d_Y_4;
  }
  let m_product = d_W_o * 0.1;
  let v_product = d_W_o * d_W_o;
  let v_product_2 = v_product * 0.001;
  let m_correction = work[m_correction_at][0];
  let rate = work[rate_at][0];
  let v_correction = work[v_correction_at][0];
  if block * 16 + thread < 2500 {
    let m = states[m_at + hidden_tile * 20000 + vocab4] * 0.9 + m_product;
    let v = states_2[v_at + hidden_tile * 20000 + vocab4] * 0.999 + v_product_2;
    let W_o = parameters[W_o_at + hidden_tile * 20000 + vocab4];
    let W_o_2 = W_o - m_correction * m * rate / (sqrt(v_correction * v) + 1e-8);
    states[m_2_at + hidden_tile * 20000 + vocab4] = m;
    states_2[v_2_at + hidden_tile * 20000 + vocab4] = v;
    parameters[W_o_2_at + hidden_tile * 20000 + vocab4] = W_o_2;
  }
  let m_product_2 = d_W_o_2 * 0.1;
  let v_product_3 = d_W_o_2 * d_W_o_2;
  let v_product_4 = v_product_3 * 0.001;
  if block * 16 + thread < 2500 {
    let m = states[m_at + hidden_tile * 20000 + vocab4 + 2500] * 0.9 + m_product_2;
    let v = states_2[v_at + hidden_tile * 20000 + vocab4 + 2500] * 0.999 + v_product_4;
    let W_o = parameters[W_o_at + hidden_tile * 20000 + vocab4 + 2500];
    let W_o_2 = W_o - m_correction * m * rate / (sqrt(v_correction * v) + 1e-8);
    states[m_2_at + hidden_tile * 20000 + vocab4 + 2500] = m;
    states_2[v_2_at + hidden_tile * 20000 + vocab4 + 2500] = v;
    parameters[W_o_2_at + hidden_tile * 20000 + vocab4 + 2500] = W_o_2;
  }
  let m_product_3 = d_W_o_3 * 0.1;
  let v_product_5 = d_W_o_3 * d_W_o_3;
  let v_product_6 = v_product_5 * 0.001;
  if block * 16 + thread < 2500 {
    let m = states[m_at + hidden_tile * 20000 + vocab4 + 5000] * 0.9 + m_product_3;
    let v = states_2[v_at + hidden_tile * 20000 + vocab4 + 5000] * 0.999 + v_product_6;
    let W_o = parameters[W_o_at + hidden_tile * 20000 + vocab4 + 5000];
    let W_o_2 = W_o - m_correction * m * rate / (sqrt(v_correction * v) + 1e-8);
    states[m_2_at + hidden_tile * 20000 + vocab4 + 5000] = m;
    states_2[v_2_at + hidden_tile * 20000 + vocab4 + 5000] = v;
    parameters[W_o_2_at + hidden_tile * 20000 + vocab4 + 5000] = W_o_2;
  }
  let m_product_4 = d_W_o_4 * 0.1;
  let v_product_7 = d_W_o_4 * d_W_o_4;
  let v_product_8 = v_product_7 * 0.001;
  if block * 16 + thread < 2500 {
    let m = states[m_at + hidden_tile * 20000 + vocab4 + 7500] * 0.9 + m_product_4;
    let v = states_2[v_at + hidden_tile * 20000 + vocab4 + 7500] * 0.999 + v_product_8;
    let W_o = parameters[W_o_at + hidden_tile * 20000 + vocab4 + 7500];
    let W_o_2 = W_o - m_correction * m * rate / (sqrt(v_correction * v) + 1e-8);
    states[m_2_at + hidden_tile * 20000 + vocab4 + 7500] = m;
    states_2[v_2_at + hidden_tile * 20000 + vocab4 + 7500] = v;
    parameters[W_o_2_at + hidden_tile * 20000 + vocab4 + 7500] = W_o_2;
  }
  let m_product_5 = d_W_o_5 * 0.1;
  let v_product_9 = d_W_o_5 * d_W_o_5;
  let v_product_10 = v_product_9 * 0.001;
  if block * 16 + thread < 2500 {
    let m = states[m_at + hidden_tile * 20000 + vocab4 + 10000] * 0.9 + m_product_5;
    let v = states_2[v_at + hidden_tile * 20000 + vocab4 + 10000] * 0.999 + v_product_10;
    let W_o = parameters[W_o_at + hidden_tile * 20000 + vocab4 + 10000];
    let W_o_2 = W_o - m_correction * m * rate / (sqrt(v_correction * v) + 1e-8);
    states[m_2_at + hidden_tile * 20000 + vocab4 + 10000] = m;
    states_2[v_2_at + hidden_tile * 20000 + vocab4 + 10000] = v;
    parameters[W_o_2_at + hidden_tile * 20000 + vocab4 + 10000] = W_o_2;
  }
  let m_product_6 = d_W_o_6 * 0.1;
  let v_product_11 = d_W_o_6 * d_W_o_6;
  let v_product_12 = v_product_11 * 0.001;
  if block * 16 + thread < 2500 {
    let m = states[m_at + hidden_tile * 20000 + vocab4 + 12500] * 0.9 + m_product_6;
    let v = states_2[v_at + hidden_tile * 20000 + vocab4 + 12500] * 0.999 + v_product_12;
    let W_o = parameters[W_o_at + hidden_tile * 20000 + vocab4 + 12500];
    let W_o_2 = W_o - m_correction * m * rate / (sqrt(v_correction * v) + 1e-8);
    states[m_2_at + hidden_tile * 20000 + vocab4 + 12500] = m;
    states_2[v_2_at + hidden_tile * 20000 + vocab4 + 12500] = v;
    parameters[W_o_2_at + hidden_tile * 20000 + vocab4 + 12500] = W_o_2;
  }
  let m_product_7 = d_W_o_7 * 0.1;
  let v_product_13 = d_W_o_7 * d_W_o_7;
  let v_product_14 = v_product_13 * 0.001;
  if block * 16 + thread < 2500 {
    let m = states[m_at + hidden_tile * 20000 + vocab4 + 15000] * 0.9 + m_product_7;
    let v = states_2[v_at + hidden_tile * 20000 + vocab4 + 15000] * 0.999 + v_product_14;
    let W_o = parameters[W_o_at + hidden_tile * 20000 + vocab4 + 15000];
    let W_o_2 = W_o - m_correction * m * rate / (sqrt(v_correction * v) + 1e-8);
    states[m_2_at + hidden_tile * 20000 + vocab4 + 15000] = m;
    states_2[v_2_at + hidden_tile * 20000 + vocab4 + 15000] = v;
    parameters[W_o_2_at + hidden_tile * 20000 + vocab4 + 15000] = W_o_2;
  }
  let m_product_8 = d_W_o_8 * 0.1;
  let v_product_15 = d_W_o_8 * d_W_o_8;
  let v_product_16 = v_product_15 * 0.001;
  if block * 16 + thread < 2500 {
    let m = states[m_at + hidden_tile * 20000 + vocab4 + 17500] * 0.9 + m_product_8;
    let v = states_2[v_at + hidden_tile * 20000 + vocab4 + 17500] * 0.999 + v_product_16;
    let W_o = parameters[W_o_at + hidden_tile * 20000 + vocab4 + 17500];
    let W_o_2 = W_o - m_correction * m * rate / (sqrt(v_correction * v) + 1e-8);
    states[m_2_at + hidden_tile * 20000 + vocab4 + 17500] = m;
    states_2[v_2_at + hidden_tile * 20000 + vocab4 + 17500] = v;
    parameters[W_o_2_at + hidden_tile * 20000 + vocab4 + 17500] = W_o_2;
  }
}
