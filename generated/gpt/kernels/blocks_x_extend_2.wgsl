// x = x + attn(norm1(x))                              specs/gpt.weft:38
// x[embed] = blocks[embed] + sum[head, key](W_o[embed, head, key] * sum[src](A[head, src] * v[head, key,
//   seq][seq = src]))
// [embed 128], 1 row x 1 vector of 4 columns a thread, an outer product a step, 8 threads a sum

const PART = 8;

struct Offsets {
  attn_total: i32,
  W_o: i32,
  blocks: i32,
  x: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_attn: array<vec4f, 128>;

@compute @workgroup_size(128)
fn blocks_x_extend_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let attn_total_at = at.attn_total / 4;
  let W_o_at = at.W_o / 4;
  let blocks_at = at.blocks / 4;
  let x_at = at.x / 4;
  let tile = 0;
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let embed4 = block * 16 + thread;
  var attn = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let head_key4 = turn * 8 + slice;
    let row = work[attn_total_at + head_key4];
    let W_o = parameters[W_o_at + head_key4 * 128 + embed4];
    let W_o_2 = parameters[W_o_at + head_key4 * 128 + embed4 + 32];
    let W_o_3 = parameters[W_o_at + head_key4 * 128 + embed4 + 64];
    let W_o_4 = parameters[W_o_at + head_key4 * 128 + embed4 + 96];
    attn = attn + row.x * W_o + row.y * W_o_2 + row.z * W_o_3 + row.w * W_o_4;
  }
  all_attn[rank] = attn;
  workgroupBarrier();
  if slice < 1 {
    var attn_2 = vec4f();
    for (var part = 0; part < PART; part++) {
      attn_2 += all_attn[slice * 112 + part * 16 + rank];
    }
    let blocks = work[blocks_at + embed4];
    let x = blocks + attn_2;
    work[x_at + embed4] = x;
  }
}
