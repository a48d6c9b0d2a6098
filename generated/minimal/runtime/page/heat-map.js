/** A map of numbers: a cell each, as dark as the number is large, with labels that stay in sight. */
import { make } from "./make.js";
import { shadeOf } from "./map-layout.js";
/** In pixels of the page: what can be read, and what still looks like a map. */
const leastCell = 13;
const mostCell = 24;
/** Positions without labels are numbered so far apart where there are many. */
const numbered = 8;
const steps = {
    ArrowDown: [1, 0],
    ArrowUp: [-1, 0],
    ArrowRight: [0, 1],
    ArrowLeft: [0, -1],
};
/** `tell` is called with the cell that is pointed at, or gone to by keys, and again when its number has changed. */
export function createHeatMap(name, rows, columns, range, tell) {
    // A pixel for each number, which the page's style enlarges.
    const canvas = make("canvas", { width: columns.size, height: rows.size, tabIndex: 0 });
    // Else who reads by a screen reader has arrow keys for the page's text.
    canvas.setAttribute("role", "application");
    canvas.ariaLabel = name;
    const mark = make("i", { hidden: true });
    const rowLabels = make("div", { className: "rows" }, ...labelsOf(rows));
    const columnLabels = make("div", { className: "columns" }, ...labelsOf(columns));
    const isLong = Array.from(columnLabels.children, ({ textContent }) => [...textContent].length > 1).some(Boolean);
    columnLabels.classList.toggle("long", isLong);
    const cells = make("div", { className: "cells" }, canvas, mark);
    // A cell is told with its labels.
    for (const labels of [rowLabels, columnLabels])
        labels.ariaHidden = "true";
    const element = make("div", { className: "map" }, make("span", {}), columnLabels, rowLabels, cells);
    let row = 0;
    let column = 0;
    const show = () => {
        mark.hidden = false;
        mark.style.translate = `calc(${column} * var(--cell)) calc(${row} * var(--cell))`;
        for (const [labels, at] of [
            [rowLabels, row],
            [columnLabels, column],
        ]) {
            labels.querySelector(".here")?.classList.remove("here");
            labels.children[at]?.classList.add("here");
        }
        tell(row, column);
    };
    const go = (toRow, toColumn) => {
        row = Math.min(rows.size - 1, Math.max(0, toRow));
        column = Math.min(columns.size - 1, Math.max(0, toColumn));
        show();
    };
    const point = ({ offsetX, offsetY }) => {
        const { clientWidth, clientHeight } = canvas;
        go(Math.floor((offsetY * rows.size) / clientHeight), Math.floor((offsetX * columns.size) / clientWidth));
    };
    canvas.addEventListener("pointermove", point);
    canvas.addEventListener("pointerdown", point);
    canvas.addEventListener("focus", show);
    canvas.addEventListener("keydown", (event) => {
        const step = steps[event.key];
        if (step === undefined)
            return;
        event.preventDefault();
        go(row + step[0], column + step[1]);
        mark.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
    const draw = (numbers) => {
        const room = (element.parentElement?.clientWidth ?? 0) - rowLabels.offsetWidth;
        const cell = Math.min(mostCell, Math.max(leastCell, Math.floor(room / columns.size)));
        element.style.setProperty("--cell", `${cell}px`);
        // What keys go to isn't behind the labels.
        element.style.scrollPadding = `${columnLabels.offsetHeight}px 0 0 ${rowLabels.offsetWidth}px`;
        const context = canvas.getContext("2d");
        if (context === null)
            return;
        context.clearRect(0, 0, columns.size, rows.size);
        context.fillStyle = getComputedStyle(canvas).color;
        for (const [at, number] of numbers.entries()) {
            context.globalAlpha = shadeOf(number, range);
            context.fillRect(at % columns.size, Math.floor(at / columns.size), 1, 1);
        }
        if (!mark.hidden)
            show();
    };
    return { element, draw };
}
export function labelAt({ labels }, position) {
    const label = labels === undefined ? String(position) : (labels[position] ?? "");
    return label.replaceAll(" ", "␣").replaceAll("\n", "⏎").replaceAll("\t", "⇥");
}
function labelsOf(axis) {
    const isSparse = axis.labels === undefined && axis.size > 2 * numbered;
    return Array.from({ length: axis.size }, (_, position) => make("span", {}, isSparse && position % numbered !== 0 ? "" : labelAt(axis, position)));
}
