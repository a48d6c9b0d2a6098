/** What the house forbids inside a TypeScript file, found in its syntax. */
import ts from "typescript";
import type { TextFile } from "./files.ts";

/** Extending Error is JavaScript's way; a grammar of chevrotain is a class, in as many parts as its size asks for, and so is what CodeMirror shows between letters. */
const allowedBases = /^(Error|WidgetType|\w*(Parser|Grammar\w*|Rules))$/;

const unfinished = /\b(TODO|FIXME|XXX|HACK)\b|not (yet )?implemented/i;

/** `PATH:LINE: REASON` for each offence. */
export function findForbidden({ path, text }: TextFile): readonly string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const report = (position: number, reason: string): void => {
    found.push(`${path}:${file.getLineAndCharacterOfPosition(position).line + 1}: ${reason}`);
  };
  const visit = (node: ts.Node): void => {
    const reason = forbiddenBy(node);
    if (reason !== undefined) report(node.getStart(file), reason);
    ts.forEachChild(node, visit);
  };
  visit(file);
  const pattern = new RegExp(unfinished, "gi");
  for (const comment of commentsOf(file)) {
    const match = text.slice(comment.pos, comment.end).search(pattern);
    if (match >= 0) report(comment.pos + match, "a comment about unfinished work");
  }
  return found;
}

function forbiddenBy(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return "any";
  if (ts.isNonNullExpression(node)) return "a non-null assertion";
  if (ts.isPropertyDeclaration(node) || ts.isVariableDeclaration(node))
    return node.exclamationToken === undefined ? undefined : "a definite assignment assertion";
  if (ts.isAsExpression(node) && ts.isAsExpression(node.expression)) return "a double cast";
  if (
    ts.isHeritageClause(node) &&
    node.token === ts.SyntaxKind.ExtendsKeyword &&
    ts.isClassLike(node.parent)
  ) {
    const base = node.types[0]?.expression.getText() ?? "";
    return allowedBases.test(base) ? undefined : `a class that extends ${base}`;
  }
  if (ts.isExportDeclaration(node) && node.exportClause === undefined) return "export *";
  return undefined;
}

/** All comments of a file, found between its tokens. */
function commentsOf(file: ts.SourceFile): readonly ts.CommentRange[] {
  const comments = new Map<number, ts.CommentRange>();
  const visit = (node: ts.Node): void => {
    for (const comment of ts.getLeadingCommentRanges(file.text, node.getFullStart()) ?? [])
      comments.set(comment.pos, comment);
    for (const comment of ts.getTrailingCommentRanges(file.text, node.getEnd()) ?? [])
      comments.set(comment.pos, comment);
    for (const child of node.getChildren(file)) visit(child);
  };
  visit(file);
  return [...comments.values()];
}

/** Whether a file of the runtime touches a host's own API: Node's modules, `Deno` or `process`. */
export function touchesHost({ path, text }: TextFile): boolean {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  let touches = false;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && (node.text === "Deno" || node.text === "process")) touches = true;
    if (ts.isStringLiteral(node) && node.text.startsWith("node:")) touches = true;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return touches;
}
