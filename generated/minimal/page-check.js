/** Tells where page.js can't be loaded or fails: a script of the old kind, which comes before it and is loaded from files, too. */
addEventListener(
  "error",
  ({ target, message }) => {
    const status = document.getElementById("status");
    if (target instanceof HTMLScriptElement)
      status.textContent = "page.js can’t be loaded: show this page by a server, such as deno run -A serve.ts";
    else if (target === window) status.textContent = "error: " + message;
  },
  true,
);
