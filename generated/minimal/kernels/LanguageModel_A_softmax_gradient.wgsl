// gradient of A = softmax[src where src <= seq](Q @[key] K / sqrt(|key|))  specs/minimal.weft:24
// d_softmax_chosen[batch, head, seq, src] = where(src <= seq, sum[key](sum[embed](W_v[embed, head, key] *
//   E[batch, embed, seq])[seq = src] * sum[embed](W_p[embed, head, key] * sum[hidden](W_f[embed, hidde…
// [batch 4, head 8, seq 32, src 32], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 4
//   threads a sum

struct Offsets {
  through_W_v: i32,
  through_W_p: i32,
  d_softmax_chosen: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_A: array<vec4f, 256>;

@compute @workgroup_size(64)
fn LanguageModel_A_softmax_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let through_W_v_at = at.through_W_v / 4;
  let through_W_p_at = at.through_W_p / 4;
  let d_softmax_chosen_at = at.d_softmax_chosen / 4;
  let batch_head = i32(group.z);
  let seq_tiles = i32(group.y);
  let block = 0;
  let rank = i32(lane.x);
  let thread = rank % 8;
  let slice = rank / 8 % 4;
  let tile = rank / 32;
  let seq_tile = seq_tiles * 2 + tile;
  let head = batch_head % 8;
  let head_left = batch_head / 8;
  let src4 = block * 8 + thread;
  var d_A = vec4f();
  var d_A_2 = vec4f();
  var d_A_3 = vec4f();
  var d_A_4 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let key4 = turn * 4 + slice;
    let V = work[through_W_v_at + head_left * 4096 + src4 * 512 + head * 16 + key4];
    let V_2 = work[through_W_v_at + head_left * 4096 + src4 * 512 + head * 16 + key4 + 128];
    let V_3 = work[through_W_v_at + head_left * 4096 + src4 * 512 + head * 16 + key4 + 256];
    let V_4 = work[through_W_v_at + head_left * 4096 + src4 * 512 + head * 16 + key4 + 384];
    let through_W_p = work[through_W_p_at + head_left * 4096 + seq_tile * 512 + head * 16 + key4];
    let through_W_p_2 = work[through_W_p_at + head_left * 4096 + seq_tile * 512 + head * 16 + key4 + 128];
    let through_W_p_3 = work[through_W_p_at + head_left * 4096 + seq_tile * 512 + head * 16 + key4 + 256];
    let through_W_p_4 = work[through_W_p_at + head_left * 4096 + seq_tile * 512 + head * 16 + key4 + 384];
    d_A = d_A + through_W_p.x * vec4f(V.x, V_2.x, V_3.x, V_4.x) + through_W_p.y * vec4f(V.y, V_2.y, V_3.y, V_4.y) + through_W_p.z * vec4f(V.z, V_2.z, V_3.z, V_4.z) + through_W_p.w * vec4f(V.w, V_2.w, V_3.w, V_4.w);
    d_A_2 = d_A_2 + through_W_p_2.x * vec4f(V.x, V_2.x, V_3.x, V_4.x) + through_W_p_2.y * vec4f(V.y, V_2.y, V_3.y, V_4.y) + through_W_p_2.z * vec4f(V.z, V_2.z, V_3.z, V_4.z) + through_W_p_2.w * vec4f(V.w, V_2.w, V_3.w, V_4.w);
    d_A_3 = d_A_3 + through_W_p_3.x * vec4f(V.x, V_2.x, V_3.x, V_4.x) + through_W_p_3.y * vec4f(V.y, V_2.y, V_3.y, V_4.y) + through_W_p_3.z * vec4f(V.z, V_2.z, V_3.z, V_4.z) + through_W_p_3.w * vec4f(V.w, V_2.w, V_3.w, V_4.w);
    d_A_4 = d_A_4 + through_W_p_4.x * vec4f(V.x, V_2.x, V_3.x, V_4.x) + through_W_p_4.y * vec4f(V.y, V_2.y, V_3.y, V_4.y) + through_W_p_4.z * vec4f(V.z, V_2.z, V_3.z, V_4.z) + through_W_p_4.w * vec4f(V.w, V_2.w, V_3.w, V_4.w);
  }
  all_d_A[rank] = d_A;
  all_d_A[rank + 64] = d_A_2;
  all_d_A[rank + 128] = d_A_3;
  all_d_A[rank + 192] = d_A_4;
  workgroupBarrier();
  var d_A_5 = vec4f();
  for (var part = 0; part < 4; part++) {
    d_A_5 += all_d_A[slice * 56 + part * 8 + rank];
  }
  let softmax_at_most = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 4 + slice);
  let d_softmax_chosen = select(vec4f(0.0), d_A_5, softmax_at_most);
  work[d_softmax_chosen_at + head_left * 2048 + head * 256 + seq_tile * 32 + slice * 8 + src4] = d_softmax_chosen;
}
