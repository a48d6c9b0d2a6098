// W_up(x)                                             specs/gpt.weft:29
// d_W_up[embed, hidden] = sum[batch, seq](d_gelu_product[batch, hidden, seq] * norm2[batch, embed, seq])
// [embed 128, hidden 512], 8 rows x 2 vectors of 4 columns a thread, an outer product a step

const BATCH_SEQ = 768;

struct Offsets {
  norm2: i32,
  d_gelu_product: i32,
  d_W_up: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn mlp_W_up_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let norm2_at = at.norm2 / 4;
  let d_gelu_product_at = at.d_gelu_product / 4;
  let d_W_up_at = at.d_W_up / 4;
  let embed_tile = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let hidden4 = block * 32 + thread;
  let hidden4_2 = block * 32 + thread + 16;
  var d_W_up_0 = vec4f();
  var d_W_up_0_2 = vec4f();
  var d_W_up_1 = vec4f();
  var d_W_up_1_2 = vec4f();
  var d_W_up_2 = vec4f();
  var d_W_up_2_2 = vec4f();
  var d_W_up_3 = vec4f();
  var d_W_up_3_2 = vec4f();
  var d_W_up_4 = vec4f();
  var d_W_up_4_2 = vec4f();
  var d_W_up_5 = vec4f();
  var d_W_up_5_2 = vec4f();
  var d_W_up_6 = vec4f();
  var d_W_up_6_2 = vec4f();
  var d_W_up_7 = vec4f();
  var d_W_up_7_2 = vec4f();
  for (var batch_seq = 0; batch_seq < BATCH_SEQ; batch_seq++) {
    let norm2 = work[norm2_at + batch_seq * 32 + embed_tile * 2];
    let norm2_2 = work[norm2_at + batch_seq * 32 + embed_tile * 2 + 1];
    let d_gelu_product = work[d_gelu_product_at + batch_seq * 128 + hidden4];
    let d_gelu_product_2 = work[d_gelu_product_at + batch_seq * 128 + hidden4_2];
    d_W_up_0 += norm2.x * d_gelu_product;
    d_W_up_0_2 += norm2.x * d_gelu_product_2;
    d_W_up_1 += norm2.y * d_gelu_product;
    d_W_up_1_2 += norm2.y * d_gelu_product_2;
    d_W_up_2 += norm2.z * d_gelu_product;
    d_W_up_2_2 += norm2.z * d_gelu_product_2;
    d_W_up_3 += norm2.w * d_gelu_product;
    d_W_up_3_2 += norm2.w * d_gelu_product_2;
    d_W_up_4 += norm2_2.x * d_gelu_product;
    d_W_up_4_2 += norm2_2.x * d_gelu_product_2;
    d_W_up_5 += norm2_2.y * d_gelu_product;
    d_W_up_5_2 += norm2_2.y * d_gelu_product_2;
    d_W_up_6 += norm2_2.z * d_gelu_product;
    d_W_up_6_2 += norm2_2.z * d_gelu_product_2;
    d_W_up_7 += norm2_2.w * d_gelu_product;
    d_W_up_7_2 += norm2_2.w * d_gelu_product_2;
  }
  work[d_W_up_at + embed_tile * 1024 + hidden4] = d_W_up_0;
  work[d_W_up_at + embed_tile * 1024 + hidden4_2] = d_W_up_0_2;
  work[d_W_up_at + embed_tile * 1024 + hidden4 + 128] = d_W_up_1;
  work[d_W_up_at + embed_tile * 1024 + hidden4_2 + 128] = d_W_up_1_2;
  work[d_W_up_at + embed_tile * 1024 + hidden4 + 256] = d_W_up_2;
  work[d_W_up_at + embed_tile * 1024 + hidden4_2 + 256] = d_W_up_2_2;
  work[d_W_up_at + embed_tile * 1024 + hidden4 + 384] = d_W_up_3;
  work[d_W_up_at + embed_tile * 1024 + hidden4_2 + 384] = d_W_up_3_2;
  work[d_W_up_at + embed_tile * 1024 + hidden4 + 512] = d_W_up_4;
  work[d_W_up_at + embed_tile * 1024 + hidden4_2 + 512] = d_W_up_4_2;
  work[d_W_up_at + embed_tile * 1024 + hidden4 + 640] = d_W_up_5;
  work[d_W_up_at + embed_tile * 1024 + hidden4_2 + 640] = d_W_up_5_2;
  work[d_W_up_at + embed_tile * 1024 + hidden4 + 768] = d_W_up_6;
  work[d_W_up_at + embed_tile * 1024 + hidden4_2 + 768] = d_W_up_6_2;
  work[d_W_up_at + embed_tile * 1024 + hidden4 + 896] = d_W_up_7;
  work[d_W_up_at + embed_tile * 1024 + hidden4_2 + 896] = d_W_up_7_2;
}
