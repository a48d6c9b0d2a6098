// x + mlp(norm2(x))                                   specs/gpt.weft:39
// blocks[batch, embed, seq] = x[batch, embed, seq] + sum[hidden](mlp_product[batch, hidden, seq] *
//   W_down[embed, hidden]) * 0.5
// [batch 12, seq 64, embed 128], 8 rows x 2 vectors of 4 columns a thread, an outer product a step, 16
//   threads a sum

const TURN = 32;
const PART = 16;

struct Offsets {
  mlp_product: i32,
  W_down: i32,
  x: i32,
  blocks: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_through_W_down: array<vec4f, 1024>;

@compute @workgroup_size(256)
fn GPT_blocks(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let mlp_product_at = at.mlp_product / 4;
  let W_down_at = at.W_down / 4;
  let x_at = at.x / 4;
  let blocks_at = at.blocks / 4;
  let batch_seq_tile = i32(group.y);
  let block = 0;
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let embed4 = block * 32 + thread;
  let embed4_2 = block * 32 + thread + 16;
  var through_W_down_0 = vec4f();
  var through_W_down_0_2 = vec4f();
  var through_W_down_1 = vec4f();
  var through_W_down_1_2 = vec4f();
  var through_W_down_2 = vec4f();
  var through_W_down_2_2 = vec4f();
  var through_W_down_3 = vec4f();
  var through_W_down_3_2 = vec4f();
  var through_W_down_4 = vec4f();
  var through_W_down_4_2 = vec4f();
  var through_W_down_5 = vec4f();
  var through_W_down_5_2 = vec4f();
  var through_W_down_6 = vec4f();
  var through_W_down_6_2 = vec4f();
  var through_W_down_7 = vec4f();
  var through_W_down_7_2 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let hidden = turn * 16 + slice;
    let mlp_product = work[mlp_product_at + (hidden >> 2u) + batch_seq_tile * 1024][hidden & 3];
    let mlp_product_2 = work[mlp_product_at + (hidden >> 2u) + batch_seq_tile * 1024 + 128][hidden & 3];
    let mlp_product_3 = work[mlp_product_at + (hidden >> 2u) + batch_seq_tile * 1024 + 256][hidden & 3];
    let mlp_product_4 = work[mlp_product_at + (hidden >> 2u) + batch_seq_tile * 1024 + 384][hidden & 3];
    let mlp_product_5 = work[mlp_product_at + (hidden >> 2u) + batch_seq_tile * 1024 + 512][hidden & 3];
    let mlp_product_6 = work[mlp_product_at + (hidden >> 2u) + batch_seq_tile * 1024 + 640][hidden & 3];
    let mlp_product_7 = work[mlp_product_at + (hidden >> 2u) + batch_seq_tile * 1024 + 768][hidden & 3];
    let mlp_product_8 = work[mlp_product_at + (hidden >> 2u) + batch_seq_tile * 1024 + 896][hidden & 3];
    let W_down = parameters[W_down_at + hidden * 32 + embed4];
    let W_down_2 = parameters[W_down_at + hidden * 32 + embed4_2];
    through_W_down_0 += mlp_product * W_down;
    through_W_down_0_2 += mlp_product * W_down_2;
    through_W_down_1 += mlp_product_2 * W_down;
    through_W_down_1_2 += mlp_product_2 * W_down_2;
    through_W_down_2 += mlp_product_3 * W_down;
    through_W_down_2_2 += mlp_product_3 * W_down_2;
    through_W_down_3 += mlp_product_4 * W_down;
    through_W_down_3_2 += mlp_product_4 * W_down_2;
    through_W_down_4 += mlp_product_5 * W_down;
    through_W_down_4_2 += mlp_product_5 * W_down_2;
    through_W_down_5 += mlp_product_6 * W_down;
    through_W_down_5_2 += mlp_product_6 * W_down_2;
    through_W_down_6 += mlp_product_7 * W_down;
    through_W_down_6_2 += mlp_product_7 * W_down_2;
    through_W_down_7 += mlp_product_8 * W_down;
    through_W_down_7_2 += mlp_product_8 * W_down_2;
  }
  all_through_W_down[rank] = through_W_down_0;
  all_through_W_down[rank + 256] = through_W_down_0_2;
  all_through_W_down[rank + 512] = through_W_down_1;
  all_through_W_down[rank + 768] = through_W_down_1_2;
  workgroupBarrier();
  if slice < 2 {
    var through_W_down = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_down += all_through_W_down[slice * 496 + part * 16 + rank];
    }
    let x = work[x_at + batch_seq_tile * 256 + slice * 32 + embed4];
    let mlp = through_W_down * 0.5;
    let blocks = x + mlp;
    work[blocks_at + batch_seq_tile * 256 + slice * 32 + embed4] = blocks;
    var through_W_down_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_down_8 += all_through_W_down[slice * 496 + part * 16 + rank + 256];
    }
    let x_2 = work[x_at + batch_seq_tile * 256 + slice * 32 + embed4_2];
    let mlp_2 = through_W_down_8 * 0.5;
    let blocks_2 = x_2 + mlp_2;
    work[blocks_at + batch_seq_tile * 256 + slice * 32 + embed4_2] = blocks_2;
  }
  workgroupBarrier();
  all_through_W_down[rank] = through_W_down_2;
  all_through_W_down[rank + 256] = through_W_down_2_2;
  all_through_W_down[rank + 512] = through_W_down_3;
  all_through_W_down[rank + 768] = through_W_down_3_2;
  workgroupBarrier();
  if slice < 2 {
    var through_W_down = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_down += all_through_W_down[slice * 496 + part * 16 + rank];
    }
    let x = work[x_at + batch_seq_tile * 256 + slice * 32 + embed4 + 64];
    let mlp = through_W_down * 0.5;
    let blocks = x + mlp;
    work[blocks_at + batch_seq_tile * 256 + slice * 32 + embed4 + 64] = blocks;
    var through_W_down_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_down_8 += all_through_W_down[slice * 496 + part * 16 + rank + 256];
    }
    let x_2 = work[x_at + batch_seq_tile * 256 + slice * 32 + embed4_2 + 64];
    let mlp_2 = through_W_down_8 * 0.5;
    let blocks_2 = x_2 + mlp_2;
    work[blocks_at + batch_seq_tile * 256 + slice * 32 + embed4_2 + 64] = blocks_2;
  }
  workgroupBarrier();
  all_through_W_down[rank] = through_W_down_4;
  all_through_W_down[rank + 256] = through_W_down_4_2;
  all_through_W_down[rank + 512] = through_W_down_5;
  all_through_W_down[rank + 768] = through_W_down_5_2;
  workgroupBarrier();
  if slice < 2 {
    var through_W_down = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_down += all_through_W_down[slice * 496 + part * 16 + rank];
    }
    let x = work[x_at + batch_seq_tile * 256 + slice * 32 + embed4 + 128];
    let mlp = through_W_down * 0.5;
    let blocks = x + mlp;
    work[blocks_at + batch_seq_tile * 256 + slice * 32 + embed4 + 128] = blocks;
    var through_W_down_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_down_8 += all_through_W_down[slice * 496 + part * 16 + rank + 256];
    }
    let x_2 = work[x_at + batch_seq_tile * 256 + slice * 32 + embed4_2 + 128];
    let mlp_2 = through_W_down_8 * 0.5;
    let blocks_2 = x_2 + mlp_2;
    work[blocks_at + batch_seq_tile * 256 + slice * 32 + embed4_2 + 128] = blocks_2;
  }
  workgroupBarrier();
  all_through_W_down[rank] = through_W_down_6;
  all_through_W_down[rank + 256] = through_W_down_6_2;
  all_through_W_down[rank + 512] = through_W_down_7;
  all_through_W_down[rank + 768] = through_W_down_7_2;
  workgroupBarrier();
  if slice < 2 {
    var through_W_down = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_down += all_through_W_down[slice * 496 + part * 16 + rank];
    }
    let x = work[x_at + batch_seq_tile * 256 + slice * 32 + embed4 + 192];
    let mlp = through_W_down * 0.5;
    let blocks = x + mlp;
    work[blocks_at + batch_seq_tile * 256 + slice * 32 + embed4 + 192] = blocks;
    var through_W_down_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_down_8 += all_through_W_down[slice * 496 + part * 16 + rank + 256];
    }
    let x_2 = work[x_at + batch_seq_tile * 256 + slice * 32 + embed4_2 + 192];
    let mlp_2 = through_W_down_8 * 0.5;
    let blocks_2 = x_2 + mlp_2;
    work[blocks_at + batch_seq_tile * 256 + slice * 32 + embed4_2 + 192] = blocks_2;
  }
}
