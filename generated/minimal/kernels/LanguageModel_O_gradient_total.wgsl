// W_p(A @[src] V)                                     specs/minimal.weft:25
// through_W_p[batch, head, key, seq] = sum[embed](W_p[embed, head, key] * sum[hidden](W_f[embed, hidden] *
//   d_relu_chosen[batch, hidden, seq]))
// [batch 4, seq 32, head 8, key 64], 8 rows x 1 vectors of 4 columns a thread, by dot products, 8 threads a
//   sum

const TURN = 16;
const PART = 8;

struct Offsets {
  W_p: i32,
  d_O: i32,
  through_W_p: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_through_W_p: array<vec4f, 1024>;

@compute @workgroup_size(128)
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
  var through_W_p_5 = vec4f();
  var through_W_p_6 = vec4f();
  var through_W_p_7 = vec4f();
  var through_W_p_8 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let embed4 = turn * 8 + slice;
    let W_p = parameters[W_p_at + head_key4 * 512 + embed4];
    let W_p_2 = parameters[W_p_at + head_key4 * 512 + embed4 + 128];
    let W_p_3 = parameters[W_p_at + head_key4 * 512 + embed4 + 256];
    let W_p_4 = parameters[W_p_at + head_key4 * 512 + embed4 + 384];
    let d_O = work[d_O_at + batch_seq_tile * 1024 + embed4];
    through_W_p += vec4f(dot(d_O, W_p), dot(d_O, W_p_2), dot(d_O, W_p_3), dot(d_O, W_p_4));
    let d_O_2 = work[d_O_at + batch_seq_tile * 1024 + embed4 + 128];
    through_W_p_2 += vec4f(dot(d_O_2, W_p), dot(d_O_2, W_p_2), dot(d_O_2, W_p_3), dot(d_O_2, W_p_4));
    let d_O_3 = work[d_O_at + batch_seq_tile * 1024 + embed4 + 256];
    through_W_p_3 += vec4f(dot(d_O_3, W_p), dot(d_O_3, W_p_2), dot(d_O_3, W_p_3), dot(d_O_3, W_p_4));
    let d_O_4 = work[d_O_at + batch_seq_tile * 1024 + embed4 + 384];
    through_W_p_4 += vec4f(dot(d_O_4, W_p), dot(d_O_4, W_p_2), dot(d_O_4, W_p_3), dot(d_O_4, W_p_4));
    let d_O_5 = work[d_O_at + batch_seq_tile * 1024 + embed4 + 512];
    through_W_p_5 += vec4f(dot(d_O_5, W_p), dot(d_O_5, W_p_2), dot(d_O_5, W_p_3), dot(d_O_5, W_p_4));
    let d_O_6 = work[d_O_at + batch_seq_tile * 1024 + embed4 + 640];
    through_W_p_6 += vec4f(dot(d_O_6, W_p), dot(d_O_6, W_p_2), dot(d_O_6, W_p_3), dot(d_O_6, W_p_4));
    let d_O_7 = work[d_O_at + batch_seq_tile * 1024 + embed4 + 768];
    through_W_p_7 += vec4f(dot(d_O_7, W_p), dot(d_O_7, W_p_2), dot(d_O_7, W_p_3), dot(d_O_7, W_p_4));
    let d_O_8 = work[d_O_at + batch_seq_tile * 1024 + embed4 + 896];
    through_W_p_8 += vec4f(dot(d_O_8, W_p), dot(d_O_8, W_p_2), dot(d_O_8, W_p_3), dot(d_O_8, W_p_4));
  }
  all_through_W_p[rank] = through_W_p;
  all_through_W_p[rank + 128] = through_W_p_2;
  all_through_W_p[rank + 256] = through_W_p_3;
  all_through_W_p[rank + 384] = through_W_p_4;
  all_through_W_p[rank + 512] = through_W_p_5;
  all_through_W_p[rank + 640] = through_W_p_6;
  all_through_W_p[rank + 768] = through_W_p_7;
  all_through_W_p[rank + 896] = through_W_p_8;
  workgroupBarrier();
  var through_W_p_9 = vec4f();
  for (var part = 0; part < PART; part++) {
    through_W_p_9 += all_through_W_p[slice * 112 + part * 16 + rank];
  }
  work[through_W_p_at + batch_seq_tile * 1024 + slice * 128 + head_key4] = through_W_p_9;
}
