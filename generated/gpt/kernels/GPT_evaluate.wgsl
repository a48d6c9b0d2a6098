// W_o(norm(blocks(x)))                                specs/gpt.weft:49
// GPT[batch, seq, vocab] = sum[embed](norm[batch, embed, seq] * W_o[embed, vocab])
// [batch ≤ 12, seq 64, vocab 81], 8 rows x 1 column a thread, an outer product a step, 8 threads a sum

const PART = 8;

struct Offsets {
  norm: i32,
  W_o: i32,
  GPT: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_GPT: array<f32, 1024>;

@compute @workgroup_size(128)
fn GPT_evaluate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let norm_at = at.norm / 4;
  let GPT_at = at.GPT / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let vocab = min(block * 16 + thread, 80);
  var GPT = 0.0;
  var GPT_2 = 0.0;
  var GPT_3 = 0.0;
  var GPT_4 = 0.0;
  var GPT_5 = 0.0;
  var GPT_6 = 0.0;
  var GPT_7 = 0.0;
  var GPT_8 = 0.0;
  for (var turn = 0; turn < 4; turn++) {
    let embed4 = turn * 8 + slice;
    let norm = work[norm_at + batch_seq_tile * 256 + embed4];
    let norm_2 = work[norm_at + batch_seq_tile * 256 + embed4 + 32];
    let norm_3 = work[norm_at + batch_seq_tile * 256 + embed4 + 64];
    let norm_4 = work[norm_at + batch_seq_tile * 256 + embed4 + 96];
    let norm_5 = work[norm_at + batch_seq_tile * 256 + embed4 + 128];
    let norm_6 = work[norm_at + batch_seq_tile * 256 + embed4 + 160];
    let norm_7 = work[norm_at + batch_seq_tile * 256 + embed4 + 192];
    let norm_8 = work[norm_at + batch_seq_tile * 256 + embed4 + 224];
    let W_o = parameters[at.W_o + embed4 * 324 + vocab];
    let W_o_2 = parameters[at.W_o + embed4 * 324 + vocab + 81];
    let W_o_3 = parameters[at.W_o + embed4 * 324 + vocab + 162];
    let W_o_4 = parameters[at.W_o + embed4 * 324 + vocab + 243];
    GPT = GPT + norm.x * W_o + norm.y * W_o_2 + norm.z * W_o_3 + norm.w * W_o_4;
    GPT_2 = GPT_2 + norm_2.x * W_o + norm_2.y * W_o_2 + norm_2.z * W_o_3 + norm_2.w * W_o_4;
    GPT_3 = GPT_3 + norm_3.x * W_o + norm_3.y * W_o_2 + norm_3.z * W_o_3 + norm_3.w * W_o_4;
    GPT_4 = GPT_4 + norm_4.x * W_o + norm_4.y * W_o_2 + norm_4.z * W_o_3 + norm_4.w * W_o_4;
    GPT_5 = GPT_5 + norm_5.x * W_o + norm_5.y * W_o_2 + norm_5.z * W_o_3 + norm_5.w * W_o_4;
    GPT_6 = GPT_6 + norm_6.x * W_o + norm_6.y * W_o_2 + norm_6.z * W_o_3 + norm_6.w * W_o_4;
    GPT_7 = GPT_7 + norm_7.x * W_o + norm_7.y * W_o_2 + norm_7.z * W_o_3 + norm_7.w * W_o_4;
    GPT_8 = GPT_8 + norm_8.x * W_o + norm_8.y * W_o_2 + norm_8.z * W_o_3 + norm_8.w * W_o_4;
  }
  all_GPT[rank] = GPT;
  all_GPT[rank + 128] = GPT_2;
  all_GPT[rank + 256] = GPT_3;
  all_GPT[rank + 384] = GPT_4;
  all_GPT[rank + 512] = GPT_5;
  all_GPT[rank + 640] = GPT_6;
  all_GPT[rank + 768] = GPT_7;
  all_GPT[rank + 896] = GPT_8;
  workgroupBarrier();
  var GPT_9 = 0.0;
  for (var part = 0; part < PART; part++) {
    GPT_9 += all_GPT[slice * 112 + part * 16 + rank];
  }
  if block * 16 + thread < 81 {
    let GPT_index = slice * 81 + vocab;
    work[GPT_at + (GPT_index >> 2u) + batch_seq_tile * 162][GPT_index & 3] = GPT_9;
  }
}
