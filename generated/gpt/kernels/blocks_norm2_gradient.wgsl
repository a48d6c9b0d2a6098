// gradient of W_up(x)                                 specs/gpt.weft:29
// d_norm2[batch, embed, seq] = sum[hidden](d_gelu_product[batch, hidden, seq] * W_up[embed, hidden])
// [batch 12, seq 64, embed 128], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 16
//   threads a sum

const TURN = 8;
const PART = 16;

struct Offsets {
  W_up: i32,
  d_gelu_product: i32,
  d_norm2: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_norm2: array<vec4f, 1024>;

@compute @workgroup_size(256)
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
  for (var turn = 0; turn < TURN; turn++) {
    let hidden4 = turn * 16 + slice;
    let W_up = parameters[W_up_at + embed4 * 512 + hidden4];
    let W_up_2 = parameters[W_up_at + embed4 * 512 + hidden4 + 128];
    let W_up_3 = parameters[W_up_at + embed4 * 512 + hidden4 + 256];
    let W_up_4 = parameters[W_up_at + embed4 * 512 + hidden4 + 384];
    let d_gelu_product = work[d_gelu_product_at + batch_seq_tile * 512 + hidden4];
    let d_gelu_product_2 = work[d_gelu_product_at + batch_seq_tile * 512 + hidden4 + 128];
    let d_gelu_product_3 = work[d_gelu_product_at + batch_seq_tile * 512 + hidden4 + 256];
    let d_gelu_product_4 = work[d_gelu_product_at + batch_seq_tile * 512 + hidden4 + 384];
    d_norm2 = d_norm2 + d_gelu_product.x * vec4f(W_up.x, W_up_2.x, W_up_3.x, W_up_4.x) + d_gelu_product.y * vec4f(W_up.y, W_up_2.y, W_up_3.y, W_up_4.y) + d_gelu_product.z * vec4f(W_up.z, W_up_2.z, W_up_3.z, W_up_4.z) + d_gelu_product.w * vec4f(W_up.w, W_up_2.w, W_up_3.w, W_up_4.w);
    d_norm2_2 = d_norm2_2 + d_gelu_product_2.x * vec4f(W_up.x, W_up_2.x, W_up_3.x, W_up_4.x) + d_gelu_product_2.y * vec4f(W_up.y, W_up_2.y, W_up_3.y, W_up_4.y) + d_gelu_product_2.z * vec4f(W_up.z, W_up_2.z, W_up_3.z, W_up_4.z) + d_gelu_product_2.w * vec4f(W_up.w, W_up_2.w, W_up_3.w, W_up_4.w);
    d_norm2_3 = d_norm2_3 + d_gelu_product_3.x * vec4f(W_up.x, W_up_2.x, W_up_3.x, W_up_4.x) + d_gelu_product_3.y * vec4f(W_up.y, W_up_2.y, W_up_3.y, W_up_4.y) + d_gelu_product_3.z * vec4f(W_up.z, W_up_2.z, W_up_3.z, W_up_4.z) + d_gelu_product_3.w * vec4f(W_up.w, W_up_2.w, W_up_3.w, W_up_4.w);
    d_norm2_4 = d_norm2_4 + d_gelu_product_4.x * vec4f(W_up.x, W_up_2.x, W_up_3.x, W_up_4.x) + d_gelu_product_4.y * vec4f(W_up.y, W_up_2.y, W_up_3.y, W_up_4.y) + d_gelu_product_4.z * vec4f(W_up.z, W_up_2.z, W_up_3.z, W_up_4.z) + d_gelu_product_4.w * vec4f(W_up.w, W_up_2.w, W_up_3.w, W_up_4.w);
  }
  all_d_norm2[rank] = d_norm2;
  all_d_norm2[rank + 256] = d_norm2_2;
  all_d_norm2[rank + 512] = d_norm2_3;
  all_d_norm2[rank + 768] = d_norm2_4;
  workgroupBarrier();
  if slice < 4 {
    var d_norm2_5 = vec4f();
    for (var part = 0; part < PART; part++) {
      d_norm2_5 += all_d_norm2[slice * 240 + part * 16 + rank];
    }
    work[d_norm2_at + batch_seq_tile * 128 + slice * 32 + embed4] = d_norm2_5;
  }
}
