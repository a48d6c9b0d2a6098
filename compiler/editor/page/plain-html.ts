/** HTML that does nothing: comments of a spec that somebody sent may have any. */

const allowed = new Set(
  "A B BLOCKQUOTE BR CODE DEL EM H1 H2 H3 H4 H5 H6 HR I LI OL P PRE STRONG TABLE TBODY TD TH THEAD TR UL".split(
    " ",
  ),
);

/** Text with its marks; of all other elements their text alone. */
export function plainHtml(html: string): string {
  // What is parsed so neither loads nor runs anything.
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const element of [...body.querySelectorAll("*")].reverse()) {
    if (!allowed.has(element.tagName)) element.replaceWith(element.textContent ?? "");
    else for (const name of element.getAttributeNames()) element.removeAttribute(name);
  }
  return body.innerHTML;
}
