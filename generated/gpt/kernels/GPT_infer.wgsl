// W_o(norm(blocks(x)))                                specs/gpt.weft:49
// GPT[seq, vocab] = sum[embed](W_o[embed, vocab] * norm[embed, seq])
// [seq ≤ 64, vocab 81], 4 rows x 1 column a thread, an outer product a step, 8 threads a sum

const PART = 8;

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
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_GPT: array<f32, 512>;

@compute @workgroup_size(128)
fn GPT_infer(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let norm_at = at.norm / 4;
  let GPT_at = at.GPT / 4;
  let seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let seq = min(seq_tile * 4, day.seq - 1);
  let seq_2 = min(seq_tile * 4 + 1, day.seq - 1);
  let seq_3 = min(seq_tile * 4 + 2, day.seq - 1);
  let seq_4 = min(seq_tile * 4 + 3, day.seq - 1);
  let vocab = min(block * 16 + thread, 80);
  var GPT = 0.0;
  var GPT_2 = 0.0;
  var GPT_3 = 0.0;
  var GPT_4 = 0.0;
  for (var turn = 0; turn < 4; turn++) {
    let embed4 = turn * 8 + slice;
    let norm = work[norm_at + seq * 32 + embed4];
    let norm_2 = work[norm_at + seq_2 * 32 + embed4];
    let norm_3 = work[norm_at + seq_3 * 32 + embed4];
    let norm_4 = work[norm_at + seq_4 * 32 + embed4];
    let W_o = parameters[at.W_o + embed4 * 324 + vocab];
    let W_o_2 = parameters[at.W_o + embed4 * 324 + vocab + 81];
    let W_o_3 = parameters[at.W_o + embed4 * 324 + vocab + 162];
    let W_o_4 = parameters[at.W_o + embed4 * 324 + vocab + 243];
    GPT = GPT + norm.x * W_o + norm.y * W_o_2 + norm.z * W_o_3 + norm.w * W_o_4;
    GPT_2 = GPT_2 + norm_2.x * W_o + norm_2.y * W_o_2 + norm_2.z * W_o_3 + norm_2.w * W_o_4;
    GPT_3 = GPT_3 + norm_3.x * W_o + norm_3.y * W_o_2 + norm_3.z * W_o_3 + norm_3.w * W_o_4;
    GPT_4 = GPT_4 + norm_4.x * W_o + norm_4.y * W_o_2 + norm_4.z * W_o_3 + norm_4.w * W_o_4;
  }
  all_GPT[rank] = GPT;
  all_GPT[rank + 128] = GPT_2;
  all_GPT[rank + 256] = GPT_3;
  all_GPT[rank + 384] = GPT_4;
  workgroupBarrier();
  if slice < 4 {
    var GPT_5 = 0.0;
    for (var part = 0; part < PART; part++) {
      GPT_5 += all_GPT[slice * 112 + part * 16 + rank];
    }
    let seq_5 = min(seq_tile * 4 + slice, day.seq - 1);
    if seq_tile * 4 + slice < day.seq && block * 16 + thread < 81 {
      let GPT_index = seq_5 * 81 + vocab;
      work[GPT_at + (GPT_index >> 2u)][GPT_index & 3] = GPT_5;
    }
  }
}
