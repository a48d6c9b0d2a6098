// 0.5 * x                                             std/activations.weft:10
// d_gelu_product[batch, hidden, seq] = d_gelu_sum[batch, hidden, seq] * sum[embed](d_blocks[batch, embed,
//   seq] * W_down[embed, hidden])
// [batch 12, seq 64, hidden 512], 8 rows x 1 vectors of 4 columns a thread, by dot products, 2 threads a sum

const TURN = 16;

struct Offsets {
  W_down: i32,
  d_blocks: i32,
  d_gelu_sum: i32,
  d_gelu_product: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_h: array<vec4f, 512>;

@compute @workgroup_size(64)
fn mlp_h_gelu_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_down_at = at.W_down / 4;
  let d_blocks_at = at.d_blocks / 4;
  let d_gelu_sum_at = at.d_gelu_sum / 4;
  let d_gelu_product_at = at.d_gelu_product / 4;
  let batch_seq_tiles = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16 % 2;
  let tile = rank / 32;
  let batch_seq_tile = batch_seq_tiles * 2 + tile;
  let hidden4 = block * 16 + thread;
  var d_h = vec4f();
  var d_h_2 = vec4f();
  var d_h_3 = vec4f();
  var d_h_4 = vec4f();
  var d_h_5 = vec4f();
  var d_h_6 = vec4f();
  var d_h_7 = vec4f();
  var d_h_8 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let embed4 = turn * 2 + slice;
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
  all_d_h[rank] = d_h;
  all_d_h[rank + 64] = d_h_2;
  all_d_h[rank + 128] = d_h_3;
  all_d_h[rank + 192] = d_h_4;
  all_d_h[rank + 256] = d_h_5;
  all_d_h[rank + 320] = d_h_6;
  all_d_h[rank + 384] = d_h_7;
  all_d_h[rank + 448] = d_h_8;
  workgroupBarrier();
  var d_h_9 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_h_9 += all_d_h[slice * 48 + part * 16 + rank];
  }
  let d_gelu_product = work[d_gelu_sum_at + batch_seq_tile * 1024 + slice * 128 + hidden4] * d_h_9;
  work[d_gelu_product_at + batch_seq_tile * 1024 + slice * 128 + hidden4] = d_gelu_product;
  var d_h_10 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_h_10 += all_d_h[slice * 48 + part * 16 + rank + 128];
  }
  let d_gelu_product_2 = work[d_gelu_sum_at + batch_seq_tile * 1024 + slice * 128 + hidden4 + 256] * d_h_10;
  work[d_gelu_product_at + batch_seq_tile * 1024 + slice * 128 + hidden4 + 256] = d_gelu_product_2;
  var d_h_11 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_h_11 += all_d_h[slice * 48 + part * 16 + rank + 256];
  }
  let d_gelu_product_3 = work[d_gelu_sum_at + batch_seq_tile * 1024 + slice * 128 + hidden4 + 512] * d_h_11;
  work[d_gelu_product_at + batch_seq_tile * 1024 + slice * 128 + hidden4 + 512] = d_gelu_product_3;
  var d_h_12 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_h_12 += all_d_h[slice * 48 + part * 16 + rank + 384];
  }
  let d_gelu_product_4 = work[d_gelu_sum_at + batch_seq_tile * 1024 + slice * 128 + hidden4 + 768] * d_h_12;
  work[d_gelu_product_at + batch_seq_tile * 1024 + slice * 128 + hidden4 + 768] = d_gelu_product_4;
}
