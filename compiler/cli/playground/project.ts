/** The files of a playground: the site's, over them what came with a link, over them what is changed here. */
import type { Change, FilesByPath, Link, PlaygroundFiles } from "../../editor/page/compiler.ts";
import { keptCache, workFolder } from "../playground-site.ts";
import { openKeptFiles, type Bytes } from "./kept.ts";
import { fileAt, filesBelow, putFile, removeAt } from "./node/disk.ts";

export interface Project {
  readonly list: () => PlaygroundFiles;
  /** Writes `text` in the place of `before`. Where another page wrote a third text meanwhile, that one stays, and is what is listed. */
  readonly edit: (path: string, text: string, before: string) => Promise<PlaygroundFiles>;
  readonly write: (files: FilesByPath) => Promise<PlaygroundFiles>;
  readonly remove: (path: string) => Promise<PlaygroundFiles>;
  /** All files are as the site has them, or as they came with the link. */
  readonly reset: () => Promise<PlaygroundFiles>;
  /** All there is. */
  readonly contents: () => Readonly<Record<string, Uint8Array>>;
  /** What differs from the site. */
  readonly changes: () => readonly Change[];
  /** Makes these changes to the files that the browser keeps for its user. Where some of them are there already, and others, they are listed, and nothing is done unless `isSure`. */
  readonly adopt: (isSure: boolean) => Promise<readonly string[]>;
}

export const placeOf = (path: string): string => `${workFolder}/${path}`;

/** How editors name a file of the disk. */
export const uriOf = (place: string): string =>
  `file://${place.split("/").map(encodeURIComponent).join("/")}`;

const bytesOf = (text: string): Bytes => new TextEncoder().encode(text);
const textOf = (content: Uint8Array): string => new TextDecoder().decode(content);

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === b || (a?.length === b?.length && (a ?? []).every((byte, at) => byte === b?.[at]));
}

function put(path: string, content: Uint8Array | undefined): void {
  if (content === undefined) removeAt(placeOf(path));
  else putFile(placeOf(path), content);
}

/**
 * Lays the files on the disk. `base` is the address of the site's folder; `site` are its own files below the work folder; `changed` is
 * called where another page of it made a change, which is on the disk by then.
 */
export async function openProject(
  base: string,
  site: ReadonlyMap<string, Bytes>,
  link: Link | undefined,
  changed: () => void,
): Promise<Project> {
  const original = new Map(site);
  for (const { path, content } of link?.changes ?? []) {
    if (content === undefined) original.delete(path);
    else original.set(path, content);
  }
  const kept = openKeptFiles(keptCache(base, link?.key), base, (paths) => void takeFromOthers(paths));
  type Store = Parameters<Parameters<typeof kept.alone>[0]>[0];

  const here = (path: string): Uint8Array | undefined => fileAt(placeOf(path))?.content;
  /** What all pages have of a file; what this one has, where the browser keeps nothing. */
  const sharedText = async (store: Store, path: string): Promise<Uint8Array | undefined> => {
    const change = await store.changeOf(path);
    if (change === null) return here(path);
    return change === undefined ? original.get(path) : change.content;
  };
  const change = async (store: Store, path: string, content: Bytes | undefined): Promise<void> => {
    put(path, content);
    await (isSame(content, original.get(path)) ? store.forget(path) : store.keep(path, content));
  };

  await kept.alone(async (store) => {
    for (const [path, content] of original) put(path, content);
    for (const [path, content] of await store.read()) put(path, content);
  });

  async function takeFromOthers(paths: readonly string[]): Promise<void> {
    await kept.alone(async (store) => {
      for (const path of paths) put(path, await sharedText(store, path));
    });
    changed();
  }

  const pathsHere = (): readonly string[] =>
    filesBelow(workFolder).map((place) => place.slice(placeOf("").length));

  const list = (): PlaygroundFiles => {
    const all = pathsHere().map((path) => {
      const content = here(path) ?? new Uint8Array();
      return { path, uri: uriOf(placeOf(path)), content, isChanged: !isSame(content, original.get(path)) };
    });
    const isSpec = ({ path }: { readonly path: string }): boolean => path.endsWith(".weft");
    const trouble = kept.trouble();
    return {
      specs: all.filter(isSpec).map(({ content, ...spec }) => ({ ...spec, text: textOf(content) })),
      others: all
        .filter((file) => !isSpec(file))
        .map(({ path, content, isChanged }) => ({ path, bytes: content.length, isChanged })),
      ...(trouble === undefined ? {} : { unkept: trouble }),
    };
  };

  const changes = (): readonly Change[] => {
    const paths = new Set([...site.keys(), ...pathsHere()]);
    return [...paths].flatMap((path) => {
      const content = here(path)?.slice();
      return isSame(content, site.get(path)) ? [] : [{ path, content }];
    });
  };

  return {
    list,
    edit: (path, text, before) =>
      kept.alone(async (store) => {
        const now = await sharedText(store, path);
        // One that another page removed is there again: it is the newer text.
        if (now !== undefined && ![before, text].includes(textOf(now))) put(path, now);
        else await change(store, path, bytesOf(text));
        return list();
      }),
    write: (files) =>
      kept.alone(async (store) => {
        for (const [path, content] of Object.entries(files))
          await change(store, path, typeof content === "string" ? bytesOf(content) : content.slice());
        return list();
      }),
    remove: (path) =>
      kept.alone(async (store) => {
        await change(store, path, undefined);
        return list();
      }),
    reset: () =>
      kept.alone(async (store) => {
        for (const path of new Set([...(await store.read()).keys(), ...pathsHere()]))
          await change(store, path, original.get(path));
        return list();
      }),
    contents: () => Object.fromEntries(pathsHere().map((path) => [path, here(path) ?? new Uint8Array()])),
    changes,
    adopt: async (isSure) => {
      const own = openKeptFiles(keptCache(base), base, () => undefined);
      return own.alone(async (store) => {
        const before = await store.read();
        const wanted = changes();
        const replaced = wanted.filter(
          ({ path, content }) => before.has(path) && !isSame(before.get(path), content),
        );
        if (replaced.length > 0 && !isSure) return replaced.map(({ path }) => path);
        for (const { path, content } of wanted) await store.keep(path, content);
        const trouble = own.trouble();
        if (trouble !== undefined) throw new Error(trouble);
        return [];
      });
    },
  };
}
