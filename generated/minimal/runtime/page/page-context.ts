/** What the parts of the page share. */
import type { ModelPlan } from "../plan.ts";
import type { RemoteModel } from "./remote-model.ts";

export interface PageContext {
  readonly plan: ModelPlan;
  readonly model: RemoteModel;
  /** `#status` tells what goes on, also when it fails, and is read aloud. */
  readonly say: (text: string) => void;
  /** The action of a button: what fails is told. */
  readonly guard: (action: () => Promise<void>) => () => void;
  readonly showBackend: () => void;
}

/** The element with this id. Throws where the page has none of that kind. */
export function element<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no element #${id}`);
}
