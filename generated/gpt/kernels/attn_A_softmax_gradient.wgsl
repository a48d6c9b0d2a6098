// e / sum[over](e)                                    std/rows.weft:6
// d_softmax_ratio[batch, head, seq, src] = where(src <= seq, sum[key](sum[embed](norm1[batch, embed, seq] *
//   W_v[embed, head, key])[seq = src] * sum[embed](d_x[batch, embed, seq] * W_o[embed, head, key]))…
// [batch 12, head 4, seq 64, src 64], 8 rows x 1 vectors of 4 columns a thread, by dot products

const KEY4 = 8;

struct Offsets {
  through_W_v: i32,
  through_W_o: i32,
  softmax_total: i32,
  d_softmax_ratio: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(64)
fn attn_A_softmax_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let through_W_v_at = at.through_W_v / 4;
  let through_W_o_at = at.through_W_o / 4;
  let softmax_total_at = at.softmax_total / 4;
  let d_softmax_ratio_at = at.d_softmax_ratio / 4;
  let batch_head = i32(group.z);
  let seq_tiles = i32(group.y);
  let block = 0;
  let rank = i32(lane.x);
  let thread = rank % 16;
  let tile = rank / 16;
  let seq_tile = seq_tiles * 4 + tile;
  let head = batch_head % 4;
  let head_left = batch_head / 4;
  let src4 = block * 16 + thread;
  var d_A = vec4f();
  var d_A_2 = vec4f();
  var d_A_3 = vec4f();
  var d_A_4 = vec4f();
  var d_A_5 = vec4f();
  var d_A_6 = vec4f();
  var d_A_7 = vec4f();
  var d_A_8 = vec4f();
  for (var key4 = 0; key4 < KEY4; key4++) {
    let v = work[through_W_v_at + head_left * 2048 + src4 * 128 + head * 8 + key4];
    let v_2 = work[through_W_v_at + head_left * 2048 + src4 * 128 + head * 8 + key4 + 32];
    let v_3 = work[through_W_v_at + head_left * 2048 + src4 * 128 + head * 8 + key4 + 64];
    let v_4 = work[through_W_v_at + head_left * 2048 + src4 * 128 + head * 8 + key4 + 96];
    let through_W_o = work[through_W_o_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4];
    d_A += vec4f(dot(through_W_o, v), dot(through_W_o, v_2), dot(through_W_o, v_3), dot(through_W_o, v_4));
    let through_W_o_2 = work[through_W_o_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4 + 32];
    d_A_2 += vec4f(dot(through_W_o_2, v), dot(through_W_o_2, v_2), dot(through_W_o_2, v_3), dot(through_W_o_2, v_4));
    let through_W_o_3 = work[through_W_o_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4 + 64];
    d_A_3 += vec4f(dot(through_W_o_3, v), dot(through_W_o_3, v_2), dot(through_W_o_3, v_3), dot(through_W_o_3, v_4));
    let through_W_o_4 = work[through_W_o_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4 + 96];
    d_A_4 += vec4f(dot(through_W_o_4, v), dot(through_W_o_4, v_2), dot(through_W_o_4, v_3), dot(through_W_o_4, v_4));
    let through_W_o_5 = work[through_W_o_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4 + 128];
    d_A_5 += vec4f(dot(through_W_o_5, v), dot(through_W_o_5, v_2), dot(through_W_o_5, v_3), dot(through_W_o_5, v_4));
    let through_W_o_6 = work[through_W_o_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4 + 160];
    d_A_6 += vec4f(dot(through_W_o_6, v), dot(through_W_o_6, v_2), dot(through_W_o_6, v_3), dot(through_W_o_6, v_4));
    let through_W_o_7 = work[through_W_o_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4 + 192];
    d_A_7 += vec4f(dot(through_W_o_7, v), dot(through_W_o_7, v_2), dot(through_W_o_7, v_3), dot(through_W_o_7, v_4));
    let through_W_o_8 = work[through_W_o_at + head_left * 2048 + seq_tile * 256 + head * 8 + key4 + 224];
    d_A_8 += vec4f(dot(through_W_o_8, v), dot(through_W_o_8, v_2), dot(through_W_o_8, v_3), dot(through_W_o_8, v_4));
  }
  let softmax_at_most = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8);
  let softmax_chosen = select(vec4f(1.0), vec4f(work[softmax_total_at + head_left * 64 + head * 16 + seq_tile * 2][0]), softmax_at_most);
  let d_softmax_ratio = select(vec4f(0.0), d_A, softmax_at_most) / softmax_chosen;
  work[d_softmax_ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4] = d_softmax_ratio;
  let softmax_at_most_2 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 1);
  let softmax_chosen_2 = select(vec4f(1.0), vec4f(work[softmax_total_at + head_left * 64 + head * 16 + seq_tile * 2][1]), softmax_at_most_2);
  let d_softmax_ratio_2 = select(vec4f(0.0), d_A_2, softmax_at_most_2) / softmax_chosen_2;
  work[d_softmax_ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4 + 16] = d_softmax_ratio_2;
  let softmax_at_most_3 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 2);
  let softmax_chosen_3 = select(vec4f(1.0), vec4f(work[softmax_total_at + head_left * 64 + head * 16 + seq_tile * 2][2]), softmax_at_most_3);
  let d_softmax_ratio_3 = select(vec4f(0.0), d_A_3, softmax_at_most_3) / softmax_chosen_3;
  work[d_softmax_ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4 + 32] = d_softmax_ratio_3;
  let softmax_at_most_4 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 3);
  let softmax_chosen_4 = select(vec4f(1.0), vec4f(work[softmax_total_at + head_left * 64 + head * 16 + seq_tile * 2][3]), softmax_at_most_4);
  let d_softmax_ratio_4 = select(vec4f(0.0), d_A_4, softmax_at_most_4) / softmax_chosen_4;
  work[d_softmax_ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4 + 48] = d_softmax_ratio_4;
  let softmax_at_most_5 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 4);
  let softmax_chosen_5 = select(vec4f(1.0), vec4f(work[softmax_total_at + head_left * 64 + head * 16 + seq_tile * 2 + 1][0]), softmax_at_most_5);
  let d_softmax_ratio_5 = select(vec4f(0.0), d_A_5, softmax_at_most_5) / softmax_chosen_5;
  work[d_softmax_ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4 + 64] = d_softmax_ratio_5;
  let softmax_at_most_6 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 5);
  let softmax_chosen_6 = select(vec4f(1.0), vec4f(work[softmax_total_at + head_left * 64 + head * 16 + seq_tile * 2 + 1][1]), softmax_at_most_6);
  let d_softmax_ratio_6 = select(vec4f(0.0), d_A_6, softmax_at_most_6) / softmax_chosen_6;
  work[d_softmax_ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4 + 80] = d_softmax_ratio_6;
  let softmax_at_most_7 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 6);
  let softmax_chosen_7 = select(vec4f(1.0), vec4f(work[softmax_total_at + head_left * 64 + head * 16 + seq_tile * 2 + 1][2]), softmax_at_most_7);
  let d_softmax_ratio_7 = select(vec4f(0.0), d_A_7, softmax_at_most_7) / softmax_chosen_7;
  work[d_softmax_ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4 + 96] = d_softmax_ratio_7;
  let softmax_at_most_8 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 7);
  let softmax_chosen_8 = select(vec4f(1.0), vec4f(work[softmax_total_at + head_left * 64 + head * 16 + seq_tile * 2 + 1][3]), softmax_at_most_8);
  let d_softmax_ratio_8 = select(vec4f(0.0), d_A_8, softmax_at_most_8) / softmax_chosen_8;
  work[d_softmax_ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4 + 112] = d_softmax_ratio_8;
}
