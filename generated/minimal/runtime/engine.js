/** What runs of an entry are counted and labelled by. */
export function labelOf({ kind, name }) {
    return `${kind} ${name}`;
}
