// W_q(x)                                              specs/gpt.weft:18
// q[batch, head, key, seq] = sum[embed](norm1[batch, embed, seq] * W_q[embed, head, key])
// [batch 12, seq 64, head 4, key 32], 8 rows x 1 vectors of 4 columns a thread, an outer product a step, 8
//   threads a sum

const TURN = 16;
const PART = 8;

struct Offsets {
  norm1: i32,
  W_q: i32,
  q: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_q: array<vec4f, 1024>;

@compute @workgroup_size(128)
fn attn_q(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let norm1_at = at.norm1 / 4;
  let W_q_at = at.W_q / 4;
  let q_at = at.q / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let head_key4 = block * 16 + thread;
  var q = vec4f();
  var q_2 = vec4f();
  var q_3 = vec4f();
  var q_4 = vec4f();
  var q_5 = vec4f();
  var q_6 = vec4f();
  var q_7 = vec4f();
  var q_8 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let embed = turn * 8 + slice;
    let norm1 = work[norm1_at + (embed >> 2u) + batch_seq_tile * 256][embed & 3];
    let norm1_2 = work[norm1_at + (embed >> 2u) + batch_seq_tile * 256 + 32][embed & 3];
    let norm1_3 = work[norm1_at + (embed >> 2u) + batch_seq_tile * 256 + 64][embed & 3];
    let norm1_4 = work[norm1_at + (embed >> 2u) + batch_seq_tile * 256 + 96][embed & 3];
    let norm1_5 = work[norm1_at + (embed >> 2u) + batch_seq_tile * 256 + 128][embed & 3];
    let norm1_6 = work[norm1_at + (embed >> 2u) + batch_seq_tile * 256 + 160][embed & 3];
    let norm1_7 = work[norm1_at + (embed >> 2u) + batch_seq_tile * 256 + 192][embed & 3];
    let norm1_8 = work[norm1_at + (embed >> 2u) + batch_seq_tile * 256 + 224][embed & 3];
    let W_q = parameters[W_q_at + embed * 32 + head_key4];
    q += norm1 * W_q;
    q_2 += norm1_2 * W_q;
    q_3 += norm1_3 * W_q;
    q_4 += norm1_4 * W_q;
    q_5 += norm1_5 * W_q;
    q_6 += norm1_6 * W_q;
    q_7 += norm1_7 * W_q;
    q_8 += norm1_8 * W_q;
  }
  all_q[rank] = q;
  all_q[rank + 128] = q_2;
  all_q[rank + 256] = q_3;
  all_q[rank + 384] = q_4;
  all_q[rank + 512] = q_5;
  all_q[rank + 640] = q_6;
  all_q[rank + 768] = q_7;
  all_q[rank + 896] = q_8;
  workgroupBarrier();
  var q_9 = vec4f();
  for (var part = 0; part < PART; part++) {
    q_9 += all_q[slice * 112 + part * 16 + rank];
  }
  work[q_at + batch_seq_tile * 256 + slice * 32 + head_key4] = q_9;
}
