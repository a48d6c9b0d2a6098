/** Pictures as an input takes them. */
import { WeftError } from "../errors.js";
/**
 * The values of `count` pixels with `channels` each as `wanted` each. Opacity that isn't wanted is taken away over white; colours
 * become grey by their luminance (ITU-R BT.601). `levels` is the value of full light.
 */
export function convertChannels(values, count, channels, wanted, levels) {
    const result = new Uint16Array(count * wanted);
    const isGrey = channels < 3;
    const hasOpacity = channels % 2 === 0;
    const keepsOpacity = wanted % 2 === 0;
    for (let pixel = 0; pixel < count; pixel += 1) {
        const opacity = hasOpacity ? (values[pixel * channels + channels - 1] ?? 0) / levels : 1;
        const colour = (channel) => {
            const value = values[pixel * channels + (isGrey ? 0 : channel)] ?? 0;
            return keepsOpacity ? value : value * opacity + levels * (1 - opacity);
        };
        const at = pixel * wanted;
        if (wanted < 3) {
            const grey = isGrey ? colour(0) : 0.299 * colour(0) + 0.587 * colour(1) + 0.114 * colour(2);
            result[at] = Math.round(grey);
        }
        else {
            for (let channel = 0; channel < 3; channel += 1)
                result[at + channel] = Math.round(colour(channel));
        }
        if (keepsOpacity)
            result[at + wanted - 1] = Math.round(opacity * levels);
    }
    return result;
}
/** Where `levels` is full light, as bytes: there 255 is. */
export function bytesOfLevels(values, levels) {
    return Uint8Array.from(values, (value) => Math.round((value * 255) / levels));
}
/**
 * The picture for axes [rows, columns], or [rows, columns, channels] of so many channels: from 0 to 1 in a real input, from 0 to 255 in one of
 * whole numbers; in one of truth values white is true and black false. Throws, with the input's `name`, where a pixel is neither, or where
 * it hasn't the same number of values in each.
 */
export function readPixels({ width, height, data }, channels, type, name) {
    const own = data.length / (width * height);
    if (![1, 2, 3, 4].includes(own))
        throw new WeftError("input", `\`${name}\`: a picture of ${width} x ${height} pixels has 1 to 4 values in each, but ${data.length} are given`);
    const levels = data instanceof Uint16Array ? 65535 : 255;
    const wanted = channels ?? 1;
    const values = own === wanted ? data : convertChannels(data, width * height, own, wanted, levels);
    const sizes = channels === undefined ? [height, width] : [height, width, channels];
    if (type === "real")
        return { sizes, values: Float32Array.from(values, (value) => value / levels) };
    if (type === "int")
        return { sizes, values: bytesOfLevels(values, levels) };
    const grey = values.findIndex((value) => value !== 0 && value !== levels);
    if (grey >= 0)
        throw new WeftError("input", `\`${name}\`: of a picture of truth values black is false, 0, and white true, ${levels}, but pixel ${grey} is ${values[grey]}`);
    return { sizes, values: Uint8Array.from(values, (value) => value / levels) };
}
