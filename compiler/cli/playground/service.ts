/** The service worker of a playground: it serves the packages that the page makes, and lets pages share memory with their workers, whatever the server sends. */
import { isolation } from "../../../runtime/command/served.ts";
import { previewCache, previewFolder } from "../playground-site.ts";

/** What TypeScript's types of a page don't have. */
interface Extendable extends Event {
  readonly waitUntil: (work: Promise<unknown>) => void;
}
interface Fetching extends Event {
  readonly request: Request;
  readonly respondWith: (response: Promise<Response>) => void;
}
interface Scope {
  readonly skipWaiting: () => Promise<void>;
  readonly clients: { readonly claim: () => Promise<void> };
  readonly addEventListener: ((type: "install" | "activate", take: (event: Extendable) => void) => void) &
    ((type: "fetch", take: (event: Fetching) => void) => void);
}
declare const self: Scope;

const base = new URL("./", location.href).href;
const previews = `${base}${previewFolder}/`;

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (!request.url.startsWith(base)) return;
  event.respondWith(request.url.startsWith(previews) ? packageFile(request.url) : isolated(request));
});

async function packageFile(address: string): Promise<Response> {
  const { origin, pathname } = new URL(address);
  const [session = ""] = address.slice(previews.length).split("/");
  const name = previewCache(base, session);
  // Opening a cache would make one.
  const cache = (await caches.has(name)) ? await caches.open(name) : undefined;
  const place = `${origin}${pathname}${pathname.endsWith("/") ? "index.html" : ""}`;
  return (await cache?.match(place)) ?? new Response("there is no such file", { status: 404 });
}

async function isolated(request: Request): Promise<Response> {
  const response = await fetch(request);
  // Of a redirect nothing may be read; the browser follows it.
  if (response.type === "opaqueredirect") return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(isolation)) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}
