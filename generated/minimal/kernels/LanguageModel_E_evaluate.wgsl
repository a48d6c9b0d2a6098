// W_e(X)                                              specs/minimal.weft:20
// E[batch, embed, seq] = W_e[embed, vocab][vocab = tokens]
// [embed 512, batch ≤ 4, seq 32], a vector of 4 a thread

struct Offsets {
  tokens: i32,
  W_e: i32,
  E: i32,
}

struct Day {
  batch: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(32)
fn LanguageModel_E_evaluate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let E_at = at.E / 4;
  let embed = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let batch_seq4 = block * 32 + thread;
  if batch_seq4 < day.batch * 8 {
    let tokens = integers[at.tokens + batch_seq4 * 4];
    let E = parameters[at.W_e + tokens * 512 + embed];
    let tokens_2 = integers[at.tokens + batch_seq4 * 4 + 1];
    let E_2 = parameters[at.W_e + tokens_2 * 512 + embed];
    let tokens_3 = integers[at.tokens + batch_seq4 * 4 + 2];
    let E_3 = parameters[at.W_e + tokens_3 * 512 + embed];
    let tokens_4 = integers[at.tokens + batch_seq4 * 4 + 3];
    let E_4 = parameters[at.W_e + tokens_4 * 512 + embed];
    let E_5 = vec4f(E, E_2, E_3, E_4);
    work[E_at + embed * 32 + batch_seq4] = E_5;
  }
}
