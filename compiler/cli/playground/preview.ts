/** Packages laid where the page's service worker serves them from. */
import { headersOf } from "../../../runtime/command/served.ts";
import type { Files } from "../../6-emit/emit.ts";
import type { Columns } from "../data/columns.ts";
import { previewCache, previewCaches, previewFolder, scriptPolicy } from "../playground-site.ts";

export interface Previews {
  /** The address of the package's page. */
  readonly lay: (files: Files, columns: Columns) => Promise<string>;
}

/** Of a page that is open; what pages that were closed had is removed. `base` is the address of the site's folder. */
export async function openPreviews(base: string): Promise<Previews> {
  const session = crypto.randomUUID();
  const name = previewCache(base, session);
  // The lock is held as long as the page is open.
  await new Promise<void>((isHeld) => {
    void navigator.locks.request(name, () => {
      isHeld();
      return new Promise<never>(() => undefined);
    });
  });
  const { held = [] } = await navigator.locks.query();
  const open = new Set(held.map((lock) => lock.name));
  for (const cache of await caches.keys())
    if (cache.startsWith(previewCaches(base)) && !open.has(cache)) await caches.delete(cache);
  let count = 0;

  return {
    lay: async (files, columns) => {
      count += 1;
      const folderOf = (at: number): string => `${base}${previewFolder}/${session}/${at}/`;
      const folder = folderOf(count);
      const cache = await caches.open(name);
      const laid = [...Object.entries(files), ...columns].map(([path, content]) => {
        const body = typeof content === "string" ? new TextEncoder().encode(content) : content.slice();
        const headers = {
          ...headersOf(path),
          "content-length": String(body.length),
          "content-security-policy": scriptPolicy,
        };
        return cache.put(folder + path, new Response(body, { headers }));
      });
      await Promise.all(laid);
      // The page of the one before may be open, and load more of it.
      for (const request of await cache.keys())
        if (![count, count - 1].some((at) => request.url.startsWith(folderOf(at))))
          await cache.delete(request);
      return folder;
    },
  };
}
