/** The files of a playground that were changed, in the browser's cache: they outlast the page, and every open page of the site has the same. */
import { reasonOf } from "../../../runtime/errors.ts";

export type Bytes = Uint8Array<ArrayBuffer>;

/** By path; undefined where the file was removed. */
export type Changes = ReadonlyMap<string, Bytes | undefined>;

const removed = "weft-removed";

export interface KeptFiles {
  /** Runs while no other page, and nothing else here, reads or keeps. Others are told then of what was kept. */
  readonly alone: <Result>(use: (store: Store) => Promise<Result>) => Promise<Result>;
  /** Why not all is kept; undefined where it is. */
  readonly trouble: () => string | undefined;
}

interface Store {
  readonly read: () => Promise<Changes>;
  /** Of one file; undefined where nothing is kept of it. Null where this can't be known. */
  readonly changeOf: (path: string) => Promise<{ readonly content: Bytes | undefined } | undefined | null>;
  /** `undefined` says that the file was removed. */
  readonly keep: (path: string, content: Bytes | undefined) => Promise<void>;
  /** The file is the site's again. */
  readonly forget: (path: string) => Promise<void>;
}

/**
 * `name` is the cache's, `base` the address of the site's folder; `changed` is called where another page kept something. A browser that
 * keeps nothing is told of, and stops nobody.
 */
export function openKeptFiles(
  name: string,
  base: string,
  changed: (paths: readonly string[]) => void,
): KeptFiles {
  /** What couldn't be kept, by path, or all, whose path is empty. */
  const troubles = new Map<string, string>();
  const within = async <Result>(
    path: string,
    otherwise: Result,
    use: (cache: Cache) => Promise<Result>,
  ): Promise<Result> => {
    try {
      const result = await use(await caches.open(name));
      troubles.delete(path);
      return result;
    } catch (error) {
      troubles.set(path, reasonOf(error));
      return otherwise;
    }
  };
  const start = `${base}kept/`;
  const addressOf = (path: string): string => start + path.split("/").map(encodeURIComponent).join("/");
  const pathOf = (address: string): string => decodeURIComponent(address.slice(start.length));
  const contentOf = async (response: Response): Promise<Bytes | undefined> =>
    response.headers.has(removed) ? undefined : new Uint8Array(await response.arrayBuffer());

  const channel = new BroadcastChannel(name);
  channel.addEventListener("message", ({ data }) => {
    // What is newer here, and couldn't be kept, isn't lost to what was kept elsewhere.
    const paths = (data as readonly string[]).filter((path) => !troubles.has(path));
    if (paths.length > 0) changed(paths);
  });

  const read = (): Promise<Changes> =>
    within<Changes>("", new Map(), async (cache) => {
      const pairs = (await cache.keys()).map(async (request) => {
        const response = await cache.match(request);
        return [pathOf(request.url), response && (await contentOf(response))] as const;
      });
      return new Map(await Promise.all(pairs));
    });

  return {
    alone: (use) =>
      navigator.locks.request(name, async () => {
        const kept: string[] = [];
        const change = async (path: string, write: (cache: Cache) => Promise<unknown>): Promise<void> => {
          const isKept = await within(path, false, async (cache) => {
            await write(cache);
            return true;
          });
          if (isKept) kept.push(path);
        };
        const result = await use({
          read,
          changeOf: async (path) => {
            if (troubles.has(path)) return null;
            return within("", null, async (cache) => {
              const response = await cache.match(addressOf(path));
              return response && { content: await contentOf(response) };
            });
          },
          keep: (path, content) =>
            change(path, (cache) => {
              const headers = content === undefined ? { [removed]: "1" } : {};
              return cache.put(addressOf(path), new Response(content ?? null, { headers }));
            }),
          forget: (path) => change(path, (cache) => cache.delete(addressOf(path))),
        });
        if (kept.length > 0) channel.postMessage(kept);
        return result;
      }),
    trouble: () => [...troubles.values()][0],
  };
}
