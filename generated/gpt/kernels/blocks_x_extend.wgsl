// x + attn(norm1(x))                                  specs/gpt.weft:38
// x[embed] = W_e[embed, vocab][vocab = text] + W_p[embed, seq][seq = -1 + seq so far] + sum[head,
//   key](W_o[embed, head, key] * sum[src](A[head, src] * v[head, key, seq][seq …
// [embed 128], 1 rows x 2 vectors of 4 columns a thread, an outer product a step

const HEAD_KEY = 128;

struct Offsets {
  attn_total: i32,
  W_o: i32,
  label: i32,
  W_e: i32,
  W_p: i32,
  x: i32,
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
fn blocks_x_extend(@builtin(local_invocation_id) lane: vec3u) {
  let attn_total_at = at.attn_total / 4;
  let W_o_at = at.W_o / 4;
  let label_at = at.label / 4;
  let W_e_at = at.W_e / 4;
  let W_p_at = at.W_p / 4;
  let x_at = at.x / 4;
  let tile = 0;
  let block = 0;
  let thread = i32(lane.x);
  let embed4 = block * 32 + thread;
  let embed4_2 = block * 32 + thread + 16;
  var attn_0 = vec4f();
  var attn_0_2 = vec4f();
  for (var head_key = 0; head_key < HEAD_KEY; head_key++) {
    let row = work[attn_total_at + (head_key >> 2u)][head_key & 3];
    let column = parameters[W_o_at + head_key * 32 + embed4];
    let column_2 = parameters[W_o_at + head_key * 32 + embed4_2];
    attn_0 += row * column;
    attn_0_2 += row * column_2;
  }
  let text = i32(floor(work[label_at][0]));
  let offset_size = day.seq_so_far - 1;
  let x = parameters[W_e_at + text * 32 + embed4] + parameters[W_p_at + offset_size * 32 + embed4];
  let x_2 = x + attn_0;
  work[x_at + embed4] = x_2;
  let x_3 = parameters[W_e_at + text * 32 + embed4_2] + parameters[W_p_at + offset_size * 32 + embed4_2];
  let x_4 = x_3 + attn_0_2;
  work[x_at + embed4_2] = x_4;
}
