// e / sum[over](e)                                    std/rows.weft:6
// ratio[batch, head, seq, src] = where(src <= seq, sum[key](sum[embed](norm1[batch, embed, seq] * W_v[embed,
//   head, key])[seq = src] * sum[embed](d_x[batch, embed, seq] * W_o[embed, head, key]))…
// [batch 12, head 4, seq 64, src 64], 8 rows x 1 vectors of 4 columns a thread, by dot products

const KEY4 = 8;

struct Offsets {
  through_W_v: i32,
  through_W_o: i32,
  total: i32,
  ratio: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn ratio_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let through_W_v_at = at.through_W_v / 4;
  let through_W_o_at = at.through_W_o / 4;
  let total_at = at.total / 4;
  let ratio_at = at.ratio / 4;
  let batch_head = i32(group.z);
  let seq_tile = i32(group.y);
  let block = 0;
  let thread = i32(lane.x);
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
  let at_most = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8);
  let chosen = select(vec4f(1.0), vec4f(work[total_at + head_left * 64 + head * 16 + seq_tile * 2][0]), at_most);
  let ratio = select(vec4f(0.0), d_A, at_most) / chosen;
  work[ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4] = ratio;
  let at_most_2 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 1);
  let chosen_2 = select(vec4f(1.0), vec4f(work[total_at + head_left * 64 + head * 16 + seq_tile * 2][1]), at_most_2);
  let ratio_3 = select(vec4f(0.0), d_A_2, at_most_2) / chosen_2;
  work[ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4 + 16] = ratio_3;
  let at_most_3 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 2);
  let chosen_3 = select(vec4f(1.0), vec4f(work[total_at + head_left * 64 + head * 16 + seq_tile * 2][2]), at_most_3);
  let ratio_4 = select(vec4f(0.0), d_A_3, at_most_3) / chosen_3;
  work[ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4 + 32] = ratio_4;
  let at_most_4 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 3);
  let chosen_4 = select(vec4f(1.0), vec4f(work[total_at + head_left * 64 + head * 16 + seq_tile * 2][3]), at_most_4);
  let ratio_5 = select(vec4f(0.0), d_A_4, at_most_4) / chosen_4;
  work[ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4 + 48] = ratio_5;
  let at_most_5 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 4);
  let chosen_5 = select(vec4f(1.0), vec4f(work[total_at + head_left * 64 + head * 16 + seq_tile * 2 + 1][0]), at_most_5);
  let ratio_6 = select(vec4f(0.0), d_A_5, at_most_5) / chosen_5;
  work[ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4 + 64] = ratio_6;
  let at_most_6 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 5);
  let chosen_6 = select(vec4f(1.0), vec4f(work[total_at + head_left * 64 + head * 16 + seq_tile * 2 + 1][1]), at_most_6);
  let ratio_7 = select(vec4f(0.0), d_A_6, at_most_6) / chosen_6;
  work[ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4 + 80] = ratio_7;
  let at_most_7 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 6);
  let chosen_7 = select(vec4f(1.0), vec4f(work[total_at + head_left * 64 + head * 16 + seq_tile * 2 + 1][2]), at_most_7);
  let ratio_8 = select(vec4f(0.0), d_A_7, at_most_7) / chosen_7;
  work[ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4 + 96] = ratio_8;
  let at_most_8 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 7);
  let chosen_8 = select(vec4f(1.0), vec4f(work[total_at + head_left * 64 + head * 16 + seq_tile * 2 + 1][3]), at_most_8);
  let ratio_9 = select(vec4f(0.0), d_A_8, at_most_8) / chosen_8;
  work[ratio_at + head_left * 4096 + head * 1024 + seq_tile * 128 + src4 + 112] = ratio_9;
}
