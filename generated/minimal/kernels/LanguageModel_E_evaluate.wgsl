// E = W_e(X)                                          specs/minimal.weft:20
// E[batch, embed, seq] = W_e[embed, vocab][vocab = tokens]
// [batch ≤ 4, seq 32, embed 512], a vector of 4 a thread

struct Offsets {
  tokens: i32,
  W_e: i32,
  E: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(64)
fn LanguageModel_E_evaluate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_e_at = at.W_e / 4;
  let E_at = at.E / 4;
  let batch_seq = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let embed4 = block * 64 + thread;
  let tokens = integers[at.tokens + batch_seq];
  let E = parameters[W_e_at + tokens * 128 + embed4];
  work[E_at + batch_seq * 128 + embed4] = E;
}
