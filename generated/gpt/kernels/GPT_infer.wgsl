// W_o(norm(blocks(x)))                                specs/gpt.weft:49
// GPT[seq, vocab] = sum[embed](W_o[embed, vocab] * norm[embed, seq])
// [seq 64, vocab 81], 4 rows x 1 columns a thread, an outer product a step, 8 threads a sum

const TURN = 16;
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
@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_GPT: array<f32, 512>;

@compute @workgroup_size(128)
fn GPT_infer(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
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
  for (var turn = 0; turn < TURN; turn++) {
    let embed = turn * 8 + slice;
    let norm = work[at.norm + seq * 128 + embed];
    let norm_2 = work[at.norm + seq_2 * 128 + embed];
    let norm_3 = work[at.norm + seq_3 * 128 + embed];
    let norm_4 = work[at.norm + seq_4 * 128 + embed];
    let column = parameters[at.W_o + embed * 81 + vocab];
    GPT += norm * column;
    GPT_2 += norm_2 * column;
    GPT_3 += norm_3 * column;
    GPT_4 += norm_4 * column;
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
      work[at.GPT + seq_5 * 81 + vocab] = GPT_5;
    }
  }
}
