import type * as Tree from "../../1-parse/tree.ts";
import { constantOfTree } from "./constants.ts";
import type { Body } from "../context.ts";
import { fail } from "../context.ts";
import type { Tokenizer } from "../model.ts";
import { lookUpAxis, lookUpValue } from "../scope.ts";
import { isSize } from "./whole.ts";

const kinds: Readonly<Record<string, Tokenizer["kind"]>> = {
  characters: "characters",
  bytes: "bytes",
  words: "words",
  bpe: "bpe",
  tokenizer: "file",
  labels: "labels",
};

export const tokenizerNames: readonly string[] = Object.keys(kinds);

/** A tokenizer, with the size of its axis where the spec says it. */
export interface SizedTokenizer {
  readonly tokenizer: Tokenizer;
  readonly size: number | undefined;
}

/** The tokenizer that `characters("file.txt")` or `bytes` says; undefined where an axis is said by something else. */
export function tokenizerOf(tree: Tree.Expression, body: Body): SizedTokenizer | "broken" | undefined {
  const callee = tree.kind === "call" ? tree.callee : tree;
  if (callee.kind !== "name") return undefined;
  const kind = Object.hasOwn(kinds, callee.text) ? kinds[callee.text] : undefined;
  const isNamed = lookUpValue(body.scope, callee.text) ?? lookUpAxis(body.scope, callee.text);
  if (kind === undefined || isNamed !== undefined) return undefined;
  if (tree.kind !== "call") {
    if (kind === "bytes") return { tokenizer: { kind, special: [] }, size: 256 };
    fail(body, "W0705", tree.span, { part: "tokenizer file" });
    return "broken";
  }
  return readArguments(kind, tree, body);
}

function readArguments(kind: Tokenizer["kind"], tree: Tree.Call, body: Body): SizedTokenizer | "broken" {
  let path: string | undefined;
  let count: number | undefined;
  let special: readonly string[] | undefined;
  for (const { expression, value, separator, span } of tree.arguments) {
    const name = separator === "=" && expression.kind === "name" ? expression.text : undefined;
    if (name === "special" && special !== undefined) fail(body, "W0302", expression.span, { name });
    else if (name === "special" && value?.kind === "string")
      special = value.value.split(/\s+/).filter(Boolean);
    else if (separator === undefined && expression.kind === "string" && path === undefined)
      path = expression.value;
    else if (separator === undefined && path !== undefined && count === undefined && kind !== "file") {
      count = constantOfTree(expression, body);
      if (count === undefined) return "broken";
      if (!isSize(count)) {
        fail(body, "W0507", expression.span, { value: count });
        return "broken";
      }
    } else {
      fail(body, "W0705", span, { part: kind === "file" ? "file tokenizer" : "tokenizer" });
      return "broken";
    }
  }
  if (path === undefined && kind !== "bytes") {
    fail(body, "W0705", tree.span, { part: "tokenizer file" });
    return "broken";
  }
  if (path !== undefined && kind === "bytes") {
    fail(body, "W0705", tree.span, { part: "bytes" });
    return "broken";
  }
  const [source, fields] = path === undefined ? [] : splitField(path);
  const tokenizer: Tokenizer = {
    kind,
    special: special ?? [],
    ...(source === undefined ? {} : { source }),
    ...(fields === undefined ? {} : { fields }),
    ...(count === undefined ? {} : { count }),
  };
  if (kind === "bytes") return { tokenizer, size: 256 + tokenizer.special.length };
  return { tokenizer, size: kind === "characters" ? count : undefined };
}

/** `reviews.json:t` is the field `t` of the records in a file, `steps.csv:from,to` are two; `npm:package` is no field. */
function splitField(path: string): readonly [string, readonly string[] | undefined] {
  const at = path.lastIndexOf(":");
  if (at <= 0 || path.slice(0, at) === "npm" || path.slice(at).includes("/")) return [path, undefined];
  return [path.slice(0, at), path.slice(at + 1).split(",")];
}
