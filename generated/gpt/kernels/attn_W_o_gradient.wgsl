// gradient of W_o(A @[src] v)                         specs/gpt.weft:23
// gradient of q = W_q(x)                              specs/gpt.weft:18
// d_W_o[embed, head, key] = sum[batch, seq](sum[src](A[batch, head, seq, src] * sum[embed](norm1[batch,
//   embed, seq] * W_v[embed, head, key])[seq = src]) * d_x[batch, embed, seq])
// [head 4, key 32, embed 128], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 16 threads
//   a sum

const TURN = 12;
const PART = 16;

struct Offsets {
  attn_total: i32,
  d_x: i32,
  d_W_o: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_W_o: array<vec4f, 1024>;

@compute @workgroup_size(256)
fn attn_W_o_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let attn_total_at = at.attn_total / 4;
  let d_x_at = at.d_x / 4;
  let d_W_o_at = at.d_W_o / 4;
  let head_key_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let embed4 = block * 16 + thread;
  var d_W_o = vec4f();
  var d_W_o_2 = vec4f();
  var d_W_o_3 = vec4f();
  var d_W_o_4 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let batch_seq4 = turn * 16 + slice;
    let attn_total = work[attn_total_at + batch_seq4 * 128 + head_key_tile];
    let attn_total_2 = work[attn_total_at + batch_seq4 * 128 + head_key_tile + 32];
    let attn_total_3 = work[attn_total_at + batch_seq4 * 128 + head_key_tile + 64];
    let attn_total_4 = work[attn_total_at + batch_seq4 * 128 + head_key_tile + 96];
    let d_x = work[d_x_at + batch_seq4 * 128 + embed4];
    let d_x_2 = work[d_x_at + batch_seq4 * 128 + embed4 + 32];
    let d_x_3 = work[d_x_at + batch_seq4 * 128 + embed4 + 64];
    let d_x_4 = work[d_x_at + batch_seq4 * 128 + embed4 + 96];
    d_W_o = d_W_o + attn_total.x * d_x + attn_total_2.x * d_x_2 + attn_total_3.x * d_x_3 + attn_total_4.x * d_x_4;
    d_W_o_2 = d_W_o_2 + attn_total.y * d_x + attn_total_2.y * d_x_2 + attn_total_3.y * d_x_3 + attn_total_4.y * d_x_4;
    d_W_o_3 = d_W_o_3 + attn_total.z * d_x + attn_total_2.z * d_x_2 + attn_total_3.z * d_x_3 + attn_total_4.z * d_x_4;
    d_W_o_4 = d_W_o_4 + attn_total.w * d_x + attn_total_2.w * d_x_2 + attn_total_3.w * d_x_3 + attn_total_4.w * d_x_4;
  }
  all_d_W_o[rank] = d_W_o;
  all_d_W_o[rank + 256] = d_W_o_2;
  all_d_W_o[rank + 512] = d_W_o_3;
  all_d_W_o[rank + 768] = d_W_o_4;
  workgroupBarrier();
  if slice < 4 {
    var d_W_o_5 = vec4f();
    for (var part = 0; part < PART; part++) {
      d_W_o_5 += all_d_W_o[slice * 240 + part * 16 + rank];
    }
    work[d_W_o_at + head_key_tile * 128 + slice * 32 + embed4] = d_W_o_5;
  }
}
