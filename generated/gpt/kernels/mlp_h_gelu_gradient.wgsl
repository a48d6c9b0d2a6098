// 0.5 * x                                             std/activations.weft:10
// d_gelu_sum[batch, hidden, seq] = sum[embed](norm2[batch, embed, seq] * W_up[embed, hidden]) *
//   sum[embed](d_blocks[batch, embed, seq] * W_down[embed, hidden]) * exp(sum[embed](norm2[batch, embed…
// [batch 12, seq 64, hidden 512], 8 rows x 1 vectors of 4 columns a thread, by dot products

const EMBED4 = 32;

struct Offsets {
  W_down: i32,
  d_blocks: i32,
  through_W_up: i32,
  d_gelu_sum: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

fn own_erf_4(x: vec4f) -> vec4f {
  let v0 = max(min(x, vec4f(3.94f)), vec4f((-3.94f)));
  let v1 = v0 * v0;
  let v2 = ((vec4f((-1.3614693e-8f)) * v1) + vec4f(0.000004758845f)) * v1;
  let v3 = ((v2 + vec4f(0.00038377626f)) * v1) + vec4f(0.0039051347f);
  let v4 = (((v3 * v1) + vec4f(0.05453519f)) * v1) + vec4f(0.1862703f);
  let v5 = ((vec4f(0.00006386796f) * v1) + vec4f(0.0013248335f)) * v1;
  let v6 = (((v5 + vec4f(0.01558561f)) * v1) + vec4f(0.11446748f)) * v1;
  let v7 = ((v4 * v1) + vec4f(1.1283792f)) / (((v6 + vec4f(0.4984111f)) * v1) + vec4f(1.0f));
  return v0 * v7;
}

fn own_exp_4(x: vec4f) -> vec4f {
  let v0 = floor(((x * vec4f(1.442695f)) + vec4f(0.5f)));
  let v1 = (x - (v0 * vec4f(0.6933594f))) - (v0 * vec4f((-0.00021219444f)));
  let v2 = (((vec4f(0.0013814613f) * v1) + vec4f(0.00836871f)) * v1) + vec4f(0.04166839f);
  let v3 = (((v2 * v1) + vec4f(0.16666521f)) * v1) + vec4f(0.49999994f);
  let v4 = bitcast<vec4f>(((vec4i(floor(v0)) - vec4i(1i)) + vec4i(127i)) << vec4u(23u));
  let v5 = (((((v1 * v1) * v3) + v1) + vec4f(1.0f)) * v4) * vec4f(2.0f);
  return select(select(v5, vec4f(0.0f), (x < vec4f((-86.98f)))), vec4f(3.402823466e+38f), (x > vec4f(88.72283f)));
}

@compute @workgroup_size(16)
fn mlp_h_gelu_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_down_at = at.W_down / 4;
  let d_blocks_at = at.d_blocks / 4;
  let through_W_up_at = at.through_W_up / 4;
  let d_gelu_sum_at = at.d_gelu_sum / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let hidden4 = block * 16 + thread;
  var d_h = vec4f();
  var d_h_2 = vec4f();
  var d_h_3 = vec4f();
  var d_h_4 = vec4f();
  var d_h_5 = vec4f();
  var d_h_6 = vec4f();
  var d_h_7 = vec4f();
  var d_h_8 = vec4f();
  for (var embed4 = 0; embed4 < EMBED4; embed4++) {
    let W_down = parameters[W_down_at + hidden4 * 128 + embed4];
    let W_down_2 = parameters[W_down_at + hidden4 * 128 + embed4 + 32];
    let W_down_3 = parameters[W_down_at + hidden4 * 128 + embed4 + 64];
    let W_down_4 = parameters[W_down_at + hidden4 * 128 + embed4 + 96];
    let d_blocks = work[d_blocks_at + batch_seq_tile * 256 + embed4];
    d_h += vec4f(dot(d_blocks, W_down), dot(d_blocks, W_down_2), dot(d_blocks, W_down_3), dot(d_blocks, W_down_4));
    let d_blocks_2 = work[d_blocks_at + batch_seq_tile * 256 + embed4 + 32];
    d_h_2 += vec4f(dot(d_blocks_2, W_down), dot(d_blocks_2, W_down_2), dot(d_blocks_2, W_down_3), dot(d_blocks_2, W_down_4));
    let d_blocks_3 = work[d_blocks_at + batch_seq_tile * 256 + embed4 + 64];
    d_h_3 += vec4f(dot(d_blocks_3, W_down), dot(d_blocks_3, W_down_2), dot(d_blocks_3, W_down_3), dot(d_blocks_3, W_down_4));
    let d_blocks_4 = work[d_blocks_at + batch_seq_tile * 256 + embed4 + 96];
    d_h_4 += vec4f(dot(d_blocks_4, W_down), dot(d_blocks_4, W_down_2), dot(d_blocks_4, W_down_3), dot(d_blocks_4, W_down_4));
    let d_blocks_5 = work[d_blocks_at + batch_seq_tile * 256 + embed4 + 128];
    d_h_5 += vec4f(dot(d_blocks_5, W_down), dot(d_blocks_5, W_down_2), dot(d_blocks_5, W_down_3), dot(d_blocks_5, W_down_4));
    let d_blocks_6 = work[d_blocks_at + batch_seq_tile * 256 + embed4 + 160];
    d_h_6 += vec4f(dot(d_blocks_6, W_down), dot(d_blocks_6, W_down_2), dot(d_blocks_6, W_down_3), dot(d_blocks_6, W_down_4));
    let d_blocks_7 = work[d_blocks_at + batch_seq_tile * 256 + embed4 + 192];
    d_h_7 += vec4f(dot(d_blocks_7, W_down), dot(d_blocks_7, W_down_2), dot(d_blocks_7, W_down_3), dot(d_blocks_7, W_down_4));
    let d_blocks_8 = work[d_blocks_at + batch_seq_tile * 256 + embed4 + 224];
    d_h_8 += vec4f(dot(d_blocks_8, W_down), dot(d_blocks_8, W_down_2), dot(d_blocks_8, W_down_3), dot(d_blocks_8, W_down_4));
  }
  let through_W_up = work[through_W_up_at + batch_seq_tile * 1024 + hidden4];
  let gelu_sum = own_erf_4(through_W_up * 0.70710677) + 1.0;
  let d_gelu_sum = through_W_up * d_h * own_exp_4(through_W_up * through_W_up * (-0.5)) * 0.3989423 + gelu_sum * d_h * 0.5;
  work[d_gelu_sum_at + batch_seq_tile * 1024 + hidden4] = d_gelu_sum;
  let through_W_up_2 = work[through_W_up_at + batch_seq_tile * 1024 + hidden4 + 128];
  let gelu_sum_2 = own_erf_4(through_W_up_2 * 0.70710677) + 1.0;
  let d_gelu_sum_2 = through_W_up_2 * d_h_2 * own_exp_4(through_W_up_2 * through_W_up_2 * (-0.5)) * 0.3989423 + gelu_sum_2 * d_h_2 * 0.5;
  work[d_gelu_sum_at + batch_seq_tile * 1024 + hidden4 + 128] = d_gelu_sum_2;
  let through_W_up_3 = work[through_W_up_at + batch_seq_tile * 1024 + hidden4 + 256];
  let gelu_sum_3 = own_erf_4(through_W_up_3 * 0.70710677) + 1.0;
  let d_gelu_sum_3 = through_W_up_3 * d_h_3 * own_exp_4(through_W_up_3 * through_W_up_3 * (-0.5)) * 0.3989423 + gelu_sum_3 * d_h_3 * 0.5;
  work[d_gelu_sum_at + batch_seq_tile * 1024 + hidden4 + 256] = d_gelu_sum_3;
  let through_W_up_4 = work[through_W_up_at + batch_seq_tile * 1024 + hidden4 + 384];
  let gelu_sum_4 = own_erf_4(through_W_up_4 * 0.70710677) + 1.0;
  let d_gelu_sum_4 = through_W_up_4 * d_h_4 * own_exp_4(through_W_up_4 * through_W_up_4 * (-0.5)) * 0.3989423 + gelu_sum_4 * d_h_4 * 0.5;
  work[d_gelu_sum_at + batch_seq_tile * 1024 + hidden4 + 384] = d_gelu_sum_4;
  let through_W_up_5 = work[through_W_up_at + batch_seq_tile * 1024 + hidden4 + 512];
  let gelu_sum_5 = own_erf_4(through_W_up_5 * 0.70710677) + 1.0;
  let d_gelu_sum_5 = through_W_up_5 * d_h_5 * own_exp_4(through_W_up_5 * through_W_up_5 * (-0.5)) * 0.3989423 + gelu_sum_5 * d_h_5 * 0.5;
  work[d_gelu_sum_at + batch_seq_tile * 1024 + hidden4 + 512] = d_gelu_sum_5;
  let through_W_up_6 = work[through_W_up_at + batch_seq_tile * 1024 + hidden4 + 640];
  let gelu_sum_6 = own_erf_4(through_W_up_6 * 0.70710677) + 1.0;
  let d_gelu_sum_6 = through_W_up_6 * d_h_6 * own_exp_4(through_W_up_6 * through_W_up_6 * (-0.5)) * 0.3989423 + gelu_sum_6 * d_h_6 * 0.5;
  work[d_gelu_sum_at + batch_seq_tile * 1024 + hidden4 + 640] = d_gelu_sum_6;
  let through_W_up_7 = work[through_W_up_at + batch_seq_tile * 1024 + hidden4 + 768];
  let gelu_sum_7 = own_erf_4(through_W_up_7 * 0.70710677) + 1.0;
  let d_gelu_sum_7 = through_W_up_7 * d_h_7 * own_exp_4(through_W_up_7 * through_W_up_7 * (-0.5)) * 0.3989423 + gelu_sum_7 * d_h_7 * 0.5;
  work[d_gelu_sum_at + batch_seq_tile * 1024 + hidden4 + 768] = d_gelu_sum_7;
  let through_W_up_8 = work[through_W_up_at + batch_seq_tile * 1024 + hidden4 + 896];
  let gelu_sum_8 = own_erf_4(through_W_up_8 * 0.70710677) + 1.0;
  let d_gelu_sum_8 = through_W_up_8 * d_h_8 * own_exp_4(through_W_up_8 * through_W_up_8 * (-0.5)) * 0.3989423 + gelu_sum_8 * d_h_8 * 0.5;
  work[d_gelu_sum_at + batch_seq_tile * 1024 + hidden4 + 896] = d_gelu_sum_8;
}
