/** The page's way to its service worker. */

/** How long a service worker may take that is there already, in ms. */
const patience = 3000;

const tried = "weft-isolating";

/**
 * Waits until the service worker serves this page. Where the server sends no headers for it, the page is loaded once more, by the service
 * worker, so that threads can share memory. Throws where a browser has none: packages couldn't be shown.
 */
export async function openService(): Promise<void> {
  const { serviceWorker } = navigator;
  if (!isSecureContext)
    throw new Error("a browser runs this page from https or from localhost only: show it by such a server");
  await serviceWorker.register("./service.js");
  await serviceWorker.ready;
  if (serviceWorker.controller === null)
    await new Promise<void>((done) => {
      serviceWorker.addEventListener("controllerchange", () => done(), { once: true });
      setTimeout(done, patience);
    });
  const isOpen = serviceWorker.controller !== null && crossOriginIsolated;
  if (!isOpen && sessionStorage.getItem(tried) === null) {
    sessionStorage.setItem(tried, "1");
    location.reload();
    await new Promise<never>(() => undefined);
  }
  sessionStorage.removeItem(tried);
  if (serviceWorker.controller === null)
    throw new Error("the service worker doesn’t serve this page: load it anew");
}
