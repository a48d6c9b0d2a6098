// gradient of W_k(x)                                  specs/gpt.weft:19
// gradient of W_v(x)                                  specs/gpt.weft:20
// d_W_k[embed, head, key] = sum[batch, seq](norm1[batch, embed, seq] * sum[seq](d_A_ratio[batch, head, seq,
//   src] * sum[embed](norm1[batch, embed, seq] * W_q[embed, head, key]))[src = seq])
// [embed 128, head 4, key 32], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 16 threads
//   a sum

const TURN = 12;
const PART = 16;

struct Offsets {
  norm1: i32,
  d_k: i32,
  d_W_k: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_W_k: array<vec4f, 1024>;

@compute @workgroup_size(256)
fn attn_W_k_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let norm1_at = at.norm1 / 4;
  let d_k_at = at.d_k / 4;
  let d_W_k_at = at.d_W_k / 4;
  let embed_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let head_key4 = block * 16 + thread;
  var d_W_k = vec4f();
  var d_W_k_2 = vec4f();
  var d_W_k_3 = vec4f();
  var d_W_k_4 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let batch_seq4 = turn * 16 + slice;
    let norm1 = work[norm1_at + batch_seq4 * 128 + embed_tile];
    let norm1_2 = work[norm1_at + batch_seq4 * 128 + embed_tile + 32];
    let norm1_3 = work[norm1_at + batch_seq4 * 128 + embed_tile + 64];
    let norm1_4 = work[norm1_at + batch_seq4 * 128 + embed_tile + 96];
    let d_k = work[d_k_at + batch_seq4 * 128 + head_key4];
    let d_k_2 = work[d_k_at + batch_seq4 * 128 + head_key4 + 32];
    let d_k_3 = work[d_k_at + batch_seq4 * 128 + head_key4 + 64];
    let d_k_4 = work[d_k_at + batch_seq4 * 128 + head_key4 + 96];
    d_W_k = d_W_k + norm1.x * d_k + norm1_2.x * d_k_2 + norm1_3.x * d_k_3 + norm1_4.x * d_k_4;
    d_W_k_2 = d_W_k_2 + norm1.y * d_k + norm1_2.y * d_k_2 + norm1_3.y * d_k_3 + norm1_4.y * d_k_4;
    d_W_k_3 = d_W_k_3 + norm1.z * d_k + norm1_2.z * d_k_2 + norm1_3.z * d_k_3 + norm1_4.z * d_k_4;
    d_W_k_4 = d_W_k_4 + norm1.w * d_k + norm1_2.w * d_k_2 + norm1_3.w * d_k_3 + norm1_4.w * d_k_4;
  }
  all_d_W_k[rank] = d_W_k;
  all_d_W_k[rank + 256] = d_W_k_2;
  all_d_W_k[rank + 512] = d_W_k_3;
  all_d_W_k[rank + 768] = d_W_k_4;
  workgroupBarrier();
  if slice < 4 {
    var d_W_k_5 = vec4f();
    for (var part = 0; part < PART; part++) {
      d_W_k_5 += all_d_W_k[slice * 240 + part * 16 + rank];
    }
    work[d_W_k_at + embed_tile * 128 + slice * 32 + head_key4] = d_W_k_5;
  }
}
