/** What a playground's site holds beside its code, and what it keeps in the browser. */

/** Of `site.json`. */
export interface Site {
  /** What the compiler reads of its own package, by its path in it: the library, the runtime, the version. */
  readonly compiler: Readonly<Record<string, string>>;
  /** The files that the site comes with. */
  readonly files: readonly SiteFile[];
}

export interface SiteFile {
  /** Where it lies on the disk in memory. */
  readonly path: string;
  /** Where it is fetched, from the site's folder on. */
  readonly address: string;
}

/** Where the playground's files lie on the disk in memory, from where paths of specs are told. */
export const workFolder = "/work";

/** Where the compiler lies on the disk in memory, and where packages of npm do, whose data specs read. */
export const compilerFolder = "/weft";
export const npmFolder = "/.cache/weft/npm";

/** What somebody sent may be shown here, too: nothing in it is to run but what the site itself has. */
export const scriptPolicy = "script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'";

/** Packages as they are shown lie below this part of the address: `preview/SESSION/3/`. */
export const previewFolder = "preview";

/** The browser's cache with the packages of a page that is open; several sites may share an origin. `base` is the address of the site's folder. */
export function previewCache(base: string, session: string): string {
  return `${previewCaches(base)}${session}`;
}

export function previewCaches(base: string): string {
  return `weft packages of ${base} `;
}

/** The one with the files that were changed; those that came with a link have their own, by the link's key. */
export function keptCache(base: string, link?: string): string {
  return `weft files of ${base}${link === undefined ? "" : ` by link ${link}`}`;
}
