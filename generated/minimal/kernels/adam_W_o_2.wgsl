// beta1 * m + (1 - beta1) * gradient                  std/optimizers.weft:14
// m[hidden, vocab] = m[hidden, vocab]
// [hidden 2048, vocab 10000], a vector of 4 a thread

struct Offsets {
  m: i32,
  m_2: i32,
}

@group(0) @binding(1) var<storage, read_write> states: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(256)
fn adam_W_o_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let m_2_at = at.m_2 / 4;
  let m_at = at.m / 4;
  let block = i32(group.x);
  let thread = i32(lane.x);
  let hidden_vocab4 = block * 256 + thread;
  states[m_2_at + hidden_vocab4] = work[m_at + hidden_vocab4];
}
