/** The curve of the loss on a canvas. */
import { lossText } from "../train/progress.js";
const margin = { left: 48, right: 12, top: 12, bottom: 24 };
/** Round numbers between two, about `count` of them. */
export function ticks(low, high, count) {
    const rough = (high - low) / count;
    const power = 10 ** Math.floor(Math.log10(rough));
    const spacing = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? rough;
    const first = Math.ceil(low / spacing);
    const last = Math.floor(high / spacing + 1e-9);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => Number(((first + at) * spacing).toPrecision(12)));
}
/** Losses that fall to less than this share of where they began are drawn by their logarithms: else the line would soon lie at the bottom. */
const logarithmicBelow = 1 / 100;
/** A scale for losses between two, with about `count` round numbers on it, of a logarithmic one powers of ten. */
export function scaleOf(low, high, count) {
    if (low <= 0 || low > high * logarithmicBelow) {
        // A line that stays level has some room above it.
        const top = high > low ? high : low + Math.max(1e-3, Math.abs(low));
        return { place: (loss) => (loss - low) / (top - low), ticks: ticks(low, top, count) };
    }
    const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
    const every = Math.ceil((last - first + 1) / count);
    const powers = Array.from({ length: Math.ceil((last - first + 1) / every) }, (_, at) => last - at * every);
    return {
        place: (loss) => Math.log(loss / low) / Math.log(high / low),
        ticks: powers.reverse().map((power) => Number(`1e${power}`)),
    };
}
/**
 * The points that are needed for the same line: where many steps share one of so many columns, the first, the least, the largest and the last of
 * them. Steps ascend.
 */
export function thinned(points, columns) {
    if (points.length <= 4 * columns)
        return points;
    const last = points.at(-1)?.step ?? 1;
    const kept = [];
    let column = { number: -1, ends: new Array() };
    const keep = () => void kept.push(...[...new Set(column.ends)].sort((a, b) => a.step - b.step));
    for (const point of points) {
        const number = Math.floor((point.step * columns) / last);
        const [first, least, largest] = column.ends;
        if (number !== column.number || first === undefined || least === undefined || largest === undefined) {
            keep();
            column = { number, ends: [point, point, point, point] };
        }
        else {
            if (point.loss < least.loss)
                column.ends[1] = point;
            if (point.loss > largest.loss)
                column.ends[2] = point;
            column.ends[3] = point;
        }
    }
    keep();
    return kept;
}
/** What the curves show, for who doesn't see them. */
export function curvesText(losses, evaluations) {
    const parts = [
        ["in training", losses],
        ["held out", evaluations],
    ];
    return `the curve of the loss; ${parts.flatMap(([name, points]) => lineText(name, points)).join("; ")}`;
}
function lineText(name, points) {
    const [first] = points;
    const last = points.at(-1);
    if (first === undefined || last === undefined)
        return [];
    const least = points.reduce((a, b) => (b.loss < a.loss ? b : a));
    const told = [...new Set([first, least, last])];
    return [`${name}: ${told.map(({ step, loss }) => `${lossText(loss, 3)} at step ${step}`).join(", ")}`];
}
/** Training losses as a line, evaluations as dots joined by a second one; in the canvas's size and the screen's pixels of now. */
export function drawCurves(canvas, everyLoss, everyEvaluation) {
    const context = canvas.getContext("2d");
    if (context === null)
        return;
    const { clientWidth: width, clientHeight: height } = canvas;
    const columns = Math.max(1, Math.round(width * devicePixelRatio));
    const losses = thinned(everyLoss, columns);
    const evaluations = thinned(everyEvaluation, columns);
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
    context.scale(devicePixelRatio, devicePixelRatio);
    const style = getComputedStyle(canvas);
    const all = [...losses, ...evaluations];
    if (all.length === 0)
        return;
    const last = Math.max(2, ...all.map(({ step }) => step));
    const low = Math.min(...all.map(({ loss }) => loss));
    const scale = scaleOf(low, Math.max(...all.map(({ loss }) => loss)), 5);
    const x = (step) => margin.left + ((width - margin.left - margin.right) * (step - 1)) / (last - 1);
    const y = (loss) => height - margin.bottom - (height - margin.top - margin.bottom) * scale.place(loss);
    context.font = "12px system-ui";
    context.fillStyle = style.color;
    context.strokeStyle = style.getPropertyValue("--grid");
    context.lineWidth = 1;
    context.textAlign = "right";
    for (const tick of scale.ticks) {
        line(context, [
            [margin.left, y(tick)],
            [width - margin.right, y(tick)],
        ]);
        context.fillText(String(tick), margin.left - 6, y(tick) + 4);
    }
    context.textAlign = "center";
    for (const tick of ticks(1, last, Math.max(2, width / 120))) {
        const text = String(tick);
        const half = context.measureText(text).width / 2;
        context.fillText(text, Math.min(x(tick), width - half), height - 6);
    }
    context.lineWidth = 1.5;
    for (const [points, color] of [
        [losses, "--training"],
        [evaluations, "--evaluation"],
    ]) {
        context.strokeStyle = style.getPropertyValue(color);
        context.fillStyle = context.strokeStyle;
        line(context, points.map(({ step, loss }) => [x(step), y(loss)]));
        if (color === "--evaluation")
            for (const { step, loss } of points)
                context.fillRect(x(step) - 2, y(loss) - 2, 4, 4);
    }
}
function line(context, points) {
    context.beginPath();
    for (const [x, y] of points)
        context.lineTo(x, y);
    context.stroke();
}
