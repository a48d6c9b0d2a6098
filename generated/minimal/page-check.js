/** Tells where page.js can't be loaded: a script of the old kind, which comes before it and is loaded from files, too. */
addEventListener(
  "error",
  ({ target }) => {
    if (target instanceof HTMLScriptElement)
      document.getElementById("status").textContent =
        "page.js can’t be loaded: show this page by a server, such as deno run -A serve.ts";
  },
  true,
);
