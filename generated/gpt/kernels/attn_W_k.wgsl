// W_k(x)                                              specs/gpt.weft:19
// through_W_k[head, key, seq] = sum[embed](W_k[embed, head, key] * norm1[embed, seq])
// [seq ≤ 64, head 4, key 32], 8 rows x 2 vectors of 4 columns a thread, an outer product a step

const EMBED = 128;

struct Offsets {
  norm1: i32,
  W_k: i32,
  through_W_k: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> states: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(16)
fn attn_W_k(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_k_at = at.W_k / 4;
  let through_W_k_at = at.through_W_k / 4;
  let seq_tile = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let seq = min(seq_tile * 8, day.seq - 1);
  let seq_2 = min(seq_tile * 8 + 1, day.seq - 1);
  let seq_3 = min(seq_tile * 8 + 2, day.seq - 1);
  let seq_4 = min(seq_tile * 8 + 3, day.seq - 1);
  let seq_5 = min(seq_tile * 8 + 4, day.seq - 1);
  let seq_6 = min(seq_tile * 8 + 5, day.seq - 1);
  let seq_7 = min(seq_tile * 8 + 6, day.seq - 1);
  let seq_8 = min(seq_tile * 8 + 7, day.seq - 1);
  let head_key4 = block * 32 + thread;
  let head_key4_2 = block * 32 + thread + 16;
  var through_W_k_0 = vec4f();
  var through_W_k_0_2 = vec4f();
  var through_W_k_1 = vec4f();
  var through_W_k_1_2 = vec4f();
  var through_W_k_2 = vec4f();
  var through_W_k_2_2 = vec4f();
  var through_W_k_3 = vec4f();
  var through_W_k_3_2 = vec4f();
  var through_W_k_4 = vec4f();
  var through_W_k_4_2 = vec4f();
  var through_W_k_5 = vec4f();
  var through_W_k_5_2 = vec4f();
  var through_W_k_6 = vec4f();
  var through_W_k_6_2 = vec4f();
  var through_W_k_7 = vec4f();
  var through_W_k_7_2 = vec4f();
  for (var embed = 0; embed < EMBED; embed++) {
    let norm1 = work[at.norm1 + seq * EMBED + embed];
    let norm1_2 = work[at.norm1 + seq_2 * EMBED + embed];
    let norm1_3 = work[at.norm1 + seq_3 * EMBED + embed];
    let norm1_4 = work[at.norm1 + seq_4 * EMBED + embed];
    let norm1_5 = work[at.norm1 + seq_5 * EMBED + embed];
    let norm1_6 = work[at.norm1 + seq_6 * EMBED + embed];
    let norm1_7 = work[at.norm1 + seq_7 * EMBED + embed];
    let norm1_8 = work[at.norm1 + seq_8 * EMBED + embed];
    let column = parameters[W_k_at + embed * 32 + head_key4];
    let column_2 = parameters[W_k_at + embed * 32 + head_key4_2];
    through_W_k_0 += norm1 * column;
    through_W_k_0_2 += norm1 * column_2;
    through_W_k_1 += norm1_2 * column;
    through_W_k_1_2 += norm1_2 * column_2;
    through_W_k_2 += norm1_3 * column;
    through_W_k_2_2 += norm1_3 * column_2;
    through_W_k_3 += norm1_4 * column;
    through_W_k_3_2 += norm1_4 * column_2;
    through_W_k_4 += norm1_5 * column;
    through_W_k_4_2 += norm1_5 * column_2;
    through_W_k_5 += norm1_6 * column;
    through_W_k_5_2 += norm1_6 * column_2;
    through_W_k_6 += norm1_7 * column;
    through_W_k_6_2 += norm1_7 * column_2;
    through_W_k_7 += norm1_8 * column;
    through_W_k_7_2 += norm1_8 * column_2;
  }
  if seq_tile * 8 < day.seq {
    states[through_W_k_at + seq * 32 + head_key4] = through_W_k_0;
  }
  if seq_tile * 8 < day.seq {
    states[through_W_k_at + seq * 32 + head_key4_2] = through_W_k_0_2;
  }
  if seq_tile * 8 + 1 < day.seq {
    states[through_W_k_at + seq_2 * 32 + head_key4] = through_W_k_1;
  }
  if seq_tile * 8 + 1 < day.seq {
    states[through_W_k_at + seq_2 * 32 + head_key4_2] = through_W_k_1_2;
  }
  if seq_tile * 8 + 2 < day.seq {
    states[through_W_k_at + seq_3 * 32 + head_key4] = through_W_k_2;
  }
  if seq_tile * 8 + 2 < day.seq {
    states[through_W_k_at + seq_3 * 32 + head_key4_2] = through_W_k_2_2;
  }
  if seq_tile * 8 + 3 < day.seq {
    states[through_W_k_at + seq_4 * 32 + head_key4] = through_W_k_3;
  }
  if seq_tile * 8 + 3 < day.seq {
    states[through_W_k_at + seq_4 * 32 + head_key4_2] = through_W_k_3_2;
  }
  if seq_tile * 8 + 4 < day.seq {
    states[through_W_k_at + seq_5 * 32 + head_key4] = through_W_k_4;
  }
  if seq_tile * 8 + 4 < day.seq {
    states[through_W_k_at + seq_5 * 32 + head_key4_2] = through_W_k_4_2;
  }
  if seq_tile * 8 + 5 < day.seq {
    states[through_W_k_at + seq_6 * 32 + head_key4] = through_W_k_5;
  }
  if seq_tile * 8 + 5 < day.seq {
    states[through_W_k_at + seq_6 * 32 + head_key4_2] = through_W_k_5_2;
  }
  if seq_tile * 8 + 6 < day.seq {
    states[through_W_k_at + seq_7 * 32 + head_key4] = through_W_k_6;
  }
  if seq_tile * 8 + 6 < day.seq {
    states[through_W_k_at + seq_7 * 32 + head_key4_2] = through_W_k_6_2;
  }
  if seq_tile * 8 + 7 < day.seq {
    states[through_W_k_at + seq_8 * 32 + head_key4] = through_W_k_7;
  }
  if seq_tile * 8 + 7 < day.seq {
    states[through_W_k_at + seq_8 * 32 + head_key4_2] = through_W_k_7_2;
  }
}
