// gradient of O = W_p(A @[src] V)                     specs/minimal.weft:25
// through_W_p[batch, head, key, seq] = sum[embed](W_p[embed, head, key] * sum[hidden](W_f[embed, hidden] *
//   d_relu_chosen[batch, hidden, seq]))
// [batch 4, seq 32, head 8, key 64], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 16
//   threads a sum

const TURN = 8;
const PART = 16;

struct Offsets {
  W_p: i32,
  d_O: i32,
  through_W_p: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_through_W_p: array<vec4f, 1024>;

@compute @workgroup_size(256)
fn LanguageModel_O_gradient_total(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_p_at = at.W_p / 4;
  let d_O_at = at.d_O / 4;
  let through_W_p_at = at.through_W_p / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let head_key4 = block * 16 + thread;
  var through_W_p = vec4f();
  var through_W_p_2 = vec4f();
  var through_W_p_3 = vec4f();
  var through_W_p_4 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let embed4 = turn * 16 + slice;
    let W_p = parameters[W_p_at + head_key4 * 512 + embed4];
    let W_p_2 = parameters[W_p_at + head_key4 * 512 + embed4 + 128];
    let W_p_3 = parameters[W_p_at + head_key4 * 512 + embed4 + 256];
    let W_p_4 = parameters[W_p_at + head_key4 * 512 + embed4 + 384];
    let d_O = work[d_O_at + batch_seq_tile * 512 + embed4];
    let d_O_2 = work[d_O_at + batch_seq_tile * 512 + embed4 + 128];
    let d_O_3 = work[d_O_at + batch_seq_tile * 512 + embed4 + 256];
    let d_O_4 = work[d_O_at + batch_seq_tile * 512 + embed4 + 384];
    through_W_p = through_W_p + d_O.x * vec4f(W_p.x, W_p_2.x, W_p_3.x, W_p_4.x) + d_O.y * vec4f(W_p.y, W_p_2.y, W_p_3.y, W_p_4.y) + d_O.z * vec4f(W_p.z, W_p_2.z, W_p_3.z, W_p_4.z) + d_O.w * vec4f(W_p.w, W_p_2.w, W_p_3.w, W_p_4.w);
    through_W_p_2 = through_W_p_2 + d_O_2.x * vec4f(W_p.x, W_p_2.x, W_p_3.x, W_p_4.x) + d_O_2.y * vec4f(W_p.y, W_p_2.y, W_p_3.y, W_p_4.y) + d_O_2.z * vec4f(W_p.z, W_p_2.z, W_p_3.z, W_p_4.z) + d_O_2.w * vec4f(W_p.w, W_p_2.w, W_p_3.w, W_p_4.w);
    through_W_p_3 = through_W_p_3 + d_O_3.x * vec4f(W_p.x, W_p_2.x, W_p_3.x, W_p_4.x) + d_O_3.y * vec4f(W_p.y, W_p_2.y, W_p_3.y, W_p_4.y) + d_O_3.z * vec4f(W_p.z, W_p_2.z, W_p_3.z, W_p_4.z) + d_O_3.w * vec4f(W_p.w, W_p_2.w, W_p_3.w, W_p_4.w);
    through_W_p_4 = through_W_p_4 + d_O_4.x * vec4f(W_p.x, W_p_2.x, W_p_3.x, W_p_4.x) + d_O_4.y * vec4f(W_p.y, W_p_2.y, W_p_3.y, W_p_4.y) + d_O_4.z * vec4f(W_p.z, W_p_2.z, W_p_3.z, W_p_4.z) + d_O_4.w * vec4f(W_p.w, W_p_2.w, W_p_3.w, W_p_4.w);
  }
  all_through_W_p[rank] = through_W_p;
  all_through_W_p[rank + 256] = through_W_p_2;
  all_through_W_p[rank + 512] = through_W_p_3;
  all_through_W_p[rank + 768] = through_W_p_4;
  workgroupBarrier();
  if slice < 4 {
    var through_W_p_5 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_p_5 += all_through_W_p[slice * 240 + part * 16 + rank];
    }
    work[through_W_p_at + batch_seq_tile * 512 + slice * 128 + head_key4] = through_W_p_5;
  }
}
