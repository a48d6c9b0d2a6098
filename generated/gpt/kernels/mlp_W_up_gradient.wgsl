// gradient of W_up(x)                                 specs/gpt.weft:29
// d_W_up[embed, hidden] = sum[batch, seq](d_gelu_product[batch, hidden, seq] * norm2[batch, embed, seq])
// [embed 128, hidden 512], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 16 threads a
//   sum

const TURN = 12;
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
  let hidden4 = block * 16 + thread;
  var d_W_up = vec4f();
  var d_W_up_2 = vec4f();
  var d_W_up_3 = vec4f();
  var d_W_up_4 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let batch_seq4 = turn * 16 + slice;
    let norm2 = work[norm2_at + batch_seq4 * 128 + embed_tile];
    let norm2_2 = work[norm2_at + batch_seq4 * 128 + embed_tile + 32];
    let norm2_3 = work[norm2_at + batch_seq4 * 128 + embed_tile + 64];
    let norm2_4 = work[norm2_at + batch_seq4 * 128 + embed_tile + 96];
    let d_gelu_product = work[d_gelu_product_at + batch_seq4 * 512 + hidden4];
    let d_gelu_product_2 = work[d_gelu_product_at + batch_seq4 * 512 + hidden4 + 128];
    let d_gelu_product_3 = work[d_gelu_product_at + batch_seq4 * 512 + hidden4 + 256];
    let d_gelu_product_4 = work[d_gelu_product_at + batch_seq4 * 512 + hidden4 + 384];
    d_W_up = d_W_up + norm2.x * d_gelu_product + norm2_2.x * d_gelu_product_2 + norm2_3.x * d_gelu_product_3 + norm2_4.x * d_gelu_product_4;
    d_W_up_2 = d_W_up_2 + norm2.y * d_gelu_product + norm2_2.y * d_gelu_product_2 + norm2_3.y * d_gelu_product_3 + norm2_4.y * d_gelu_product_4;
    d_W_up_3 = d_W_up_3 + norm2.z * d_gelu_product + norm2_2.z * d_gelu_product_2 + norm2_3.z * d_gelu_product_3 + norm2_4.z * d_gelu_product_4;
    d_W_up_4 = d_W_up_4 + norm2.w * d_gelu_product + norm2_2.w * d_gelu_product_2 + norm2_3.w * d_gelu_product_3 + norm2_4.w * d_gelu_product_4;
  }
  all_d_W_up[rank] = d_W_up;
  all_d_W_up[rank + 256] = d_W_up_2;
  all_d_W_up[rank + 512] = d_W_up_3;
  all_d_W_up[rank + 768] = d_W_up_4;
  workgroupBarrier();
  if slice < 4 {
    var d_W_up_5 = vec4f();
    for (var part = 0; part < PART; part++) {
      d_W_up_5 += all_d_W_up[slice * 240 + part * 16 + rank];
    }
    work[d_W_up_at + embed_tile * 512 + slice * 128 + hidden4] = d_W_up_5;
  }
}
