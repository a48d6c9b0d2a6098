// x + mlp(norm2(x))                                   specs/gpt.weft:39
// blocks[embed, seq] = x[embed, seq] + sum[hidden](W_down[embed, hidden] * gelu_product[hidden, seq]) * 0.5
// [seq ≤ 64, embed 128], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 16 threads a sum

const TURN = 8;
const PART = 16;

struct Offsets {
  gelu_product: i32,
  W_down: i32,
  x: i32,
  blocks: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_through_W_down: array<vec4f, 1024>;

@compute @workgroup_size(256)
fn GPT_blocks_infer(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let gelu_product_at = at.gelu_product / 4;
  let W_down_at = at.W_down / 4;
  let x_at = at.x / 4;
  let blocks_at = at.blocks / 4;
  let seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let seq = min(seq_tile * 4, day.seq - 1);
  let seq_2 = min(seq_tile * 4 + 1, day.seq - 1);
  let seq_3 = min(seq_tile * 4 + 2, day.seq - 1);
  let seq_4 = min(seq_tile * 4 + 3, day.seq - 1);
  let embed4 = block * 16 + thread;
  var through_W_down = vec4f();
  var through_W_down_2 = vec4f();
  var through_W_down_3 = vec4f();
  var through_W_down_4 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let hidden4 = turn * 16 + slice;
    let row = work[gelu_product_at + seq * 128 + hidden4];
    let row_2 = work[gelu_product_at + seq_2 * 128 + hidden4];
    let row_3 = work[gelu_product_at + seq_3 * 128 + hidden4];
    let row_4 = work[gelu_product_at + seq_4 * 128 + hidden4];
    let W_down = parameters[W_down_at + hidden4 * 128 + embed4];
    let W_down_2 = parameters[W_down_at + hidden4 * 128 + embed4 + 32];
    let W_down_3 = parameters[W_down_at + hidden4 * 128 + embed4 + 64];
    let W_down_4 = parameters[W_down_at + hidden4 * 128 + embed4 + 96];
    through_W_down = through_W_down + row.x * W_down + row.y * W_down_2 + row.z * W_down_3 + row.w * W_down_4;
    through_W_down_2 = through_W_down_2 + row_2.x * W_down + row_2.y * W_down_2 + row_2.z * W_down_3 + row_2.w * W_down_4;
    through_W_down_3 = through_W_down_3 + row_3.x * W_down + row_3.y * W_down_2 + row_3.z * W_down_3 + row_3.w * W_down_4;
    through_W_down_4 = through_W_down_4 + row_4.x * W_down + row_4.y * W_down_2 + row_4.z * W_down_3 + row_4.w * W_down_4;
  }
  all_through_W_down[rank] = through_W_down;
  all_through_W_down[rank + 256] = through_W_down_2;
  all_through_W_down[rank + 512] = through_W_down_3;
  all_through_W_down[rank + 768] = through_W_down_4;
  workgroupBarrier();
  if slice < 4 {
    var through_W_down_5 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_down_5 += all_through_W_down[slice * 240 + part * 16 + rank];
    }
    let seq_5 = min(seq_tile * 4 + slice, day.seq - 1);
    let mlp = through_W_down_5 * 0.5;
    if seq_tile * 4 + slice < day.seq {
      let x = work[x_at + seq_5 * 32 + embed4];
      let blocks = x + mlp;
      work[blocks_at + seq_5 * 32 + embed4] = blocks;
    }
  }
}
