// gradient of W_k(E)                                  specs/minimal.weft:22
// gradient of W_v(E)                                  specs/minimal.weft:23
// d_W_k[embed, head, key] = sum[batch, seq](E[batch, embed, seq] * sum[seq](sum[embed](W_q[embed, head, key]
//   * E[batch, embed, seq]) * d_A_ratio[batch, head, seq, src])[src = seq])
// [embed 512, head 8, key 64], 8 rows x 1 vector of 4 columns a thread, an outer product a step, 8 threads a
//   sum

const PART = 8;

struct Offsets {
  E: i32,
  d_K: i32,
  d_W_k: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_W_k: array<vec4f, 1024>;

@compute @workgroup_size(128)
fn LanguageModel_W_k_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let E_at = at.E / 4;
  let d_K_at = at.d_K / 4;
  let d_W_k_at = at.d_W_k / 4;
  let embed_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let head_key4 = block * 16 + thread;
  var d_W_k = vec4f();
  var d_W_k_2 = vec4f();
  var d_W_k_3 = vec4f();
  var d_W_k_4 = vec4f();
  var d_W_k_5 = vec4f();
  var d_W_k_6 = vec4f();
  var d_W_k_7 = vec4f();
  var d_W_k_8 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let batch_seq4 = turn * 8 + slice;
    let E = work[E_at + batch_seq4 * 512 + embed_tile * 2];
    let E_2 = work[E_at + batch_seq4 * 512 + embed_tile * 2 + 1];
    let E_3 = work[E_at + batch_seq4 * 512 + embed_tile * 2 + 128];
    let E_4 = work[E_at + batch_seq4 * 512 + embed_tile * 2 + 129];
    let E_5 = work[E_at + batch_seq4 * 512 + embed_tile * 2 + 256];
    let E_6 = work[E_at + batch_seq4 * 512 + embed_tile * 2 + 257];
    let E_7 = work[E_at + batch_seq4 * 512 + embed_tile * 2 + 384];
    let E_8 = work[E_at + batch_seq4 * 512 + embed_tile * 2 + 385];
    let d_K = work[d_K_at + batch_seq4 * 512 + head_key4];
    let d_K_2 = work[d_K_at + batch_seq4 * 512 + head_key4 + 128];
    let d_K_3 = work[d_K_at + batch_seq4 * 512 + head_key4 + 256];
    let d_K_4 = work[d_K_at + batch_seq4 * 512 + head_key4 + 384];
    d_W_k = d_W_k + E.x * d_K + E_3.x * d_K_2 + E_5.x * d_K_3 + E_7.x * d_K_4;
    d_W_k_2 = d_W_k_2 + E.y * d_K + E_3.y * d_K_2 + E_5.y * d_K_3 + E_7.y * d_K_4;
    d_W_k_3 = d_W_k_3 + E.z * d_K + E_3.z * d_K_2 + E_5.z * d_K_3 + E_7.z * d_K_4;
    d_W_k_4 = d_W_k_4 + E.w * d_K + E_3.w * d_K_2 + E_5.w * d_K_3 + E_7.w * d_K_4;
    d_W_k_5 = d_W_k_5 + E_2.x * d_K + E_4.x * d_K_2 + E_6.x * d_K_3 + E_8.x * d_K_4;
    d_W_k_6 = d_W_k_6 + E_2.y * d_K + E_4.y * d_K_2 + E_6.y * d_K_3 + E_8.y * d_K_4;
    d_W_k_7 = d_W_k_7 + E_2.z * d_K + E_4.z * d_K_2 + E_6.z * d_K_3 + E_8.z * d_K_4;
    d_W_k_8 = d_W_k_8 + E_2.w * d_K + E_4.w * d_K_2 + E_6.w * d_K_3 + E_8.w * d_K_4;
  }
  all_d_W_k[rank] = d_W_k;
  all_d_W_k[rank + 128] = d_W_k_2;
  all_d_W_k[rank + 256] = d_W_k_3;
  all_d_W_k[rank + 384] = d_W_k_4;
  all_d_W_k[rank + 512] = d_W_k_5;
  all_d_W_k[rank + 640] = d_W_k_6;
  all_d_W_k[rank + 768] = d_W_k_7;
  all_d_W_k[rank + 896] = d_W_k_8;
  workgroupBarrier();
  var d_W_k_9 = vec4f();
  for (var part = 0; part < PART; part++) {
    d_W_k_9 += all_d_W_k[slice * 112 + part * 16 + rank];
  }
  work[d_W_k_at + embed_tile * 1024 + slice * 128 + head_key4] = d_W_k_9;
}
