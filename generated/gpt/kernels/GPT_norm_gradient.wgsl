// gradient of W_o(norm(blocks(x)))                    specs/gpt.weft:49
// d_norm[batch, embed, seq] = sum[vocab](d_GPT[batch, seq, vocab] * W_o[embed, vocab])
// [batch 12, seq 64, embed 128], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 4 threads
//   a sum

const TURN = 21;

struct Offsets {
  d_GPT: i32,
  W_o: i32,
  d_norm: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_norm: array<vec4f, 256>;

@compute @workgroup_size(64)
fn GPT_norm_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let d_GPT_at = at.d_GPT / 4;
  let d_norm_at = at.d_norm / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let embed4 = block * 16 + thread;
  var d_norm = vec4f();
  var d_norm_2 = vec4f();
  var d_norm_3 = vec4f();
  var d_norm_4 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let vocab = turn * 4 + slice;
    if vocab < 81 {
      let d_GPT = work[d_GPT_at + (vocab >> 2u) + batch_seq_tile * 81][vocab & 3];
      let d_GPT_index = vocab + 81;
      let d_GPT_2 = work[d_GPT_at + (d_GPT_index >> 2u) + batch_seq_tile * 81][d_GPT_index & 3];
      let d_GPT_index_2 = vocab + 162;
      let d_GPT_3 = work[d_GPT_at + (d_GPT_index_2 >> 2u) + batch_seq_tile * 81][d_GPT_index_2 & 3];
      let d_GPT_index_3 = vocab + 243;
      let d_GPT_4 = work[d_GPT_at + (d_GPT_index_3 >> 2u) + batch_seq_tile * 81][d_GPT_index_3 & 3];
      let W_o = vec4f(parameters[at.W_o + embed4 * 324 + vocab], parameters[at.W_o + embed4 * 324 + vocab + 81], parameters[at.W_o + embed4 * 324 + vocab + 162], parameters[at.W_o + embed4 * 324 + vocab + 243]);
      d_norm += d_GPT * W_o;
      d_norm_2 += d_GPT_2 * W_o;
      d_norm_3 += d_GPT_3 * W_o;
      d_norm_4 += d_GPT_4 * W_o;
    }
  }
  all_d_norm[rank] = d_norm;
  all_d_norm[rank + 64] = d_norm_2;
  all_d_norm[rank + 128] = d_norm_3;
  all_d_norm[rank + 192] = d_norm_4;
  workgroupBarrier();
  var d_norm_5 = vec4f();
  for (var part = 0; part < 4; part++) {
    d_norm_5 += all_d_norm[slice * 48 + part * 16 + rank];
  }
  work[d_norm_at + batch_seq_tile * 128 + slice * 32 + embed4] = d_norm_5;
}
