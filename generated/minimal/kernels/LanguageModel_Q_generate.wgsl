// Q = W_q(E)                                          specs/minimal.weft:21
// W_e[embed] = W_e[embed, vocab][vocab = text]
// [embed 512], a vector of 4 a thread

struct Offsets {
  text: i32,
  W_e: i32,
  W_e_2: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(64)
fn LanguageModel_Q_generate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_e_at = at.W_e / 4;
  let W_e_2_at = at.W_e_2 / 4;
  let block = i32(group.x);
  let thread = i32(lane.x);
  let embed4 = block * 64 + thread;
  let offset_size = day.seq - 1;
  let text = integers[at.text + offset_size];
  let W_e = parameters[W_e_at + text * 128 + embed4];
  work[W_e_2_at + embed4] = W_e;
}
