/** The package's page, beside the editor. */
import type { Outcome } from "./compiler.ts";
import { element } from "./weft-editor.ts";

export interface Preview {
  /** A page that somebody has used stays until its user lets it go: what was trained there would be lost. */
  readonly show: (outcome: Outcome) => void;
  readonly clear: () => void;
}

export function openPreview(): Preview {
  const frame = element("page");
  const bar = element("news");
  const text = element("trouble");
  const showIt = element("show");
  if (!(frame instanceof HTMLIFrameElement)) throw new Error("#page is no frame");
  let isUsed = false;
  let address: string | undefined;

  const go = (): void => {
    bar.hidden = true;
    isUsed = false;
    // A frame's own steps are none of the page's.
    frame.contentWindow?.location.replace(address ?? "about:blank");
  };
  frame.addEventListener("load", () => {
    for (const use of ["click", "input"])
      frame.contentWindow?.addEventListener(use, () => (isUsed = true), { capture: true });
  });
  showIt.addEventListener("click", go);
  return {
    show: (outcome) => {
      const trouble = "trouble" in outcome ? outcome.trouble : undefined;
      if (!("trouble" in outcome)) ({ address } = outcome);
      if (trouble === undefined && !isUsed) return go();
      text.textContent = trouble ?? "What you wrote is compiled. What was trained here isn’t taken over.";
      showIt.hidden = trouble !== undefined;
      bar.hidden = false;
    },
    clear: () => {
      address = undefined;
      go();
    },
  };
}
