/** What documents may name, and what no text of the repository may contain. */
import type { TextFile } from "./files.ts";

const folders = "compiler|runtime|specs|generated|docs|test|\\.ci";
/** A path below one of the top folders, with an optional `:line` or `:name` behind it. */
const repositoryPath = new RegExp(`^(?:\\./)?((?:${folders})/[^\\s:]*)(?::\\S+)?$`);

/**
 * `PATH: NAME` for each path in backticks, also inside a command, and each relative Markdown link, that `exists` denies.
 * Paths with `<…>`, `…` or `*` stand for many files and are judged by the folder before these.
 */
export function findMissingNames(
  document: TextFile,
  exists: (path: string) => boolean,
  scripts: readonly string[],
): readonly string[] {
  const missing: string[] = [];
  const base = document.path.includes("/") ? document.path.replace(/\/[^/]*$/, "/") : "";
  for (const [, code = ""] of document.text.matchAll(/`+([^`]+)`+/g)) {
    for (const word of code.split(/\s+/)) {
      const path = repositoryPath.exec(word.replace(/[.,;)]+$/, ""))?.[1];
      if (path !== undefined && !exists(literalPart(path))) missing.push(path);
    }
    const script = /\bnpm (?:run (?:-s )?)([\w:-]+)/.exec(code)?.[1];
    if (script !== undefined && !scripts.includes(script)) missing.push(`npm run ${script}`);
  }
  // In code `](` is an index that is called.
  const prose = document.text.replace(/^```.*\n[^]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");
  for (const [, target = ""] of prose.matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)[^)]*\)/g))
    if (!exists(new URL(target, `file:///${base}`).pathname.slice(1))) missing.push(target);
  return missing.map((name) => `${document.path}: ${name}`);
}

function literalPart(path: string): string {
  const parts = path.replace(/\/$/, "").split("/");
  const wild = parts.findIndex((part) => /[<*…{]|\.\.\./.test(part));
  return (wild < 0 ? parts : parts.slice(0, wild)).join("/");
}

/** Hosts that may be named: standards, papers and the like. A machine's or a registry's own address may not. */
const allowedHosts = [
  "www.w3.org",
  "huggingface.co",
  "github.com",
  "json-schema.org",
  "localhost",
  "127.0.0.1",
  "example.com",
  "arxiv.org",
];

const machinePath = /(?<![\w.$}*-])\/(?:home|root|work|tmp|Users)\/[\w.-]+/;

/** `PATH:LINE: TEXT` for each address of a host that is not allowed and each path of one machine. */
export function findMachineNames({ path, text }: TextFile): readonly string[] {
  return text.split("\n").flatMap((line, at) => {
    // A lock file also quotes each package's own funding page.
    if (path === "package-lock.json" && !line.includes('"resolved"')) return [];
    const hosts = [...line.matchAll(/\b(?:https?|git|ssh|ftp):\/\/(?:[^\s/@]*@)?([\w.-]+)/g)];
    const foreign = hosts.filter(([, host = ""]) => !allowedHosts.includes(host)).map(([address]) => address);
    const local = machinePath.exec(line)?.[0];
    const found = local === undefined ? foreign : [...foreign, local];
    return found.map((name) => `${path}:${at + 1}: ${name}`);
  });
}
