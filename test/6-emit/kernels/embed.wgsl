// x = W_e(tokens)                                     specs/gpt.weft:44, GPT
// x[seq, embed] = W_e[tokens[seq], embed]
// seq <= 8, embed 8; a row a workgroup, a vector a thread

struct Offsets {
  tokens: i32,
  W_e: i32,
  x: i32,
  last: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(2)
fn embed(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_e_at = at.W_e / 4;
  let x_at = at.x / 4;
  let last_at = at.last / 4;
  let seq = i32(group.x);
  let vector = i32(lane.x);
  let token = integers[at.tokens + seq];
  let row = parameters[W_e_at + token * 2 + vector];
  work[x_at + seq * 2 + vector] = row;
  if vector == 1 {
    work[x_at + seq * 2 + 1][3] = row.x;
    work[last_at + (seq >> 2u)][seq & 3] = parameters[W_e_at + (seq >> 2u) + token * 2][seq & 3];
  }
}
