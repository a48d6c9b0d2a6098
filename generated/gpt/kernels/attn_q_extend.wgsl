// W_q(x)                                              specs/gpt.weft:18
// q[head, key] = sum[embed](W_q[embed, head, key] * norm1[embed])
// [head 4, key 32], 1 rows x 2 vectors of 4 columns a thread, an outer product a step

const EMBED = 128;

struct Offsets {
  norm1: i32,
  W_q: i32,
  q: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn attn_q_extend(@builtin(local_invocation_id) lane: vec3u) {
  let norm1_at = at.norm1 / 4;
  let W_q_at = at.W_q / 4;
  let q_at = at.q / 4;
  let tile = 0;
  let block = 0;
  let thread = i32(lane.x);
  let head_key4 = block * 32 + thread;
  let head_key4_2 = block * 32 + thread + 16;
  var q_0 = vec4f();
  var q_0_2 = vec4f();
  for (var embed = 0; embed < EMBED; embed++) {
    let norm1 = work[norm1_at + (embed >> 2u)][embed & 3];
    let column = parameters[W_q_at + embed * 32 + head_key4];
    let column_2 = parameters[W_q_at + embed * 32 + head_key4_2];
    q_0 += norm1 * column;
    q_0_2 += norm1 * column_2;
  }
  work[q_at + head_key4] = q_0;
  work[q_at + head_key4_2] = q_0_2;
}
