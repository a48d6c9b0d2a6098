// x + mlp(norm2(x))                                   specs/gpt.weft:39
// blocks[batch, embed, seq] = x[batch, embed, seq] + sum[hidden](mlp_product[batch, hidden, seq] *
//   W_down[embed, hidden]) * 0.5
// [batch 12, seq 64, embed 128], 8 rows x 2 vectors of 4 columns a thread, an outer product a step

const HIDDEN = 512;

struct Offsets {
  mlp_product: i32,
  W_down: i32,
  x: i32,
  blocks: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn GPT_blocks(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let mlp_product_at = at.mlp_product / 4;
  let W_down_at = at.W_down / 4;
  let x_at = at.x / 4;
  let blocks_at = at.blocks / 4;
  let batch_seq_tile = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
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
  for (var hidden = 0; hidden < HIDDEN; hidden++) {
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
  let x = work[x_at + batch_seq_tile * 256 + embed4];
  let mlp = through_W_down_0 * 0.5;
  let blocks = x + mlp;
  work[blocks_at + batch_seq_tile * 256 + embed4] = blocks;
  let x_2 = work[x_at + batch_seq_tile * 256 + embed4_2];
  let mlp_2 = through_W_down_0_2 * 0.5;
  let blocks_2 = x_2 + mlp_2;
  work[blocks_at + batch_seq_tile * 256 + embed4_2] = blocks_2;
  let x_3 = work[x_at + batch_seq_tile * 256 + embed4 + 32];
  let mlp_3 = through_W_down_1 * 0.5;
  let blocks_3 = x_3 + mlp_3;
  work[blocks_at + batch_seq_tile * 256 + embed4 + 32] = blocks_3;
  let x_4 = work[x_at + batch_seq_tile * 256 + embed4_2 + 32];
  let mlp_4 = through_W_down_1_2 * 0.5;
  let blocks_4 = x_4 + mlp_4;
  work[blocks_at + batch_seq_tile * 256 + embed4_2 + 32] = blocks_4;
  let x_5 = work[x_at + batch_seq_tile * 256 + embed4 + 64];
  let mlp_5 = through_W_down_2 * 0.5;
  let blocks_5 = x_5 + mlp_5;
  work[blocks_at + batch_seq_tile * 256 + embed4 + 64] = blocks_5;
  let x_6 = work[x_at + batch_seq_tile * 256 + embed4_2 + 64];
  let mlp_6 = through_W_down_2_2 * 0.5;
  let blocks_6 = x_6 + mlp_6;
  work[blocks_at + batch_seq_tile * 256 + embed4_2 + 64] = blocks_6;
  let x_7 = work[x_at + batch_seq_tile * 256 + embed4 + 96];
  let mlp_7 = through_W_down_3 * 0.5;
  let blocks_7 = x_7 + mlp_7;
  work[blocks_at + batch_seq_tile * 256 + embed4 + 96] = blocks_7;
  let x_8 = work[x_at + batch_seq_tile * 256 + embed4_2 + 96];
  let mlp_8 = through_W_down_3_2 * 0.5;
  let blocks_8 = x_8 + mlp_8;
  work[blocks_at + batch_seq_tile * 256 + embed4_2 + 96] = blocks_8;
  let x_9 = work[x_at + batch_seq_tile * 256 + embed4 + 128];
  let mlp_9 = through_W_down_4 * 0.5;
  let blocks_9 = x_9 + mlp_9;
  work[blocks_at + batch_seq_tile * 256 + embed4 + 128] = blocks_9;
  let x_10 = work[x_at + batch_seq_tile * 256 + embed4_2 + 128];
  let mlp_10 = through_W_down_4_2 * 0.5;
  let blocks_10 = x_10 + mlp_10;
  work[blocks_at + batch_seq_tile * 256 + embed4_2 + 128] = blocks_10;
  let x_11 = work[x_at + batch_seq_tile * 256 + embed4 + 160];
  let mlp_11 = through_W_down_5 * 0.5;
  let blocks_11 = x_11 + mlp_11;
  work[blocks_at + batch_seq_tile * 256 + embed4 + 160] = blocks_11;
  let x_12 = work[x_at + batch_seq_tile * 256 + embed4_2 + 160];
  let mlp_12 = through_W_down_5_2 * 0.5;
  let blocks_12 = x_12 + mlp_12;
  work[blocks_at + batch_seq_tile * 256 + embed4_2 + 160] = blocks_12;
  let x_13 = work[x_at + batch_seq_tile * 256 + embed4 + 192];
  let mlp_13 = through_W_down_6 * 0.5;
  let blocks_13 = x_13 + mlp_13;
  work[blocks_at + batch_seq_tile * 256 + embed4 + 192] = blocks_13;
  let x_14 = work[x_at + batch_seq_tile * 256 + embed4_2 + 192];
  let mlp_14 = through_W_down_6_2 * 0.5;
  let blocks_14 = x_14 + mlp_14;
  work[blocks_at + batch_seq_tile * 256 + embed4_2 + 192] = blocks_14;
  let x_15 = work[x_at + batch_seq_tile * 256 + embed4 + 224];
  let mlp_15 = through_W_down_7 * 0.5;
  let blocks_15 = x_15 + mlp_15;
  work[blocks_at + batch_seq_tile * 256 + embed4 + 224] = blocks_15;
  let x_16 = work[x_at + batch_seq_tile * 256 + embed4_2 + 224];
  let mlp_16 = through_W_down_7_2 * 0.5;
  let blocks_16 = x_16 + mlp_16;
  work[blocks_at + batch_seq_tile * 256 + embed4_2 + 224] = blocks_16;
}
