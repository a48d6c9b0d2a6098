// q = W_q(x)                                          specs/gpt.weft:18
// norm1[embed] = norm1[embed, seq][seq = -1 + seq]
// [embed 128], a vector of 4 a thread

struct Offsets {
  norm1: i32,
  norm1_2: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(32)
fn attn_q_generate(@builtin(local_invocation_id) lane: vec3u) {
  let norm1_at = at.norm1 / 4;
  let norm1_2_at = at.norm1_2 / 4;
  let block = 0;
  let thread = i32(lane.x);
  let embed4 = block * 32 + thread;
  let offset_size = day.seq - 1;
  let norm1 = work[norm1_at + offset_size * 32 + embed4];
  work[norm1_2_at + embed4] = norm1;
}
