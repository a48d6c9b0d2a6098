/** Links with what is written here, and what came with one. */
import type { Change, PlaygroundCompiler } from "./compiler.ts";
import { longestLink, packChanges, writeFragment } from "./share-link.ts";
import { element } from "./weft-editor.ts";

const written = (count: number): string => count.toLocaleString("en");

/** Copies a link to all that is changed here, with `path` shown first, and tells what it has. */
export async function shareLink(path: string, changes: readonly Change[]): Promise<void> {
  const panel = element("link");
  const text = element("shared");
  const address = element("address");
  if (!(address instanceof HTMLInputElement)) throw new Error("#address is no input");
  const packed = changes.length === 0 ? undefined : await packChanges(changes);
  const link = location.href.replace(/#.*$/, "") + writeFragment({ path, packed });
  const isShort = link.length <= longestLink;
  address.hidden = !isShort;
  address.value = isShort ? link : "";
  text.textContent = isShort
    ? `${(await isCopied(link)) ? "The link is copied" : "This is the link"}: ${contentsOf(changes, path)}`
    : tooLong(link.length, changes);
  panel.showPopover();
  if (isShort) address.select();
}

async function isCopied(link: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(link);
    return true;
  } catch {
    return false;
  }
}

function contentsOf(changes: readonly Change[], path: string): string {
  if (changes.length === 0) return `it leads to ${path}, which is as this site has it.`;
  const [there, removed] = [true, false].map((isThere) =>
    changes.filter(({ content }) => (content !== undefined) === isThere).map((each) => each.path),
  );
  const without = removed?.length === 0 ? "" : `, and without ${listed(removed)}`;
  const named =
    there?.length === 0 ? "it shows this site’s files" : `it has what you made of ${listed(there)}`;
  return `${named}${without}. Whoever opens it keeps files of their own as they are.`;
}

/** A few of them by name. */
export function listed(paths: readonly string[] = []): string {
  return paths.length > 5 ? `${paths.slice(0, 4).join(", ")} and ${paths.length - 4} more` : paths.join(", ");
}

function tooLong(length: number, changes: readonly Change[]): string {
  const [largest] = [...changes].sort((a, b) => (b.content?.length ?? 0) - (a.content?.length ?? 0));
  return (
    `What you changed and added makes no link: it would have ${written(length)} characters, and ${written(longestLink)} are what ` +
    `browsers and other programs take. The largest file is ${largest?.path}, with ${written(largest?.content?.length ?? 0)} bytes.`
  );
}

/** Tells of files that came with a link, or that it is broken. */
export function tellOfLink(trouble: string | undefined): void {
  element("came").hidden = false;
  element("source").textContent =
    trouble === undefined
      ? "These files came with a link. Your own stay as they are; what you change here is kept with the link."
      : `${trouble}. Here are your own files.`;
  for (const id of ["adopt", "own"]) element(id).hidden = trouble !== undefined;
}

/** Files that came with a link are made the user's own; false where that isn't wanted. */
export async function adoptAll({ adopt }: Pick<PlaygroundCompiler, "adopt">): Promise<boolean> {
  const replaced = await adopt(false);
  if (replaced.length === 0) return true;
  if (!confirm(`You have ${listed(replaced)} of your own, which is lost then. Replace it?`)) return false;
  await adopt(true);
  return true;
}
