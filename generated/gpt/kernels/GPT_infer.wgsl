// W_o(norm(blocks(x)))                                specs/gpt.weft:49
// GPT[seq, vocab] = sum[embed](W_o[embed, vocab] * norm[embed, seq])
// [seq 64, vocab 81], 8 rows x 2 columns a thread, an outer product a step

const EMBED = 128;

struct Offsets {
  norm: i32,
  W_o: i32,
  GPT: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;

@compute @workgroup_size(16)
fn GPT_infer(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let seq_tile = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let seq = min(seq_tile * 8, day.seq - 1);
  let seq_2 = min(seq_tile * 8 + 1, day.seq - 1);
  let seq_3 = min(seq_tile * 8 + 2, day.seq - 1);
  let seq_4 = min(seq_tile * 8 + 3, day.seq - 1);
  let seq_5 = min(seq_tile * 8 + 4, day.seq - 1);
  let seq_6 = min(seq_tile * 8 + 5, day.seq - 1);
  let seq_7 = min(seq_tile * 8 + 6, day.seq - 1);
  let seq_8 = min(seq_tile * 8 + 7, day.seq - 1);
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
    let norm = work[at.norm + seq * EMBED + embed];
    let norm_2 = work[at.norm + seq_2 * EMBED + embed];
    let norm_3 = work[at.norm + seq_3 * EMBED + embed];
    let norm_4 = work[at.norm + seq_4 * EMBED + embed];
    let norm_5 = work[at.norm + seq_5 * EMBED + embed];
    let norm_6 = work[at.norm + seq_6 * EMBED + embed];
    let norm_7 = work[at.norm + seq_7 * EMBED + embed];
    let norm_8 = work[at.norm + seq_8 * EMBED + embed];
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
  if seq_tile * 8 < day.seq && block * 32 + thread < 81 {
    work[at.GPT + seq * 81 + vocab] = GPT_0;
  }
  if seq_tile * 8 < day.seq && block * 32 + thread + 16 < 81 {
    work[at.GPT + seq * 81 + vocab_2] = GPT_0_2;
  }
  if seq_tile * 8 + 1 < day.seq && block * 32 + thread < 81 {
    work[at.GPT + seq_2 * 81 + vocab] = GPT_1;
  }
  if seq_tile * 8 + 1 < day.seq && block * 32 + thread + 16 < 81 {
    work[at.GPT + seq_2 * 81 + vocab_2] = GPT_1_2;
  }
  if seq_tile * 8 + 2 < day.seq && block * 32 + thread < 81 {
    work[at.GPT + seq_3 * 81 + vocab] = GPT_2;
  }
  if seq_tile * 8 + 2 < day.seq && block * 32 + thread + 16 < 81 {
    work[at.GPT + seq_3 * 81 + vocab_2] = GPT_2_2;
  }
  if seq_tile * 8 + 3 < day.seq && block * 32 + thread < 81 {
    work[at.GPT + seq_4 * 81 + vocab] = GPT_3;
  }
  if seq_tile * 8 + 3 < day.seq && block * 32 + thread + 16 < 81 {
    work[at.GPT + seq_4 * 81 + vocab_2] = GPT_3_2;
  }
  if seq_tile * 8 + 4 < day.seq && block * 32 + thread < 81 {
    work[at.GPT + seq_5 * 81 + vocab] = GPT_4;
  }
  if seq_tile * 8 + 4 < day.seq && block * 32 + thread + 16 < 81 {
    work[at.GPT + seq_5 * 81 + vocab_2] = GPT_4_2;
  }
  if seq_tile * 8 + 5 < day.seq && block * 32 + thread < 81 {
    work[at.GPT + seq_6 * 81 + vocab] = GPT_5;
  }
  if seq_tile * 8 + 5 < day.seq && block * 32 + thread + 16 < 81 {
    work[at.GPT + seq_6 * 81 + vocab_2] = GPT_5_2;
  }
  if seq_tile * 8 + 6 < day.seq && block * 32 + thread < 81 {
    work[at.GPT + seq_7 * 81 + vocab] = GPT_6;
  }
  if seq_tile * 8 + 6 < day.seq && block * 32 + thread + 16 < 81 {
    work[at.GPT + seq_7 * 81 + vocab_2] = GPT_6_2;
  }
  if seq_tile * 8 + 7 < day.seq && block * 32 + thread < 81 {
    work[at.GPT + seq_8 * 81 + vocab] = GPT_7;
  }
  if seq_tile * 8 + 7 < day.seq && block * 32 + thread + 16 < 81 {
    work[at.GPT + seq_8 * 81 + vocab_2] = GPT_7_2;
  }
}
