/** The files that a source of data names: by their endings, where they are pictures, sounds or arrays. */
import type { Data } from "../../2-check/model.ts";
import { CommandError } from "../command-error.ts";
import type { FoundFiles, SourceContext } from "./sources.ts";
import { findFiles, findLocalFiles } from "./sources.ts";

type Source = Data["source"];

/** How the records of a file are read, by its ending; undefined where it has none of theirs. */
export function recordKindOf(name: string): "csv" | "jsonl" | "module" | undefined {
  if (/\.[ct]sv$/i.test(name)) return "csv";
  if (/\.jsonl?$/i.test(name)) return "jsonl";
  return /\.[cm]?[jt]s$/i.test(name) ? "module" : undefined;
}

/** What files of a folder are read as. */
export const mediaEndings = {
  images: /\.(png|jpe?g)$|(-idx[2-9]-ubyte|\.idx[2-9]?)(\.gz)?$/i,
  audio: /\.wav$/i,
  npy: /\.np[yz]$/i,
} as const;

/** What can't be read though it is of the kind that a source is of, and what is read. */
const foreignEndings: Readonly<
  Record<MediaKind, { readonly endings: RegExp; readonly read: string; readonly pattern: string } | undefined>
> = {
  images: {
    endings: /\.(gif|webp|bmp|tiff?|avif|hei[cf]|svg|ico|tga|jp2|jxl|psd|p[bgp]m)$/i,
    read: "pictures are read from PNG, JPEG and IDX files",
    pattern: "**/*.png",
  },
  audio: {
    endings: /\.(mp3|flac|ogg|opus|m4a|aac|aiff?|wma|au)$/i,
    read: "sounds are read from WAV files",
    pattern: "**/*.wav",
  },
  npy: undefined,
};

/** What is trained on, or held out, as a source by itself, with its files. */
export interface SourcePart extends FoundFiles {
  readonly source: Source;
}

/** `heldOut` where the spec names the files of it; none of them is in `training`. */
export interface SourceParts {
  readonly training: SourcePart;
  readonly heldOut?: SourcePart;
}

/** Throws where a part has no files. */
export async function findParts(source: Source, context: SourceContext): Promise<SourceParts> {
  const training = { source, ...(await findSourceFiles(source, context)) };
  const other = heldOutSource(source);
  if (other === undefined) return { training };
  return withoutHeldOut(training, { source: other, ...(await findSourceFiles(other, context)) });
}

/** The held-out part as a source by itself, where the spec names its files. */
export function heldOutSource(source: Source): Source | undefined {
  const option = source.options.find(({ name }) => name === "test");
  return typeof option?.value === "string" ? { ...source, path: option.value, span: option.span } : undefined;
}

/** Of what is trained on, and of what is held out, where the spec names it. */
export function pathsOf(source: Source): readonly string[] {
  const other = heldOutSource(source);
  return other === undefined ? [source.path] : [source.path, other.path];
}

/** What is held out may lie among the files that the source names. */
export function withoutHeldOut(training: SourcePart, heldOut: SourcePart): SourceParts {
  const held = new Set(heldOut.files.map(({ path }) => path));
  const files = training.files.filter(({ path }) => !held.has(path));
  if (files.length > 0) return { training: { ...training, files }, heldOut };
  const [first] = training.files;
  const which =
    training.files.length === 1
      ? `${first?.name} is the only file`
      : `these are all ${training.files.length} files`;
  throw new CommandError(1, `${which} of the source, so nothing is left to train on`, heldOut.source.span);
}

/** The files that a source names. Throws where there are none, and where one among them is a picture or a sound that can't be read. */
async function findSourceFiles(source: Source, context: SourceContext): Promise<FoundFiles> {
  const { path, span } = source;
  return withoutForeign(source, await findFiles(path, context, span, endingsOf(source)));
}

/** The same of a path that names no package, of which nothing is fetched. */
export function findLocalSourceFiles(source: Source, folder: string): FoundFiles {
  const { path, span } = source;
  return withoutForeign(source, findLocalFiles(path, folder, span, endingsOf(source)));
}

function endingsOf({ kind }: Source): RegExp | undefined {
  return isMediaKind(kind) ? mediaEndings[kind] : undefined;
}

function withoutForeign({ kind, span }: Source, found: FoundFiles): FoundFiles {
  const foreign = isMediaKind(kind) ? foreignEndings[kind] : undefined;
  const unread = found.others.filter((name) => foreign?.endings.test(name) === true);
  const [first, ...more] = unread;
  if (first === undefined || foreign === undefined) return found;
  const which = more.length === 0 ? `${first} isn't` : `${first} and ${more.length} more aren't`;
  const reason = `${which} read: ${foreign.read}`;
  throw new CommandError(
    1,
    `${reason}; convert them, or name those that are meant, as in \`${foreign.pattern}\``,
    span,
  );
}

/** Why a file that ends so can't be read, though it is a picture or a sound; undefined where it is neither, or is read. */
export function whyForeign(name: string): string | undefined {
  return Object.values(foreignEndings).find((foreign) => foreign?.endings.test(name) === true)?.read;
}

export type MediaKind = keyof typeof mediaEndings;

export function isMediaKind(kind: Source["kind"]): kind is MediaKind {
  return kind in mediaEndings;
}
