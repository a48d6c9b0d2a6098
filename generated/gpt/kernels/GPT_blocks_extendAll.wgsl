// x + mlp(norm2(x))                                   specs/gpt.weft:39
// blocks[embed, texts] = x[embed, texts] + sum[hidden](W_down[embed, hidden] * mlp_product[hidden, texts]) *
//   0.5
// [texts ≤ 16, embed 128], 8 rows x 2 vectors of 4 columns a thread, an outer product a step

const HIDDEN = 512;

struct Offsets {
  mlp_product: i32,
  W_down: i32,
  x: i32,
  blocks: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seq_so_far: i32,
  texts_of_write: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(16)
fn GPT_blocks_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let mlp_product_at = at.mlp_product / 4;
  let W_down_at = at.W_down / 4;
  let x_at = at.x / 4;
  let blocks_at = at.blocks / 4;
  let texts_tile = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let texts = min(texts_tile * 8, day.texts_of_write - 1);
  let texts_2 = min(texts_tile * 8 + 1, day.texts_of_write - 1);
  let texts_3 = min(texts_tile * 8 + 2, day.texts_of_write - 1);
  let texts_4 = min(texts_tile * 8 + 3, day.texts_of_write - 1);
  let texts_5 = min(texts_tile * 8 + 4, day.texts_of_write - 1);
  let texts_6 = min(texts_tile * 8 + 5, day.texts_of_write - 1);
  let texts_7 = min(texts_tile * 8 + 6, day.texts_of_write - 1);
  let texts_8 = min(texts_tile * 8 + 7, day.texts_of_write - 1);
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
    let row = work[mlp_product_at + (hidden >> 2u) + texts * 128][hidden & 3];
    let row_2 = work[mlp_product_at + (hidden >> 2u) + texts_2 * 128][hidden & 3];
    let row_3 = work[mlp_product_at + (hidden >> 2u) + texts_3 * 128][hidden & 3];
    let row_4 = work[mlp_product_at + (hidden >> 2u) + texts_4 * 128][hidden & 3];
    let row_5 = work[mlp_product_at + (hidden >> 2u) + texts_5 * 128][hidden & 3];
    let row_6 = work[mlp_product_at + (hidden >> 2u) + texts_6 * 128][hidden & 3];
    let row_7 = work[mlp_product_at + (hidden >> 2u) + texts_7 * 128][hidden & 3];
    let row_8 = work[mlp_product_at + (hidden >> 2u) + texts_8 * 128][hidden & 3];
    let column = parameters[W_down_at + hidden * 32 + embed4];
    let column_2 = parameters[W_down_at + hidden * 32 + embed4_2];
    through_W_down_0 += row * column;
    through_W_down_0_2 += row * column_2;
    through_W_down_1 += row_2 * column;
    through_W_down_1_2 += row_2 * column_2;
    through_W_down_2 += row_3 * column;
    through_W_down_2_2 += row_3 * column_2;
    through_W_down_3 += row_4 * column;
    through_W_down_3_2 += row_4 * column_2;
    through_W_down_4 += row_5 * column;
    through_W_down_4_2 += row_5 * column_2;
    through_W_down_5 += row_6 * column;
    through_W_down_5_2 += row_6 * column_2;
    through_W_down_6 += row_7 * column;
    through_W_down_6_2 += row_7 * column_2;
    through_W_down_7 += row_8 * column;
    through_W_down_7_2 += row_8 * column_2;
  }
  let mlp = through_W_down_0 * 0.5;
  if texts_tile * 8 < day.texts_of_write {
    let x = work[x_at + texts * 32 + embed4];
    let blocks = x + mlp;
    work[blocks_at + texts * 32 + embed4] = blocks;
  }
  let mlp_2 = through_W_down_0_2 * 0.5;
  if texts_tile * 8 < day.texts_of_write {
    let x = work[x_at + texts * 32 + embed4_2];
    let blocks = x + mlp_2;
    work[blocks_at + texts * 32 + embed4_2] = blocks;
  }
  let mlp_3 = through_W_down_1 * 0.5;
  if texts_tile * 8 + 1 < day.texts_of_write {
    let x = work[x_at + texts_2 * 32 + embed4];
    let blocks = x + mlp_3;
    work[blocks_at + texts_2 * 32 + embed4] = blocks;
  }
  let mlp_4 = through_W_down_1_2 * 0.5;
  if texts_tile * 8 + 1 < day.texts_of_write {
    let x = work[x_at + texts_2 * 32 + embed4_2];
    let blocks = x + mlp_4;
    work[blocks_at + texts_2 * 32 + embed4_2] = blocks;
  }
  let mlp_5 = through_W_down_2 * 0.5;
  if texts_tile * 8 + 2 < day.texts_of_write {
    let x = work[x_at + texts_3 * 32 + embed4];
    let blocks = x + mlp_5;
    work[blocks_at + texts_3 * 32 + embed4] = blocks;
  }
  let mlp_6 = through_W_down_2_2 * 0.5;
  if texts_tile * 8 + 2 < day.texts_of_write {
    let x = work[x_at + texts_3 * 32 + embed4_2];
    let blocks = x + mlp_6;
    work[blocks_at + texts_3 * 32 + embed4_2] = blocks;
  }
  let mlp_7 = through_W_down_3 * 0.5;
  if texts_tile * 8 + 3 < day.texts_of_write {
    let x = work[x_at + texts_4 * 32 + embed4];
    let blocks = x + mlp_7;
    work[blocks_at + texts_4 * 32 + embed4] = blocks;
  }
  let mlp_8 = through_W_down_3_2 * 0.5;
  if texts_tile * 8 + 3 < day.texts_of_write {
    let x = work[x_at + texts_4 * 32 + embed4_2];
    let blocks = x + mlp_8;
    work[blocks_at + texts_4 * 32 + embed4_2] = blocks;
  }
  let mlp_9 = through_W_down_4 * 0.5;
  if texts_tile * 8 + 4 < day.texts_of_write {
    let x = work[x_at + texts_5 * 32 + embed4];
    let blocks = x + mlp_9;
    work[blocks_at + texts_5 * 32 + embed4] = blocks;
  }
  let mlp_10 = through_W_down_4_2 * 0.5;
  if texts_tile * 8 + 4 < day.texts_of_write {
    let x = work[x_at + texts_5 * 32 + embed4_2];
    let blocks = x + mlp_10;
    work[blocks_at + texts_5 * 32 + embed4_2] = blocks;
  }
  let mlp_11 = through_W_down_5 * 0.5;
  if texts_tile * 8 + 5 < day.texts_of_write {
    let x = work[x_at + texts_6 * 32 + embed4];
    let blocks = x + mlp_11;
    work[blocks_at + texts_6 * 32 + embed4] = blocks;
  }
  let mlp_12 = through_W_down_5_2 * 0.5;
  if texts_tile * 8 + 5 < day.texts_of_write {
    let x = work[x_at + texts_6 * 32 + embed4_2];
    let blocks = x + mlp_12;
    work[blocks_at + texts_6 * 32 + embed4_2] = blocks;
  }
  let mlp_13 = through_W_down_6 * 0.5;
  if texts_tile * 8 + 6 < day.texts_of_write {
    let x = work[x_at + texts_7 * 32 + embed4];
    let blocks = x + mlp_13;
    work[blocks_at + texts_7 * 32 + embed4] = blocks;
  }
  let mlp_14 = through_W_down_6_2 * 0.5;
  if texts_tile * 8 + 6 < day.texts_of_write {
    let x = work[x_at + texts_7 * 32 + embed4_2];
    let blocks = x + mlp_14;
    work[blocks_at + texts_7 * 32 + embed4_2] = blocks;
  }
  let mlp_15 = through_W_down_7 * 0.5;
  if texts_tile * 8 + 7 < day.texts_of_write {
    let x = work[x_at + texts_8 * 32 + embed4];
    let blocks = x + mlp_15;
    work[blocks_at + texts_8 * 32 + embed4] = blocks;
  }
  let mlp_16 = through_W_down_7_2 * 0.5;
  if texts_tile * 8 + 7 < day.texts_of_write {
    let x = work[x_at + texts_8 * 32 + embed4_2];
    let blocks = x + mlp_16;
    work[blocks_at + texts_8 * 32 + embed4_2] = blocks;
  }
}
