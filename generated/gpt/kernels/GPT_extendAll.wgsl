// W_o(norm(blocks(x)))                                specs/gpt.weft:49
// GPT[texts, vocab] = sum[embed](W_o[embed, vocab] * norm[embed, texts])
// [texts ≤ 16, vocab 81], 8 rows x 2 columns a thread, an outer product a step

const EMBED = 128;

struct Offsets {
  norm: i32,
  W_o: i32,
  GPT: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seq_so_far: i32,
  texts_of_write: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(16)
fn GPT_extendAll(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let texts_tile = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let texts = min(texts_tile * 8, day.texts_of_write - 1);
  let texts_2 = min(texts_tile * 8 + 1, day.texts_of_write - 1);
  let texts_3 = min(texts_tile * 8 + 2, day.texts_of_write - 1);
  let texts_4 = min(texts_tile * 8 + 3, day.texts_of_write - 1);
  let texts_5 = min(texts_tile * 8 + 4, day.texts_of_write - 1);
  let texts_6 = min(texts_tile * 8 + 5, day.texts_of_write - 1);
  let texts_7 = min(texts_tile * 8 + 6, day.texts_of_write - 1);
  let texts_8 = min(texts_tile * 8 + 7, day.texts_of_write - 1);
  let vocab = min(block * 32 + thread, 80);
  let vocab_2 = min(block * 32 + thread + 16, 80);
  var GPT_0 = 0.0;
  var GPT_0_2 = 0.0;
  var GPT_1 = 0.0;
  var GPT_1_2 = 0.0;
  var GPT_2 = 0.0;
  var GPT_2_2 = 0.0;
  var GPT_3 = 0.0;
  var GPT_3_2 = 0.0;
  var GPT_4 = 0.0;
  var GPT_4_2 = 0.0;
  var GPT_5 = 0.0;
  var GPT_5_2 = 0.0;
  var GPT_6 = 0.0;
  var GPT_6_2 = 0.0;
  var GPT_7 = 0.0;
  var GPT_7_2 = 0.0;
  for (var embed = 0; embed < EMBED; embed++) {
    let norm = work[at.norm + texts * EMBED + embed];
    let norm_2 = work[at.norm + texts_2 * EMBED + embed];
    let norm_3 = work[at.norm + texts_3 * EMBED + embed];
    let norm_4 = work[at.norm + texts_4 * EMBED + embed];
    let norm_5 = work[at.norm + texts_5 * EMBED + embed];
    let norm_6 = work[at.norm + texts_6 * EMBED + embed];
    let norm_7 = work[at.norm + texts_7 * EMBED + embed];
    let norm_8 = work[at.norm + texts_8 * EMBED + embed];
    let column = parameters[at.W_o + embed * 81 + vocab];
    let column_2 = parameters[at.W_o + embed * 81 + vocab_2];
    GPT_0 += norm * column;
    GPT_0_2 += norm * column_2;
    GPT_1 += norm_2 * column;
    GPT_1_2 += norm_2 * column_2;
    GPT_2 += norm_3 * column;
    GPT_2_2 += norm_3 * column_2;
    GPT_3 += norm_4 * column;
    GPT_3_2 += norm_4 * column_2;
    GPT_4 += norm_5 * column;
    GPT_4_2 += norm_5 * column_2;
    GPT_5 += norm_6 * column;
    GPT_5_2 += norm_6 * column_2;
    GPT_6 += norm_7 * column;
    GPT_6_2 += norm_7 * column_2;
    GPT_7 += norm_8 * column;
    GPT_7_2 += norm_8 * column_2;
  }
  if texts_tile * 8 < day.texts_of_write && block * 32 + thread < 81 {
    work[at.GPT + texts * 81 + vocab] = GPT_0;
  }
  if texts_tile * 8 < day.texts_of_write && block * 32 + thread + 16 < 81 {
    work[at.GPT + texts * 81 + vocab_2] = GPT_0_2;
  }
  if texts_tile * 8 + 1 < day.texts_of_write && block * 32 + thread < 81 {
    work[at.GPT + texts_2 * 81 + vocab] = GPT_1;
  }
  if texts_tile * 8 + 1 < day.texts_of_write && block * 32 + thread + 16 < 81 {
    work[at.GPT + texts_2 * 81 + vocab_2] = GPT_1_2;
  }
  if texts_tile * 8 + 2 < day.texts_of_write && block * 32 + thread < 81 {
    work[at.GPT + texts_3 * 81 + vocab] = GPT_2;
  }
  if texts_tile * 8 + 2 < day.texts_of_write && block * 32 + thread + 16 < 81 {
    work[at.GPT + texts_3 * 81 + vocab_2] = GPT_2_2;
  }
  if texts_tile * 8 + 3 < day.texts_of_write && block * 32 + thread < 81 {
    work[at.GPT + texts_4 * 81 + vocab] = GPT_3;
  }
  if texts_tile * 8 + 3 < day.texts_of_write && block * 32 + thread + 16 < 81 {
    work[at.GPT + texts_4 * 81 + vocab_2] = GPT_3_2;
  }
  if texts_tile * 8 + 4 < day.texts_of_write && block * 32 + thread < 81 {
    work[at.GPT + texts_5 * 81 + vocab] = GPT_4;
  }
  if texts_tile * 8 + 4 < day.texts_of_write && block * 32 + thread + 16 < 81 {
    work[at.GPT + texts_5 * 81 + vocab_2] = GPT_4_2;
  }
  if texts_tile * 8 + 5 < day.texts_of_write && block * 32 + thread < 81 {
    work[at.GPT + texts_6 * 81 + vocab] = GPT_5;
  }
  if texts_tile * 8 + 5 < day.texts_of_write && block * 32 + thread + 16 < 81 {
    work[at.GPT + texts_6 * 81 + vocab_2] = GPT_5_2;
  }
  if texts_tile * 8 + 6 < day.texts_of_write && block * 32 + thread < 81 {
    work[at.GPT + texts_7 * 81 + vocab] = GPT_6;
  }
  if texts_tile * 8 + 6 < day.texts_of_write && block * 32 + thread + 16 < 81 {
    work[at.GPT + texts_7 * 81 + vocab_2] = GPT_6_2;
  }
  if texts_tile * 8 + 7 < day.texts_of_write && block * 32 + thread < 81 {
    work[at.GPT + texts_8 * 81 + vocab] = GPT_7;
  }
  if texts_tile * 8 + 7 < day.texts_of_write && block * 32 + thread + 16 < 81 {
    work[at.GPT + texts_8 * 81 + vocab_2] = GPT_7_2;
  }
}
