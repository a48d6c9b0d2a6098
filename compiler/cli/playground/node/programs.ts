/** Modules of Node that reach what a page of a browser doesn't have: other programs, a terminal, a person's own folder. */

/** A program that can't be started, as Node tells of it. */
export function spawn(): unknown {
  const tell = (event: string, take: (error: Error) => void): void => {
    if (event === "error") queueMicrotask(() => take(new Error("a page of a browser starts no programs")));
  };
  const nothing = { on: () => undefined };
  return { on: tell, stdout: nothing, stderr: nothing, kill: () => undefined };
}

export function spawnSync(): unknown {
  return { status: null, stdout: "", stderr: "" };
}

/** A program that didn't start prints nothing. */
export async function* createInterface(): AsyncGenerator<string, void, undefined> {}

export function homedir(): string {
  return "/";
}

/** A module that is asked what it has, as `tty` is by who paints for terminals, has nothing. */
export default {};
