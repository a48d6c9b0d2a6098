// x + attn(norm1(x))                                  specs/gpt.weft:38
// x[embed] = blocks[embed] + sum[head, key](W_o[embed, head, key] * sum[src](A[head, src] * v[head, key,
//   seq][seq = src]))
// [embed 128], 1 rows x 2 vectors of 4 columns a thread, an outer product a step

const HEAD_KEY = 128;

struct Offsets {
  attn_total: i32,
  W_o: i32,
  blocks: i32,
  x: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn blocks_x_extend_2(@builtin(local_invocation_id) lane: vec3u) {
  let attn_total_at = at.attn_total / 4;
  let W_o_at = at.W_o / 4;
  let blocks_at = at.blocks / 4;
  let x_at = at.x / 4;
  let tile = 0;
  let block = 0;
  let thread = i32(lane.x);
  let embed4 = block * 32 + thread;
  let embed4_2 = block * 32 + thread + 16;
  var attn_0 = vec4f();
  var attn_0_2 = vec4f();
  for (var head_key = 0; head_key < HEAD_KEY; head_key++) {
    let row = work[attn_total_at + (head_key >> 2u)][head_key & 3];
    let column = parameters[W_o_at + head_key * 32 + embed4];
    let column_2 = parameters[W_o_at + head_key * 32 + embed4_2];
    attn_0 += row * column;
    attn_0_2 += row * column_2;
  }
  let blocks = work[blocks_at + embed4];
  let x = blocks + attn_0;
  work[x_at + embed4] = x;
  let blocks_2 = work[blocks_at + embed4_2];
  let x_2 = blocks_2 + attn_0_2;
  work[x_at + embed4_2] = x_2;
}
