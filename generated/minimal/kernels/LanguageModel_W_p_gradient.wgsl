// gradient of O = W_p(A @[src] V)                     specs/minimal.weft:25
// gradient of Q = W_q(E)                              specs/minimal.weft:21
// d_W_p[embed, head, key] = sum[batch, seq](sum[src](sum[embed](W_v[embed, head, key] * E[batch, embed,
//   seq])[seq = src] * A[batch, head, seq, src]) * sum[hidden](W_f[embed, hidden] * d_re…
// [head 8, key 64, embed 512], 8 rows x 1 vector of 4 columns a thread, an outer product a step, 8 threads a
//   sum

const PART = 8;

struct Offsets {
  O_total: i32,
  d_O: i32,
  d_W_p: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_W_p: array<vec4f, 1024>;

@compute @workgroup_size(128)
fn LanguageModel_W_p_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let O_total_at = at.O_total / 4;
  let d_O_at = at.d_O / 4;
  let d_W_p_at = at.d_W_p / 4;
  let head_key_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let embed4 = block * 16 + thread;
  var d_W_p = vec4f();
  var d_W_p_2 = vec4f();
  var d_W_p_3 = vec4f();
  var d_W_p_4 = vec4f();
  var d_W_p_5 = vec4f();
  var d_W_p_6 = vec4f();
  var d_W_p_7 = vec4f();
  var d_W_p_8 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let batch_seq4 = turn * 8 + slice;
    let O_total = work[O_total_at + batch_seq4 * 512 + head_key_tile * 2];
    let O_total_2 = work[O_total_at + batch_seq4 * 512 + head_key_tile * 2 + 1];
    let O_total_3 = work[O_total_at + batch_seq4 * 512 + head_key_tile * 2 + 128];
    let O_total_4 = work[O_total_at + batch_seq4 * 512 + head_key_tile * 2 + 129];
    let O_total_5 = work[O_total_at + batch_seq4 * 512 + head_key_tile * 2 + 256];
    let O_total_6 = work[O_total_at + batch_seq4 * 512 + head_key_tile * 2 + 257];
    let O_total_7 = work[O_total_at + batch_seq4 * 512 + head_key_tile * 2 + 384];
    let O_total_8 = work[O_total_at + batch_seq4 * 512 + head_key_tile * 2 + 385];
    let d_O = work[d_O_at + batch_seq4 * 512 + embed4];
    let d_O_2 = work[d_O_at + batch_seq4 * 512 + embed4 + 128];
    let d_O_3 = work[d_O_at + batch_seq4 * 512 + embed4 + 256];
    let d_O_4 = work[d_O_at + batch_seq4 * 512 + embed4 + 384];
    d_W_p = d_W_p + O_total.x * d_O + O_total_3.x * d_O_2 + O_total_5.x * d_O_3 + O_total_7.x * d_O_4;
    d_W_p_2 = d_W_p_2 + O_total.y * d_O + O_total_3.y * d_O_2 + O_total_5.y * d_O_3 + O_total_7.y * d_O_4;
    d_W_p_3 = d_W_p_3 + O_total.z * d_O + O_total_3.z * d_O_2 + O_total_5.z * d_O_3 + O_total_7.z * d_O_4;
    d_W_p_4 = d_W_p_4 + O_total.w * d_O + O_total_3.w * d_O_2 + O_total_5.w * d_O_3 + O_total_7.w * d_O_4;
    d_W_p_5 = d_W_p_5 + O_total_2.x * d_O + O_total_4.x * d_O_2 + O_total_6.x * d_O_3 + O_total_8.x * d_O_4;
    d_W_p_6 = d_W_p_6 + O_total_2.y * d_O + O_total_4.y * d_O_2 + O_total_6.y * d_O_3 + O_total_8.y * d_O_4;
    d_W_p_7 = d_W_p_7 + O_total_2.z * d_O + O_total_4.z * d_O_2 + O_total_6.z * d_O_3 + O_total_8.z * d_O_4;
    d_W_p_8 = d_W_p_8 + O_total_2.w * d_O + O_total_4.w * d_O_2 + O_total_6.w * d_O_3 + O_total_8.w * d_O_4;
  }
  all_d_W_p[rank] = d_W_p;
  all_d_W_p[rank + 128] = d_W_p_2;
  all_d_W_p[rank + 256] = d_W_p_3;
  all_d_W_p[rank + 384] = d_W_p_4;
  all_d_W_p[rank + 512] = d_W_p_5;
  all_d_W_p[rank + 640] = d_W_p_6;
  all_d_W_p[rank + 768] = d_W_p_7;
  all_d_W_p[rank + 896] = d_W_p_8;
  workgroupBarrier();
  var d_W_p_9 = vec4f();
  for (var part = 0; part < PART; part++) {
    d_W_p_9 += all_d_W_p[slice * 112 + part * 16 + rank];
  }
  work[d_W_p_at + head_key_tile * 1024 + slice * 128 + embed4] = d_W_p_9;
}
