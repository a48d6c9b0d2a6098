// q = W_q(x)                                          specs/gpt.weft:18
// W_k(x)                                              specs/gpt.weft:19
// W_v(x)                                              specs/gpt.weft:20
// q[head, key, seq] = sum[embed](W_q[embed, head, key] * norm1[embed, seq])
// [seq ≤ 64, head 4, key 32], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 8 threads a
//   sum

const PART = 8;

struct Offsets {
  norm1: i32,
  W_q: i32,
  q: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_q: array<vec4f, 512>;

@compute @workgroup_size(128)
fn attn_q_infer(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let norm1_at = at.norm1 / 4;
  let W_q_at = at.W_q / 4;
  let q_at = at.q / 4;
  let seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let seq = min(seq_tile * 4, day.seq - 1);
  let seq_2 = min(seq_tile * 4 + 1, day.seq - 1);
  let seq_3 = min(seq_tile * 4 + 2, day.seq - 1);
  let seq_4 = min(seq_tile * 4 + 3, day.seq - 1);
  let head_key4 = block * 16 + thread;
  var q = vec4f();
  var q_2 = vec4f();
  var q_3 = vec4f();
  var q_4 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let embed4 = turn * 8 + slice;
    let norm1 = work[norm1_at + seq * 32 + embed4];
    let norm1_2 = work[norm1_at + seq_2 * 32 + embed4];
    let norm1_3 = work[norm1_at + seq_3 * 32 + embed4];
    let norm1_4 = work[norm1_at + seq_4 * 32 + embed4];
    let W_q = parameters[W_q_at + embed4 * 128 + head_key4];
    let W_q_2 = parameters[W_q_at + embed4 * 128 + head_key4 + 32];
    let W_q_3 = parameters[W_q_at + embed4 * 128 + head_key4 + 64];
    let W_q_4 = parameters[W_q_at + embed4 * 128 + head_key4 + 96];
    q = q + norm1.x * W_q + norm1.y * W_q_2 + norm1.z * W_q_3 + norm1.w * W_q_4;
    q_2 = q_2 + norm1_2.x * W_q + norm1_2.y * W_q_2 + norm1_2.z * W_q_3 + norm1_2.w * W_q_4;
    q_3 = q_3 + norm1_3.x * W_q + norm1_3.y * W_q_2 + norm1_3.z * W_q_3 + norm1_3.w * W_q_4;
    q_4 = q_4 + norm1_4.x * W_q + norm1_4.y * W_q_2 + norm1_4.z * W_q_3 + norm1_4.w * W_q_4;
  }
  all_q[rank] = q;
  all_q[rank + 128] = q_2;
  all_q[rank + 256] = q_3;
  all_q[rank + 384] = q_4;
  workgroupBarrier();
  if slice < 4 {
    var q_5 = vec4f();
    for (var part = 0; part < PART; part++) {
      q_5 += all_q[slice * 112 + part * 16 + rank];
    }
    let seq_5 = min(seq_tile * 4 + slice, day.seq - 1);
    if seq_tile * 4 + slice < day.seq {
      work[q_at + seq_5 * 32 + head_key4] = q_5;
    }
  }
}
