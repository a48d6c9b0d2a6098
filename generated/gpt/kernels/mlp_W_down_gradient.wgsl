// W_down(h)                                           specs/gpt.weft:30
// d_W_down[embed, hidden] = sum[batch, seq](mlp_product[batch, hidden, seq] * d_blocks[batch, embed, seq]) *
//   0.5
// [hidden 512, embed 128], 8 rows x 2 vectors of 4 columns a thread, an outer product a step, 16 threads a
//   sum

const TURN = 48;
const PART = 16;

struct Offsets {
  mlp_product: i32,
  d_blocks: i32,
  d_W_down: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_mlp_total: array<vec4f, 1024>;

@compute @workgroup_size(256)
fn mlp_W_down_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let mlp_product_at = at.mlp_product / 4;
  let d_blocks_at = at.d_blocks / 4;
  let d_W_down_at = at.d_W_down / 4;
  let hidden_tile = i32(group.y);
  let block = 0;
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let embed4 = block * 32 + thread;
  let embed4_2 = block * 32 + thread + 16;
  var d_mlp_total_0 = vec4f();
  var d_mlp_total_0_2 = vec4f();
  var d_mlp_total_1 = vec4f();
  var d_mlp_total_1_2 = vec4f();
  var d_mlp_total_2 = vec4f();
  var d_mlp_total_2_2 = vec4f();
  var d_mlp_total_3 = vec4f();
  var d_mlp_total_3_2 = vec4f();
  var d_mlp_total_4 = vec4f();
  var d_mlp_total_4_2 = vec4f();
  var d_mlp_total_5 = vec4f();
  var d_mlp_total_5_2 = vec4f();
  var d_mlp_total_6 = vec4f();
  var d_mlp_total_6_2 = vec4f();
  var d_mlp_total_7 = vec4f();
  var d_mlp_total_7_2 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let batch_seq = turn * 16 + slice;
    let mlp_product = work[mlp_product_at + batch_seq * 128 + hidden_tile * 2];
    let mlp_product_2 = work[mlp_product_at + batch_seq * 128 + hidden_tile * 2 + 1];
    let d_blocks = work[d_blocks_at + batch_seq * 32 + embed4];
    let d_blocks_2 = work[d_blocks_at + batch_seq * 32 + embed4_2];
    d_mlp_total_0 += mlp_product.x * d_blocks;
    d_mlp_total_0_2 += mlp_product.x * d_blocks_2;
    d_mlp_total_1 += mlp_product.y * d_blocks;
    d_mlp_total_1_2 += mlp_product.y * d_blocks_2;
    d_mlp_total_2 += mlp_product.z * d_blocks;
    d_mlp_total_2_2 += mlp_product.z * d_blocks_2;
    d_mlp_total_3 += mlp_product.w * d_blocks;
    d_mlp_total_3_2 += mlp_product.w * d_blocks_2;
    d_mlp_total_4 += mlp_product_2.x * d_blocks;
    d_mlp_total_4_2 += mlp_product_2.x * d_blocks_2;
    d_mlp_total_5 += mlp_product_2.y * d_blocks;
    d_mlp_total_5_2 += mlp_product_2.y * d_blocks_2;
    d_mlp_total_6 += mlp_product_2.z * d_blocks;
    d_mlp_total_6_2 += mlp_product_2.z * d_blocks_2;
    d_mlp_total_7 += mlp_product_2.w * d_blocks;
    d_mlp_total_7_2 += mlp_product_2.w * d_blocks_2;
  }
  all_d_mlp_total[rank] = d_mlp_total_0;
  all_d_mlp_total[rank + 256] = d_mlp_total_0_2;
  all_d_mlp_total[rank + 512] = d_mlp_total_1;
  all_d_mlp_total[rank + 768] = d_mlp_total_1_2;
  workgroupBarrier();
  if slice < 2 {
    var d_mlp_total = vec4f();
    for (var part = 0; part < PART; part++) {
      d_mlp_total += all_d_mlp_total[slice * 496 + part * 16 + rank];
    }
    let d_W_down = d_mlp_total * 0.5;
    work[d_W_down_at + hidden_tile * 256 + slice * 32 + embed4] = d_W_down;
    var d_mlp_total_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      d_mlp_total_8 += all_d_mlp_total[slice * 496 + part * 16 + rank + 256];
    }
    let d_W_down_2 = d_mlp_total_8 * 0.5;
    work[d_W_down_at + hidden_tile * 256 + slice * 32 + embed4_2] = d_W_down_2;
  }
  workgroupBarrier();
  all_d_mlp_total[rank] = d_mlp_total_2;
  all_d_mlp_total[rank + 256] = d_mlp_total_2_2;
  all_d_mlp_total[rank + 512] = d_mlp_total_3;
  all_d_mlp_total[rank + 768] = d_mlp_total_3_2;
  workgroupBarrier();
  if slice < 2 {
    var d_mlp_total = vec4f();
    for (var part = 0; part < PART; part++) {
      d_mlp_total += all_d_mlp_total[slice * 496 + part * 16 + rank];
    }
    let d_W_down = d_mlp_total * 0.5;
    work[d_W_down_at + hidden_tile * 256 + slice * 32 + embed4 + 64] = d_W_down;
    var d_mlp_total_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      d_mlp_total_8 += all_d_mlp_total[slice * 496 + part * 16 + rank + 256];
    }
    let d_W_down_2 = d_mlp_total_8 * 0.5;
    work[d_W_down_at + hidden_tile * 256 + slice * 32 + embed4_2 + 64] = d_W_down_2;
  }
  workgroupBarrier();
  all_d_mlp_total[rank] = d_mlp_total_4;
  all_d_mlp_total[rank + 256] = d_mlp_total_4_2;
  all_d_mlp_total[rank + 512] = d_mlp_total_5;
  all_d_mlp_total[rank + 768] = d_mlp_total_5_2;
  workgroupBarrier();
  if slice < 2 {
    var d_mlp_total = vec4f();
    for (var part = 0; part < PART; part++) {
      d_mlp_total += all_d_mlp_total[slice * 496 + part * 16 + rank];
    }
    let d_W_down = d_mlp_total * 0.5;
    work[d_W_down_at + hidden_tile * 256 + slice * 32 + embed4 + 128] = d_W_down;
    var d_mlp_total_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      d_mlp_total_8 += all_d_mlp_total[slice * 496 + part * 16 + rank + 256];
    }
    let d_W_down_2 = d_mlp_total_8 * 0.5;
    work[d_W_down_at + hidden_tile * 256 + slice * 32 + embed4_2 + 128] = d_W_down_2;
  }
  workgroupBarrier();
  all_d_mlp_total[rank] = d_mlp_total_6;
  all_d_mlp_total[rank + 256] = d_mlp_total_6_2;
  all_d_mlp_total[rank + 512] = d_mlp_total_7;
  all_d_mlp_total[rank + 768] = d_mlp_total_7_2;
  workgroupBarrier();
  if slice < 2 {
    var d_mlp_total = vec4f();
    for (var part = 0; part < PART; part++) {
      d_mlp_total += all_d_mlp_total[slice * 496 + part * 16 + rank];
    }
    let d_W_down = d_mlp_total * 0.5;
    work[d_W_down_at + hidden_tile * 256 + slice * 32 + embed4 + 192] = d_W_down;
    var d_mlp_total_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      d_mlp_total_8 += all_d_mlp_total[slice * 496 + part * 16 + rank + 256];
    }
    let d_W_down_2 = d_mlp_total_8 * 0.5;
    work[d_W_down_at + hidden_tile * 256 + slice * 32 + embed4_2 + 192] = d_W_down_2;
  }
}
