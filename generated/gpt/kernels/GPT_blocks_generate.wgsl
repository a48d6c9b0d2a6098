// x + mlp(norm2(x))                                   specs/gpt.weft:39
// blocks[embed] = x[embed] + sum[hidden](W_down[embed, hidden] * gelu_product[hidden]) * 0.5
// [embed 128], 1 row x 1 vector of 4 columns a thread, an outer product a step, 16 threads a sum

const TURN = 8;
const PART = 16;

struct Offsets {
  gelu_product: i32,
  W_down: i32,
  x: i32,
  blocks: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_through_W_down: array<vec4f, 256>;

@compute @workgroup_size(256)
fn GPT_blocks_generate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let gelu_product_at = at.gelu_product / 4;
  let W_down_at = at.W_down / 4;
  let x_at = at.x / 4;
  let blocks_at = at.blocks / 4;
  let tile = 0;
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let embed4 = block * 16 + thread;
  var through_W_down = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let hidden4 = turn * 16 + slice;
    let row = work[gelu_product_at + hidden4];
    let W_down = parameters[W_down_at + hidden4 * 128 + embed4];
    let W_down_2 = parameters[W_down_at + hidden4 * 128 + embed4 + 32];
    let W_down_3 = parameters[W_down_at + hidden4 * 128 + embed4 + 64];
    let W_down_4 = parameters[W_down_at + hidden4 * 128 + embed4 + 96];
    through_W_down = through_W_down + row.x * W_down + row.y * W_down_2 + row.z * W_down_3 + row.w * W_down_4;
  }
  all_through_W_down[rank] = through_W_down;
  workgroupBarrier();
  if slice < 1 {
    var through_W_down_2 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_down_2 += all_through_W_down[slice * 240 + part * 16 + rank];
    }
    let x = work[x_at + embed4];
    let mlp = through_W_down_2 * 0.5;
    let blocks = x + mlp;
    work[blocks_at + embed4] = blocks;
  }
}
