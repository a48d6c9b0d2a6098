// x + mlp(norm2(x))                                   specs/gpt.weft:39
// blocks[embed] = x[embed] + sum[hidden](W_down[embed, hidden] * mlp_product[hidden]) * 0.5
// [embed 128], 1 rows x 2 vectors of 4 columns a thread, an outer product a step

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
fn GPT_blocks_extend(@builtin(local_invocation_id) lane: vec3u) {
  let mlp_product_at = at.mlp_product / 4;
  let W_down_at = at.W_down / 4;
  let x_at = at.x / 4;
  let blocks_at = at.blocks / 4;
  let tile = 0;
  let block = 0;
  let thread = i32(lane.x);
  let embed4 = block * 32 + thread;
  let embed4_2 = block * 32 + thread + 16;
  var through_W_down_0 = vec4f();
  var through_W_down_0_2 = vec4f();
  for (var hidden = 0; hidden < HIDDEN; hidden++) {
    let row = work[mlp_product_at + (hidden >> 2u)][hidden & 3];
    let column = parameters[W_down_at + hidden * 32 + embed4];
    let column_2 = parameters[W_down_at + hidden * 32 + embed4_2];
    through_W_down_0 += row * column;
    through_W_down_0_2 += row * column_2;
  }
  let x = work[x_at + embed4];
  let mlp = through_W_down_0 * 0.5;
  let blocks = x + mlp;
  work[blocks_at + embed4] = blocks;
  let x_2 = work[x_at + embed4_2];
  let mlp_2 = through_W_down_0_2 * 0.5;
  let blocks_2 = x_2 + mlp_2;
  work[blocks_at + embed4_2] = blocks_2;
}
