// W_v(x)                                              specs/gpt.weft:20
// through_W_v[batch, embed, seq] = sum[head, key](sum[seq](A[batch, head, seq, src] * sum[embed](d_x[batch,
//   embed, seq] * W_o[embed, head, key]))[src = seq] * W_v[embed, head, key])
// [batch 12, seq 64, embed 128], 4 rows x 1 vectors of 4 columns a thread, by dot products, 2 threads a sum

const TURN = 16;

struct Offsets {
  W_v: i32,
  d_v: i32,
  through_W_v: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_through_W_v: array<vec4f, 256>;

@compute @workgroup_size(64)
fn attn_v_gradient_total(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_v_at = at.W_v / 4;
  let d_v_at = at.d_v / 4;
  let through_W_v_at = at.through_W_v / 4;
  let batch_seq_tiles = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16 % 2;
  let tile = rank / 32;
  let batch_seq_tile = batch_seq_tiles * 2 + tile;
  let embed4 = block * 16 + thread;
  var through_W_v = vec4f();
  var through_W_v_2 = vec4f();
  var through_W_v_3 = vec4f();
  var through_W_v_4 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let head_key4 = turn * 2 + slice;
    let W_v = parameters[W_v_at + embed4 * 128 + head_key4];
    let W_v_2 = parameters[W_v_at + embed4 * 128 + head_key4 + 32];
    let W_v_3 = parameters[W_v_at + embed4 * 128 + head_key4 + 64];
    let W_v_4 = parameters[W_v_at + embed4 * 128 + head_key4 + 96];
    let d_v = work[d_v_at + batch_seq_tile * 128 + head_key4];
    through_W_v += vec4f(dot(d_v, W_v), dot(d_v, W_v_2), dot(d_v, W_v_3), dot(d_v, W_v_4));
    let d_v_2 = work[d_v_at + batch_seq_tile * 128 + head_key4 + 32];
    through_W_v_2 += vec4f(dot(d_v_2, W_v), dot(d_v_2, W_v_2), dot(d_v_2, W_v_3), dot(d_v_2, W_v_4));
    let d_v_3 = work[d_v_at + batch_seq_tile * 128 + head_key4 + 64];
    through_W_v_3 += vec4f(dot(d_v_3, W_v), dot(d_v_3, W_v_2), dot(d_v_3, W_v_3), dot(d_v_3, W_v_4));
    let d_v_4 = work[d_v_at + batch_seq_tile * 128 + head_key4 + 96];
    through_W_v_4 += vec4f(dot(d_v_4, W_v), dot(d_v_4, W_v_2), dot(d_v_4, W_v_3), dot(d_v_4, W_v_4));
  }
  all_through_W_v[rank] = through_W_v;
  all_through_W_v[rank + 64] = through_W_v_2;
  all_through_W_v[rank + 128] = through_W_v_3;
  all_through_W_v[rank + 192] = through_W_v_4;
  workgroupBarrier();
  var through_W_v_5 = vec4f();
  for (var part = 0; part < 2; part++) {
    through_W_v_5 += all_through_W_v[slice * 48 + part * 16 + rank];
  }
  work[through_W_v_at + batch_seq_tile * 128 + slice * 32 + embed4] = through_W_v_5;
  var through_W_v_6 = vec4f();
  for (var part = 0; part < 2; part++) {
    through_W_v_6 += all_through_W_v[slice * 48 + part * 16 + rank + 128];
  }
  work[through_W_v_at + batch_seq_tile * 128 + slice * 32 + embed4 + 64] = through_W_v_6;
}
