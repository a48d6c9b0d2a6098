/** What is told of files that come slowly, by a clock that the test moves. */
import { readBody, sumOfFiles } from "../../runtime/fetch-progress.ts";
import { assert, suite } from "../harness.ts";

const test = suite("files that are fetched");

type Told = readonly [bytes: number, of: number | undefined];

/** Four pieces of three bytes, 200 ms apart. */
async function slowly(headers: Readonly<Record<string, string>>): Promise<readonly Told[]> {
  const { now } = performance;
  let clock = 1000;
  performance.now = () => clock;
  let pieces = 0;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      clock += 200;
      pieces += 1;
      controller.enqueue(Uint8Array.of(pieces, 0, 9));
      if (pieces === 4) controller.close();
    },
  });
  const told: Told[] = [];
  try {
    const bytes = await readBody(new Response(body, { headers }), (...progress) => void told.push(progress));
    assert.equal([...bytes], [1, 0, 9, 2, 0, 9, 3, 0, 9, 4, 0, 9]);
  } finally {
    performance.now = now;
  }
  return told;
}

test("bytes are whole, and told of where they take their time, of all where that is known", async () => {
  const told = await slowly({ "content-length": "12" });
  assert.equal(told.at(-1), [12, 12]);
  assert.ok(told.length < 4, `${told.length} of 4 pieces are told`);
  const packed = await slowly({ "content-length": "7", "content-encoding": "gzip" });
  assert.equal(packed.at(-1), [12, undefined]);
});

test("files that come at once are told of together", () => {
  const told: Told[] = [];
  const next = sumOfFiles((...progress) => void told.push(progress));
  const [first, second] = [next(), next()];
  first(1, 10);
  second(5, 20);
  first(10, 10);
  assert.equal(told, [
    [1, undefined],
    [6, 30],
    [15, 30],
  ]);
});
