// gradient of F = relu(W_f(O + E))                    specs/minimal.weft:26
// d_relu_chosen[batch, hidden, seq] = where(0 < sum[embed](W_f[embed, hidden] * F_sum[batch, embed, seq]),
//   sum[vocab](W_o[hidden, vocab] * d_Y[batch, seq, vocab]), 0)
// [batch 4, seq 32, hidden 2048], 8 rows x 2 vectors of 4 columns a thread, an outer product a step, 16
//   threads a sum

const TURN = 157;
const PART = 16;

struct Offsets {
  W_o: i32,
  d_Y: i32,
  through_W_f: i32,
  d_relu_chosen: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_F: array<vec4f, 1024>;

@compute @workgroup_size(256)
fn LanguageModel_F_relu_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_o_at = at.W_o / 4;
  let d_Y_at = at.d_Y / 4;
  let through_W_f_at = at.through_W_f / 4;
  let d_relu_chosen_at = at.d_relu_chosen / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let hidden4 = block * 32 + thread;
  let hidden4_2 = block * 32 + thread + 16;
  var d_F_0 = vec4f();
  var d_F_0_2 = vec4f();
  var d_F_1 = vec4f();
  var d_F_1_2 = vec4f();
  var d_F_2 = vec4f();
  var d_F_2_2 = vec4f();
  var d_F_3 = vec4f();
  var d_F_3_2 = vec4f();
  var d_F_4 = vec4f();
  var d_F_4_2 = vec4f();
  var d_F_5 = vec4f();
  var d_F_5_2 = vec4f();
  var d_F_6 = vec4f();
  var d_F_6_2 = vec4f();
  var d_F_7 = vec4f();
  var d_F_7_2 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let vocab4 = turn * 16 + slice;
    if vocab4 < 2500 {
      let W_o = parameters[W_o_at + hidden4 * 10000 + vocab4];
      let W_o_2 = parameters[W_o_at + hidden4 * 10000 + vocab4 + 2500];
      let W_o_3 = parameters[W_o_at + hidden4 * 10000 + vocab4 + 5000];
      let W_o_4 = parameters[W_o_at + hidden4 * 10000 + vocab4 + 7500];
      let W_o_5 = parameters[W_o_at + hidden4_2 * 10000 + vocab4];
      let W_o_6 = parameters[W_o_at + hidden4_2 * 10000 + vocab4 + 2500];
      let W_o_7 = parameters[W_o_at + hidden4_2 * 10000 + vocab4 + 5000];
      let W_o_8 = parameters[W_o_at + hidden4_2 * 10000 + vocab4 + 7500];
      let d_Y = work[d_Y_at + batch_seq_tile * 20000 + vocab4];
      let d_Y_2 = work[d_Y_at + batch_seq_tile * 20000 + vocab4 + 2500];
      let d_Y_3 = work[d_Y_at + batch_seq_tile * 20000 + vocab4 + 5000];
      let d_Y_4 = work[d_Y_at + batch_seq_tile * 20000 + vocab4 + 7500];
      let d_Y_5 = work[d_Y_at + batch_seq_tile * 20000 + vocab4 + 10000];
      let d_Y_6 = work[d_Y_at + batch_seq_tile * 20000 + vocab4 + 12500];
      let d_Y_7 = work[d_Y_at + batch_seq_tile * 20000 + vocab4 + 15000];
      let d_Y_8 = work[d_Y_at + batch_seq_tile * 20000 + vocab4 + 17500];
      d_F_0 = d_F_0 + d_Y.x * vec4f(W_o.x, W_o_2.x, W_o_3.x, W_o_4.x) + d_Y.y * vec4f(W_o.y, W_o_2.y, W_o_3.y, W_o_4.y) + d_Y.z * vec4f(W_o.z, W_o_2.z, W_o_3.z, W_o_4.z) + d_Y.w * vec4f(W_o.w, W_o_2.w, W_o_3.w, W_o_4.w);
      d_F_0_2 = d_F_0_2 + d_Y.x * vec4f(W_o_5.x, W_o_6.x, W_o_7.x, W_o_8.x) + d_Y.y * vec4f(W_o_5.y, W_o_6.y, W_o_7.y, W_o_8.y) + d_Y.z * vec4f(W_o_5.z, W_o_6.z, W_o_7.z, W_o_8.z) + d_Y.w * vec4f(W_o_5.w, W_o_6.w, W_o_7.w, W_o_8.w);
      d_F_1 = d_F_1 + d_Y_2.x * vec4f(W_o.x, W_o_2.x, W_o_3.x, W_o_4.x) + d_Y_2.y * vec4f(W_o.y, W_o_2.y, W_o_3.y, W_o_4.y) + d_Y_2.z * vec4f(W_o.z, W_o_2.z, W_o_3.z, W_o_4.z) + d_Y_2.w * vec4f(W_o.w, W_o_2.w, W_o_3.w, W_o_4.w);
      d_F_1_2 = d_F_1_2 + d_Y_2.x * vec4f(W_o_5.x, W_o_6.x, W_o_7.x, W_o_8.x) + d_Y_2.y * vec4f(W_o_5.y, W_o_6.y, W_o_7.y, W_o_8.y) + d_Y_2.z * vec4f(W_o_5.z, W_o_6.z, W_o_7.z, W_o_8.z) + d_Y_2.w * vec4f(W_o_5.w, W_o_6.w, W_o_7.w, W_o_8.w);
      d_F_2 = d_F_2 + d_Y_3.x * vec4f(W_o.x, W_o_2.x, W_o_3.x, W_o_4.x) + d_Y_3.y * vec4f(W_o.y, W_o_2.y, W_o_3.y, W_o_4.y) + d_Y_3.z * vec4f(W_o.z, W_o_2.z, W_o_3.z, W_o_4.z) + d_Y_3.w * vec4f(W_o.w, W_o_2.w, W_o_3.w, W_o_4.w);
      d_F_2_2 = d_F_2_2 + d_Y_3.x * vec4f(W_o_5.x, W_o_6.x, W_o_7.x, W_o_8.x) + d_Y_3.y * vec4f(W_o_5.y, W_o_6.y, W_o_7.y, W_o_8.y) + d_Y_3.z * vec4f(W_o_5.z, W_o_6.z, W_o_7.z, W_o_8.z) + d_Y_3.w * vec4f(W_o_5.w, W_o_6.w, W_o_7.w, W_o_8.w);
      d_F_3 = d_F_3 + d_Y_4.x * vec4f(W_o.x, W_o_2.x, W_o_3.x, W_o_4.x) + d_Y_4.y * vec4f(W_o.y, W_o_2.y, W_o_3.y, W_o_4.y) + d_Y_4.z * vec4f(W_o.z, W_o_2.z, W_o_3.z, W_o_4.z) + d_Y_4.w * vec4f(W_o.w, W_o_2.w, W_o_3.w, W_o_4.w);
      d_F_3_2 = d_F_3_2 + d_Y_4.x * vec4f(W_o_5.x, W_o_6.x, W_o_7.x, W_o_8.x) + d_Y_4.y * vec4f(W_o_5.y, W_o_6.y, W_o_7.y, W_o_8.y) + d_Y_4.z * vec4f(W_o_5.z, W_o_6.z, W_o_7.z, W_o_8.z) + d_Y_4.w * vec4f(W_o_5.w, W_o_6.w, W_o_7.w, W_o_8.w);
      d_F_4 = d_F_4 + d_Y_5.x * vec4f(W_o.x, W_o_2.x, W_o_3.x, W_o_4.x) + d_Y_5.y * vec4f(W_o.y, W_o_2.y, W_o_3.y, W_o_4.y) + d_Y_5.z * vec4f(W_o.z, W_o_2.z, W_o_3.z, W_o_4.z) + d_Y_5.w * vec4f(W_o.w, W_o_2.w, W_o_3.w, W_o_4.w);
      d_F_4_2 = d_F_4_2 + d_Y_5.x * vec4f(W_o_5.x, W_o_6.x, W_o_7.x, W_o_8.x) + d_Y_5.y * vec4f(W_o_5.y, W_o_6.y, W_o_7.y, W_o_8.y) + d_Y_5.z * vec4f(W_o_5.z, W_o_6.z, W_o_7.z, W_o_8.z) + d_Y_5.w * vec4f(W_o_5.w, W_o_6.w, W_o_7.w, W_o_8.w);
      d_F_5 = d_F_5 + d_Y_6.x * vec4f(W_o.x, W_o_2.x, W_o_3.x, W_o_4.x) + d_Y_6.y * vec4f(W_o.y, W_o_2.y, W_o_3.y, W_o_4.y) + d_Y_6.z * vec4f(W_o.z, W_o_2.z, W_o_3.z, W_o_4.z) + d_Y_6.w * vec4f(W_o.w, W_o_2.w, W_o_3.w, W_o_4.w);
      d_F_5_2 = d_F_5_2 + d_Y_6.x * vec4f(W_o_5.x, W_o_6.x, W_o_7.x, W_o_8.x) + d_Y_6.y * vec4f(W_o_5.y, W_o_6.y, W_o_7.y, W_o_8.y) + d_Y_6.z * vec4f(W_o_5.z, W_o_6.z, W_o_7.z, W_o_8.z) + d_Y_6.w * vec4f(W_o_5.w, W_o_6.w, W_o_7.w, W_o_8.w);
      d_F_6 = d_F_6 + d_Y_7.x * vec4f(W_o.x, W_o_2.x, W_o_3.x, W_o_4.x) + d_Y_7.y * vec4f(W_o.y, W_o_2.y, W_o_3.y, W_o_4.y) + d_Y_7.z * vec4f(W_o.z, W_o_2.z, W_o_3.z, W_o_4.z) + d_Y_7.w * vec4f(W_o.w, W_o_2.w, W_o_3.w, W_o_4.w);
      d_F_6_2 = d_F_6_2 + d_Y_7.x * vec4f(W_o_5.x, W_o_6.x, W_o_7.x, W_o_8.x) + d_Y_7.y * vec4f(W_o_5.y, W_o_6.y, W_o_7.y, W_o_8.y) + d_Y_7.z * vec4f(W_o_5.z, W_o_6.z, W_o_7.z, W_o_8.z) + d_Y_7.w * vec4f(W_o_5.w, W_o_6.w, W_o_7.w, W_o_8.w);
      d_F_7 = d_F_7 + d_Y_8.x * vec4f(W_o.x, W_o_2.x, W_o_3.x, W_o_4.x) + d_Y_8.y * vec4f(W_o.y, W_o_2.y, W_o_3.y, W_o_4.y) + d_Y_8.z * vec4f(W_o.z, W_o_2.z, W_o_3.z, W_o_4.z) + d_Y_8.w * vec4f(W_o.w, W_o_2.w, W_o_3.w, W_o_4.w);
      d_F_7_2 = d_F_7_2 + d_Y_8.x * vec4f(W_o_5.x, W_o_6.x, W_o_7.x, W_o_8.x) + d_Y_8.y * vec4f(W_o_5.y, W_o_6.y, W_o_7.y, W_o_8.y) + d_Y_8.z * vec4f(W_o_5.z, W_o_6.z, W_o_7.z, W_o_8.z) + d_Y_8.w * vec4f(W_o_5.w, W_o_6.w, W_o_7.w, W_o_8.w);
    }
  }
  all_d_F[rank] = d_F_0;
  all_d_F[rank + 256] = d_F_0_2;
  all_d_F[rank + 512] = d_F_1;
  all_d_F[rank + 768] = d_F_1_2;
  workgroupBarrier();
  if slice < 2 {
    var d_F = vec4f();
    for (var part = 0; part < PART; part++) {
      d_F += all_d_F[slice * 496 + part * 16 + rank];
    }
    let through_W_f = work[through_W_f_at + batch_seq_tile * 4096 + slice * 512 + hidden4];
    let d_relu_chosen = select(vec4f(0.0), d_F, vec4f(0.0) < through_W_f);
    work[d_relu_chosen_at + batch_seq_tile * 4096 + slice * 512 + hidden4] = d_relu_chosen;
    var d_F_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      d_F_8 += all_d_F[slice * 496 + part * 16 + rank + 256];
    }
    let through_W_f_2 = work[through_W_f_at + batch_seq_tile * 4096 + slice * 512 + hidden4_2];
    let d_relu_chosen_2 = select(vec4f(0.0), d_F_8, vec4f(0.0) < through_W_f_2);
    work[d_relu_chosen_at + batch_seq_tile * 4096 + slice * 512 + hidden4_2] = d_relu_chosen_2;
  }
  workgroupBarrier();
  all_d_F[rank] = d_F_2;
  all_d_F[rank + 256] = d_F_2_2;
  all_d_F[rank + 512] = d_F_3;
  all_d_F[rank + 768] = d_F_3_2;
  workgroupBarrier();
  if slice < 2 {
    var d_F = vec4f();
    for (var part = 0; part < PART; part++) {
      d_F += all_d_F[slice * 496 + part * 16 + rank];
    }
    let through_W_f = work[through_W_f_at + batch_seq_tile * 4096 + slice * 512 + hidden4 + 1024];
    let d_relu_chosen = select(vec4f(0.0), d_F, vec4f(0.0) < through_W_f);
    work[d_relu_chosen_at + batch_seq_tile * 4096 + slice * 512 + hidden4 + 1024] = d_relu_chosen;
    var d_F_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      d_F_8 += all_d_F[slice * 496 + part * 16 + rank + 256];
    }
    let through_W_f_2 = work[through_W_f_at + batch_seq_tile * 4096 + slice * 512 + hidden4_2 + 1024];
    let d_relu_chosen_2 = select(vec4f(0.0), d_F_8, vec4f(0.0) < through_W_f_2);
    work[d_relu_chosen_at + batch_seq_tile * 4096 + slice * 512 + hidden4_2 + 1024] = d_relu_chosen_2;
  }
  workgroupBarrier();
  all_d_F[rank] = d_F_4;
  all_d_F[rank + 256] = d_F_4_2;
  all_d_F[rank + 512] = d_F_5;
  all_d_F[rank + 768] = d_F_5_2;
  workgroupBarrier();
  if slice < 2 {
    var d_F = vec4f();
    for (var part = 0; part < PART; part++) {
      d_F += all_d_F[slice * 496 + part * 16 + rank];
    }
    let through_W_f = work[through_W_f_at + batch_seq_tile * 4096 + slice * 512 + hidden4 + 2048];
    let d_relu_chosen = select(vec4f(0.0), d_F, vec4f(0.0) < through_W_f);
    work[d_relu_chosen_at + batch_seq_tile * 4096 + slice * 512 + hidden4 + 2048] = d_relu_chosen;
    var d_F_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      d_F_8 += all_d_F[slice * 496 + part * 16 + rank + 256];
    }
    let through_W_f_2 = work[through_W_f_at + batch_seq_tile * 4096 + slice * 512 + hidden4_2 + 2048];
    let d_relu_chosen_2 = select(vec4f(0.0), d_F_8, vec4f(0.0) < through_W_f_2);
    work[d_relu_chosen_at + batch_seq_tile * 4096 + slice * 512 + hidden4_2 + 2048] = d_relu_chosen_2;
  }
  workgroupBarrier();
  all_d_F[rank] = d_F_6;
  all_d_F[rank + 256] = d_F_6_2;
  all_d_F[rank + 512] = d_F_7;
  all_d_F[rank + 768] = d_F_7_2;
  workgroupBarrier();
  if slice < 2 {
    var d_F = vec4f();
    for (var part = 0; part < PART; part++) {
      d_F += all_d_F[slice * 496 + part * 16 + rank];
    }
    let through_W_f = work[through_W_f_at + batch_seq_tile * 4096 + slice * 512 + hidden4 + 3072];
    let d_relu_chosen = select(vec4f(0.0), d_F, vec4f(0.0) < through_W_f);
    work[d_relu_chosen_at + batch_seq_tile * 4096 + slice * 512 + hidden4 + 3072] = d_relu_chosen;
    var d_F_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      d_F_8 += all_d_F[slice * 496 + part * 16 + rank + 256];
    }
    let through_W_f_2 = work[through_W_f_at + batch_seq_tile * 4096 + slice * 512 + hidden4_2 + 3072];
    let d_relu_chosen_2 = select(vec4f(0.0), d_F_8, vec4f(0.0) < through_W_f_2);
    work[d_relu_chosen_at + batch_seq_tile * 4096 + slice * 512 + hidden4_2 + 3072] = d_relu_chosen_2;
  }
}
