// e / sum[over](e)                                    std/rows.weft:6
// d_softmax_ratio[batch, head, seq, src] = where(src <= seq, sum[key](sum[embed](W_v[embed, head, key] *
//   E[batch, embed, seq])[seq = src] * sum[embed](W_p[embed, head, key] * sum[hidden](W_f[embed, hidde…
// [batch 4, head 8, seq 32, src 32], 8 rows x 1 vectors of 4 columns a thread, by dot products

const KEY4 = 16;

struct Offsets {
  through_W_v: i32,
  through_W_p: i32,
  softmax_total: i32,
  d_softmax_ratio: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(32)
fn LanguageModel_A_softmax_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let through_W_v_at = at.through_W_v / 4;
  let through_W_p_at = at.through_W_p / 4;
  let softmax_total_at = at.softmax_total / 4;
  let d_softmax_ratio_at = at.d_softmax_ratio / 4;
  let batch_head = i32(group.z);
  let seq_tiles = 0;
  let block = 0;
  let rank = i32(lane.x);
  let thread = rank % 8;
  let tile = rank / 8;
  let seq_tile = seq_tiles * 4 + tile;
  let head = batch_head % 8;
  let head_left = batch_head / 8;
  let src4 = block * 8 + thread;
  var d_A = vec4f();
  var d_A_2 = vec4f();
  var d_A_3 = vec4f();
  var d_A_4 = vec4f();
  var d_A_5 = vec4f();
  var d_A_6 = vec4f();
  var d_A_7 = vec4f();
  var d_A_8 = vec4f();
  for (var key4 = 0; key4 < KEY4; key4++) {
    let V = work[through_W_v_at + src4 * 2048 + head_left * 128 + head * 16 + key4];
    let V_2 = work[through_W_v_at + src4 * 2048 + head_left * 128 + head * 16 + key4 + 512];
    let V_3 = work[through_W_v_at + src4 * 2048 + head_left * 128 + head * 16 + key4 + 1024];
    let V_4 = work[through_W_v_at + src4 * 2048 + head_left * 128 + head * 16 + key4 + 1536];
    let through_W_p = work[through_W_p_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4];
    d_A += vec4f(dot(through_W_p, V), dot(through_W_p, V_2), dot(through_W_p, V_3), dot(through_W_p, V_4));
    let through_W_p_2 = work[through_W_p_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 128];
    d_A_2 += vec4f(dot(through_W_p_2, V), dot(through_W_p_2, V_2), dot(through_W_p_2, V_3), dot(through_W_p_2, V_4));
    let through_W_p_3 = work[through_W_p_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 256];
    d_A_3 += vec4f(dot(through_W_p_3, V), dot(through_W_p_3, V_2), dot(through_W_p_3, V_3), dot(through_W_p_3, V_4));
    let through_W_p_4 = work[through_W_p_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 384];
    d_A_4 += vec4f(dot(through_W_p_4, V), dot(through_W_p_4, V_2), dot(through_W_p_4, V_3), dot(through_W_p_4, V_4));
    let through_W_p_5 = work[through_W_p_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 512];
    d_A_5 += vec4f(dot(through_W_p_5, V), dot(through_W_p_5, V_2), dot(through_W_p_5, V_3), dot(through_W_p_5, V_4));
    let through_W_p_6 = work[through_W_p_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 640];
    d_A_6 += vec4f(dot(through_W_p_6, V), dot(through_W_p_6, V_2), dot(through_W_p_6, V_3), dot(through_W_p_6, V_4));
    let through_W_p_7 = work[through_W_p_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 768];
    d_A_7 += vec4f(dot(through_W_p_7, V), dot(through_W_p_7, V_2), dot(through_W_p_7, V_3), dot(through_W_p_7, V_4));
    let through_W_p_8 = work[through_W_p_at + head_left * 4096 + seq_tile * 1024 + head * 16 + key4 + 896];
    d_A_8 += vec4f(dot(through_W_p_8, V), dot(through_W_p_8, V_2), dot(through_W_p_8, V_3), dot(through_W_p_8, V_4));
  }
  let softmax_at_most = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8);
  let softmax_chosen = select(vec4f(1.0), vec4f(work[softmax_total_at + head_left * 64 + head * 8 + seq_tile * 2][0]), softmax_at_most);
  let d_softmax_ratio = select(vec4f(0.0), d_A, softmax_at_most) / softmax_chosen;
  work[d_softmax_ratio_at + head_left * 2048 + head * 256 + seq_tile * 64 + src4] = d_softmax_ratio;
  let softmax_at_most_2 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 1);
  let softmax_chosen_2 = select(vec4f(1.0), vec4f(work[softmax_total_at + head_left * 64 + head * 8 + seq_tile * 2][1]), softmax_at_most_2);
  let d_softmax_ratio_2 = select(vec4f(0.0), d_A_2, softmax_at_most_2) / softmax_chosen_2;
  work[d_softmax_ratio_at + head_left * 2048 + head * 256 + seq_tile * 64 + src4 + 8] = d_softmax_ratio_2;
  let softmax_at_most_3 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 2);
  let softmax_chosen_3 = select(vec4f(1.0), vec4f(work[softmax_total_at + head_left * 64 + head * 8 + seq_tile * 2][2]), softmax_at_most_3);
  let d_softmax_ratio_3 = select(vec4f(0.0), d_A_3, softmax_at_most_3) / softmax_chosen_3;
  work[d_softmax_ratio_at + head_left * 2048 + head * 256 + seq_tile * 64 + src4 + 16] = d_softmax_ratio_3;
  let softmax_at_most_4 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 3);
  let softmax_chosen_4 = select(vec4f(1.0), vec4f(work[softmax_total_at + head_left * 64 + head * 8 + seq_tile * 2][3]), softmax_at_most_4);
  let d_softmax_ratio_4 = select(vec4f(0.0), d_A_4, softmax_at_most_4) / softmax_chosen_4;
  work[d_softmax_ratio_at + head_left * 2048 + head * 256 + seq_tile * 64 + src4 + 24] = d_softmax_ratio_4;
  let softmax_at_most_5 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 4);
  let softmax_chosen_5 = select(vec4f(1.0), vec4f(work[softmax_total_at + head_left * 64 + head * 8 + seq_tile * 2 + 1][0]), softmax_at_most_5);
  let d_softmax_ratio_5 = select(vec4f(0.0), d_A_5, softmax_at_most_5) / softmax_chosen_5;
  work[d_softmax_ratio_at + head_left * 2048 + head * 256 + seq_tile * 64 + src4 + 32] = d_softmax_ratio_5;
  let softmax_at_most_6 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 5);
  let softmax_chosen_6 = select(vec4f(1.0), vec4f(work[softmax_total_at + head_left * 64 + head * 8 + seq_tile * 2 + 1][1]), softmax_at_most_6);
  let d_softmax_ratio_6 = select(vec4f(0.0), d_A_6, softmax_at_most_6) / softmax_chosen_6;
  work[d_softmax_ratio_at + head_left * 2048 + head * 256 + seq_tile * 64 + src4 + 40] = d_softmax_ratio_6;
  let softmax_at_most_7 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 6);
  let softmax_chosen_7 = select(vec4f(1.0), vec4f(work[softmax_total_at + head_left * 64 + head * 8 + seq_tile * 2 + 1][2]), softmax_at_most_7);
  let d_softmax_ratio_7 = select(vec4f(0.0), d_A_7, softmax_at_most_7) / softmax_chosen_7;
  work[d_softmax_ratio_at + head_left * 2048 + head * 256 + seq_tile * 64 + src4 + 48] = d_softmax_ratio_7;
  let softmax_at_most_8 = src4 * 4 + vec4i(0, 1, 2, 3) <= vec4i(seq_tile * 8 + 7);
  let softmax_chosen_8 = select(vec4f(1.0), vec4f(work[softmax_total_at + head_left * 64 + head * 8 + seq_tile * 2 + 1][3]), softmax_at_most_8);
  let d_softmax_ratio_8 = select(vec4f(0.0), d_A_8, softmax_at_most_8) / softmax_chosen_8;
  work[d_softmax_ratio_at + head_left * 2048 + head * 256 + seq_tile * 64 + src4 + 56] = d_softmax_ratio_8;
}
