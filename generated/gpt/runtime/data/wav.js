/** Sound in WAV files: PCM of 8, 16, 24 and 32 bits, and floats of 32 and 64. After Multimedia Programming Interface and Data Specifications 1.0 (IBM and Microsoft 1991). */
import { WeftError } from "../errors.js";
import { resample } from "./resample.js";
const pcm = 1;
const float = 3;
const extensible = 0xfffe;
/** `name` is how errors call the file. Throws where it isn't a WAV file, or has another encoding. */
export function decodeWave(bytes, name) {
    const refuse = (reason) => new WeftError("input", `${name}: ${reason}`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const tag = (at) => String.fromCharCode(...bytes.subarray(at, at + 4));
    if (bytes.length < 12 || tag(0) !== "RIFF" || tag(8) !== "WAVE")
        throw refuse("this isn't a WAV file");
    let format;
    for (let at = 12; at + 8 <= bytes.length;) {
        const length = view.getUint32(at + 4, true);
        const start = at + 8;
        if (tag(at) === "fmt ") {
            if (length < 16 || start + length > bytes.length)
                throw refuse("its format is cut off");
            const written = view.getUint16(start, true);
            const code = written === extensible && length >= 26 ? view.getUint16(start + 24, true) : written;
            const channels = view.getUint16(start + 2, true);
            format = {
                code,
                channels,
                rate: view.getUint32(start + 4, true),
                bits: view.getUint16(start + 14, true),
            };
        }
        if (tag(at) === "data") {
            if (format === undefined)
                throw refuse("its samples come before their format");
            const { code, channels, rate, bits } = format;
            const read = readerOf(code, bits, view);
            if (read === undefined || channels === 0) {
                const kind = code === pcm ? "PCM" : code === float ? "float" : `encoding ${code}`;
                throw refuse(`${kind} with ${bits} bits isn't read; PCM of 8, 16, 24, 32 bits and floats are`);
            }
            // A program that writes to a pipe doesn't know the length, and writes the largest.
            if (length < 0xfffff000 && start + length > bytes.length) {
                throw refuse(`it is cut off: ${length} bytes of samples are announced, ${bytes.length - start} are there`);
            }
            const end = Math.min(bytes.length, start + length);
            const size = bits / 8;
            const count = Math.floor((end - start) / (size * channels)) * channels;
            return {
                rate,
                channels,
                samples: Float32Array.from({ length: count }, (_, n) => read(start + n * size)),
            };
        }
        at = start + length + (length % 2);
    }
    throw refuse("it has no samples");
}
function readerOf(code, bits, view) {
    if (code === float && bits === 32)
        return (at) => view.getFloat32(at, true);
    if (code === float && bits === 64)
        return (at) => view.getFloat64(at, true);
    if (code !== pcm)
        return undefined;
    if (bits === 8)
        return (at) => (view.getUint8(at) - 128) / 2 ** 7;
    if (bits === 16)
        return (at) => view.getInt16(at, true) / 2 ** 15;
    if (bits === 24)
        return (at) => (view.getUint8(at) + view.getInt16(at + 1, true) * 256) / 2 ** 23;
    return bits === 32 ? (at) => view.getInt32(at, true) / 2 ** 31 : undefined;
}
/** One channel: the mean of all that lie side by side. */
export function mixChannels(samples, channels) {
    return Float32Array.from({ length: samples.length / channels }, (_, moment) => {
        let sum = 0;
        for (let channel = 0; channel < channels; channel += 1)
            sum += samples[moment * channels + channel] ?? 0;
        return sum / channels;
    });
}
/** With another number of samples a second; a sound that isn't empty keeps one moment at least. */
export function convertRate(samples, channels, rate, wanted) {
    const moments = samples.length / channels;
    if (rate === wanted || moments === 0)
        return samples;
    const length = Math.max(1, Math.round((moments * wanted) / rate));
    return resample(samples, [1, moments, channels], length, windowedSinc);
}
/** A low pass: the sinc function under a Hann window of 16 steps to each side. */
const windowedSinc = {
    radius: 16,
    weight: (distance) => {
        if (distance === 0)
            return 1;
        const angle = Math.PI * distance;
        return (Math.sin(angle) / angle) * (0.5 + 0.5 * Math.cos(angle / 16));
    },
};
/** ITU-T G.711's law with mu = levels - 1, as WaveNet takes it (van den Oord et al. 2016, section 2.2). */
export function muLawLevel(sample, levels) {
    const mu = levels - 1;
    const clipped = Math.min(1, Math.max(-1, sample));
    const compressed = (Math.sign(clipped) * Math.log1p(mu * Math.abs(clipped))) / Math.log1p(mu);
    return Math.floor(((compressed + 1) / 2) * mu + 0.5);
}
