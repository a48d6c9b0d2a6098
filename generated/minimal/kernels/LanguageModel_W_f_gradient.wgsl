// W_f(O + E)                                          specs/minimal.weft:26
// d_W_f[embed, hidden] = sum[batch, seq](d_relu_chosen[batch, hidden, seq] * F_sum[batch, embed, seq])
// [embed 512, hidden 2048], 8 rows x 2 vectors of 4 columns a thread, an outer product a step

const BATCH_SEQ = 128;

struct Offsets {
  F_sum: i32,
  d_relu_chosen: i32,
  d_W_f: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(64)
fn LanguageModel_W_f_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_sum_at = at.F_sum / 4;
  let d_relu_chosen_at = at.d_relu_chosen / 4;
  let d_W_f_at = at.d_W_f / 4;
  let embed_tiles = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let tile = rank / 16;
  let embed_tile = embed_tiles * 4 + tile;
  let hidden4 = block * 32 + thread;
  let hidden4_2 = block * 32 + thread + 16;
  var d_W_f_0 = vec4f();
  var d_W_f_0_2 = vec4f();
  var d_W_f_1 = vec4f();
  var d_W_f_1_2 = vec4f();
  var d_W_f_2 = vec4f();
  var d_W_f_2_2 = vec4f();
  var d_W_f_3 = vec4f();
  var d_W_f_3_2 = vec4f();
  var d_W_f_4 = vec4f();
  var d_W_f_4_2 = vec4f();
  var d_W_f_5 = vec4f();
  var d_W_f_5_2 = vec4f();
  var d_W_f_6 = vec4f();
  var d_W_f_6_2 = vec4f();
  var d_W_f_7 = vec4f();
  var d_W_f_7_2 = vec4f();
  for (var batch_seq = 0; batch_seq < BATCH_SEQ; batch_seq++) {
    let F_sum = work[F_sum_at + batch_seq * 128 + embed_tile * 2];
    let F_sum_2 = work[F_sum_at + batch_seq * 128 + embed_tile * 2 + 1];
    let d_relu_chosen = work[d_relu_chosen_at + batch_seq * 512 + hidden4];
    let d_relu_chosen_2 = work[d_relu_chosen_at + batch_seq * 512 + hidden4_2];
    d_W_f_0 += F_sum.x * d_relu_chosen;
    d_W_f_0_2 += F_sum.x * d_relu_chosen_2;
    d_W_f_1 += F_sum.y * d_relu_chosen;
    d_W_f_1_2 += F_sum.y * d_relu_chosen_2;
    d_W_f_2 += F_sum.z * d_relu_chosen;
    d_W_f_2_2 += F_sum.z * d_relu_chosen_2;
    d_W_f_3 += F_sum.w * d_relu_chosen;
    d_W_f_3_2 += F_sum.w * d_relu_chosen_2;
    d_W_f_4 += F_sum_2.x * d_relu_chosen;
    d_W_f_4_2 += F_sum_2.x * d_relu_chosen_2;
    d_W_f_5 += F_sum_2.y * d_relu_chosen;
    d_W_f_5_2 += F_sum_2.y * d_relu_chosen_2;
    d_W_f_6 += F_sum_2.z * d_relu_chosen;
    d_W_f_6_2 += F_sum_2.z * d_relu_chosen_2;
    d_W_f_7 += F_sum_2.w * d_relu_chosen;
    d_W_f_7_2 += F_sum_2.w * d_relu_chosen_2;
  }
  work[d_W_f_at + embed_tile * 4096 + hidden4] = d_W_f_0;
  work[d_W_f_at + embed_tile * 4096 + hidden4_2] = d_W_f_0_2;
  work[d_W_f_at + embed_tile * 4096 + hidden4 + 512] = d_W_f_1;
  work[d_W_f_at + embed_tile * 4096 + hidden4_2 + 512] = d_W_f_1_2;
  work[d_W_f_at + embed_tile * 4096 + hidden4 + 1024] = d_W_f_2;
  work[d_W_f_at + embed_tile * 4096 + hidden4_2 + 1024] = d_W_f_2_2;
  work[d_W_f_at + embed_tile * 4096 + hidden4 + 1536] = d_W_f_3;
  work[d_W_f_at + embed_tile * 4096 + hidden4_2 + 1536] = d_W_f_3_2;
  work[d_W_f_at + embed_tile * 4096 + hidden4 + 2048] = d_W_f_4;
  work[d_W_f_at + embed_tile * 4096 + hidden4_2 + 2048] = d_W_f_4_2;
  work[d_W_f_at + embed_tile * 4096 + hidden4 + 2560] = d_W_f_5;
  work[d_W_f_at + embed_tile * 4096 + hidden4_2 + 2560] = d_W_f_5_2;
  work[d_W_f_at + embed_tile * 4096 + hidden4 + 3072] = d_W_f_6;
  work[d_W_f_at + embed_tile * 4096 + hidden4_2 + 3072] = d_W_f_6_2;
  work[d_W_f_at + embed_tile * 4096 + hidden4 + 3584] = d_W_f_7;
  work[d_W_f_at + embed_tile * 4096 + hidden4_2 + 3584] = d_W_f_7_2;
}
