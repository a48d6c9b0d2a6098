// W_p(A @[src] V)                                     specs/minimal.weft:25
// d_W_p[embed, head, key] = sum[batch, seq](sum[src](sum[embed](W_v[embed, head, key] * E[batch, embed,
//   seq])[seq = src] * A[batch, head, seq, src]) * sum[hidden](W_f[embed, hidden] * d_re…
// [head 8, key 64, embed 512], 8 rows x 2 vectors of 4 columns a thread, an outer product a step, 4 threads
//   a sum

const TURN = 32;

struct Offsets {
  O_total: i32,
  d_O: i32,
  d_W_p: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_W_p: array<vec4f, 1024>;

@compute @workgroup_size(64)
fn LanguageModel_W_p_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let O_total_at = at.O_total / 4;
  let d_O_at = at.d_O / 4;
  let d_W_p_at = at.d_W_p / 4;
  let head_key_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let embed4 = block * 32 + thread;
  let embed4_2 = block * 32 + thread + 16;
  var d_W_p_0 = vec4f();
  var d_W_p_0_2 = vec4f();
  var d_W_p_1 = vec4f();
  var d_W_p_1_2 = vec4f();
  var d_W_p_2 = vec4f();
  var d_W_p_2_2 = vec4f();
  var d_W_p_3 = vec4f();
  var d_W_p_3_2 = vec4f();
  var d_W_p_4 = vec4f();
  var d_W_p_4_2 = vec4f();
  var d_W_p_5 = vec4f();
  var d_W_p_5_2 = vec4f();
  var d_W_p_6 = vec4f();
  var d_W_p_6_2 = vec4f();
  var d_W_p_7 = vec4f();
  var d_W_p_7_2 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let batch_seq = turn * 4 + slice;
    let O_total = work[O_total_at + batch_seq * 128 + head_key_tile * 2];
    let O_total_2 = work[O_total_at + batch_seq * 128 + head_key_tile * 2 + 1];
    let d_O = work[d_O_at + batch_seq * 128 + embed4];
    let d_O_2 = work[d_O_at + batch_seq * 128 + embed4_2];
    d_W_p_0 += O_total.x * d_O;
    d_W_p_0_2 += O_total.x * d_O_2;
    d_W_p_1 += O_total.y * d_O;
    d_W_p_1_2 += O_total.y * d_O_2;
    d_W_p_2 += O_total.z * d_O;
    d_W_p_2_2 += O_total.z * d_O_2;
    d_W_p_3 += O_total.w * d_O;
    d_W_p_3_2 += O_total.w * d_O_2;
    d_W_p_4 += O_total_2.x * d_O;
    d_W_p_4_2 += O_total_2.x * d_O_2;
    d_W_p_5 += O_total_2.y * d_O;
    d_W_p_5_2 += O_total_2.y * d_O_2;
    d_W_p_6 += O_total_2.z * d_O;
    d_W_p_6_2 += O_total_2.z * d_O_2;
    d_W_p_7 += O_total_2.w * d_O;
    d_W_p_7_2 += O_total_2.w * d_O_2;
  }
  all_d_W_p[rank] = d_W_p_0;
  all_d_W_p[rank + 64] = d_W_p_0_2;
  all_d_W_p[rank + 128] = d_W_p_1;
  all_d_W_p[rank + 192] = d_W_p_1_2;
  all_d_W_p[rank + 256] = d_W_p_2;
  all_d_W_p[rank + 320] = d_W_p_2_2;
  all_d_W_p[rank + 384] = d_W_p_3;
  all_d_W_p[rank + 448] = d_W_p_3_2;
  all_d_W_p[rank + 512] = d_W_p_4;
  all_d_W_p[rank + 576] = d_W_p_4_2;
  all_d_W_p[rank + 640] = d_W_p_5;
  all_d_W_p[rank + 704] = d_W_p_5_2;
  all_d_W_p[rank + 768] = d_W_p_6;
  all_d_W_p[rank + 832] = d_W_p_6_2;
  all_d_W_p[rank + 896] = d_W_p_7;
  all_d_W_p[rank + 960] = d_W_p_7_2;
  workgroupBarrier();
  var d_W_p = vec4f();
  for (var part = 0; part < 4; part++) {
    d_W_p += all_d_W_p[slice * 112 + part * 16 + rank];
  }
  work[d_W_p_at + head_key_tile * 1024 + slice * 128 + embed4] = d_W_p;
  var d_W_p_8 = vec4f();
  for (var part = 0; part < 4; part++) {
    d_W_p_8 += all_d_W_p[slice * 112 + part * 16 + rank + 64];
  }
  work[d_W_p_at + head_key_tile * 1024 + slice * 128 + embed4_2] = d_W_p_8;
  var d_W_p_9 = vec4f();
  for (var part = 0; part < 4; part++) {
    d_W_p_9 += all_d_W_p[slice * 112 + part * 16 + rank + 512];
  }
  work[d_W_p_at + head_key_tile * 1024 + slice * 128 + embed4 + 512] = d_W_p_9;
  var d_W_p_10 = vec4f();
  for (var part = 0; part < 4; part++) {
    d_W_p_10 += all_d_W_p[slice * 112 + part * 16 + rank + 576];
  }
  work[d_W_p_at + head_key_tile * 1024 + slice * 128 + embed4_2 + 512] = d_W_p_10;
}
