/**
 * Names in WGSL: the spec's own where the language allows them. WGSL takes Unicode letters, but neither dots and primes
 * nor the names that it keeps for itself.
 */
import { keptNames, keptWords } from "../operators/wgsl-names.ts";

/** A WGSL identifier that reads like `name`: `blocks.0.h'` becomes `blocks_0_h_next`. */
export function identifier(name: string): string {
  return spell(name, keptNames);
}

/** The same for the member of a structure. */
function memberName(name: string): string {
  return spell(name, keptWords);
}

function spell(name: string, kept: ReadonlySet<string>): string {
  const spelled = name
    .replaceAll("'", "_next")
    .replaceAll(/[^\p{XID_Continue}]+/gu, "_")
    .replaceAll(/_+/g, "_")
    .replace(/_$/, "");
  const started = /^[\p{XID_Start}]/u.test(spelled) ? spelled : `v${spelled}`;
  return kept.has(started) ? `${started}_` : started;
}

/** Gives each original name one identifier of its own. */
export interface Names {
  /** The same identifier for the same name, every time. */
  readonly of: (name: string) => string;
  /** A new identifier, as close to the hint as can be. */
  readonly fresh: (hint: string) => string;
}

export function createNames(taken: Iterable<string>): Names {
  return allot(taken, identifier);
}

export function createMemberNames(): Names {
  return allot([], memberName);
}

function allot(taken: Iterable<string>, spelled: (name: string) => string): Names {
  const used = new Set(taken);
  const known = new Map<string, string>();
  const fresh = (hint: string): string => {
    const base = spelled(hint);
    let name = base;
    for (let number = 2; used.has(name); number++) name = `${base}_${number}`;
    used.add(name);
    return name;
  };
  const of = (name: string): string => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const made = fresh(name);
    known.set(name, made);
    return made;
  };
  return { of, fresh };
}

/** How npm calls a package: by small Latin letters, digits and dashes, whatever the spec is called. */
export function packageNameOf(spec: string): string {
  const plain = spec.toLowerCase().replaceAll(/[^a-z0-9-]+/g, "-");
  return plain.replaceAll(/^-+|-+$/g, "") || "model";
}
