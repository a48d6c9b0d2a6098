// F = relu(W_f(O + E))                                specs/minimal.weft:26
// F[batch, hidden, seq] = maximum(0, sum[embed](W_f[embed, hidden] * F_sum[batch, embed, seq]))
// [batch ≤ 4, seq 32, hidden 2048], 8 rows x 2 vectors of 4 columns a thread, an outer product a step, 16
//   threads a sum

const TURN = 8;
const PART = 16;

struct Offsets {
  F_sum: i32,
  W_f: i32,
  F: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_through_W_f: array<vec4f, 1024>;

@compute @workgroup_size(256)
fn LanguageModel_F_evaluate_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_sum_at = at.F_sum / 4;
  let W_f_at = at.W_f / 4;
  let F_at = at.F / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let hidden4 = block * 32 + thread;
  let hidden4_2 = block * 32 + thread + 16;
  var through_W_f_0 = vec4f();
  var through_W_f_0_2 = vec4f();
  var through_W_f_1 = vec4f();
  var through_W_f_1_2 = vec4f();
  var through_W_f_2 = vec4f();
  var through_W_f_2_2 = vec4f();
  var through_W_f_3 = vec4f();
  var through_W_f_3_2 = vec4f();
  var through_W_f_4 = vec4f();
  var through_W_f_4_2 = vec4f();
  var through_W_f_5 = vec4f();
  var through_W_f_5_2 = vec4f();
  var through_W_f_6 = vec4f();
  var through_W_f_6_2 = vec4f();
  var through_W_f_7 = vec4f();
  var through_W_f_7_2 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let embed4 = turn * 16 + slice;
    let row = work[F_sum_at + batch_seq_tile * 1024 + embed4];
    let row_2 = work[F_sum_at + batch_seq_tile * 1024 + embed4 + 128];
    let row_3 = work[F_sum_at + batch_seq_tile * 1024 + embed4 + 256];
    let row_4 = work[F_sum_at + batch_seq_tile * 1024 + embed4 + 384];
    let row_5 = work[F_sum_at + batch_seq_tile * 1024 + embed4 + 512];
    let row_6 = work[F_sum_at + batch_seq_tile * 1024 + embed4 + 640];
    let row_7 = work[F_sum_at + batch_seq_tile * 1024 + embed4 + 768];
    let row_8 = work[F_sum_at + batch_seq_tile * 1024 + embed4 + 896];
    let W_f = parameters[W_f_at + embed4 * 2048 + hidden4];
    let W_f_2 = parameters[W_f_at + embed4 * 2048 + hidden4_2];
    let W_f_3 = parameters[W_f_at + embed4 * 2048 + hidden4 + 512];
    let W_f_4 = parameters[W_f_at + embed4 * 2048 + hidden4_2 + 512];
    let W_f_5 = parameters[W_f_at + embed4 * 2048 + hidden4 + 1024];
    let W_f_6 = parameters[W_f_at + embed4 * 2048 + hidden4_2 + 1024];
    let W_f_7 = parameters[W_f_at + embed4 * 2048 + hidden4 + 1536];
    let W_f_8 = parameters[W_f_at + embed4 * 2048 + hidden4_2 + 1536];
    through_W_f_0 = through_W_f_0 + row.x * W_f + row.y * W_f_3 + row.z * W_f_5 + row.w * W_f_7;
    through_W_f_0_2 = through_W_f_0_2 + row.x * W_f_2 + row.y * W_f_4 + row.z * W_f_6 + row.w * W_f_8;
    through_W_f_1 = through_W_f_1 + row_2.x * W_f + row_2.y * W_f_3 + row_2.z * W_f_5 + row_2.w * W_f_7;
    through_W_f_1_2 = through_W_f_1_2 + row_2.x * W_f_2 + row_2.y * W_f_4 + row_2.z * W_f_6 + row_2.w * W_f_8;
    through_W_f_2 = through_W_f_2 + row_3.x * W_f + row_3.y * W_f_3 + row_3.z * W_f_5 + row_3.w * W_f_7;
    through_W_f_2_2 = through_W_f_2_2 + row_3.x * W_f_2 + row_3.y * W_f_4 + row_3.z * W_f_6 + row_3.w * W_f_8;
    through_W_f_3 = through_W_f_3 + row_4.x * W_f + row_4.y * W_f_3 + row_4.z * W_f_5 + row_4.w * W_f_7;
    through_W_f_3_2 = through_W_f_3_2 + row_4.x * W_f_2 + row_4.y * W_f_4 + row_4.z * W_f_6 + row_4.w * W_f_8;
    through_W_f_4 = through_W_f_4 + row_5.x * W_f + row_5.y * W_f_3 + row_5.z * W_f_5 + row_5.w * W_f_7;
    through_W_f_4_2 = through_W_f_4_2 + row_5.x * W_f_2 + row_5.y * W_f_4 + row_5.z * W_f_6 + row_5.w * W_f_8;
    through_W_f_5 = through_W_f_5 + row_6.x * W_f + row_6.y * W_f_3 + row_6.z * W_f_5 + row_6.w * W_f_7;
    through_W_f_5_2 = through_W_f_5_2 + row_6.x * W_f_2 + row_6.y * W_f_4 + row_6.z * W_f_6 + row_6.w * W_f_8;
    through_W_f_6 = through_W_f_6 + row_7.x * W_f + row_7.y * W_f_3 + row_7.z * W_f_5 + row_7.w * W_f_7;
    through_W_f_6_2 = through_W_f_6_2 + row_7.x * W_f_2 + row_7.y * W_f_4 + row_7.z * W_f_6 + row_7.w * W_f_8;
    through_W_f_7 = through_W_f_7 + row_8.x * W_f + row_8.y * W_f_3 + row_8.z * W_f_5 + row_8.w * W_f_7;
    through_W_f_7_2 = through_W_f_7_2 + row_8.x * W_f_2 + row_8.y * W_f_4 + row_8.z * W_f_6 + row_8.w * W_f_8;
  }
  all_through_W_f[rank] = through_W_f_0;
  all_through_W_f[rank + 256] = through_W_f_0_2;
  all_through_W_f[rank + 512] = through_W_f_1;
  all_through_W_f[rank + 768] = through_W_f_1_2;
  workgroupBarrier();
  if slice < 2 {
    var through_W_f = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_f += all_through_W_f[slice * 496 + part * 16 + rank];
    }
    let F = max(vec4f(0.0), through_W_f);
    work[F_at + batch_seq_tile * 4096 + slice * 512 + hidden4] = F;
    var through_W_f_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_f_8 += all_through_W_f[slice * 496 + part * 16 + rank + 256];
    }
    let F_2 = max(vec4f(0.0), through_W_f_8);
    work[F_at + batch_seq_tile * 4096 + slice * 512 + hidden4_2] = F_2;
  }
  workgroupBarrier();
  all_through_W_f[rank] = through_W_f_2;
  all_through_W_f[rank + 256] = through_W_f_2_2;
  all_through_W_f[rank + 512] = through_W_f_3;
  all_through_W_f[rank + 768] = through_W_f_3_2;
  workgroupBarrier();
  if slice < 2 {
    var through_W_f = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_f += all_through_W_f[slice * 496 + part * 16 + rank];
    }
    let F = max(vec4f(0.0), through_W_f);
    work[F_at + batch_seq_tile * 4096 + slice * 512 + hidden4 + 1024] = F;
    var through_W_f_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_f_8 += all_through_W_f[slice * 496 + part * 16 + rank + 256];
    }
    let F_2 = max(vec4f(0.0), through_W_f_8);
    work[F_at + batch_seq_tile * 4096 + slice * 512 + hidden4_2 + 1024] = F_2;
  }
  workgroupBarrier();
  all_through_W_f[rank] = through_W_f_4;
  all_through_W_f[rank + 256] = through_W_f_4_2;
  all_through_W_f[rank + 512] = through_W_f_5;
  all_through_W_f[rank + 768] = through_W_f_5_2;
  workgroupBarrier();
  if slice < 2 {
    var through_W_f = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_f += all_through_W_f[slice * 496 + part * 16 + rank];
    }
    let F = max(vec4f(0.0), through_W_f);
    work[F_at + batch_seq_tile * 4096 + slice * 512 + hidden4 + 2048] = F;
    var through_W_f_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_f_8 += all_through_W_f[slice * 496 + part * 16 + rank + 256];
    }
    let F_2 = max(vec4f(0.0), through_W_f_8);
    work[F_at + batch_seq_tile * 4096 + slice * 512 + hidden4_2 + 2048] = F_2;
  }
  workgroupBarrier();
  all_through_W_f[rank] = through_W_f_6;
  all_through_W_f[rank + 256] = through_W_f_6_2;
  all_through_W_f[rank + 512] = through_W_f_7;
  all_through_W_f[rank + 768] = through_W_f_7_2;
  workgroupBarrier();
  if slice < 2 {
    var through_W_f = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_f += all_through_W_f[slice * 496 + part * 16 + rank];
    }
    let F = max(vec4f(0.0), through_W_f);
    work[F_at + batch_seq_tile * 4096 + slice * 512 + hidden4 + 3072] = F;
    var through_W_f_8 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_f_8 += all_through_W_f[slice * 496 + part * 16 + rank + 256];
    }
    let F_2 = max(vec4f(0.0), through_W_f_8);
    work[F_at + batch_seq_tile * 4096 + slice * 512 + hidden4_2 + 3072] = F_2;
  }
}
