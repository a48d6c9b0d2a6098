/** A word as a shell takes it: in quotes where it has a space or another character that means something there. */
export function shellWord(word) {
    if (/^[\p{L}\p{N}_@%+=:,./-]+$/u.test(word))
        return word;
    return /["$`\\!]/.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : `"${word}"`;
}
