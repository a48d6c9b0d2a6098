// h = gelu(W_up(x))                                   specs/gpt.weft:29
// gelu_product[batch, hidden, seq] = sum[embed](norm2[batch, embed, seq] * W_up[embed, hidden]) *
//   (erf(sum[embed](norm2[batch, embed, seq] * W_up[embed, hidden]) * 0.707107) + 1)
// [batch ≤ 12, seq 64, hidden 512], 8 rows x 1 vector of 4 columns a thread, an outer product a step, 8
//   threads a sum

const PART = 8;

struct Offsets {
  norm2: i32,
  W_up: i32,
  gelu_product: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_through_W_up: array<vec4f, 1024>;

fn own_erf_4(x: vec4f) -> vec4f {
  let v0 = max(min(x, vec4f(3.94f)), vec4f((-3.94f)));
  let v1 = v0 * v0;
  let v2 = ((vec4f((-1.3614693e-8f)) * v1) + vec4f(0.000004758845f)) * v1;
  let v3 = ((v2 + vec4f(0.00038377626f)) * v1) + vec4f(0.0039051347f);
  let v4 = (((v3 * v1) + vec4f(0.05453519f)) * v1) + vec4f(0.1862703f);
  let v5 = ((vec4f(0.00006386796f) * v1) + vec4f(0.0013248335f)) * v1;
  let v6 = (((v5 + vec4f(0.01558561f)) * v1) + vec4f(0.11446748f)) * v1;
  let v7 = ((v4 * v1) + vec4f(1.1283792f)) / (((v6 + vec4f(0.4984111f)) * v1) + vec4f(1.0f));
  return v0 * v7;
}

@compute @workgroup_size(128)
fn mlp_h_gelu_evaluate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let norm2_at = at.norm2 / 4;
  let W_up_at = at.W_up / 4;
  let gelu_product_at = at.gelu_product / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let hidden4 = block * 16 + thread;
  var through_W_up = vec4f();
  var through_W_up_2 = vec4f();
  var through_W_up_3 = vec4f();
  var through_W_up_4 = vec4f();
  var through_W_up_5 = vec4f();
  var through_W_up_6 = vec4f();
  var through_W_up_7 = vec4f();
  var through_W_up_8 = vec4f();
  for (var turn = 0; turn < 4; turn++) {
    let embed4 = turn * 8 + slice;
    let norm2 = work[norm2_at + batch_seq_tile * 256 + embed4];
    let norm2_2 = work[norm2_at + batch_seq_tile * 256 + embed4 + 32];
    let norm2_3 = work[norm2_at + batch_seq_tile * 256 + embed4 + 64];
    let norm2_4 = work[norm2_at + batch_seq_tile * 256 + embed4 + 96];
    let norm2_5 = work[norm2_at + batch_seq_tile * 256 + embed4 + 128];
    let norm2_6 = work[norm2_at + batch_seq_tile * 256 + embed4 + 160];
    let norm2_7 = work[norm2_at + batch_seq_tile * 256 + embed4 + 192];
    let norm2_8 = work[norm2_at + batch_seq_tile * 256 + embed4 + 224];
    let W_up = parameters[W_up_at + embed4 * 512 + hidden4];
    let W_up_2 = parameters[W_up_at + embed4 * 512 + hidden4 + 128];
    let W_up_3 = parameters[W_up_at + embed4 * 512 + hidden4 + 256];
    let W_up_4 = parameters[W_up_at + embed4 * 512 + hidden4 + 384];
    through_W_up = through_W_up + norm2.x * W_up + norm2.y * W_up_2 + norm2.z * W_up_3 + norm2.w * W_up_4;
    through_W_up_2 = through_W_up_2 + norm2_2.x * W_up + norm2_2.y * W_up_2 + norm2_2.z * W_up_3 + norm2_2.w * W_up_4;
    through_W_up_3 = through_W_up_3 + norm2_3.x * W_up + norm2_3.y * W_up_2 + norm2_3.z * W_up_3 + norm2_3.w * W_up_4;
    through_W_up_4 = through_W_up_4 + norm2_4.x * W_up + norm2_4.y * W_up_2 + norm2_4.z * W_up_3 + norm2_4.w * W_up_4;
    through_W_up_5 = through_W_up_5 + norm2_5.x * W_up + norm2_5.y * W_up_2 + norm2_5.z * W_up_3 + norm2_5.w * W_up_4;
    through_W_up_6 = through_W_up_6 + norm2_6.x * W_up + norm2_6.y * W_up_2 + norm2_6.z * W_up_3 + norm2_6.w * W_up_4;
    through_W_up_7 = through_W_up_7 + norm2_7.x * W_up + norm2_7.y * W_up_2 + norm2_7.z * W_up_3 + norm2_7.w * W_up_4;
    through_W_up_8 = through_W_up_8 + norm2_8.x * W_up + norm2_8.y * W_up_2 + norm2_8.z * W_up_3 + norm2_8.w * W_up_4;
  }
  all_through_W_up[rank] = through_W_up;
  all_through_W_up[rank + 128] = through_W_up_2;
  all_through_W_up[rank + 256] = through_W_up_3;
  all_through_W_up[rank + 384] = through_W_up_4;
  all_through_W_up[rank + 512] = through_W_up_5;
  all_through_W_up[rank + 640] = through_W_up_6;
  all_through_W_up[rank + 768] = through_W_up_7;
  all_through_W_up[rank + 896] = through_W_up_8;
  workgroupBarrier();
  var through_W_up_9 = vec4f();
  for (var part = 0; part < PART; part++) {
    through_W_up_9 += all_through_W_up[slice * 112 + part * 16 + rank];
  }
  work[gelu_product_at + batch_seq_tile * 1024 + slice * 128 + hidden4] = through_W_up_9 * (own_erf_4(through_W_up_9 * 0.70710677) + 1.0);
}
