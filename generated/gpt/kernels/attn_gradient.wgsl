// W_o(A @[src] v)                                     specs/gpt.weft:23
// through_W_o[batch, head, key, seq] = sum[embed](d_x[batch, embed, seq] * W_o[embed, head, key])
// [batch 12, seq 64, head 4, key 32], 8 rows x 1 vectors of 4 columns a thread, by dot products

const EMBED4 = 32;

struct Offsets {
  W_o: i32,
  d_x: i32,
  through_W_o: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn attn_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let W_o_at = at.W_o / 4;
  let d_x_at = at.d_x / 4;
  let through_W_o_at = at.through_W_o / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let head_key4 = block * 16 + thread;
  var through_W_o = vec4f();
  var through_W_o_2 = vec4f();
  var through_W_o_3 = vec4f();
  var through_W_o_4 = vec4f();
  var through_W_o_5 = vec4f();
  var through_W_o_6 = vec4f();
  var through_W_o_7 = vec4f();
  var through_W_o_8 = vec4f();
  for (var embed4 = 0; embed4 < EMBED4; embed4++) {
    let W_o = parameters[W_o_at + head_key4 * 128 + embed4];
    let W_o_2 = parameters[W_o_at + head_key4 * 128 + embed4 + 32];
    let W_o_3 = parameters[W_o_at + head_key4 * 128 + embed4 + 64];
    let W_o_4 = parameters[W_o_at + head_key4 * 128 + embed4 + 96];
    let d_x = work[d_x_at + batch_seq_tile * 256 + embed4];
    through_W_o += vec4f(dot(d_x, W_o), dot(d_x, W_o_2), dot(d_x, W_o_3), dot(d_x, W_o_4));
    let d_x_2 = work[d_x_at + batch_seq_tile * 256 + embed4 + 32];
    through_W_o_2 += vec4f(dot(d_x_2, W_o), dot(d_x_2, W_o_2), dot(d_x_2, W_o_3), dot(d_x_2, W_o_4));
    let d_x_3 = work[d_x_at + batch_seq_tile * 256 + embed4 + 64];
    through_W_o_3 += vec4f(dot(d_x_3, W_o), dot(d_x_3, W_o_2), dot(d_x_3, W_o_3), dot(d_x_3, W_o_4));
    let d_x_4 = work[d_x_at + batch_seq_tile * 256 + embed4 + 96];
    through_W_o_4 += vec4f(dot(d_x_4, W_o), dot(d_x_4, W_o_2), dot(d_x_4, W_o_3), dot(d_x_4, W_o_4));
    let d_x_5 = work[d_x_at + batch_seq_tile * 256 + embed4 + 128];
    through_W_o_5 += vec4f(dot(d_x_5, W_o), dot(d_x_5, W_o_2), dot(d_x_5, W_o_3), dot(d_x_5, W_o_4));
    let d_x_6 = work[d_x_at + batch_seq_tile * 256 + embed4 + 160];
    through_W_o_6 += vec4f(dot(d_x_6, W_o), dot(d_x_6, W_o_2), dot(d_x_6, W_o_3), dot(d_x_6, W_o_4));
    let d_x_7 = work[d_x_at + batch_seq_tile * 256 + embed4 + 192];
    through_W_o_7 += vec4f(dot(d_x_7, W_o), dot(d_x_7, W_o_2), dot(d_x_7, W_o_3), dot(d_x_7, W_o_4));
    let d_x_8 = work[d_x_at + batch_seq_tile * 256 + embed4 + 224];
    through_W_o_8 += vec4f(dot(d_x_8, W_o), dot(d_x_8, W_o_2), dot(d_x_8, W_o_3), dot(d_x_8, W_o_4));
  }
  work[through_W_o_at + batch_seq_tile * 256 + head_key4] = through_W_o;
  work[through_W_o_at + batch_seq_tile * 256 + head_key4 + 32] = through_W_o_2;
  work[through_W_o_at + batch_seq_tile * 256 + head_key4 + 64] = through_W_o_3;
  work[through_W_o_at + batch_seq_tile * 256 + head_key4 + 96] = through_W_o_4;
  work[through_W_o_at + batch_seq_tile * 256 + head_key4 + 128] = through_W_o_5;
  work[through_W_o_at + batch_seq_tile * 256 + head_key4 + 160] = through_W_o_6;
  work[through_W_o_at + batch_seq_tile * 256 + head_key4 + 192] = through_W_o_7;
  work[through_W_o_at + batch_seq_tile * 256 + head_key4 + 224] = through_W_o_8;
}
