// W_up(x)                                             specs/gpt.weft:29
// d_W_up[embed, hidden] = sum[batch, seq](d_gelu_product[batch, hidden, seq] * norm2[batch, embed, seq])
// [embed 128, hidden 512], 8 rows x 2 vectors of 4 columns a thread, an outer product a step, 16 threads a
//   sum

const TURN = 48;
const PART = 16;

struct Offsets {
  norm2: i32,
  d_gelu_product: i32,
  d_W_up: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_W_up: array<vec4f, 1024>;

@compute @workgroup_size(256)
fn mlp_W_up_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let norm2_at = at.norm2 / 4;
  let d_gelu_product_at = at.d_gelu_product / 4;
  let d_W_up_at = at.d_W_up / 4;
  let embed_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
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
  for (var turn = 0; turn < TURN; turn++) {
    let batch_seq = turn * 16 + slice;
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
  all_d_W_up[rank] = d_W_up_0;
  all_d_W_up[rank + 256] = d_W_up_0_2;
  all_d_W_up[rank + 512] = d_W_up_1;
  all_d_W_up[rank + 768] = d_W_up_1_2;
  workgroupBarrier();
  if slice < 2 {
    var d_W_up = vec4f();
    for (var part = 0; part < PART; part++) {
      d_W_up += all_d_W_up[slice * 496 + part * 16 + rank];
    }
    work[d_W_up_at + embed_tile * 1024 + slice * 128 + hidden4] = d_W_up;
    var d_W_up_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      d_W_up_8 += all_d_W_up[slice * 496 + part * 16 + rank + 256];
    }
    work[d_W_up_at + embed_tile * 1024 + slice * 128 + hidden4_2] = d_W_up_8;
  }
  workgroupBarrier();
  all_d_W_up[rank] = d_W_up_2;
  all_d_W_up[rank + 256] = d_W_up_2_2;
  all_d_W_up[rank + 512] = d_W_up_3;
  all_d_W_up[rank + 768] = d_W_up_3_2;
  workgroupBarrier();
  if slice < 2 {
    var d_W_up = vec4f();
    for (var part = 0; part < PART; part++) {
      d_W_up += all_d_W_up[slice * 496 + part * 16 + rank];
    }
    work[d_W_up_at + embed_tile * 1024 + slice * 128 + hidden4 + 256] = d_W_up;
    var d_W_up_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      d_W_up_8 += all_d_W_up[slice * 496 + part * 16 + rank + 256];
    }
    work[d_W_up_at + embed_tile * 1024 + slice * 128 + hidden4_2 + 256] = d_W_up_8;
  }
  workgroupBarrier();
  all_d_W_up[rank] = d_W_up_4;
  all_d_W_up[rank + 256] = d_W_up_4_2;
  all_d_W_up[rank + 512] = d_W_up_5;
  all_d_W_up[rank + 768] = d_W_up_5_2;
  workgroupBarrier();
  if slice < 2 {
    var d_W_up = vec4f();
    for (var part = 0; part < PART; part++) {
      d_W_up += all_d_W_up[slice * 496 + part * 16 + rank];
    }
    work[d_W_up_at + embed_tile * 1024 + slice * 128 + hidden4 + 512] = d_W_up;
    var d_W_up_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      d_W_up_8 += all_d_W_up[slice * 496 + part * 16 + rank + 256];
    }
    work[d_W_up_at + embed_tile * 1024 + slice * 128 + hidden4_2 + 512] = d_W_up_8;
  }
  workgroupBarrier();
  all_d_W_up[rank] = d_W_up_6;
  all_d_W_up[rank + 256] = d_W_up_6_2;
  all_d_W_up[rank + 512] = d_W_up_7;
  all_d_W_up[rank + 768] = d_W_up_7_2;
  workgroupBarrier();
  if slice < 2 {
    var d_W_up = vec4f();
    for (var part = 0; part < PART; part++) {
      d_W_up += all_d_W_up[slice * 496 + part * 16 + rank];
    }
    work[d_W_up_at + embed_tile * 1024 + slice * 128 + hidden4 + 768] = d_W_up;
    var d_W_up_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      d_W_up_8 += all_d_W_up[slice * 496 + part * 16 + rank + 256];
    }
    work[d_W_up_at + embed_tile * 1024 + slice * 128 + hidden4_2 + 768] = d_W_up_8;
  }
}
