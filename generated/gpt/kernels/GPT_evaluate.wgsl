// W_o(norm(blocks(x)))                                specs/gpt.weft:49
// GPT[batch, seq, vocab] = sum[embed](norm[batch, embed, seq] * W_o[embed, vocab])
// [batch ≤ 12, seq 64, vocab 81], 8 rows x 2 columns a thread, an outer product a step

const EMBED = 128;

struct Offsets {
  norm: i32,
  W_o: i32,
  GPT: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn GPT_evaluate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
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
    let norm = work[at.norm + batch_seq_tile * 1024 + embed];
    let norm_2 = work[at.norm + batch_seq_tile * 1024 + embed + 128];
    let norm_3 = work[at.norm + batch_seq_tile * 1024 + embed + 256];
    let norm_4 = work[at.norm + batch_seq_tile * 1024 + embed + 384];
    let norm_5 = work[at.norm + batch_seq_tile * 1024 + embed + 512];
    let norm_6 = work[at.norm + batch_seq_tile * 1024 + embed + 640];
    let norm_7 = work[at.norm + batch_seq_tile * 1024 + embed + 768];
    let norm_8 = work[at.norm + batch_seq_tile * 1024 + embed + 896];
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
  if block * 32 + thread < 81 {
    work[at.GPT + batch_seq_tile * 648 + vocab] = GPT_0;
  }
  if block * 32 + thread + 16 < 81 {
    work[at.GPT + batch_seq_tile * 648 + vocab_2] = GPT_0_2;
  }
  if block * 32 + thread < 81 {
    work[at.GPT + batch_seq_tile * 648 + vocab + 81] = GPT_1;
  }
  if block * 32 + thread + 16 < 81 {
    work[at.GPT + batch_seq_tile * 648 + vocab_2 + 81] = GPT_1_2;
  }
  if block * 32 + thread < 81 {
    work[at.GPT + batch_seq_tile * 648 + vocab + 162] = GPT_2;
  }
  if block * 32 + thread + 16 < 81 {
    work[at.GPT + batch_seq_tile * 648 + vocab_2 + 162] = GPT_2_2;
  }
  if block * 32 + thread < 81 {
    work[at.GPT + batch_seq_tile * 648 + vocab + 243] = GPT_3;
  }
  if block * 32 + thread + 16 < 81 {
    work[at.GPT + batch_seq_tile * 648 + vocab_2 + 243] = GPT_3_2;
  }
  if block * 32 + thread < 81 {
    work[at.GPT + batch_seq_tile * 648 + vocab + 324] = GPT_4;
  }
  if block * 32 + thread + 16 < 81 {
    work[at.GPT + batch_seq_tile * 648 + vocab_2 + 324] = GPT_4_2;
  }
  if block * 32 + thread < 81 {
    work[at.GPT + batch_seq_tile * 648 + vocab + 405] = GPT_5;
  }
  if block * 32 + thread + 16 < 81 {
    work[at.GPT + batch_seq_tile * 648 + vocab_2 + 405] = GPT_5_2;
  }
  if block * 32 + thread < 81 {
    work[at.GPT + batch_seq_tile * 648 + vocab + 486] = GPT_6;
  }
  if block * 32 + thread + 16 < 81 {
    work[at.GPT + batch_seq_tile * 648 + vocab_2 + 486] = GPT_6_2;
  }
  if block * 32 + thread < 81 {
    work[at.GPT + batch_seq_tile * 648 + vocab + 567] = GPT_7;
  }
  if block * 32 + thread + 16 < 81 {
    work[at.GPT + batch_seq_tile * 648 + vocab_2 + 567] = GPT_7_2;
  }
}
