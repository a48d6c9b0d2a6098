// gradient of q = W_q(x)                              specs/gpt.weft:18
// d_norm1[batch, embed, seq] = sum[head, key](sum[seq](A[batch, head, seq, src] * sum[embed](d_x[batch,
//   embed, seq] * W_o[embed, head, key]))[src = seq] * W_v[embed, head, key]) + sum[head, k…
// [batch 12, seq 64, embed 128], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 8 threads
//   a sum

const PART = 8;

struct Offsets {
  W_q: i32,
  d_q: i32,
  through_W_v: i32,
  through_W_k: i32,
  d_norm1: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_through_W_q: array<vec4f, 512>;

@compute @workgroup_size(128)
fn blocks_norm1_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_q_at = at.W_q / 4;
  let d_q_at = at.d_q / 4;
  let through_W_v_at = at.through_W_v / 4;
  let through_W_k_at = at.through_W_k / 4;
  let d_norm1_at = at.d_norm1 / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let embed4 = block * 16 + thread;
  var through_W_q = vec4f();
  var through_W_q_2 = vec4f();
  var through_W_q_3 = vec4f();
  var through_W_q_4 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let head_key4 = turn * 8 + slice;
    let W_q = parameters[W_q_at + embed4 * 128 + head_key4];
    let W_q_2 = parameters[W_q_at + embed4 * 128 + head_key4 + 32];
    let W_q_3 = parameters[W_q_at + embed4 * 128 + head_key4 + 64];
    let W_q_4 = parameters[W_q_at + embed4 * 128 + head_key4 + 96];
    let d_q = work[d_q_at + batch_seq_tile * 128 + head_key4];
    let d_q_2 = work[d_q_at + batch_seq_tile * 128 + head_key4 + 32];
    let d_q_3 = work[d_q_at + batch_seq_tile * 128 + head_key4 + 64];
    let d_q_4 = work[d_q_at + batch_seq_tile * 128 + head_key4 + 96];
    through_W_q = through_W_q + d_q.x * vec4f(W_q.x, W_q_2.x, W_q_3.x, W_q_4.x) + d_q.y * vec4f(W_q.y, W_q_2.y, W_q_3.y, W_q_4.y) + d_q.z * vec4f(W_q.z, W_q_2.z, W_q_3.z, W_q_4.z) + d_q.w * vec4f(W_q.w, W_q_2.w, W_q_3.w, W_q_4.w);
    through_W_q_2 = through_W_q_2 + d_q_2.x * vec4f(W_q.x, W_q_2.x, W_q_3.x, W_q_4.x) + d_q_2.y * vec4f(W_q.y, W_q_2.y, W_q_3.y, W_q_4.y) + d_q_2.z * vec4f(W_q.z, W_q_2.z, W_q_3.z, W_q_4.z) + d_q_2.w * vec4f(W_q.w, W_q_2.w, W_q_3.w, W_q_4.w);
    through_W_q_3 = through_W_q_3 + d_q_3.x * vec4f(W_q.x, W_q_2.x, W_q_3.x, W_q_4.x) + d_q_3.y * vec4f(W_q.y, W_q_2.y, W_q_3.y, W_q_4.y) + d_q_3.z * vec4f(W_q.z, W_q_2.z, W_q_3.z, W_q_4.z) + d_q_3.w * vec4f(W_q.w, W_q_2.w, W_q_3.w, W_q_4.w);
    through_W_q_4 = through_W_q_4 + d_q_4.x * vec4f(W_q.x, W_q_2.x, W_q_3.x, W_q_4.x) + d_q_4.y * vec4f(W_q.y, W_q_2.y, W_q_3.y, W_q_4.y) + d_q_4.z * vec4f(W_q.z, W_q_2.z, W_q_3.z, W_q_4.z) + d_q_4.w * vec4f(W_q.w, W_q_2.w, W_q_3.w, W_q_4.w);
  }
  all_through_W_q[rank] = through_W_q;
  all_through_W_q[rank + 128] = through_W_q_2;
  all_through_W_q[rank + 256] = through_W_q_3;
  all_through_W_q[rank + 384] = through_W_q_4;
  workgroupBarrier();
  if slice < 4 {
    var through_W_q_5 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_q_5 += all_through_W_q[slice * 112 + part * 16 + rank];
    }
    let d_norm1 = work[through_W_v_at + batch_seq_tile * 128 + slice * 32 + embed4] + work[through_W_k_at + batch_seq_tile * 128 + slice * 32 + embed4] + through_W_q_5;
    work[d_norm1_at + batch_seq_tile * 128 + slice * 32 + embed4] = d_norm1;
  }
}
