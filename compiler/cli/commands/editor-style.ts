/** How the pages with an editor look. */

export const editorStyle = `:root {
  color-scheme: light dark;
  --line: light-dark(#d0d7de, #30363d);
  --paper: light-dark(#fff, #0d1117);
  --ink: light-dark(#1f2328, #e6edf3);
  --quiet: light-dark(#59636e, #9198a1);
}
html,
body {
  height: 100%;
  margin: 0;
}
body {
  display: grid;
  grid-template: auto minmax(0, 1fr) / auto minmax(0, 1fr);
  font: 14px/1.5 system-ui;
  color: var(--ink);
  background: var(--paper);
}
header {
  grid-column: 1 / -1;
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem 1rem;
  align-items: center;
  padding: 0.5rem 1rem;
  border-bottom: 1px solid var(--line);
}
h1 {
  font-size: 1rem;
  margin: 0;
}
button {
  font: inherit;
}
#state {
  color: var(--quiet);
}
#editor {
  width: 50vw;
  min-width: 20rem;
  max-width: calc(100vw - 20rem);
  overflow: hidden;
  resize: horizontal;
  border-right: 1px solid var(--line);
}
iframe {
  width: 100%;
  height: 100%;
  border: 0;
}
.cm-editor {
  height: 100%;
}
.cm-editor .cm-scroller {
  font: 13px/1.55 ui-monospace, monospace;
}
.cm-editor .cm-gutters {
  color: var(--quiet);
  background: var(--paper);
  border-right: 1px solid var(--line);
}
.cm-editor .cm-content {
  caret-color: var(--ink);
}
.cm-editor .cm-cursor {
  border-color: var(--ink);
}
.cm-editor :is(.cm-activeLine, .cm-activeLineGutter) {
  background: light-dark(#f6f8fa80, #161b2280);
}
.cm-editor .cm-tooltip,
.cm-editor .cm-panels {
  color: var(--ink);
  background: light-dark(#f6f8fa, #161b22);
  border-color: var(--line);
}
.cm-editor .cm-tooltip {
  border: 1px solid var(--line);
}
.cm-editor .cm-panels :is(input, button, label) {
  font: 13px/1.5 system-ui;
}
.cm-editor .cm-diagnostic {
  white-space: pre-wrap;
  font: 12px/1.5 ui-monospace, monospace;
  max-width: min(46rem, 100vw - 3rem);
  overflow-x: auto;
}
.cm-editor .cm-diagnosticAction {
  display: block;
  margin: 0.25rem 0 0;
  text-align: left;
}
.cm-lsp-hover-tooltip,
.cm-lsp-documentation {
  max-width: 46rem;
  padding: 0 0.75rem;
}
.comment {
  color: var(--quiet);
}
.keyword {
  color: light-dark(#cf222e, #ff7b72);
}
.type,
.enumMember {
  color: light-dark(#0a6e31, #7ee787);
}
.function,
.class,
.struct {
  color: light-dark(#6639ba, #d2a8ff);
}
.number,
.string {
  color: light-dark(#0550ae, #a5d6ff);
}
.property,
.parameter {
  color: light-dark(#953800, #ffa657);
}
.declared {
  font-weight: 600;
}
.hint {
  color: var(--quiet);
  font-size: 0.9em;
}
@media (max-width: 50rem) {
  body {
    grid-template: auto 60vh 80vh / minmax(0, 1fr);
    height: auto;
  }
  #editor {
    width: auto;
    max-width: none;
    resize: none;
    border: 0;
    border-bottom: 1px solid var(--line);
  }
}
`;
