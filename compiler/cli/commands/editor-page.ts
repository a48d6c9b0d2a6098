/** The page of the editor. */
import { editorStyle } from "./editor-style.ts";
import { framePage } from "./page-frame.ts";

const body = (title: string): string => `    <header>
      <h1>${title}</h1>
      <select id="spec" aria-label="which file" hidden></select>
      <button id="save" title="Ctrl+S, ⌘S">Save</button>
      <button id="layout" title="Shift+Alt+F">Lay out</button>
      <span id="state" role="status"></span>
      <span id="choices" hidden><button id="load">Load it</button> <button id="keep">Save mine in its place</button></span>
    </header>
    <main id="editor"></main>
    <iframe src="/" title="The package’s page" allow="cross-origin-isolated"></iframe>
    <script type="module" src="/edit/editor.js"></script>
`;

/** `name` is that of the spec. */
export function editorPage(name: string): string {
  return framePage(name, `    <style>\n${editorStyle}    </style>\n`, body);
}
