/** What `weft serve` adds to a package's page, so that it says when its spec was saved. */
import { framePage } from "./page-frame.ts";

/** Where the page listens. */
export const livePath = "/weft-live";

/** Where the page is shown beside an editor. */
export const editPath = "/edit";

/** What a page is told: which package the newest is, and what is wrong with the text that was saved after it. */
export interface LiveState {
  /** Its folder in the cache; empty while there is none. */
  readonly version: string;
  readonly trouble: string;
}

/** A page that nobody has used shows a new package by itself; another offers it, since what was trained there would be lost. */
const script = (version: string): string => `
const bar = document.createElement("div");
bar.setAttribute("role", "status");
bar.style.cssText = "position: sticky; bottom: 0; background: Canvas; border-top: 2px solid; padding: 0.5rem; overflow: auto; max-height: 60vh";
const text = document.createElement("pre");
text.id = "weft-trouble";
text.style.margin = "0";
// Marks stand below what they mark, so lines are broken only where a screen hasn't room for them.
const narrow = document.createElement("style");
narrow.textContent = "@media (max-width: 50rem) { #weft-trouble { white-space: pre-wrap; overflow-wrap: anywhere } }";
document.head.append(narrow);
const show = document.createElement("button");
show.textContent = "Show it";
show.onclick = () => location.assign("/");
bar.append(text, show);
bar.hidden = true;
document.body.append(bar);
if (window === top) {
  const edit = document.createElement("a");
  edit.href = ${JSON.stringify(editPath)};
  edit.textContent = "Edit the spec";
  const ways = document.createElement("nav");
  ways.style.float = "right";
  ways.append(edit);
  document.body.prepend(ways);
}
let isUsed = false;
for (const use of ["click", "input"]) addEventListener(use, () => (isUsed = true), true);
new EventSource(${JSON.stringify(livePath)}).onmessage = ({ data }) => {
  const { version, trouble } = JSON.parse(data);
  const isNew = version !== ${JSON.stringify(version)};
  if (isNew && trouble === "" && !isUsed) return location.assign("/");
  text.textContent = trouble === "" ? "What was saved is compiled. What was trained here isn’t taken over." : trouble;
  show.hidden = !isNew || trouble !== "";
  bar.hidden = !isNew && trouble === "";
};
`;

/** The page of the package with this version, which listens. */
export function withLive(page: string, version: string): string {
  return page.replace("</body>", () => `<script type="module">${script(version)}</script>\n  </body>`);
}

/** While there is no package: the page that waits for one. */
export function waitingPage(name: string): string {
  const page = framePage(name, "", (title) => `    <h1>${title}</h1>\n`);
  return withLive(page, "");
}
