// W_k(E)                                              specs/minimal.weft:22
// W_v(E)                                              specs/minimal.weft:23
// through_W_k[head, key] = sum[embed](W_k[embed, head, key] * E[embed])
// [head 8, key 64], 1 row x 1 vector of 4 columns a thread, an outer product a step, 16 threads a sum

const TURN = 8;
const PART = 16;

struct Offsets {
  E: i32,
  W_k: i32,
  through_W_k: i32,
}

struct Day {
  batch: i32,
  seq: i32,
  seq_so_far: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_through_W_k: array<vec4f, 256>;

@compute @workgroup_size(256)
fn LanguageModel_W_k(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let E_at = at.E / 4;
  let W_k_at = at.W_k / 4;
  let through_W_k_at = at.through_W_k / 4;
  let tile = 0;
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let head_key4 = block * 16 + thread;
  var through_W_k = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let embed4 = turn * 16 + slice;
    let E = work[E_at + embed4];
    let W_k = parameters[W_k_at + embed4 * 512 + head_key4];
    let W_k_2 = parameters[W_k_at + embed4 * 512 + head_key4 + 128];
    let W_k_3 = parameters[W_k_at + embed4 * 512 + head_key4 + 256];
    let W_k_4 = parameters[W_k_at + embed4 * 512 + head_key4 + 384];
    through_W_k = through_W_k + E.x * W_k + E.y * W_k_2 + E.z * W_k_3 + E.w * W_k_4;
  }
  all_through_W_k[rank] = through_W_k;
  workgroupBarrier();
  let row_size = day.seq_so_far - 1;
  if slice < 1 {
    var through_W_k_2 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_k_2 += all_through_W_k[slice * 240 + part * 16 + rank];
    }
    work[through_W_k_at + row_size * 128 + head_key4] = through_W_k_2;
  }
}
