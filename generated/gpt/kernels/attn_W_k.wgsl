// W_k(x)                                              specs/gpt.weft:19
// through_W_k[head, key] = sum[embed](W_k[embed, head, key] * norm1[embed])
// [head 4, key 32], 1 rows x 2 vectors of 4 columns a thread, an outer product a step

const EMBED = 128;

struct Offsets {
  norm1: i32,
  W_k: i32,
  through_W_k: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seq_so_far: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(16)
fn attn_W_k(@builtin(local_invocation_id) lane: vec3u) {
  let norm1_at = at.norm1 / 4;
  let W_k_at = at.W_k / 4;
  let through_W_k_at = at.through_W_k / 4;
  let tile = 0;
  let block = 0;
  let thread = i32(lane.x);
  let head_key4 = block * 32 + thread;
  let head_key4_2 = block * 32 + thread + 16;
  var through_W_k_0 = vec4f();
  var through_W_k_0_2 = vec4f();
  for (var embed = 0; embed < EMBED; embed++) {
    let norm1 = work[norm1_at + (embed >> 2u)][embed & 3];
    let column = parameters[W_k_at + embed * 32 + head_key4];
    let column_2 = parameters[W_k_at + embed * 32 + head_key4_2];
    through_W_k_0 += norm1 * column;
    through_W_k_0_2 += norm1 * column_2;
  }
  let row_size = day.seq_so_far - 1;
  work[through_W_k_at + row_size * 32 + head_key4] = through_W_k_0;
  work[through_W_k_at + row_size * 32 + head_key4_2] = through_W_k_0_2;
}
