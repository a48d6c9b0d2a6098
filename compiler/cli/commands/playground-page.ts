/** The page of a playground. */
import { scriptPolicy } from "../playground-site.ts";
import { editorStyle } from "./editor-style.ts";
import { framePage } from "./page-frame.ts";

const style = `${editorStyle}[popover] {
  inset: calc(var(--header) + 0.5rem) auto auto 8rem;
  box-sizing: border-box;
  max-width: min(46rem, 100vw - 9rem);
  max-height: calc(100vh - var(--header) - 1rem);
  margin: 0;
  padding: 0.75rem 1rem;
  color: inherit;
  background: var(--paper);
  border: 1px solid var(--line);
  border-radius: 0.4rem;
}
#address {
  width: 30rem;
  max-width: 100%;
  box-sizing: border-box;
}
#add {
  max-width: 100%;
}
#came {
  flex-basis: 100%;
}
#list td {
  padding: 0.1rem 0.75rem 0.1rem 0;
  white-space: nowrap;
}
#beside {
  display: grid;
  grid-template-rows: auto minmax(0, 1fr);
}
#news {
  border-bottom: 1px solid var(--line);
  padding: 0.5rem 1rem;
  max-height: 50vh;
  overflow: auto;
}
#trouble {
  margin: 0;
  font: 12px/1.5 ui-monospace, monospace;
}
#page {
  grid-row: 2;
}
@media (max-width: 50rem) {
  [popover] {
    inset: calc(var(--header) + 0.5rem) 0.5rem auto;
    width: auto;
    max-width: none;
  }
  #list td {
    white-space: normal;
  }
  #trouble {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  #list td:first-child {
    overflow-wrap: anywhere;
  }
}
`;

const body = (): string => `    <header id="header">
      <h1>weft</h1>
      <select id="spec" aria-label="which spec"></select>
      <button id="compile" title="Ctrl+S, ⌘S">Compile</button>
      <button id="layout" title="Shift+Alt+F">Lay out</button>
      <button popovertarget="files">Files</button>
      <div id="files" popover role="dialog" aria-label="Files">
        <table id="list"></table>
        <p>
          <label for="add">Add specs and data, or a .zip of them, or drop them on the page:</label>
          <input id="add" type="file" multiple />
        </p>
        <form id="begin"><label>Begin a spec named <input id="name" required /></label> <button>Begin</button></form>
        <p><button id="all">Download all files</button> <button id="reset">Put all back as they were</button></p>
      </div>
      <button id="download">Download the package</button>
      <button id="share">Copy a link</button>
      <div id="link" popover role="dialog" aria-label="A link">
        <p id="shared" role="status"></p>
        <input id="address" readonly aria-label="the link" />
      </div>
      <span id="state" role="status">loading the compiler</span>
      <div id="came" hidden>
        <span id="source" role="status"></span>
        <button id="adopt">Make them mine</button>
        <button id="own">Show mine</button>
      </div>
    </header>
    <main id="editor"></main>
    <section id="beside" aria-label="the package">
      <div id="news" role="status" hidden><pre id="trouble"></pre><button id="show">Show it</button></div>
      <iframe id="page" title="The package’s page" allow="cross-origin-isolated"></iframe>
    </section>
    <noscript>This page is a program in JavaScript, which isn’t allowed here.</noscript>
    <script type="module" src="./playground.js"></script>
`;

const head = `    <meta http-equiv="content-security-policy" content="${scriptPolicy}" />
    <style>\n${style}    </style>
`;

export const playgroundPage = framePage("weft", head, body);
