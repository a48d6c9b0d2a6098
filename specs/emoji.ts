/** What each picture of an emoji shows, in a few words: its English name and what else people search it by (Unicode's CLDR). */

const pictures = "npm:emoji-datasource-google@16.0.0/emoji.json";
const words = "npm:cldr-annotations-full@48.2.0/annotations/en/annotations.json";

interface Emoji {
  readonly image: string;
  readonly unified: string;
}
interface Annotation {
  readonly default?: readonly string[];
  readonly tts?: readonly string[];
}

async function readJson<Content>(name: string): Promise<Content> {
  const { default: content } = await import(name, { with: { type: "json" } });
  return content;
}

export default async function* () {
  const emoji = await readJson<readonly Emoji[]>(pictures);
  const { annotations } = await readJson<{
    readonly annotations: { readonly annotations: Readonly<Record<string, Annotation>> };
  }>(words);
  for (const { image, unified } of emoji) {
    const letters = String.fromCodePoint(...unified.split("-").map((code) => parseInt(code, 16)));
    const { tts = [], default: others = [] } = annotations.annotations[letters] ?? {};
    yield { file: image, caption: [...tts, ...others].join(" ") };
  }
}
