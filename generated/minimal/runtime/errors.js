/** Everything that the runtime can't do is told by one kind of error, with what went wrong and what to do next. */
export class WeftError extends Error {
    kind;
    /** `specs/gpt.weft:31`, where the failure comes from a formula. */
    source;
    constructor(kind, message, source) {
        super(source === undefined ? message : `${source}: ${message}`);
        this.name = "WeftError";
        this.kind = kind;
        this.source = source;
    }
}
/** The text of whatever was thrown. */
export function messageOf(error) {
    return error instanceof Error ? error.message : String(error);
}
/** Why the operating system refused, `no space left on device`, without its code and the call; Deno writes it in its own way. */
export function reasonOf(error) {
    return messageOf(error)
        .replace(/^E[A-Z]+: /, "")
        .replace(/, [a-z]+( '.*)?$/, "")
        .replace(/^(.)(.*) \(os error \d+\)$/, (_, first, rest) => first.toLowerCase() + rest);
}
