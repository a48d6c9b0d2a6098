// W_up(x)                                             specs/gpt.weft:29
// d_norm2[batch, embed, seq] = sum[hidden](d_gelu_product[batch, hidden, seq] * W_up[embed, hidden])
// [batch 12, seq 64, embed 128], 8 rows x 1 vectors of 4 columns a thread, by dot products, 8 threads a sum

const TURN = 16;
const PART = 8;

struct Offsets {
  W_up: i32,
  d_gelu_product: i32,
  d_norm2: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_norm2: array<vec4f, 1024>;

@compute @workgroup_size(128)
fn blocks_norm2_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_up_at = at.W_up / 4;
  let d_gelu_product_at = at.d_gelu_product / 4;
  let d_norm2_at = at.d_norm2 / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let embed4 = block * 16 + thread;
  var d_norm2 = vec4f();
  var d_norm2_2 = vec4f();
  var d_norm2_3 = vec4f();
  var d_norm2_4 = vec4f();
  var d_norm2_5 = vec4f();
  var d_norm2_6 = vec4f();
  var d_norm2_7 = vec4f();
  var d_norm2_8 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let hidden4 = turn * 8 + slice;
    let W_up = parameters[W_up_at + embed4 * 512 + hidden4];
    let W_up_2 = parameters[W_up_at + embed4 * 512 + hidden4 + 128];
    let W_up_3 = parameters[W_up_at + embed4 * 512 + hidden4 + 256];
    let W_up_4 = parameters[W_up_at + embed4 * 512 + hidden4 + 384];
    let d_gelu_product = work[d_gelu_product_at + batch_seq_tile * 1024 + hidden4];
    d_norm2 += vec4f(dot(d_gelu_product, W_up), dot(d_gelu_product, W_up_2), dot(d_gelu_product, W_up_3), dot(d_gelu_product, W_up_4));
    let d_gelu_product_2 = work[d_gelu_product_at + batch_seq_tile * 1024 + hidden4 + 128];
    d_norm2_2 += vec4f(dot(d_gelu_product_2, W_up), dot(d_gelu_product_2, W_up_2), dot(d_gelu_product_2, W_up_3), dot(d_gelu_product_2, W_up_4));
    let d_gelu_product_3 = work[d_gelu_product_at + batch_seq_tile * 1024 + hidden4 + 256];
    d_norm2_3 += vec4f(dot(d_gelu_product_3, W_up), dot(d_gelu_product_3, W_up_2), dot(d_gelu_product_3, W_up_3), dot(d_gelu_product_3, W_up_4));
    let d_gelu_product_4 = work[d_gelu_product_at + batch_seq_tile * 1024 + hidden4 + 384];
    d_norm2_4 += vec4f(dot(d_gelu_product_4, W_up), dot(d_gelu_product_4, W_up_2), dot(d_gelu_product_4, W_up_3), dot(d_gelu_product_4, W_up_4));
    let d_gelu_product_5 = work[d_gelu_product_at + batch_seq_tile * 1024 + hidden4 + 512];
    d_norm2_5 += vec4f(dot(d_gelu_product_5, W_up), dot(d_gelu_product_5, W_up_2), dot(d_gelu_product_5, W_up_3), dot(d_gelu_product_5, W_up_4));
    let d_gelu_product_6 = work[d_gelu_product_at + batch_seq_tile * 1024 + hidden4 + 640];
    d_norm2_6 += vec4f(dot(d_gelu_product_6, W_up), dot(d_gelu_product_6, W_up_2), dot(d_gelu_product_6, W_up_3), dot(d_gelu_product_6, W_up_4));
    let d_gelu_product_7 = work[d_gelu_product_at + batch_seq_tile * 1024 + hidden4 + 768];
    d_norm2_7 += vec4f(dot(d_gelu_product_7, W_up), dot(d_gelu_product_7, W_up_2), dot(d_gelu_product_7, W_up_3), dot(d_gelu_product_7, W_up_4));
    let d_gelu_product_8 = work[d_gelu_product_at + batch_seq_tile * 1024 + hidden4 + 896];
    d_norm2_8 += vec4f(dot(d_gelu_product_8, W_up), dot(d_gelu_product_8, W_up_2), dot(d_gelu_product_8, W_up_3), dot(d_gelu_product_8, W_up_4));
  }
  all_d_norm2[rank] = d_norm2;
  all_d_norm2[rank + 128] = d_norm2_2;
  all_d_norm2[rank + 256] = d_norm2_3;
  all_d_norm2[rank + 384] = d_norm2_4;
  all_d_norm2[rank + 512] = d_norm2_5;
  all_d_norm2[rank + 640] = d_norm2_6;
  all_d_norm2[rank + 768] = d_norm2_7;
  all_d_norm2[rank + 896] = d_norm2_8;
  workgroupBarrier();
  var d_norm2_9 = vec4f();
  for (var part = 0; part < PART; part++) {
    d_norm2_9 += all_d_norm2[slice * 112 + part * 16 + rank];
  }
  work[d_norm2_at + batch_seq_tile * 256 + slice * 32 + embed4] = d_norm2_9;
}
