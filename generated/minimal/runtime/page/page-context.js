/** The element with this id. Throws where the page has none of that kind. */
export function element(id, kind) {
    const found = document.getElementById(id);
    if (found instanceof kind)
        return found;
    throw new Error(`the page has no element #${id}`);
}
