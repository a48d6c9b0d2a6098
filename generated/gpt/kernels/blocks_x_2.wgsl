// x = x + attn(norm1(x))                              specs/gpt.weft:38
// x[batch, embed, seq] = blocks[batch, embed, seq] + sum[head, key](sum[src](A[batch, head, seq, src] *
//   sum[embed](norm1[batch, embed, seq] * W_v[embed, head, key])[seq = src]) * W_o[em…
// [batch 12, seq 64, embed 128], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 8 threads
//   a sum

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
var<workgroup> all_attn: array<vec4f, 512>;

@compute @workgroup_size(128)
fn blocks_x_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let attn_total_at = at.attn_total / 4;
  let W_o_at = at.W_o / 4;
  let blocks_at = at.blocks / 4;
  let x_at = at.x / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let embed4 = block * 16 + thread;
  var attn = vec4f();
  var attn_2 = vec4f();
  var attn_3 = vec4f();
  var attn_4 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let head_key4 = turn * 8 + slice;
    let attn_total = work[attn_total_at + batch_seq_tile * 128 + head_key4];
    let attn_total_2 = work[attn_total_at + batch_seq_tile * 128 + head_key4 + 32];
    let attn_total_3 = work[attn_total_at + batch_seq_tile * 128 + head_key4 + 64];
    let attn_total_4 = work[attn_total_at + batch_seq_tile * 128 + head_key4 + 96];
    let W_o = parameters[W_o_at + head_key4 * 128 + embed4];
    let W_o_2 = parameters[W_o_at + head_key4 * 128 + embed4 + 32];
    let W_o_3 = parameters[W_o_at + head_key4 * 128 + embed4 + 64];
    let W_o_4 = parameters[W_o_at + head_key4 * 128 + embed4 + 96];
    attn = attn + attn_total.x * W_o + attn_total.y * W_o_2 + attn_total.z * W_o_3 + attn_total.w * W_o_4;
    attn_2 = attn_2 + attn_total_2.x * W_o + attn_total_2.y * W_o_2 + attn_total_2.z * W_o_3 + attn_total_2.w * W_o_4;
    attn_3 = attn_3 + attn_total_3.x * W_o + attn_total_3.y * W_o_2 + attn_total_3.z * W_o_3 + attn_total_3.w * W_o_4;
    attn_4 = attn_4 + attn_total_4.x * W_o + attn_total_4.y * W_o_2 + attn_total_4.z * W_o_3 + attn_total_4.w * W_o_4;
  }
  all_attn[rank] = attn;
  all_attn[rank + 128] = attn_2;
  all_attn[rank + 256] = attn_3;
  all_attn[rank + 384] = attn_4;
  workgroupBarrier();
  if slice < 4 {
    var attn_5 = vec4f();
    for (var part = 0; part < PART; part++) {
      attn_5 += all_attn[slice * 112 + part * 16 + rank];
    }
    let blocks = work[blocks_at + batch_seq_tile * 128 + slice * 32 + embed4];
    let x = blocks + attn_5;
    work[x_at + batch_seq_tile * 128 + slice * 32 + embed4] = x;
  }
}
