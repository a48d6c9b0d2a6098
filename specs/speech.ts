/** English words, spoken by eSpeak NG and cut into pieces of 1,025 samples, as levels of mu-law. */

const speaker = "npm:@echogarden/espeak-ng-emscripten@0.3.5";
const words = `one two three four five six seven eight nine ten the whale swims across the sea and the ship sails after it
  all night the captain walks up and down what do you see nothing but water and a long white line of foam call all hands
  lower the boats and row row until the morning comes they never saw such a fish before and never will again`;

/** 22,050 samples a second become 4,410: the mean of five is one. */
const step = 5;
const piece = 1025;

interface Speaker {
  readonly set_voice: (name: string, language: string) => void;
  readonly synthesize: (text: string, take: (sound: ArrayBuffer | null) => boolean) => void;
}

function levelOf(sample: number): number {
  const loud = Math.min(1, Math.abs(sample));
  const compressed = (Math.sign(sample) * Math.log1p(255 * loud)) / Math.log1p(255);
  return Math.floor(((compressed + 1) / 2) * 255 + 0.5);
}

export default async function* (): AsyncGenerator<{ readonly wave: readonly number[] }> {
  const { default: start } = await import(speaker);
  const speech: Speaker = await new (await start()).eSpeakNGWorker();
  for (const voice of ["en-gb", "en-us", "en-gb-scotland"]) {
    speech.set_voice(voice, voice);
    const levels: number[] = [];
    speech.synthesize(words, (sound) => {
      const samples = new Int16Array(sound ?? new ArrayBuffer(0));
      for (let at = 0; at + step <= samples.length; at += step) {
        const mean = samples.subarray(at, at + step).reduce((sum, sample) => sum + sample, 0) / step;
        levels.push(levelOf(mean / 2 ** 15));
      }
      return false;
    });
    for (let at = 0; at + piece <= levels.length; at += piece) yield { wave: levels.slice(at, at + piece) };
  }
}
