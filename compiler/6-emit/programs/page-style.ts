/** The package's page.css. */

const frame = `:root {
  color-scheme: light dark;
  background: Canvas;
}
body {
  font: 16px/1.5 system-ui;
  max-width: 52rem;
  margin: 2rem auto;
  padding: 0 1rem;
}
canvas {
  display: block;
  width: 100%;
  height: clamp(12rem, 50vw, 20rem);
  --grid: #8884;
  --training: #2a78d6;
  --evaluation: #e0662f;
}
pre {
  white-space: pre-wrap;
  overflow-wrap: anywhere;
  min-height: 3lh;
}
figure,
fieldset {
  margin: 1rem 0;
  padding: 0;
  border: 0;
  min-width: 0;
}
#status {
  white-space: pre-line;
  overflow-wrap: anywhere;
}
button,
input,
select,
textarea {
  font: inherit;
}
button,
select,
label {
  margin-block: 0.2rem;
}
textarea {
  width: 25rem;
  max-height: 12lh;
  vertical-align: top;
  field-sizing: content;
}
input[type="number"] {
  width: 6rem;
}
.entries > div {
  display: flex;
  gap: 0.5rem;
  margin: 0.25rem 0;
}
.entries textarea {
  flex: 1 1 6rem;
  min-width: 0;
  width: auto;
  box-sizing: border-box;
}
.entries textarea:last-child {
  flex: 4 1 12rem;
}
.training,
.evaluation {
  font-weight: 600;
  color: #2a78d6;
  forced-color-adjust: none;
}
.evaluation {
  color: #e0662f;
}
label {
  display: inline-block;
  max-width: 100%;
  margin-right: 1rem;
}
label :is(input, textarea) {
  max-width: 100%;
  box-sizing: border-box;
}
[data-drawing] {
  height: 12rem;
  width: auto;
  max-width: 100%;
  color: light-dark(#08306b, #a6d0ff);
  box-shadow: inset 0 0 0 1px #888;
  image-rendering: pixelated;
  touch-action: none;
}
#kernels[open] {
  position: relative;
  left: 50%;
  translate: -50%;
  width: min(100vw - 2rem, 100rem);
}
.beside {
  display: grid;
  gap: 1rem;
}
.kernels,
.shader {
  width: 100%;
  height: 24rem;
  font: 13px/1.5 ui-monospace, monospace;
}
.shader {
  margin: 0;
  overflow: auto;
  white-space: pre;
}
.shader i {
  color: light-dark(#57606a, #9aa4ae);
}
@media (width >= 60rem) {
  .beside {
    grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
  }
}
[hidden] {
  display: none !important;
}
[inert] :is(button, input, select, textarea),
[aria-disabled="true"] {
  opacity: 0.4;
}
`;

/** Of what models expose: runtime/page/exposed-view.ts fills the section. */
const exposed = `#exposed {
  --map: light-dark(#08306b, #a6d0ff);
  --grid: #8884;
}
.map {
  display: inline-grid;
  grid: auto auto / max-content max-content;
  max-width: 100%;
  max-height: 80vh;
  overflow: auto;
  font: 12px/1 ui-monospace, monospace;
}
.map > :not(.cells) {
  position: sticky;
  top: 0;
  left: 0;
  z-index: 2;
  background: Canvas;
}
.map > .rows,
.map > .columns {
  display: grid;
  grid-auto-rows: var(--cell);
  align-items: center;
  justify-items: end;
  top: auto;
  z-index: 1;
}
.map > .columns {
  grid-auto-flow: column;
  grid-auto-rows: auto;
  grid-auto-columns: var(--cell);
  align-items: end;
  justify-items: center;
  top: 0;
  left: auto;
}
.map span {
  max-width: 8rem;
  max-height: 8rem;
  overflow: hidden;
  padding: 2px;
  white-space: pre;
}
.long span {
  writing-mode: vertical-rl;
}
.map .here {
  background: var(--map);
  color: Canvas;
}
.cells {
  position: relative;
}
.cells::after {
  content: "";
  position: absolute;
  inset: 0;
  box-shadow: inset 0 0 0 1px var(--grid);
  pointer-events: none;
}
.cells canvas {
  color: var(--map);
  width: 100%;
  height: 100%;
  image-rendering: pixelated;
  touch-action: pan-x pan-y;
}
.cells i {
  position: absolute;
  top: 0;
  left: 0;
  width: var(--cell);
  height: var(--cell);
  outline: 2px solid #e0662f;
  pointer-events: none;
}
.scale {
  position: relative;
  display: flex;
  justify-content: space-between;
  max-width: 20rem;
  padding-top: 1rem;
  background: linear-gradient(to right, var(--shades)) top / 100% 0.75rem no-repeat;
  forced-color-adjust: none;
}
.scale .quarter {
  position: absolute;
  left: 25%;
  translate: -50%;
}
`;

export function printPageStyle(exposes: boolean): string {
  return exposes ? frame + exposed : frame;
}
