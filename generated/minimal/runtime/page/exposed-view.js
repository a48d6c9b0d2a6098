/** Shows what a model exposes or gives: of each value a map, with a choice for each axis that isn't on it. */
import { createHeatMap, labelAt } from "./heat-map.js";
import { make } from "./make.js";
import { layOut, numbersOfMap, rangeOf, shadeOf } from "./map-layout.js";
/** Of a value with one axis. */
const noRows = { name: "", size: 1, labels: [""], isText: false };
/** Fills the section anew for each text; what was chosen stays. */
export function createExposedView(section) {
    /** By the axis; under the empty name which value. */
    const chosen = new Map();
    let draw = () => undefined;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw());
    return ({ values, shown, length }) => {
        const names = values.map(({ name }) => name);
        const body = make("div", {});
        const show = (at) => {
            const value = values[at];
            if (value !== undefined)
                draw = fill(body, value, chosen);
        };
        const which = choice("a map of", names, chosen, "", show);
        const part = shown < length ? `over the last ${shown} of the text’s ${length} positions` : "";
        section.replaceChildren(make("p", {}, which, ` ${part}`), body);
        section.hidden = false;
        show(chosenOf(chosen, "", values.length));
    };
}
/** Puts a value into the element; returns what draws it again. */
function fill(body, value, chosen) {
    const { axes, data } = value;
    if (axes.length === 0) {
        body.replaceChildren(make("p", {}, shortened(data[0] ?? 0)));
        return () => undefined;
    }
    const layout = layOut(value);
    const rows = (layout.rows === undefined ? undefined : axes[layout.rows]) ?? noRows;
    const columns = axes[layout.columns ?? 0] ?? noRows;
    const range = rangeOf(data);
    const axesText = rows === noRows ? "" : `rows are ${rows.name}, columns ${columns.name}; `;
    const told = make("p", { className: "told", ariaLive: "polite" }, `${axesText}point at a cell for its number`);
    let numbers = [];
    const name = `${value.name}: ${axesText}arrow keys go from cell to cell`;
    const map = createHeatMap(name, rows, columns, range, (row, column) => {
        const pair = [...(rows === noRows ? [] : [placeText(rows, row)]), placeText(columns, column)];
        told.textContent = `${pair.join(", ")}: ${shortened(numbers[row * columns.size + column] ?? 0)}`;
    });
    const draw = () => {
        const positions = layout.choices.map((at) => chosenOf(chosen, axes[at]?.name ?? "", axes[at]?.size ?? 1));
        numbers = numbersOfMap(value, layout, positions);
        map.draw(numbers);
    };
    const choices = layout.choices.flatMap((at) => {
        const axis = axes[at];
        if (axis === undefined)
            return [];
        const labels = Array.from({ length: axis.size }, (_, position) => labelAt(axis, position));
        return [choice(axis.name, labels, chosen, axis.name, draw)];
    });
    body.replaceChildren(make("p", {}, ...choices), map.element, told, createScale(range));
    draw();
    return draw;
}
/** The colours from one end to the other, with the numbers of both; of a quarter of the way, too, where it isn't a quarter as dark. */
function createScale(range) {
    const at = (share) => range.low + share * (range.high - range.low);
    const number = (share, className) => make("span", { className }, shortened(at(share)));
    const isEven = shadeOf(at(0.25), range) === 0.25;
    const quarter = isEven ? [] : [number(0.25, "quarter")];
    const scale = make("p", { className: "scale" }, number(0, ""), ...quarter, number(1, ""));
    const shades = [0, 1 / 16, 1 / 4, 9 / 16, 1].map((share) => `color-mix(in srgb, var(--map) ${100 * shadeOf(at(share), range)}%, #0000) ${100 * share}%`);
    scale.style.setProperty("--shades", shades.join(", "));
    return scale;
}
function chosenOf(chosen, name, size) {
    return Math.min(chosen.get(name) ?? 0, size - 1);
}
/** A choice by the `name` that it is remembered under; the only option is text. */
function choice(label, options, chosen, name, change) {
    const [only, ...others] = options;
    if (others.length === 0)
        return make("span", {}, `${label} ${only ?? ""}`);
    const select = make("select", {}, ...options.map((option) => make("option", {}, option)));
    select.selectedIndex = chosenOf(chosen, name, options.length);
    select.addEventListener("change", () => {
        chosen.set(name, select.selectedIndex);
        change(select.selectedIndex);
    });
    return make("label", {}, `${label} `, select);
}
/** `seq 12 “t”` */
function placeText(axis, position) {
    const label = axis.labels === undefined ? "" : ` “${labelAt(axis, position)}”`;
    return `${axis.name} ${position}${label}`;
}
function shortened(number) {
    return Math.abs(number) > 1e30 ? (number < 0 ? "-∞" : "∞") : String(Number(number.toPrecision(3)));
}
