// W_f(O + E)                                          specs/minimal.weft:26
// d_O[batch, embed, seq] = sum[hidden](W_f[embed, hidden] * d_relu_chosen[batch, hidden, seq])
// [batch 4, seq 32, embed 512], 8 rows x 1 vectors of 4 columns a thread, by dot products, 8 threads a sum

const TURN = 64;
const PART = 8;

struct Offsets {
  W_f: i32,
  d_relu_chosen: i32,
  d_O: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_d_O: array<vec4f, 1024>;

@compute @workgroup_size(128)
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
  var d_O_5 = vec4f();
  var d_O_6 = vec4f();
  var d_O_7 = vec4f();
  var d_O_8 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let hidden4 = turn * 8 + slice;
    let W_f = parameters[W_f_at + embed4 * 2048 + hidden4];
    let W_f_2 = parameters[W_f_at + embed4 * 2048 + hidden4 + 512];
    let W_f_3 = parameters[W_f_at + embed4 * 2048 + hidden4 + 1024];
    let W_f_4 = parameters[W_f_at + embed4 * 2048 + hidden4 + 1536];
    let d_relu_chosen = work[d_relu_chosen_at + batch_seq_tile * 4096 + hidden4];
    d_O += vec4f(dot(d_relu_chosen, W_f), dot(d_relu_chosen, W_f_2), dot(d_relu_chosen, W_f_3), dot(d_relu_chosen, W_f_4));
    let d_relu_chosen_2 = work[d_relu_chosen_at + batch_seq_tile * 4096 + hidden4 + 512];
    d_O_2 += vec4f(dot(d_relu_chosen_2, W_f), dot(d_relu_chosen_2, W_f_2), dot(d_relu_chosen_2, W_f_3), dot(d_relu_chosen_2, W_f_4));
    let d_relu_chosen_3 = work[d_relu_chosen_at + batch_seq_tile * 4096 + hidden4 + 1024];
    d_O_3 += vec4f(dot(d_relu_chosen_3, W_f), dot(d_relu_chosen_3, W_f_2), dot(d_relu_chosen_3, W_f_3), dot(d_relu_chosen_3, W_f_4));
    let d_relu_chosen_4 = work[d_relu_chosen_at + batch_seq_tile * 4096 + hidden4 + 1536];
    d_O_4 += vec4f(dot(d_relu_chosen_4, W_f), dot(d_relu_chosen_4, W_f_2), dot(d_relu_chosen_4, W_f_3), dot(d_relu_chosen_4, W_f_4));
    let d_relu_chosen_5 = work[d_relu_chosen_at + batch_seq_tile * 4096 + hidden4 + 2048];
    d_O_5 += vec4f(dot(d_relu_chosen_5, W_f), dot(d_relu_chosen_5, W_f_2), dot(d_relu_chosen_5, W_f_3), dot(d_relu_chosen_5, W_f_4));
    let d_relu_chosen_6 = work[d_relu_chosen_at + batch_seq_tile * 4096 + hidden4 + 2560];
    d_O_6 += vec4f(dot(d_relu_chosen_6, W_f), dot(d_relu_chosen_6, W_f_2), dot(d_relu_chosen_6, W_f_3), dot(d_relu_chosen_6, W_f_4));
    let d_relu_chosen_7 = work[d_relu_chosen_at + batch_seq_tile * 4096 + hidden4 + 3072];
    d_O_7 += vec4f(dot(d_relu_chosen_7, W_f), dot(d_relu_chosen_7, W_f_2), dot(d_relu_chosen_7, W_f_3), dot(d_relu_chosen_7, W_f_4));
    let d_relu_chosen_8 = work[d_relu_chosen_at + batch_seq_tile * 4096 + hidden4 + 3584];
    d_O_8 += vec4f(dot(d_relu_chosen_8, W_f), dot(d_relu_chosen_8, W_f_2), dot(d_relu_chosen_8, W_f_3), dot(d_relu_chosen_8, W_f_4));
  }
  all_d_O[rank] = d_O;
  all_d_O[rank + 128] = d_O_2;
  all_d_O[rank + 256] = d_O_3;
  all_d_O[rank + 384] = d_O_4;
  all_d_O[rank + 512] = d_O_5;
  all_d_O[rank + 640] = d_O_6;
  all_d_O[rank + 768] = d_O_7;
  all_d_O[rank + 896] = d_O_8;
  workgroupBarrier();
  var d_O_9 = vec4f();
  for (var part = 0; part < PART; part++) {
    d_O_9 += all_d_O[slice * 112 + part * 16 + rank];
  }
  work[d_O_at + batch_seq_tile * 1024 + slice * 128 + embed4] = d_O_9;
}
