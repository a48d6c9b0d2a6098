// F = relu(W_f(O + E))                                specs/minimal.weft:26
// F[hidden, seq] = maximum(0, sum[embed](W_f[embed, hidden] * F_sum[embed, seq]))
// [seq ≤ 32, hidden 2048], 4 rows x 1 vector of 4 columns a thread, an outer product a step, 16 threads a
//   sum

const TURN = 8;
const PART = 16;

struct Offsets {
  F_sum: i32,
  W_f: i32,
  F: i32,
}

struct Day {
  batch: i32,
  seq: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;
@group(1) @binding(1) var<uniform> day: Day;
var<workgroup> all_through_W_f: array<vec4f, 1024>;

@compute @workgroup_size(256)
fn LanguageModel_F_infer_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_sum_at = at.F_sum / 4;
  let W_f_at = at.W_f / 4;
  let F_at = at.F / 4;
  let seq_tile = i32(group.y);
  let block = i32(group.x);
  let rank = i32(lane.x);
  let thread = rank % 16;
  let slice = rank / 16;
  let seq = min(seq_tile * 4, day.seq - 1);
  let seq_2 = min(seq_tile * 4 + 1, day.seq - 1);
  let seq_3 = min(seq_tile * 4 + 2, day.seq - 1);
  let seq_4 = min(seq_tile * 4 + 3, day.seq - 1);
  let hidden4 = block * 16 + thread;
  var through_W_f = vec4f();
  var through_W_f_2 = vec4f();
  var through_W_f_3 = vec4f();
  var through_W_f_4 = vec4f();
  for (var turn = 0; turn < TURN; turn++) {
    let embed4 = turn * 16 + slice;
    let row = work[F_sum_at + seq * 128 + embed4];
    let row_2 = work[F_sum_at + seq_2 * 128 + embed4];
    let row_3 = work[F_sum_at + seq_3 * 128 + embed4];
    let row_4 = work[F_sum_at + seq_4 * 128 + embed4];
    let W_f = parameters[W_f_at + embed4 * 2048 + hidden4];
    let W_f_2 = parameters[W_f_at + embed4 * 2048 + hidden4 + 512];
    let W_f_3 = parameters[W_f_at + embed4 * 2048 + hidden4 + 1024];
    let W_f_4 = parameters[W_f_at + embed4 * 2048 + hidden4 + 1536];
    through_W_f = through_W_f + row.x * W_f + row.y * W_f_2 + row.z * W_f_3 + row.w * W_f_4;
    through_W_f_2 = through_W_f_2 + row_2.x * W_f + row_2.y * W_f_2 + row_2.z * W_f_3 + row_2.w * W_f_4;
    through_W_f_3 = through_W_f_3 + row_3.x * W_f + row_3.y * W_f_2 + row_3.z * W_f_3 + row_3.w * W_f_4;
    through_W_f_4 = through_W_f_4 + row_4.x * W_f + row_4.y * W_f_2 + row_4.z * W_f_3 + row_4.w * W_f_4;
  }
  all_through_W_f[rank] = through_W_f;
  all_through_W_f[rank + 256] = through_W_f_2;
  all_through_W_f[rank + 512] = through_W_f_3;
  all_through_W_f[rank + 768] = through_W_f_4;
  workgroupBarrier();
  if slice < 4 {
    var through_W_f_5 = vec4f();
    for (var part = 0; part < PART; part++) {
      through_W_f_5 += all_through_W_f[slice * 240 + part * 16 + rank];
    }
    let seq_5 = min(seq_tile * 4 + slice, day.seq - 1);
    let F = max(vec4f(0.0), through_W_f_5);
    if seq_tile * 4 + slice < day.seq {
      work[F_at + seq_5 * 512 + hidden4] = F;
    }
  }
}
