// O + E                                               specs/minimal.weft:26
// E[embed] = W_e[embed, vocab][vocab = text]
// [embed 512], a vector of 4 a thread

struct Offsets {
  label: i32,
  W_e: i32,
  E: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(64)
fn LanguageModel_E_extend(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let label_at = at.label / 4;
  let W_e_at = at.W_e / 4;
  let E_at = at.E / 4;
  let block = i32(group.x);
  let thread = i32(lane.x);
  let embed4 = block * 64 + thread;
  let text = i32(floor(work[label_at][0]));
  let E = parameters[W_e_at + text * 128 + embed4];
  work[E_at + embed4] = E;
}
