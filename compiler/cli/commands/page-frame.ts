/** The frame of the pages that `weft serve` has beside those of packages. */

/** `name` is that of a spec, as text; `head` and `body` are HTML, of which `body` gets the name as HTML. */
export function framePage(name: string, head: string, body: (title: string) => string): string {
  const title = name.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" href="data:," />
    <title>${title}</title>
${head}  </head>
  <body>
${body(title)}  </body>
</html>
`;
}
