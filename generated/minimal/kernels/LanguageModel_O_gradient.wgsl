// gradient of W_f(O + E)                              specs/minimal.weft:26
// d_O[batch, embed, seq] = sum[hidden](W_f[embed, hidden] * d_relu_chosen[batch, hidden, seq])
// [batch 4, seq 32, embed 512], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 16 threads
//   a sum

const TURN = 32;
const PART = 16;

struct Offsets {
  W_f: i32,
  d_relu_chosen: i32,
  d_O: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_O: array<vec4f, 1024>;

@compute @workgroup_size(256)
fn LanguageModel_O_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_f_at = at.W_f / 4;
  let d_relu_chosen_at = at.d_relu_chosen / 4;
  let d_O_at = at.d_O / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let embed4 = block * 16 + thread;
  var d_O = vec4f();
  var d_O_2 = vec4f();
  var d_O_3 = vec4f();
  var d_O_4 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let hidden4 = turn * 16 + slice;
    let W_f = parameters[W_f_at + embed4 * 2048 + hidden4];
    let W_f_2 = parameters[W_f_at + embed4 * 2048 + hidden4 + 512];
    let W_f_3 = parameters[W_f_at + embed4 * 2048 + hidden4 + 1024];
    let W_f_4 = parameters[W_f_at + embed4 * 2048 + hidden4 + 1536];
    let d_relu_chosen = work[d_relu_chosen_at + batch_seq_tile * 2048 + hidden4];
    let d_relu_chosen_2 = work[d_relu_chosen_at + batch_seq_tile * 2048 + hidden4 + 512];
    let d_relu_chosen_3 = work[d_relu_chosen_at + batch_seq_tile * 2048 + hidden4 + 1024];
    let d_relu_chosen_4 = work[d_relu_chosen_at + batch_seq_tile * 2048 + hidden4 + 1536];
    d_O = d_O + d_relu_chosen.x * vec4f(W_f.x, W_f_2.x, W_f_3.x, W_f_4.x) + d_relu_chosen.y * vec4f(W_f.y, W_f_2.y, W_f_3.y, W_f_4.y) + d_relu_chosen.z * vec4f(W_f.z, W_f_2.z, W_f_3.z, W_f_4.z) + d_relu_chosen.w * vec4f(W_f.w, W_f_2.w, W_f_3.w, W_f_4.w);
    d_O_2 = d_O_2 + d_relu_chosen_2.x * vec4f(W_f.x, W_f_2.x, W_f_3.x, W_f_4.x) + d_relu_chosen_2.y * vec4f(W_f.y, W_f_2.y, W_f_3.y, W_f_4.y) + d_relu_chosen_2.z * vec4f(W_f.z, W_f_2.z, W_f_3.z, W_f_4.z) + d_relu_chosen_2.w * vec4f(W_f.w, W_f_2.w, W_f_3.w, W_f_4.w);
    d_O_3 = d_O_3 + d_relu_chosen_3.x * vec4f(W_f.x, W_f_2.x, W_f_3.x, W_f_4.x) + d_relu_chosen_3.y * vec4f(W_f.y, W_f_2.y, W_f_3.y, W_f_4.y) + d_relu_chosen_3.z * vec4f(W_f.z, W_f_2.z, W_f_3.z, W_f_4.z) + d_relu_chosen_3.w * vec4f(W_f.w, W_f_2.w, W_f_3.w, W_f_4.w);
    d_O_4 = d_O_4 + d_relu_chosen_4.x * vec4f(W_f.x, W_f_2.x, W_f_3.x, W_f_4.x) + d_relu_chosen_4.y * vec4f(W_f.y, W_f_2.y, W_f_3.y, W_f_4.y) + d_relu_chosen_4.z * vec4f(W_f.z, W_f_2.z, W_f_3.z, W_f_4.z) + d_relu_chosen_4.w * vec4f(W_f.w, W_f_2.w, W_f_3.w, W_f_4.w);
  }
  all_d_O[rank] = d_O;
  all_d_O[rank + 256] = d_O_2;
  all_d_O[rank + 512] = d_O_3;
  all_d_O[rank + 768] = d_O_4;
  workgroupBarrier();
  if slice < 4 {
    var d_O_5 = vec4f();
    for (var part = 0; part < PART; part++) {
      d_O_5 += all_d_O[slice * 240 + part * 16 + rank];
    }
    work[d_O_at + batch_seq_tile * 512 + slice * 128 + embed4] = d_O_5;
  }
}
