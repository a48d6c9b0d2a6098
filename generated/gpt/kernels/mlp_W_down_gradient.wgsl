// gradient of W_down(h)                               specs/gpt.weft:30
// d_W_down[embed, hidden] = sum[batch, seq](gelu_product[batch, hidden, seq] * d_blocks[batch, embed, seq])
//   * 0.5
// [hidden 512, embed 128], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 16 threads a
//   sum

const TURN = 12;
const PART = 16;

struct Offsets {
  gelu_product: i32,
  d_blocks: i32,
  d_W_down: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_mlp_total: array<vec4f, 1024>;

@compute @workgroup_size(256)
fn mlp_W_down_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let gelu_product_at = at.gelu_product / 4;
  let d_blocks_at = at.d_blocks / 4;
  let d_W_down_at = at.d_W_down / 4;
  let hidden_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let embed4 = block * 16 + thread;
  var d_mlp_total = vec4f();
  var d_mlp_total_2 = vec4f();
  var d_mlp_total_3 = vec4f();
  var d_mlp_total_4 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let batch_seq4 = turn * 16 + slice;
    let gelu_product = work[gelu_product_at + batch_seq4 * 512 + hidden_tile];
    let gelu_product_2 = work[gelu_product_at + batch_seq4 * 512 + hidden_tile + 128];
    let gelu_product_3 = work[gelu_product_at + batch_seq4 * 512 + hidden_tile + 256];
    let gelu_product_4 = work[gelu_product_at + batch_seq4 * 512 + hidden_tile + 384];
    let d_blocks = work[d_blocks_at + batch_seq4 * 128 + embed4];
    let d_blocks_2 = work[d_blocks_at + batch_seq4 * 128 + embed4 + 32];
    let d_blocks_3 = work[d_blocks_at + batch_seq4 * 128 + embed4 + 64];
    let d_blocks_4 = work[d_blocks_at + batch_seq4 * 128 + embed4 + 96];
    d_mlp_total = d_mlp_total + gelu_product.x * d_blocks + gelu_product_2.x * d_blocks_2 + gelu_product_3.x * d_blocks_3 + gelu_product_4.x * d_blocks_4;
    d_mlp_total_2 = d_mlp_total_2 + gelu_product.y * d_blocks + gelu_product_2.y * d_blocks_2 + gelu_product_3.y * d_blocks_3 + gelu_product_4.y * d_blocks_4;
    d_mlp_total_3 = d_mlp_total_3 + gelu_product.z * d_blocks + gelu_product_2.z * d_blocks_2 + gelu_product_3.z * d_blocks_3 + gelu_product_4.z * d_blocks_4;
    d_mlp_total_4 = d_mlp_total_4 + gelu_product.w * d_blocks + gelu_product_2.w * d_blocks_2 + gelu_product_3.w * d_blocks_3 + gelu_product_4.w * d_blocks_4;
  }
  all_d_mlp_total[rank] = d_mlp_total;
  all_d_mlp_total[rank + 256] = d_mlp_total_2;
  all_d_mlp_total[rank + 512] = d_mlp_total_3;
  all_d_mlp_total[rank + 768] = d_mlp_total_4;
  workgroupBarrier();
  if slice < 4 {
    var d_mlp_total_5 = vec4f();
    for (var part = 0; part < PART; part++) {
      d_mlp_total_5 += all_d_mlp_total[slice * 240 + part * 16 + rank];
    }
    let d_W_down = d_mlp_total_5 * 0.5;
    work[d_W_down_at + hidden_tile * 128 + slice * 32 + embed4] = d_W_down;
  }
}
