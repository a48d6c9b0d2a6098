// gradient of E = W_e(X)                              specs/minimal.weft:20
// d_W_e[embed, vocab] = scatter[vocab = tokens](d_E[batch, embed, seq])
// [vocab 10000, embed 512], an entry of the table looks at all rows, a vector of 4 a thread

const SEQ = 32;

struct Offsets {
  tokens: i32,
  d_E: i32,
  d_W_e: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;

@compute @workgroup_size(64)
fn LanguageModel_W_e_gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) lane: vec3u) {
  let d_E_at = at.d_E / 4;
  let d_W_e_at = at.d_W_e / 4;
  let vocab = i32(group.y);
  let block = i32(group.x);
  let thread = i32(lane.x);
  let embed4 = block * 64 + thread;
  var d_W_e = vec4f();
  for (var batch = 0; batch < 4; batch++) {
    for (var seq = 0; seq < SEQ; seq++) {
      let tokens = integers[at.tokens + batch * SEQ + seq];
      if tokens == vocab {
        let d_E = work[d_E_at + batch * 4096 + seq * 128 + embed4];
        d_W_e += d_E;
      }
    }
  }
  work[d_W_e_at + vocab * 128 + embed4] = d_W_e;
}
