// gradient of h = gelu(W_up(x))                       specs/gpt.weft:29
// d_gelu_product[batch, hidden, seq] = d_gelu_sum[batch, hidden, seq] * sum[embed](d_blocks[batch, embed,
//   seq] * W_down[embed, hidden])
// [batch 12, seq 64, hidden 512], 8 rows x 1 vector of 4 columns a thread, an outer product a step, 8
//   threads a sum

const PART = 8;

struct Offsets {
  W_down: i32,
  d_blocks: i32,
  d_gelu_sum: i32,
  d_gelu_product: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_h: array<vec4f, 1024>;

@compute @workgroup_size(128)
fn mlp_h_gelu_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_down_at = at.W_down / 4;
  let d_blocks_at = at.d_blocks / 4;
  let d_gelu_sum_at = at.d_gelu_sum / 4;
  let d_gelu_product_at = at.d_gelu_product / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let hidden4 = block * 16 + thread;
  var d_h = vec4f();
  var d_h_2 = vec4f();
  var d_h_3 = vec4f();
  var d_h_4 = vec4f();
  var d_h_5 = vec4f();
  var d_h_6 = vec4f();
  var d_h_7 = vec4f();
  var d_h_8 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let embed4 = turn * 8 + slice;
    let W_down = parameters[W_down_at + hidden4 * 128 + embed4];
    let W_down_2 = parameters[W_down_at + hidden4 * 128 + embed4 + 32];
    let W_down_3 = parameters[W_down_at + hidden4 * 128 + embed4 + 64];
    let W_down_4 = parameters[W_down_at + hidden4 * 128 + embed4 + 96];
    let d_blocks = work[d_blocks_at + batch_seq_tile * 256 + embed4];
    let d_blocks_2 = work[d_blocks_at + batch_seq_tile * 256 + embed4 + 32];
    let d_blocks_3 = work[d_blocks_at + batch_seq_tile * 256 + embed4 + 64];
    let d_blocks_4 = work[d_blocks_at + batch_seq_tile * 256 + embed4 + 96];
    let d_blocks_5 = work[d_blocks_at + batch_seq_tile * 256 + embed4 + 128];
    let d_blocks_6 = work[d_blocks_at + batch_seq_tile * 256 + embed4 + 160];
    let d_blocks_7 = work[d_blocks_at + batch_seq_tile * 256 + embed4 + 192];
    let d_blocks_8 = work[d_blocks_at + batch_seq_tile * 256 + embed4 + 224];
    d_h = d_h + d_blocks.x * vec4f(W_down.x, W_down_2.x, W_down_3.x, W_down_4.x) + d_blocks.y * vec4f(W_down.y, W_down_2.y, W_down_3.y, W_down_4.y) + d_blocks.z * vec4f(W_down.z, W_down_2.z, W_down_3.z, W_down_4.z) + d_blocks.w * vec4f(W_down.w, W_down_2.w, W_down_3.w, W_down_4.w);
    d_h_2 = d_h_2 + d_blocks_2.x * vec4f(W_down.x, W_down_2.x, W_down_3.x, W_down_4.x) + d_blocks_2.y * vec4f(W_down.y, W_down_2.y, W_down_3.y, W_down_4.y) + d_blocks_2.z * vec4f(W_down.z, W_down_2.z, W_down_3.z, W_down_4.z) + d_blocks_2.w * vec4f(W_down.w, W_down_2.w, W_down_3.w, W_down_4.w);
    d_h_3 = d_h_3 + d_blocks_3.x * vec4f(W_down.x, W_down_2.x, W_down_3.x, W_down_4.x) + d_blocks_3.y * vec4f(W_down.y, W_down_2.y, W_down_3.y, W_down_4.y) + d_blocks_3.z * vec4f(W_down.z, W_down_2.z, W_down_3.z, W_down_4.z) + d_blocks_3.w * vec4f(W_down.w, W_down_2.w, W_down_3.w, W_down_4.w);
    d_h_4 = d_h_4 + d_blocks_4.x * vec4f(W_down.x, W_down_2.x, W_down_3.x, W_down_4.x) + d_blocks_4.y * vec4f(W_down.y, W_down_2.y, W_down_3.y, W_down_4.y) + d_blocks_4.z * vec4f(W_down.z, W_down_2.z, W_down_3.z, W_down_4.z) + d_blocks_4.w * vec4f(W_down.w, W_down_2.w, W_down_3.w, W_down_4.w);
    d_h_5 = d_h_5 + d_blocks_5.x * vec4f(W_down.x, W_down_2.x, W_down_3.x, W_down_4.x) + d_blocks_5.y * vec4f(W_down.y, W_down_2.y, W_down_3.y, W_down_4.y) + d_blocks_5.z * vec4f(W_down.z, W_down_2.z, W_down_3.z, W_down_4.z) + d_blocks_5.w * vec4f(W_down.w, W_down_2.w, W_down_3.w, W_down_4.w);
    d_h_6 = d_h_6 + d_blocks_6.x * vec4f(W_down.x, W_down_2.x, W_down_3.x, W_down_4.x) + d_blocks_6.y * vec4f(W_down.y, W_down_2.y, W_down_3.y, W_down_4.y) + d_blocks_6.z * vec4f(W_down.z, W_down_2.z, W_down_3.z, W_down_4.z) + d_blocks_6.w * vec4f(W_down.w, W_down_2.w, W_down_3.w, W_down_4.w);
    d_h_7 = d_h_7 + d_blocks_7.x * vec4f(W_down.x, W_down_2.x, W_down_3.x, W_down_4.x) + d_blocks_7.y * vec4f(W_down.y, W_down_2.y, W_down_3.y, W_down_4.y) + d_blocks_7.z * vec4f(W_down.z, W_down_2.z, W_down_3.z, W_down_4.z) + d_blocks_7.w * vec4f(W_down.w, W_down_2.w, W_down_3.w, W_down_4.w);
    d_h_8 = d_h_8 + d_blocks_8.x * vec4f(W_down.x, W_down_2.x, W_down_3.x, W_down_4.x) + d_blocks_8.y * vec4f(W_down.y, W_down_2.y, W_down_3.y, W_down_4.y) + d_blocks_8.z * vec4f(W_down.z, W_down_2.z, W_down_3.z, W_down_4.z) + d_blocks_8.w * vec4f(W_down.w, W_down_2.w, W_down_3.w, W_down_4.w);
  }
  all_d_h[rank] = d_h;
  all_d_h[rank + 128] = d_h_2;
  all_d_h[rank + 256] = d_h_3;
  all_d_h[rank + 384] = d_h_4;
  all_d_h[rank + 512] = d_h_5;
  all_d_h[rank + 640] = d_h_6;
  all_d_h[rank + 768] = d_h_7;
  all_d_h[rank + 896] = d_h_8;
  workgroupBarrier();
  var d_h_9 = vec4f();
  for (var part = 0; part < PART; part++) {
    d_h_9 += all_d_h[slice * 112 + part * 16 + rank];
  }
  let d_gelu_product = work[d_gelu_sum_at + batch_seq_tile * 1024 + slice * 128 + hidden4] * d_h_9;
  work[d_gelu_product_at + batch_seq_tile * 1024 + slice * 128 + hidden4] = d_gelu_product;
}
