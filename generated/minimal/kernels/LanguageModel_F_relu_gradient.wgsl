// maximum(x, 0)                                       std/activations.weft:4
// d_relu_chosen[batch, hidden, seq] = where(sum[embed](W_f[embed, hidden] * F_sum[batch, embed, seq]) >= 0,
//   sum[vocab](W_o[hidden, vocab] * d_Y[batch, seq, vocab]), 0)
// [batch 4, seq 32, hidden 2048], 8 rows x 1 vectors of 4 columns a thread, by dot products, 2 threads a sum

const TURN = 1250;

struct Offsets {
  W_o: i32,
  d_Y: i32,
  through_W_f: i32,
  d_relu_chosen: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_F: array<vec4f, 512>;

@compute @workgroup_size(64)
fn LanguageModel_F_relu_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_o_at = at.W_o / 4;
  let d_Y_at = at.d_Y / 4;
  let through_W_f_at = at.through_W_f / 4;
  let d_relu_chosen_at = at.d_relu_chosen / 4;
  let batch_seq_tiles = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16 % 2;
  let tile = rank / 32;
  let batch_seq_tile = batch_seq_tiles * 2 + tile;
  let hidden4 = block * 16 + thread;
  var d_F = vec4f();
  var d_F_2 = vec4f();
  var d_F_3 = vec4f();
  var d_F_4 = vec4f();
  var d_F_5 = vec4f();
  var d_F_6 = vec4f();
  var d_F_7 = vec4f();
  var d_F_8 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let vocab4 = turn * 2 + slice;
    let W_o = parameters[W_o_at + hidden4 * 10000 + vocab4];
    let W_o_2 = parameters[W_o_at + hidden4 * 10000 + vocab4 + 2500];
    let W_o_3 = parameters[W_o_at + hidden4 * 10000 + vocab4 + 5000];
    let W_o_4 = parameters[W_o_at + hidden4 * 10000 + vocab4 + 7500];
    let d_Y = work[d_Y_at + batch_seq_tile * 20000 + vocab4];
    d_F += vec4f(dot(d_Y, W_o), dot(d_Y, W_o_2), dot(d_Y, W_o_3), dot(d_Y, W_o_4));
    let d_Y_2 = work[d_Y_at + batch_seq_tile * 20000 + vocab4 + 2500];
    d_F_2 += vec4f(dot(d_Y_2, W_o), dot(d_Y_2, W_o_2), dot(d_Y_2, W_o_3), dot(d_Y_2, W_o_4));
    let d_Y_3 = work[d_Y_at + batch_seq_tile * 20000 + vocab4 + 5000];
    d_F_3 += vec4f(dot(d_Y_3, W_o), dot(d_Y_3, W_o_2), dot(d_Y_3, W_o_3), dot(d_Y_3, W_o_4));
    let d_Y_4 = work[d_Y_at + batch_seq_tile * 20000 + vocab4 + 7500];
    d_F_4 += vec4f(dot(d_Y_4, W_o), dot(d_Y_4, W_o_2), dot(d_Y_4, W_o_3), dot(d_Y_4, W_o_4));
    let d_Y_5 = work[d_Y_at + batch_seq_tile * 20000 + vocab4 + 10000];
    d_F_5 += vec4f(dot(d_Y_5, W_o), dot(d_Y_5, W_o_2), dot(d_Y_5, W_o_3), dot(d_Y_5, W_o_4));
    let d_Y_6 = work[d_Y_at + batch_seq_tile * 20000 + vocab4 + 12500];
    d_F_6 += vec4f(dot(d_Y_6, W_o), dot(d_Y_6, W_o_2), dot(d_Y_6, W_o_3), dot(d_Y_6, W_o_4));
    let d_Y_7 = work[d_Y_at + batch_seq_tile * 20000 + vocab4 + 15000];
    d_F_7 += vec4f(dot(d_Y_7, W_o), dot(d_Y_7, W_o_2), dot(d_Y_7, W_o_3), dot(d_Y_7, W_o_4));
    let d_Y_8 = work[d_Y_at + batch_seq_tile * 20000 + vocab4 + 17500];
    d_F_8 += vec4f(dot(d_Y_8, W_o), dot(d_Y_8, W_o_2), dot(d_Y_8, W_o_3), dot(d_Y_8, W_o_4));
  }
  all_d_F[rank] = d_F;
  all_d_F[rank + 64] = d_F_2;
  all_d_F[rank + 128] = d_F_3;
  all_d_F[rank + 192] = d_F_4;
  all_d_F[rank + 256] = d_F_5;
  all_d_F[rank + 320] = d_F_6;
  all_d_F[rank + 384] = d_F_7;
  all_d_F[rank + 448] = d_F_8;
  workgroupBarrier();
  var d_F_9 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_F_9 += all_d_F[slice * 48 + part * 16 + rank];
  }
  let through_W_f = work[through_W_f_at + batch_seq_tile * 4096 + slice * 512 + hidden4];
  let d_relu_chosen = select(vec4f(0.0), d_F_9, through_W_f >= vec4f(0.0));
  work[d_relu_chosen_at + batch_seq_tile * 4096 + slice * 512 + hidden4] = d_relu_chosen;
  var d_F_10 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_F_10 += all_d_F[slice * 48 + part * 16 + rank + 128];
  }
  let through_W_f_2 = work[through_W_f_at + batch_seq_tile * 4096 + slice * 512 + hidden4 + 1024];
  let d_relu_chosen_2 = select(vec4f(0.0), d_F_10, through_W_f_2 >= vec4f(0.0));
  work[d_relu_chosen_at + batch_seq_tile * 4096 + slice * 512 + hidden4 + 1024] = d_relu_chosen_2;
  var d_F_11 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_F_11 += all_d_F[slice * 48 + part * 16 + rank + 256];
  }
  let through_W_f_3 = work[through_W_f_at + batch_seq_tile * 4096 + slice * 512 + hidden4 + 2048];
  let d_relu_chosen_3 = select(vec4f(0.0), d_F_11, through_W_f_3 >= vec4f(0.0));
  work[d_relu_chosen_at + batch_seq_tile * 4096 + slice * 512 + hidden4 + 2048] = d_relu_chosen_3;
  var d_F_12 = vec4f();
  for (var part = 0; part < 2; part++) {
    d_F_12 += all_d_F[slice * 48 + part * 16 + rank + 384];
  }
  let through_W_f_4 = work[through_W_f_at + batch_seq_tile * 4096 + slice * 512 + hidden4 + 3072];
  let d_relu_chosen_4 = select(vec4f(0.0), d_F_12, through_W_f_4 >= vec4f(0.0));
  work[d_relu_chosen_at + batch_seq_tile * 4096 + slice * 512 + hidden4 + 3072] = d_relu_chosen_4;
}
