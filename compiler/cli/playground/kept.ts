/** The files of a playground that were changed, in the browser's cache: they outlast the page. */
import { reasonOf } from "../../../runtime/errors.ts";
import { keptCache } from "../playground-site.ts";

/** By path; undefined where the file was removed. */
export type Changes = ReadonlyMap<string, Uint8Array<ArrayBuffer> | undefined>;

const removed = "weft-removed";

export interface KeptFiles {
  readonly read: () => Promise<Changes>;
  /** `undefined` says that the file was removed. */
  readonly keep: (path: string, content: Uint8Array<ArrayBuffer> | undefined) => Promise<void>;
  /** The file is the site's again. */
  readonly forget: (path: string) => Promise<void>;
  /** Why nothing is kept; undefined where all is. */
  readonly trouble: () => string | undefined;
}

/** `base` is the address of the site's folder. A browser that keeps nothing is told of, and stops nobody. */
export function openKeptFiles(base: string): KeptFiles {
  let trouble: string | undefined;
  const within = async <Result>(
    otherwise: Result,
    use: (cache: Cache) => Promise<Result>,
  ): Promise<Result> => {
    try {
      const result = await use(await caches.open(keptCache(base)));
      trouble = undefined;
      return result;
    } catch (error) {
      trouble = reasonOf(error);
      return otherwise;
    }
  };
  const start = `${base}kept/`;
  const addressOf = (path: string): string => start + path.split("/").map(encodeURIComponent).join("/");
  const pathOf = (address: string): string => decodeURIComponent(address.slice(start.length));

  return {
    read: () =>
      within<Changes>(new Map(), async (cache) => {
        const pairs = (await cache.keys()).map(async (request) => {
          const response = await cache.match(request);
          const isThere = response !== undefined && !response.headers.has(removed);
          const content = isThere ? new Uint8Array(await response.arrayBuffer()) : undefined;
          return [pathOf(request.url), content] as const;
        });
        return new Map(await Promise.all(pairs));
      }),
    keep: (path, content) =>
      within(undefined, (cache) => {
        const headers = content === undefined ? { [removed]: "1" } : {};
        return cache.put(addressOf(path), new Response(content ?? null, { headers }));
      }),
    forget: (path) => within(undefined, async (cache) => void (await cache.delete(addressOf(path)))),
    trouble: () => trouble,
  };
}
