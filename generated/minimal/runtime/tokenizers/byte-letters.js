/** GPT-2's letters for bytes: those that print stand for themselves, the others follow 255. */
export function byteLetters() {
    const prints = (byte) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
    let next = 256;
    const letters = new Map();
    for (let byte = 0; byte < 256; byte += 1) {
        letters.set(byte, String.fromCodePoint(prints(byte) ? byte : next));
        if (!prints(byte))
            next += 1;
    }
    return letters;
}
