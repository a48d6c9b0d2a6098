// x + attn(norm1(x))                                  specs/gpt.weft:38
// x[batch, embed, seq] = blocks[batch, embed, seq] + sum[head, key](sum[src](A[batch, head, seq, src] *
//   sum[embed](norm1[batch, embed, seq] * W_v[embed, head, key])[seq = src]) * W_o[em…
// [batch ≤ 12, seq 64, embed 128], 8 rows x 1 vectors of 4 columns a thread, an outer product a step, 8
//   threads a sum

const TURN = 16;
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
var<workgroup> all_attn: array<vec4f, 1024>;

@compute @workgroup_size(128)
fn blocks_x_evaluate_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
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
  var attn_5 = vec4f();
  var attn_6 = vec4f();
  var attn_7 = vec4f();
  var attn_8 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let head_key = turn * 8 + slice;
    let row = work[attn_total_at + (head_key >> 2u) + batch_seq_tile * 256][head_key & 3];
    let row_2 = work[attn_total_at + (head_key >> 2u) + batch_seq_tile * 256 + 32][head_key & 3];
    let row_3 = work[attn_total_at + (head_key >> 2u) + batch_seq_tile * 256 + 64][head_key & 3];
    let row_4 = work[attn_total_at + (head_key >> 2u) + batch_seq_tile * 256 + 96][head_key & 3];
    let row_5 = work[attn_total_at + (head_key >> 2u) + batch_seq_tile * 256 + 128][head_key & 3];
    let row_6 = work[attn_total_at + (head_key >> 2u) + batch_seq_tile * 256 + 160][head_key & 3];
    let row_7 = work[attn_total_at + (head_key >> 2u) + batch_seq_tile * 256 + 192][head_key & 3];
    let row_8 = work[attn_total_at + (head_key >> 2u) + batch_seq_tile * 256 + 224][head_key & 3];
    let column = parameters[W_o_at + head_key * 32 + embed4];
    attn += row * column;
    attn_2 += row_2 * column;
    attn_3 += row_3 * column;
    attn_4 += row_4 * column;
    attn_5 += row_5 * column;
    attn_6 += row_6 * column;
    attn_7 += row_7 * column;
    attn_8 += row_8 * column;
  }
  all_attn[rank] = attn;
  all_attn[rank + 128] = attn_2;
  all_attn[rank + 256] = attn_3;
  all_attn[rank + 384] = attn_4;
  all_attn[rank + 512] = attn_5;
  all_attn[rank + 640] = attn_6;
  all_attn[rank + 768] = attn_7;
  all_attn[rank + 896] = attn_8;
  workgroupBarrier();
  var attn_9 = vec4f();
  for (var part = 0; part < PART; part++) {
    attn_9 += all_attn[slice * 112 + part * 16 + rank];
  }
  let blocks = work[blocks_at + batch_seq_tile * 256 + slice * 32 + embed4];
  let x = blocks + attn_9;
  work[x_at + batch_seq_tile * 256 + slice * 32 + embed4] = x;
}
