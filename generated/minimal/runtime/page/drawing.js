/** Of the shorter side. */
const penShare = 1 / 12;
/** Lets pointers draw on the canvas, whose own size is that of the picture. `begin` is called at each stroke; `clear` is there once something is. */
export function startDrawing(canvas, clear, begin) {
    const context = canvas.getContext("2d");
    if (context === null)
        return;
    const place = ({ offsetX, offsetY }) => [
        (offsetX * canvas.width) / canvas.clientWidth,
        (offsetY * canvas.height) / canvas.clientHeight,
    ];
    canvas.addEventListener("pointerdown", (event) => {
        canvas.setPointerCapture(event.pointerId);
        context.lineWidth = Math.max(1, Math.min(canvas.width, canvas.height) * penShare);
        context.lineCap = context.lineJoin = "round";
        context.fillStyle = context.strokeStyle = getComputedStyle(canvas).color;
        // A dot: of a line without a length some browsers draw nothing.
        context.beginPath();
        context.arc(...place(event), context.lineWidth / 2, 0, 2 * Math.PI);
        context.fill();
        context.beginPath();
        context.moveTo(...place(event));
        clear.hidden = false;
        begin();
    });
    canvas.addEventListener("pointermove", (event) => {
        if (!canvas.hasPointerCapture(event.pointerId))
            return;
        context.lineTo(...place(event));
        context.stroke();
    });
    clear.addEventListener("click", () => clearDrawing(canvas, clear));
}
export function clearDrawing(canvas, clear) {
    canvas.getContext("2d")?.clearRect(0, 0, canvas.width, canvas.height);
    clear.hidden = true;
}
/** How much of each pixel the pen covers, as a grey picture; undefined where nothing was drawn. */
export function readDrawing(canvas) {
    const { width, height } = canvas;
    const data = canvas.getContext("2d")?.getImageData(0, 0, width, height).data;
    if (data === undefined || data.every((value) => value === 0))
        return undefined;
    const grey = Uint8ClampedArray.from(data, (_, at) => (at % 4 === 3 ? 255 : (data[at - (at % 4) + 3] ?? 0)));
    return { width, height, data: grey };
}
