// W_o(norm(blocks(x)))                                specs/gpt.weft:49
// d_W_o[embed, vocab] = sum[batch, seq](norm[batch, embed, seq] * d_GPT[batch, seq, vocab])
// [embed 128, vocab 81], 8 rows x 1 columns a thread, an outer product a step, 16 threads a sum

const TURN = 48;
const PART = 16;

struct Offsets {
  norm: i32,
  d_GPT: i32,
  d_W_o: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_W_o: array<f32, 2048>;

@compute @workgroup_size(256)
fn GPT_W_o_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let norm_at = at.norm / 4;
  let d_GPT_at = at.d_GPT / 4;
  let d_W_o_at = at.d_W_o / 4;
  let embed_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let vocab = min(block * 16 + thread, 80);
  var d_W_o = 0.0;
  var d_W_o_2 = 0.0;
  var d_W_o_3 = 0.0;
  var d_W_o_4 = 0.0;
  var d_W_o_5 = 0.0;
  var d_W_o_6 = 0.0;
  var d_W_o_7 = 0.0;
  var d_W_o_8 = 0.0;
  for (var turn = 0; turn < TURN; turn++) {
    let batch_seq = turn * 16 + slice;
    let norm = work[norm_at + batch_seq * 32 + embed_tile * 2];
    let norm_2 = work[norm_at + batch_seq * 32 + embed_tile * 2 + 1];
    let d_GPT_index = batch_seq * 81 + vocab;
    let d_GPT = work[d_GPT_at + (d_GPT_index >> 2u)][d_GPT_index & 3];
    d_W_o += norm.x * d_GPT;
    d_W_o_2 += norm.y * d_GPT;
    d_W_o_3 += norm.z * d_GPT;
    d_W_o_4 += norm.w * d_GPT;
    d_W_o_5 += norm_2.x * d_GPT;
    d_W_o_6 += norm_2.y * d_GPT;
    d_W_o_7 += norm_2.z * d_GPT;
    d_W_o_8 += norm_2.w * d_GPT;
  }
  all_d_W_o[rank] = d_W_o;
  all_d_W_o[rank + 256] = d_W_o_2;
  all_d_W_o[rank + 512] = d_W_o_3;
  all_d_W_o[rank + 768] = d_W_o_4;
  all_d_W_o[rank + 1024] = d_W_o_5;
  all_d_W_o[rank + 1280] = d_W_o_6;
  all_d_W_o[rank + 1536] = d_W_o_7;
  all_d_W_o[rank + 1792] = d_W_o_8;
  workgroupBarrier();
  if slice < 8 {
    var d_W_o_9 = 0.0;
    for (var part = 0; part < PART; part++) {
      d_W_o_9 += all_d_W_o[slice * 240 + part * 16 + rank];
    }
    if block * 16 + thread < 81 {
      let d_W_o_index = slice * 81 + vocab;
      work[d_W_o_at + (d_W_o_index >> 2u) + embed_tile * 162][d_W_o_index & 3] = d_W_o_9;
    }
  }
}
