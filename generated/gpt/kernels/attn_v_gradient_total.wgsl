// gradient of W_v(x)                                  specs/gpt.weft:20
// gradient of W_k(x)                                  specs/gpt.weft:19
// through_W_v[batch, embed, seq] = sum[head, key](sum[seq](A[batch, head, seq, src] * sum[embed](d_x[batch,
//   embed, seq] * W_o[embed, head, key]))[src = seq] * W_v[embed, head, key])
// [batch 12, seq 64, embed 128], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 8 threads
//   a sum

const PART = 8;

struct Offsets {
  W_v: i32,
  d_v: i32,
  through_W_v: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_through_W_v: array<vec4f, 512>;

@compute @workgroup_size(128)
fn attn_v_gradient_total(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_v_at = at.W_v / 4;
  let d_v_at = at.d_v / 4;
  let through_W_v_at = at.through_W_v / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let embed4 = block * 16 + thread;
  var through_W_v = vec4f();
  var through_W_v_2 = vec4f();
  var through_W_v_3 = vec4f();
  var through_W_v_4 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let head_key4 = turn * 8 + slice;
    let W_v = parameters[W_v_at + embed4 * 128 + head_key4];
    let W_v_2 = parameters[W_v_at + embed4 * 128 + head_key4 + 32];
    let W_v_3 = parameters[W_v_at + embed4 * 128 + head_key4 + 64];
    let W_v_4 = parameters[W_v_at + embed4 * 128 + head_key4 + 96];
    let d_v = work[d_v_at + batch_seq_tile * 128 + head_key4];
    let d_v_2 = work[d_v_at + batch_seq_tile * 128 + head_key4 + 32];
    let d_v_3 = work[d_v_at + batch_seq_tile * 128 + head_key4 + 64];
    let d_v_4 = work[d_v_at + batch_seq_tile * 128 + head_key4 + 96];
    through_W_v = through_W_v + d_v.x * vec4f(W_v.x, W_v_2.x, W_v_3.x, W_v_4.x) + d_v.y * vec4f(W_v.y, W_v_2.y, W_v_3.y, W_v_4.y) + d_v.z * vec4f(W_v.z, W_v_2.z, W_v_3.z, W_v_4.z) + d_v.w * vec4f(W_v.w, W_v_2.w, W_v_3.w, W_v_4.w);
    through_W_v_2 = through_W_v_2 + d_v_2.x * vec4f(W_v.x, W_v_2.x, W_v_3.x, W_v_4.x) + d_v_2.y * vec4f(W_v.y, W_v_2.y, W_v_3.y, W_v_4.y) + d_v_2.z * vec4f(W_v.z, W_v_2.z, W_v_3.z, W_v_4.z) + d_v_2.w * vec4f(W_v.w, W_v_2.w, W_v_3.w, W_v_4.w);
    through_W_v_3 = through_W_v_3 + d_v_3.x * vec4f(W_v.x, W_v_2.x, W_v_3.x, W_v_4.x) + d_v_3.y * vec4f(W_v.y, W_v_2.y, W_v_3.y, W_v_4.y) + d_v_3.z * vec4f(W_v.z, W_v_2.z, W_v_3.z, W_v_4.z) + d_v_3.w * vec4f(W_v.w, W_v_2.w, W_v_3.w, W_v_4.w);
    through_W_v_4 = through_W_v_4 + d_v_4.x * vec4f(W_v.x, W_v_2.x, W_v_3.x, W_v_4.x) + d_v_4.y * vec4f(W_v.y, W_v_2.y, W_v_3.y, W_v_4.y) + d_v_4.z * vec4f(W_v.z, W_v_2.z, W_v_3.z, W_v_4.z) + d_v_4.w * vec4f(W_v.w, W_v_2.w, W_v_3.w, W_v_4.w);
  }
  all_through_W_v[rank] = through_W_v;
  all_through_W_v[rank + 128] = through_W_v_2;
  all_through_W_v[rank + 256] = through_W_v_3;
  all_through_W_v[rank + 384] = through_W_v_4;
  workgroupBarrier();
  if slice < 4 {
    var through_W_v_5 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_v_5 += all_through_W_v[slice * 112 + part * 16 + rank];
    }
    work[through_W_v_at + batch_seq_tile * 128 + slice * 32 + embed4] = through_W_v_5;
  }
}
