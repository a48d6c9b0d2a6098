/** What test/main.ts and its worker processes say to each other. */
import type { Counts } from "../harness.ts";

export type ToWorker = { readonly kind: "file"; readonly path: string } | { readonly kind: "end" };

export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly counts: Counts }
  | { readonly kind: "broken"; readonly error: string };
