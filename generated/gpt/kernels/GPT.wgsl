// W_o(norm(blocks(x)))                                specs/gpt.weft:49
// GPT[batch, seq, vocab] = sum[embed](norm[batch, embed, seq] * W_o[embed, vocab])
// [batch 12, seq 64, vocab 81], 8 rows x 2 columns a thread, an outer product a step, 4 threads a sum

const TURN = 32;

struct Offsets {
  norm: i32,
  W_o: i32,
  GPT: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_GPT: array<f32, 1024>;

@compute @workgroup_size(64)
fn GPT(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
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
  for (var turn = 0; turn < TURN; turn++) {
    let embed = turn * 4 + slice;
    let norm = work[at.norm + batch_seq_tile * 1024 + embed];
    let norm_2 = work[at.norm + batch_seq_tile * 1024 + embed + 128];
    let norm_3 = work[at.norm + batch_seq_tile * 1024 + embed + 256];
    let norm_4 = work[at.norm + batch_seq_tile * 1024 + embed + 384];
    let norm_5 = work[at.norm + batch_seq_tile * 1024 + embed + 512];
    let norm_6 = work[at.norm + batch_seq_tile * 1024 + embed + 640];
    let norm_7 = work[at.norm + batch_seq_tile * 1024 + embed + 768];
    let norm_8 = work[at.norm + batch_seq_tile * 1024 + embed + 896];
    let W_o = parameters[at.W_o + embed * 81 + vocab];
    let W_o_2 = parameters[at.W_o + embed * 81 + vocab_2];
    GPT_0 += norm * W_o;
    GPT_0_2 += norm * W_o_2;
    GPT_1 += norm_2 * W_o;
    GPT_1_2 += norm_2 * W_o_2;
    GPT_2 += norm_3 * W_o;
    GPT_2_2 += norm_3 * W_o_2;
    GPT_3 += norm_4 * W_o;
    GPT_3_2 += norm_4 * W_o_2;
    GPT_4 += norm_5 * W_o;
    GPT_4_2 += norm_5 * W_o_2;
    GPT_5 += norm_6 * W_o;
    GPT_5_2 += norm_6 * W_o_2;
    GPT_6 += norm_7 * W_o;
    GPT_6_2 += norm_7 * W_o_2;
    GPT_7 += norm_8 * W_o;
    GPT_7_2 += norm_8 * W_o_2;
  }
  all_GPT[rank] = GPT_0;
  all_GPT[rank + 64] = GPT_0_2;
  all_GPT[rank + 128] = GPT_1;
  all_GPT[rank + 192] = GPT_1_2;
  all_GPT[rank + 256] = GPT_2;
  all_GPT[rank + 320] = GPT_2_2;
  all_GPT[rank + 384] = GPT_3;
  all_GPT[rank + 448] = GPT_3_2;
  all_GPT[rank + 512] = GPT_4;
  all_GPT[rank + 576] = GPT_4_2;
  all_GPT[rank + 640] = GPT_5;
  all_GPT[rank + 704] = GPT_5_2;
  all_GPT[rank + 768] = GPT_6;
  all_GPT[rank + 832] = GPT_6_2;
  all_GPT[rank + 896] = GPT_7;
  all_GPT[rank + 960] = GPT_7_2;
  workgroupBarrier();
  var GPT_8 = 0.0;
  for (var part = 0; part < 4; part++) {
    GPT_8 += all_GPT[slice * 112 + part * 16 + rank];
  }
  if block * 32 + thread < 81 {
    work[at.GPT + batch_seq_tile * 648 + slice * 81 + vocab] = GPT_8;
  }
  var GPT_9 = 0.0;
  for (var part = 0; part < 4; part++) {
    GPT_9 += all_GPT[slice * 112 + part * 16 + rank + 64];
  }
  if block * 32 + thread + 16 < 81 {
    work[at.GPT + batch_seq_tile * 648 + slice * 81 + vocab_2] = GPT_9;
  }
  var GPT_10 = 0.0;
  for (var part = 0; part < 4; part++) {
    GPT_10 += all_GPT[slice * 112 + part * 16 + rank + 512];
  }
  if block * 32 + thread < 81 {
    work[at.GPT + batch_seq_tile * 648 + slice * 81 + vocab + 324] = GPT_10;
  }
  var GPT_11 = 0.0;
  for (var part = 0; part < 4; part++) {
    GPT_11 += all_GPT[slice * 112 + part * 16 + rank + 576];
  }
  if block * 32 + thread + 16 < 81 {
    work[at.GPT + batch_seq_tile * 648 + slice * 81 + vocab_2 + 324] = GPT_11;
  }
}
