// gradient of A = softmax[src where src <= seq](q @[key] k / sqrt(|key|))  specs/gpt.weft:21
// d_softmax_chosen[batch, head, seq, src] = where(src <= seq, sum[key](sum[embed](norm1[batch, embed, seq] *
//   W_v[embed, head, key])[seq = src] * sum[embed](d_x[batch, embed, seq] * W_o[embed, head, key]))…
// [batch 12, head 4, seq 64, src 64], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 2
//   threads a sum

struct Offsets {
  through_W_v: i32,
  through_W_o: i32,
  d_softmax_chosen: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_A: array<vec4f, 256>;

@compute @workgroup_size(64)
fn attn_A_softmax_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let through_W_v_at = at.through_W_v / 4;
  let through_W_o_at = at.through_W_o / 4;
  let d_softmax_chosen_at = at.d_softmax_chosen / 4;
  let batch_head = i32(group.z);
  let seq_tiles = i32(group.y);
  let block = 0;
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16 % 2;
  let tile = rank / 32;
  let seq_tile = seq_tiles * 2 + tile;
  let head = batch_head % 4;
  let head_left = batch_head / 4;
  let src4 = block * 16 + thread;
  var d_A = vec4f();
  var d_A_2 = vec4f();
  var d_A_3 = vec4f();
  var d_A_4 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let key4 = turn * 2 + slice;
    let v = work[through_W_v_at + head_left * 2048 + src4 * 128 + head * 8 + key4];
    let v_2 = work[through_W_v_at + head_left * 2048 + src4 * 128 + head * 8 + key4 + 32];
    let v_3 = work[through_W_v_at + head_left * 2048 + src4 * 128 + head * 8 + key4 + 64];
    let v_4 = work[through_W_v_at + head_left * 2048 + src4 * 128 + head * 8 + key4 + 96];
    let through_W_o = work[through_W_o_at + head_left * 2048 + seq_tile * 128 + head * 8 + key4];
    let through_W_o_2 = work[through_W_o_at + head_left * 2048 + seq_tile * 128 + head * 8 + key4 + 32];
    let through_W_o_3 = work[through_W_o_at + head_left * 2048 + seq_tile * 128 + head * 8 + key4 + 64];
    let through_W_o_4 = work[through_W_o_at + head_left * 2048 + seq_tile * 128 + head * 8 + key4 + 96];
    d_A = d_A + through_W_o.x * vec4f(v.x, v_2.x, v_3.x, v_4.x) + through_W_o.y * vec4f(v.y, v_2.y, v_3.y, v_4.y) + through_W_o.z * vec4f(v.z, v_2.z, v_3.z, v_4.z) + through_W_o.w * vec4f(v.w, v_2.w, v_3.w, v_4.w);
    d_A_2 = d_A_2 + through_W_o_2.x * vec4f(v.x, v_2.x, v_3.x, v_4.x) + through_W_o_2.y * vec4f(v.y, v_2.y, v_3.y, v_4.y) + through_W_o_2.z * vec4f(v.z, v_2.z, v_3.z, v_4.z) + through_W_o_2.w * vec4f(v.w, v_2.w, v_3.w, v_4.w);
    d_A_3 = d_A_3 + through_W_o_3.x * vec4f(v.x, v_2.x, v_3.x, v_4.x) + through_W_o_3.y * vec4f(v.y, v_2.y, v_3.y, v_4.y) + through_W_o_3.z * vec4f(v.z, v_2.z, v_3.z, v_4.z) + through_W_o_3.w * vec4f(v.w, v_2.w, v_3.w, v_4.w);
    d_A_4 = d_A_4 + through_W_o_4.x * vec4f(v.x, v_2.x, v_3.x, v_4.x) + through_W_o_4.y * vec4f(v.y, v_2.y, v_3.y, v_4.y) + through_W_o_4.z * vec4f(v.z, v_2.z, v_3.z, v_4.z) + through_W_o_4.w * vec4f(v.w, v_2.w, v_3.w, v_4.w);
  }
  all_d_A[rank] = d_A;
  all_d_A[rank + 64] = d_A_2;
  all_d_A[rank + 128] = d_A_3;
  all_d_A[rank + 192] = d_A_4;
  workgroupBarrier();
  var d_A_5 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_A_5 += all_d_A[slice * 48 + part * 16 + rank];
  }
  let softmax_at_most = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 4 + slice);
  let d_softmax_chosen = select(vec4f(0.0), d_A_5, softmax_at_most);
  work[d_softmax_chosen_at + head_left * 4096 + head * 1024 + seq_tile * 64 + slice * 16 + src4] = d_softmax_chosen;
  var d_A_6 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_A_6 += all_d_A[slice * 48 + part * 16 + rank + 128];
  }
  let softmax_at_most_2 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 4 + slice + 2);
  let d_softmax_chosen_2 = select(vec4f(0.0), d_A_6, softmax_at_most_2);
  work[d_softmax_chosen_at + head_left * 4096 + head * 1024 + seq_tile * 64 + slice * 16 + src4 + 32] = d_softmax_chosen_2;
}
