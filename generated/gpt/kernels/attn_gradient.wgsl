// gradient of W_o(A @[src] v)                         specs/gpt.weft:23
// through_W_o[batch, head, key, seq] = sum[embed](d_x[batch, embed, seq] * W_o[embed, head, key])
// [batch 12, seq 64, head 4, key 32], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 8
//   threads a sum

const PART = 8;

struct Offsets {
  W_o: i32,
  d_x: i32,
  through_W_o: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_through_W_o: array<vec4f, 512>;

@compute @workgroup_size(128)
fn attn_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_o_at = at.W_o / 4;
  let d_x_at = at.d_x / 4;
  let through_W_o_at = at.through_W_o / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let head_key4 = block * 16 + thread;
  var through_W_o = vec4f();
  var through_W_o_2 = vec4f();
  var through_W_o_3 = vec4f();
  var through_W_o_4 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let embed4 = turn * 8 + slice;
    let W_o = parameters[W_o_at + head_key4 * 128 + embed4];
    let W_o_2 = parameters[W_o_at + head_key4 * 128 + embed4 + 32];
    let W_o_3 = parameters[W_o_at + head_key4 * 128 + embed4 + 64];
    let W_o_4 = parameters[W_o_at + head_key4 * 128 + embed4 + 96];
    let d_x = work[d_x_at + batch_seq_tile * 128 + embed4];
    let d_x_2 = work[d_x_at + batch_seq_tile * 128 + embed4 + 32];
    let d_x_3 = work[d_x_at + batch_seq_tile * 128 + embed4 + 64];
    let d_x_4 = work[d_x_at + batch_seq_tile * 128 + embed4 + 96];
    through_W_o = through_W_o + d_x.x * vec4f(W_o.x, W_o_2.x, W_o_3.x, W_o_4.x) + d_x.y * vec4f(W_o.y, W_o_2.y, W_o_3.y, W_o_4.y) + d_x.z * vec4f(W_o.z, W_o_2.z, W_o_3.z, W_o_4.z) + d_x.w * vec4f(W_o.w, W_o_2.w, W_o_3.w, W_o_4.w);
    through_W_o_2 = through_W_o_2 + d_x_2.x * vec4f(W_o.x, W_o_2.x, W_o_3.x, W_o_4.x) + d_x_2.y * vec4f(W_o.y, W_o_2.y, W_o_3.y, W_o_4.y) + d_x_2.z * vec4f(W_o.z, W_o_2.z, W_o_3.z, W_o_4.z) + d_x_2.w * vec4f(W_o.w, W_o_2.w, W_o_3.w, W_o_4.w);
    through_W_o_3 = through_W_o_3 + d_x_3.x * vec4f(W_o.x, W_o_2.x, W_o_3.x, W_o_4.x) + d_x_3.y * vec4f(W_o.y, W_o_2.y, W_o_3.y, W_o_4.y) + d_x_3.z * vec4f(W_o.z, W_o_2.z, W_o_3.z, W_o_4.z) + d_x_3.w * vec4f(W_o.w, W_o_2.w, W_o_3.w, W_o_4.w);
    through_W_o_4 = through_W_o_4 + d_x_4.x * vec4f(W_o.x, W_o_2.x, W_o_3.x, W_o_4.x) + d_x_4.y * vec4f(W_o.y, W_o_2.y, W_o_3.y, W_o_4.y) + d_x_4.z * vec4f(W_o.z, W_o_2.z, W_o_3.z, W_o_4.z) + d_x_4.w * vec4f(W_o.w, W_o_2.w, W_o_3.w, W_o_4.w);
  }
  all_through_W_o[rank] = through_W_o;
  all_through_W_o[rank + 128] = through_W_o_2;
  all_through_W_o[rank + 256] = through_W_o_3;
  all_through_W_o[rank + 384] = through_W_o_4;
  workgroupBarrier();
  if slice < 4 {
    var through_W_o_5 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_o_5 += all_through_W_o[slice * 112 + part * 16 + rank];
    }
    work[through_W_o_at + batch_seq_tile * 128 + slice * 32 + head_key4] = through_W_o_5;
  }
}
