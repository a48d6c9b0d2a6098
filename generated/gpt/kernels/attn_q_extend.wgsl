// q = W_q(x)                                          specs/gpt.weft:18
// q[head, key] = sum[embed](W_q[embed, head, key] * norm1[embed])
// [head 4, key 32], 1 row x 1 vector of 4 columns a thread, an outer product a step, 8 threads a sum

const PART = 8;

struct Offsets {
  norm1: i32,
  W_q: i32,
  q: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_q: array<vec4f, 128>;

@compute @workgroup_size(128)
fn attn_q_extend(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let norm1_at = at.norm1 / 4;
  let W_q_at = at.W_q / 4;
  let q_at = at.q / 4;
  let tile = 0;
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let head_key4 = block * 16 + thread;
  var q = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let embed4 = turn * 8 + slice;
    let norm1 = work[norm1_at + embed4];
    let W_q = parameters[W_q_at + embed4 * 128 + head_key4];
    let W_q_2 = parameters[W_q_at + embed4 * 128 + head_key4 + 32];
    let W_q_3 = parameters[W_q_at + embed4 * 128 + head_key4 + 64];
    let W_q_4 = parameters[W_q_at + embed4 * 128 + head_key4 + 96];
    q = q + norm1.x * W_q + norm1.y * W_q_2 + norm1.z * W_q_3 + norm1.w * W_q_4;
  }
  all_q[rank] = q;
  workgroupBarrier();
  if slice < 1 {
    var q_2 = vec4f();
    for (var part = 0; part < PART; part++) {
      q_2 += all_q[slice * 112 + part * 16 + rank];
    }
    work[q_at + head_key4] = q_2;
  }
}
