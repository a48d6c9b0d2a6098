// sample[vocab](GPT(text)[seq = last], temperature = temperature, top_k = 40)  specs/gpt.weft:74
// least_chosen = where(sum[vocab](where(ordinal(scaled_ratio[vocab]) >= 0, 1, 0)) >= 40,
//   where(sum[vocab](where(ordinal(scaled_ratio[vocab]) >= 1073740000, 1, 0)) >= 40, 1073740…
// value = 268435000
// [], a workgroup of 16 lanes a row, in elements

const PART = 16;

struct Offsets {
  scaled_ratio: i32,
  least_chosen: i32,
  value: i32,
}

@group(0) @binding(2) var<storage, read_write> work: array<f32>;
@group(0) @binding(3) var<storage, read_write> integers: array<i32>;
@group(1) @binding(0) var<uniform> at: Offsets;
var<workgroup> all_reaches_total: array<i32, 16>;
var<workgroup> all_reaches_total_2: array<i32, 16>;
var<workgroup> all_reaches_total_3: array<i32, 16>;

@compute @workgroup_size(16)
fn next_found(@builtin(local_invocation_id) lane: vec3u) {
  let thread = i32(lane.x);
  let vocab = thread;
  let vocab_2 = thread + 16;
  let vocab_3 = thread + 32;
  let vocab_4 = thread + 48;
  let vocab_5 = thread + 64;
  let vocab_6 = min(thread + 80, 80);
  var own_reaches_total = 0;
  var own_reaches_total_2 = 0;
  var own_reaches_total_3 = 0;
  let scaled_ratio = work[at.scaled_ratio + vocab];
  let place_ordinal = select((((bitcast<i32>(scaled_ratio) & 2147483647i) ^ (bitcast<i32>(scaled_ratio) >> 31u)) - (bitcast<i32>(scaled_ratio) >> 31u)), 2139095041i, (bitcast<i32>(scaled_ratio) & 2147483647i) > 2139095040i);
  own_reaches_total += select(0, 1, place_ordinal >= 0);
  own_reaches_total_2 += select(0, 1, place_ordinal >= 1073741824);
  own_reaches_total_3 += select(0, 1, place_ordinal >= (-1073741823));
  let scaled_ratio_2 = work[at.scaled_ratio + vocab_2];
  let place_ordinal_2 = select((((bitcast<i32>(scaled_ratio_2) & 2147483647i) ^ (bitcast<i32>(scaled_ratio_2) >> 31u)) - (bitcast<i32>(scaled_ratio_2) >> 31u)), 2139095041i, (bitcast<i32>(scaled_ratio_2) & 2147483647i) > 2139095040i);
  own_reaches_total += select(0, 1, place_ordinal_2 >= 0);
  own_reaches_total_2 += select(0, 1, place_ordinal_2 >= 1073741824);
  own_reaches_total_3 += select(0, 1, place_ordinal_2 >= (-1073741823));
  let scaled_ratio_3 = work[at.scaled_ratio + vocab_3];
  let place_ordinal_3 = select((((bitcast<i32>(scaled_ratio_3) & 2147483647i) ^ (bitcast<i32>(scaled_ratio_3) >> 31u)) - (bitcast<i32>(scaled_ratio_3) >> 31u)), 2139095041i, (bitcast<i32>(scaled_ratio_3) & 2147483647i) > 2139095040i);
  own_reaches_total += select(0, 1, place_ordinal_3 >= 0);
  own_reaches_total_2 += select(0, 1, place_ordinal_3 >= 1073741824);
  own_reaches_total_3 += select(0, 1, place_ordinal_3 >= (-1073741823));
  let scaled_ratio_4 = work[at.scaled_ratio + vocab_4];
  let place_ordinal_4 = select((((bitcast<i32>(scaled_ratio_4) & 2147483647i) ^ (bitcast<i32>(scaled_ratio_4) >> 31u)) - (bitcast<i32>(scaled_ratio_4) >> 31u)), 2139095041i, (bitcast<i32>(scaled_ratio_4) & 2147483647i) > 2139095040i);
  own_reaches_total += select(0, 1, place_ordinal_4 >= 0);
  own_reaches_total_2 += select(0, 1, place_ordinal_4 >= 1073741824);
  own_reaches_total_3 += select(0, 1, place_ordinal_4 >= (-1073741823));
  let scaled_ratio_5 = work[at.scaled_ratio + vocab_5];
  let place_ordinal_5 = select((((bitcast<i32>(scaled_ratio_5) & 2147483647i) ^ (bitcast<i32>(scaled_ratio_5) >> 31u)) - (bitcast<i32>(scaled_ratio_5) >> 31u)), 2139095041i, (bitcast<i32>(scaled_ratio_5) & 2147483647i) > 2139095040i);
  own_reaches_total += select(0, 1, place_ordinal_5 >= 0);
  own_reaches_total_2 += select(0, 1, place_ordinal_5 >= 1073741824);
  own_reaches_total_3 += select(0, 1, place_ordinal_5 >= (-1073741823));
  let scaled_ratio_6 = work[at.scaled_ratio + vocab_6];
  let place_ordinal_6 = select((((bitcast<i32>(scaled_ratio_6) & 2147483647i) ^ (bitcast<i32>(scaled_ratio_6) >> 31u)) - (bitcast<i32>(scaled_ratio_6) >> 31u)), 2139095041i, (bitcast<i32>(scaled_ratio_6) & 2147483647i) > 2139095040i);
  own_reaches_total += select(0, select(0, 1, place_ordinal_6 >= 0), thread + 80 < 81);
  own_reaches_total_2 += select(0, select(0, 1, place_ordinal_6 >= 1073741824), thread + 80 < 81);
  own_reaches_total_3 += select(0, select(0, 1, place_ordinal_6 >= (-1073741823)), thread + 80 < 81);
  all_reaches_total[thread] = own_reaches_total;
  all_reaches_total_2[thread] = own_reaches_total_2;
  all_reaches_total_3[thread] = own_reaches_total_3;
  workgroupBarrier();
  var reaches_total = 0;
  var reaches_total_2 = 0;
  var reaches_total_3 = 0;
  for (var part = 0; part < PART; part++) {
    reaches_total += all_reaches_total[part];
    reaches_total_2 += all_reaches_total_2[part];
    reaches_total_3 += all_reaches_total_3[part];
  }
  let reaches_at_least = reaches_total >= 40;
  let reaches_at_least_2 = reaches_total_2 >= 40;
  let some_chosen = select(0, 1073741824, reaches_at_least_2);
  let reaches_at_least_3 = reaches_total_3 >= 40;
  let none_chosen = select(-2147483647, -1073741823, reaches_at_least_3);
  let least_chosen = select(none_chosen, some_chosen, reaches_at_least);
  if thread == 0 {
    integers[at.least_chosen] = least_chosen;
    integers[at.value] = 268435456;
  }
}
