import { assert, suite } from "../harness.ts";
import { failureOf, field } from "./files.ts";
import { read, wav, wave } from "./media.ts";

const test = suite("sounds");

test("a sound without samples has none at another rate either", async () => {
  const four = field("wave", { axes: ["channel"], element: "real" });
  for (const options of [{}, { rate: 4000 }])
    assert.is(
      await failureOf(() => read("audio", "a.wav", [four], { "a.wav": wav(1, 8, 1, []) }, options)),
      "a.wav: `wave` is [0], but its axes have the sizes [3]",
    );
});

test("samples of each encoding go from -1 to 1", async () => {
  const samples = async (bytes: Uint8Array): Promise<readonly number[] | undefined> =>
    (await read("audio", "a.wav", [wave], { "a.wav": bytes })).columns["wave"];
  assert.equal(await samples(wav(1, 8, 1, [0, 128, 192])), [-1, 0, 0.5]);
  assert.equal(await samples(wav(1, 16, 1, [0, 0x80, 0, 0, 0, 0x40])), [-1, 0, 0.5]);
  assert.equal(await samples(wav(1, 24, 1, [0, 0, 0x80, 0, 0, 0, 0, 0, 0x40])), [-1, 0, 0.5]);
  assert.equal(await samples(wav(1, 32, 1, [0, 0, 0, 0x80, 0, 0, 0, 0x40])), [-1, 0.5]);
  assert.equal(await samples(wav(3, 32, 1, [0, 0, 0x80, 0xbf, 0, 0, 0, 0x3f])), [-1, 0.5]);
  assert.equal(
    await samples(wav(1, 16, 2, [0, 0x80, 0, 0, 0, 0x40, 0, 0x40])),
    [-0.5, 0.5],
    "the mean of two channels",
  );
  assert.equal(
    await samples(wav(1, 8, 1, [0, 128, 192, 128, 128, 128])),
    [-1, 0, 0.5, 0],
    "cut to the bound",
  );
  const failure = (bytes: Uint8Array): Promise<string> => failureOf(() => samples(bytes));
  const readable = "isn't read; PCM of 8, 16, 24, 32 bits and floats are";
  assert.is(await failure(wav(2, 4, 1, [0])), `a.wav: encoding 2 with 4 bits ${readable}`);
  assert.is(await failure(wav(1, 12, 1, [0])), `a.wav: PCM with 12 bits ${readable}`);
  assert.is(await failure(wav(3, 16, 1, [0, 0])), `a.wav: float with 16 bits ${readable}`);
  const whole = wav(1, 8, 1, [0, 128, 192]);
  assert.is(
    await failure(whole.subarray(0, 46)),
    "a.wav: it is cut off: 3 bytes of samples are announced, 2 are there",
  );
  assert.is(await failure(whole.subarray(0, 40)), "a.wav: it has no samples");
  assert.is(await failure(whole.subarray(0, 30)), "a.wav: its format is cut off");
  assert.is(await failure(whole.subarray(0, 9)), "a.wav: this isn't a WAV file");
  const unformatted = Uint8Array.from([...whole.subarray(0, 12), ...whole.subarray(36)]);
  assert.is(await failure(unformatted), "a.wav: its samples come before their format");
});

test("sounds of different rates are refused, or converted where the source says the rate", async () => {
  const files = { "a.wav": wav(1, 8, 1, [192, 192, 192]), "b.wav": wav(1, 8, 1, Array(6).fill(192), 16000) };
  assert.match(
    await failureOf(() => read("audio", "*.wav", [wave], files)),
    /b\.wav: `wave` has 16000 samples a second, but that of a\.wav has 8000; `rate = 8000`/,
  );
  const { columns } = await read("audio", "*.wav", [wave], files, { rate: 8000 });
  assert.equal(columns["wave"], [0.5, 0.5, 0.5, 0.5, 0.5, 0.5], "the second one has half as many samples");
});

test("integer samples are levels of mu-law", async () => {
  const levels = field("wave", { axes: ["time"], element: "int", indexes: "level" });
  const { columns } = await read("audio", "a.wav", [levels], { "a.wav": wav(1, 8, 1, [0, 128, 192, 64]) });
  // sign(x) ln(1 + 255 |x|) / ln 256, from -1..1 to 0..255: of a half that is 0.8757, level 239.15.
  assert.equal(columns["wave"], [0, 128, 239, 16]);
});
