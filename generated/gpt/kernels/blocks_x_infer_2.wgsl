// x = x + attn(norm1(x))                              specs/gpt.weft:38
// x[embed, seq] = blocks[embed, seq] + sum[head, key](W_o[embed, head, key] * sum[src](A[head, seq, src] *
//   sum[embed](W_v[embed, head, key] * norm1[embed, seq])[seq = src]))
// [seq ≤ 64, embed 128], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 8 threads a sum

const PART = 8;

struct Offsets {
  attn_total: i32,
  W_o: i32,
  blocks: i32,
  x: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_attn: array<vec4f, 512>;

@compute @workgroup_size(128)
fn blocks_x_infer_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let attn_total_at = at.attn_total / 4;
  let W_o_at = at.W_o / 4;
  let blocks_at = at.blocks / 4;
  let x_at = at.x / 4;
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
  var attn = vec4f();
  var attn_2 = vec4f();
  var attn_3 = vec4f();
  var attn_4 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let head_key4 = turn * 8 + slice;
    let row = work[attn_total_at + seq * 32 + head_key4];
    let row_2 = work[attn_total_at + seq_2 * 32 + head_key4];
    let row_3 = work[attn_total_at + seq_3 * 32 + head_key4];
    let row_4 = work[attn_total_at + seq_4 * 32 + head_key4];
    let W_o = parameters[W_o_at + head_key4 * 128 + embed4];
    let W_o_2 = parameters[W_o_at + head_key4 * 128 + embed4 + 32];
    let W_o_3 = parameters[W_o_at + head_key4 * 128 + embed4 + 64];
    let W_o_4 = parameters[W_o_at + head_key4 * 128 + embed4 + 96];
    attn = attn + row.x * W_o + row.y * W_o_2 + row.z * W_o_3 + row.w * W_o_4;
    attn_2 = attn_2 + row_2.x * W_o + row_2.y * W_o_2 + row_2.z * W_o_3 + row_2.w * W_o_4;
    attn_3 = attn_3 + row_3.x * W_o + row_3.y * W_o_2 + row_3.z * W_o_3 + row_3.w * W_o_4;
    attn_4 = attn_4 + row_4.x * W_o + row_4.y * W_o_2 + row_4.z * W_o_3 + row_4.w * W_o_4;
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
    let seq_5 = min(seq_tile * 4 + slice, day.seq - 1);
    if seq_tile * 4 + slice < day.seq {
      let blocks = work[blocks_at + seq_5 * 32 + embed4];
      let x = blocks + attn_5;
      work[x_at + seq_5 * 32 + embed4] = x;
    }
  }
}
