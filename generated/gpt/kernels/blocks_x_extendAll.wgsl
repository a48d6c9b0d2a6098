// x + attn(norm1(x))                                  specs/gpt.weft:38
// x[embed, texts] = W_e[embed, vocab][vocab = text] + W_p[embed, seq][seq = texts_last] + sum[head,
//   key](W_o[embed, head, key] * sum[src](A[head, src, texts] * v[head, key, seq, te…
// [texts ≤ 16, embed 128], 8 rows x 2 vectors of 4 columns a thread, an outer product a step

const HEAD_KEY = 128;

struct Offsets {
  attn_total: i32,
  W_o: i32,
  label: i32,
  W_e: i32,
  texts_last: i32,
  W_p: i32,
  x: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seq_so_far: i32,
  texts_of_write: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(16)
fn blocks_x_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let attn_total_at = at.attn_total / 4;
  let W_o_at = at.W_o / 4;
  let label_at = at.label / 4;
  let W_e_at = at.W_e / 4;
  let W_p_at = at.W_p / 4;
  let x_at = at.x / 4;
  let texts_tile = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
  let texts = min(texts_tile * 8, day.texts_of_write - 1);
  let texts_2 = min(texts_tile * 8 + 1, day.texts_of_write - 1);
  let texts_3 = min(texts_tile * 8 + 2, day.texts_of_write - 1);
  let texts_4 = min(texts_tile * 8 + 3, day.texts_of_write - 1);
  let texts_5 = min(texts_tile * 8 + 4, day.texts_of_write - 1);
  let texts_6 = min(texts_tile * 8 + 5, day.texts_of_write - 1);
  let texts_7 = min(texts_tile * 8 + 6, day.texts_of_write - 1);
  let texts_8 = min(texts_tile * 8 + 7, day.texts_of_write - 1);
  let embed4 = block * 32 + thread;
  let embed4_2 = block * 32 + thread + 16;
  var attn_0 = vec4f();
  var attn_0_2 = vec4f();
  var attn_1 = vec4f();
  var attn_1_2 = vec4f();
  var attn_2 = vec4f();
  var attn_2_2 = vec4f();
  var attn_3 = vec4f();
  var attn_3_2 = vec4f();
  var attn_4 = vec4f();
  var attn_4_2 = vec4f();
  var attn_5 = vec4f();
  var attn_5_2 = vec4f();
  var attn_6 = vec4f();
  var attn_6_2 = vec4f();
  var attn_7 = vec4f();
  var attn_7_2 = vec4f();
  for (var head_key = 0; head_key < HEAD_KEY; head_key++) {
    let row = work[attn_total_at + (head_key >> 2u) + texts * 32][head_key & 3];
    let row_2 = work[attn_total_at + (head_key >> 2u) + texts_2 * 32][head_key & 3];
    let row_3 = work[attn_total_at + (head_key >> 2u) + texts_3 * 32][head_key & 3];
    let row_4 = work[attn_total_at + (head_key >> 2u) + texts_4 * 32][head_key & 3];
    let row_5 = work[attn_total_at + (head_key >> 2u) + texts_5 * 32][head_key & 3];
    let row_6 = work[attn_total_at + (head_key >> 2u) + texts_6 * 32][head_key & 3];
    let row_7 = work[attn_total_at + (head_key >> 2u) + texts_7 * 32][head_key & 3];
    let row_8 = work[attn_total_at + (head_key >> 2u) + texts_8 * 32][head_key & 3];
    let column = parameters[W_o_at + head_key * 32 + embed4];
    let column_2 = parameters[W_o_at + head_key * 32 + embed4_2];
    attn_0 += row * column;
    attn_0_2 += row * column_2;
    attn_1 += row_2 * column;
    attn_1_2 += row_2 * column_2;
    attn_2 += row_3 * column;
    attn_2_2 += row_3 * column_2;
    attn_3 += row_4 * column;
    attn_3_2 += row_4 * column_2;
    attn_4 += row_5 * column;
    attn_4_2 += row_5 * column_2;
    attn_5 += row_6 * column;
    attn_5_2 += row_6 * column_2;
    attn_6 += row_7 * column;
    attn_6_2 += row_7 * column_2;
    attn_7 += row_8 * column;
    attn_7_2 += row_8 * column_2;
  }
  if texts_tile * 8 < day.texts_of_write {
    let text = i32(floor(work[label_at + (texts >> 2u)][texts & 3]));
    let texts_last = integers[at.texts_last + texts];
    let x = parameters[W_e_at + text * 32 + embed4] + parameters[W_p_at + texts_last * 32 + embed4];
    let x_2 = x + attn_0;
    work[x_at + texts * 32 + embed4] = x_2;
  }
  if texts_tile * 8 < day.texts_of_write {
    let text = i32(floor(work[label_at + (texts >> 2u)][texts & 3]));
    let texts_last = integers[at.texts_last + texts];
    let x = parameters[W_e_at + text * 32 + embed4_2] + parameters[W_p_at + texts_last * 32 + embed4_2];
    let x_2 = x + attn_0_2;
    work[x_at + texts * 32 + embed4_2] = x_2;
  }
  if texts_tile * 8 + 1 < day.texts_of_write {
    let text = i32(floor(work[label_at + (texts_2 >> 2u)][texts_2 & 3]));
    let texts_last = integers[at.texts_last + texts_2];
    let x = parameters[W_e_at + text * 32 + embed4] + parameters[W_p_at + texts_last * 32 + embed4];
    let x_2 = x + attn_1;
    work[x_at + texts_2 * 32 + embed4] = x_2;
  }
  if texts_tile * 8 + 1 < day.texts_of_write {
    let text = i32(floor(work[label_at + (texts_2 >> 2u)][texts_2 & 3]));
    let texts_last = integers[at.texts_last + texts_2];
    let x = parameters[W_e_at + text * 32 + embed4_2] + parameters[W_p_at + texts_last * 32 + embed4_2];
    let x_2 = x + attn_1_2;
    work[x_at + texts_2 * 32 + embed4_2] = x_2;
  }
  if texts_tile * 8 + 2 < day.texts_of_write {
    let text = i32(floor(work[label_at + (texts_3 >> 2u)][texts_3 & 3]));
    let texts_last = integers[at.texts_last + texts_3];
    let x = parameters[W_e_at + text * 32 + embed4] + parameters[W_p_at + texts_last * 32 + embed4];
    let x_2 = x + attn_2;
    work[x_at + texts_3 * 32 + embed4] = x_2;
  }
  if texts_tile * 8 + 2 < day.texts_of_write {
    let text = i32(floor(work[label_at + (texts_3 >> 2u)][texts_3 & 3]));
    let texts_last = integers[at.texts_last + texts_3];
    let x = parameters[W_e_at + text * 32 + embed4_2] + parameters[W_p_at + texts_last * 32 + embed4_2];
    let x_2 = x + attn_2_2;
    work[x_at + texts_3 * 32 + embed4_2] = x_2;
  }
  if texts_tile * 8 + 3 < day.texts_of_write {
    let text = i32(floor(work[label_at + (texts_4 >> 2u)][texts_4 & 3]));
    let texts_last = integers[at.texts_last + texts_4];
    let x = parameters[W_e_at + text * 32 + embed4] + parameters[W_p_at + texts_last * 32 + embed4];
    let x_2 = x + attn_3;
    work[x_at + texts_4 * 32 + embed4] = x_2;
  }
  if texts_tile * 8 + 3 < day.texts_of_write {
    let text = i32(floor(work[label_at + (texts_4 >> 2u)][texts_4 & 3]));
    let texts_last = integers[at.texts_last + texts_4];
    let x = parameters[W_e_at + text * 32 + embed4_2] + parameters[W_p_at + texts_last * 32 + embed4_2];
    let x_2 = x + attn_3_2;
    work[x_at + texts_4 * 32 + embed4_2] = x_2;
  }
  if texts_tile * 8 + 4 < day.texts_of_write {
    let text = i32(floor(work[label_at + (texts_5 >> 2u)][texts_5 & 3]));
    let texts_last = integers[at.texts_last + texts_5];
    let x = parameters[W_e_at + text * 32 + embed4] + parameters[W_p_at + texts_last * 32 + embed4];
    let x_2 = x + attn_4;
    work[x_at + texts_5 * 32 + embed4] = x_2;
  }
  if texts_tile * 8 + 4 < day.texts_of_write {
    let text = i32(floor(work[label_at + (texts_5 >> 2u)][texts_5 & 3]));
    let texts_last = integers[at.texts_last + texts_5];
    let x = parameters[W_e_at + text * 32 + embed4_2] + parameters[W_p_at + texts_last * 32 + embed4_2];
    let x_2 = x + attn_4_2;
    work[x_at + texts_5 * 32 + embed4_2] = x_2;
  }
  if texts_tile * 8 + 5 < day.texts_of_write {
    let text = i32(floor(work[label_at + (texts_6 >> 2u)][texts_6 & 3]));
    let texts_last = integers[at.texts_last + texts_6];
    let x = parameters[W_e_at + text * 32 + embed4] + parameters[W_p_at + texts_last * 32 + embed4];
    let x_2 = x + attn_5;
    work[x_at + texts_6 * 32 + embed4] = x_2;
  }
  if texts_tile * 8 + 5 < day.texts_of_write {
    let text = i32(floor(work[label_at + (texts_6 >> 2u)][texts_6 & 3]));
    let texts_last = integers[at.texts_last + texts_6];
    let x = parameters[W_e_at + text * 32 + embed4_2] + parameters[W_p_at + texts_last * 32 + embed4_2];
    let x_2 = x + attn_5_2;
    work[x_at + texts_6 * 32 + embed4_2] = x_2;
  }
  if texts_tile * 8 + 6 < day.texts_of_write {
    let text = i32(floor(work[label_at + (texts_7 >> 2u)][texts_7 & 3]));
    let texts_last = integers[at.texts_last + texts_7];
    let x = parameters[W_e_at + text * 32 + embed4] + parameters[W_p_at + texts_last * 32 + embed4];
    let x_2 = x + attn_6;
    work[x_at + texts_7 * 32 + embed4] = x_2;
  }
  if texts_tile * 8 + 6 < day.texts_of_write {
    let text = i32(floor(work[label_at + (texts_7 >> 2u)][texts_7 & 3]));
    let texts_last = integers[at.texts_last + texts_7];
    let x = parameters[W_e_at + text * 32 + embed4_2] + parameters[W_p_at + texts_last * 32 + embed4_2];
    let x_2 = x + attn_6_2;
    work[x_at + texts_7 * 32 + embed4_2] = x_2;
  }
  if texts_tile * 8 + 7 < day.texts_of_write {
    let text = i32(floor(work[label_at + (texts_8 >> 2u)][texts_8 & 3]));
    let texts_last = integers[at.texts_last + texts_8];
    let x = parameters[W_e_at + text * 32 + embed4] + parameters[W_p_at + texts_last * 32 + embed4];
    let x_2 = x + attn_7;
    work[x_at + texts_8 * 32 + embed4] = x_2;
  }
  if texts_tile * 8 + 7 < day.texts_of_write {
    let text = i32(floor(work[label_at + (texts_8 >> 2u)][texts_8 & 3]));
    let texts_last = integers[at.texts_last + texts_8];
    let x = parameters[W_e_at + text * 32 + embed4_2] + parameters[W_p_at + texts_last * 32 + embed4_2];
    let x_2 = x + attn_7_2;
    work[x_at + texts_8 * 32 + embed4_2] = x_2;
  }
}
