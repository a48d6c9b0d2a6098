// maximum(x, 0)                                       std/activations.weft:4
// F[batch, hidden, seq] = maximum(sum[embed](W_f[embed, hidden] * F_sum[batch, embed, seq]), 0)
// through_W_f[batch, hidden, seq] = sum[embed](W_f[embed, hidden] * F_sum[batch, embed, seq])
// [batch 4, seq 32, hidden 2048], 8 rows x 2 vectors of 4 columns a thread, an outer product a step

const EMBED = 512;

struct Offsets {
  F_sum: i32,
  W_f: i32,
  through_W_f: i32,
  F: i32,
}

@group(0) @binding(0) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(16)
fn LanguageModel_F_2(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let F_sum_at = at.F_sum / 4;
  let W_f_at = at.W_f / 4;
  let through_W_f_at = at.through_W_f / 4;
  let F_at = at.F / 4;
  let batch_seq_tile = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let hidden4 = block * 32 + thread;
  let hidden4_2 = block * 32 + thread + 16;
  var through_W_f_0 = vec4f();
  var through_W_f_0_2 = vec4f();
  var through_W_f_1 = vec4f();
  var through_W_f_1_2 = vec4f();
  var through_W_f_2 = vec4f();
  var through_W_f_2_2 = vec4f();
  var through_W_f_3 = vec4f();
  var through_W_f_3_2 = vec4f();
  var through_W_f_4 = vec4f();
  var through_W_f_4_2 = vec4f();
  var through_W_f_5 = vec4f();
  var through_W_f_5_2 = vec4f();
  var through_W_f_6 = vec4f();
  var through_W_f_6_2 = vec4f();
  var through_W_f_7 = vec4f();
  var through_W_f_7_2 = vec4f();
  for (var embed = 0; embed < EMBED; embed++) {
    let F_sum = work[F_sum_at + (embed >> 2u) + batch_seq_tile * 1024][embed & 3];
    let F_sum_2 = work[F_sum_at + (embed >> 2u) + batch_seq_tile * 1024 + 128][embed & 3];
    let F_sum_3 = work[F_sum_at + (embed >> 2u) + batch_seq_tile * 1024 + 256][embed & 3];
    let F_sum_4 = work[F_sum_at + (embed >> 2u) + batch_seq_tile * 1024 + 384][embed & 3];
    let F_sum_5 = work[F_sum_at + (embed >> 2u) + batch_seq_tile * 1024 + 512][embed & 3];
    let F_sum_6 = work[F_sum_at + (embed >> 2u) + batch_seq_tile * 1024 + 640][embed & 3];
    let F_sum_7 = work[F_sum_at + (embed >> 2u) + batch_seq_tile * 1024 + 768][embed & 3];
    let F_sum_8 = work[F_sum_at + (embed >> 2u) + batch_seq_tile * 1024 + 896][embed & 3];
    let W_f = parameters[W_f_at + embed * 512 + hidden4];
    let W_f_2 = parameters[W_f_at + embed * 512 + hidden4_2];
    through_W_f_0 += F_sum * W_f;
    through_W_f_0_2 += F_sum * W_f_2;
    through_W_f_1 += F_sum_2 * W_f;
    through_W_f_1_2 += F_sum_2 * W_f_2;
    through_W_f_2 += F_sum_3 * W_f;
    through_W_f_2_2 += F_sum_3 * W_f_2;
    through_W_f_3 += F_sum_4 * W_f;
    through_W_f_3_2 += F_sum_4 * W_f_2;
    through_W_f_4 += F_sum_5 * W_f;
    through_W_f_4_2 += F_sum_5 * W_f_2;
    through_W_f_5 += F_sum_6 * W_f;
    through_W_f_5_2 += F_sum_6 * W_f_2;
    through_W_f_6 += F_sum_7 * W_f;
    through_W_f_6_2 += F_sum_7 * W_f_2;
    through_W_f_7 += F_sum_8 * W_f;
    through_W_f_7_2 += F_sum_8 * W_f_2;
  }
  let F = max(through_W_f_0, vec4f(0.0));
  work[through_W_f_at + batch_seq_tile * 4096 + hidden4] = through_W_f_0;
  work[F_at + batch_seq_tile * 4096 + hidden4] = F;
  let F_2 = max(through_W_f_0_2, vec4f(0.0));
  work[through_W_f_at + batch_seq_tile * 4096 + hidden4_2] = through_W_f_0_2;
  work[F_at + batch_seq_tile * 4096 + hidden4_2] = F_2;
  let F_3 = max(through_W_f_1, vec4f(0.0));
  work[through_W_f_at + batch_seq_tile * 4096 + hidden4 + 512] = through_W_f_1;
  work[F_at + batch_seq_tile * 4096 + hidden4 + 512] = F_3;
  let F_4 = max(through_W_f_1_2, vec4f(0.0));
  work[through_W_f_at + batch_seq_tile * 4096 + hidden4_2 + 512] = through_W_f_1_2;
  work[F_at + batch_seq_tile * 4096 + hidden4_2 + 512] = F_4;
  let F_5 = max(through_W_f_2, vec4f(0.0));
  work[through_W_f_at + batch_seq_tile * 4096 + hidden4 + 1024] = through_W_f_2;
  work[F_at + batch_seq_tile * 4096 + hidden4 + 1024] = F_5;
  let F_6 = max(through_W_f_2_2, vec4f(0.0));
  work[through_W_f_at + batch_seq_tile * 4096 + hidden4_2 + 1024] = through_W_f_2_2;
  work[F_at + batch_seq_tile * 4096 + hidden4_2 + 1024] = F_6;
  let F_7 = max(through_W_f_3, vec4f(0.0));
  work[through_W_f_at + batch_seq_tile * 4096 + hidden4 + 1536] = through_W_f_3;
  work[F_at + batch_seq_tile * 4096 + hidden4 + 1536] = F_7;
  let F_8 = max(through_W_f_3_2, vec4f(0.0));
  work[through_W_f_at + batch_seq_tile * 4096 + hidden4_2 + 1536] = through_W_f_3_2;
  work[F_at + batch_seq_tile * 4096 + hidden4_2 + 1536] = F_8;
  let F_9 = max(through_W_f_4, vec4f(0.0));
  work[through_W_f_at + batch_seq_tile * 4096 + hidden4 + 2048] = through_W_f_4;
  work[F_at + batch_seq_tile * 4096 + hidden4 + 2048] = F_9;
  let F_10 = max(through_W_f_4_2, vec4f(0.0));
  work[through_W_f_at + batch_seq_tile * 4096 + hidden4_2 + 2048] = through_W_f_4_2;
  work[F_at + batch_seq_tile * 4096 + hidden4_2 + 2048] = F_10;
  let F_11 = max(through_W_f_5, vec4f(0.0));
  work[through_W_f_at + batch_seq_tile * 4096 + hidden4 + 2560] = through_W_f_5;
  work[F_at + batch_seq_tile * 4096 + hidden4 + 2560] = F_11;
  let F_12 = max(through_W_f_5_2, vec4f(0.0));
  work[through_W_f_at + batch_seq_tile * 4096 + hidden4_2 + 2560] = through_W_f_5_2;
  work[F_at + batch_seq_tile * 4096 + hidden4_2 + 2560] = F_12;
  let F_13 = max(through_W_f_6, vec4f(0.0));
  work[through_W_f_at + batch_seq_tile * 4096 + hidden4 + 3072] = through_W_f_6;
  work[F_at + batch_seq_tile * 4096 + hidden4 + 3072] = F_13;
  let F_14 = max(through_W_f_6_2, vec4f(0.0));
  work[through_W_f_at + batch_seq_tile * 4096 + hidden4_2 + 3072] = through_W_f_6_2;
  work[F_at + batch_seq_tile * 4096 + hidden4_2 + 3072] = F_14;
  let F_15 = max(through_W_f_7, vec4f(0.0));
  work[through_W_f_at + batch_seq_tile * 4096 + hidden4 + 3584] = through_W_f_7;
  work[F_at + batch_seq_tile * 4096 + hidden4 + 3584] = F_15;
  let F_16 = max(through_W_f_7_2, vec4f(0.0));
  work[through_W_f_at + batch_seq_tile * 4096 + hidden4_2 + 3584] = through_W_f_7_2;
  work[F_at + batch_seq_tile * 4096 + hidden4_2 + 3584] = F_16;
}
