// parameter - rate * (m' / (1 - beta1^step)) / (sqrt(v' / (1 - beta2^step)) + eps)  std/optimizers.weft:16
// W_o[hidden, vocab] = W_o[hidden, vocab]
// [hidden 2048, vocab 10000], a vector of 4 a thread

struct Offsets {
  W_o: i32,
  W_o_2: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(256)
fn LanguageModel_W_o(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_o_2_at = at.W_o_2 / 4;
  let W_o_at = at.W_o / 4;
  let block = i32(group.x);
  let thread = i32(lane.x);
  let hidden_vocab4 = block * 256 + thread;
  parameters[W_o_2_at + hidden_vocab4] = work[W_o_at + hidden_vocab4];
}
