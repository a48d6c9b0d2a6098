/** The layers of a spec as a Mermaid flowchart: a box a layer, a node a formula, arrows where values go. */
import type { Expression, File, LayerDeclaration, ModelDeclaration, Statement } from "../../1-parse/tree.ts";
import { nameText } from "../../1-parse/tree.ts";
import type { SourceFile, Span } from "../../source/spans.ts";

type Layered = LayerDeclaration | ModelDeclaration;

export function layeredDeclarations(tree: File): readonly Layered[] {
  return tree.declarations.filter(
    (declaration) => declaration.kind === "layer" || declaration.kind === "model",
  );
}

/** The flowchart's text, without the fence. */
export function printMermaid(tree: File, spec: SourceFile): string {
  const layers = layeredDeclarations(tree);
  const lines = ["flowchart TD"];
  const links: string[] = [];
  for (const layer of layers) {
    const name = layer.head.name.text;
    lines.push(`  subgraph ${id(name)}["${escape(title(layer, spec))}"]`, "    direction TB");
    const drawn = drawBody(layer, spec);
    lines.push(...drawn.lines.map((line) => `    ${line}`), "  end");
    for (const { node, instance, target, count } of drawn.uses) {
      if (!layers.some((other) => other.head.name.text === target)) continue;
      const label = count === undefined ? instance : `${instance} × ${count}`;
      links.push(`  ${node} -. "${escape(label)}" .-> ${id(target)}`);
    }
  }
  return [...lines, ...links].join("\n");
}

interface Drawn {
  readonly lines: readonly string[];
  readonly uses: readonly {
    readonly node: string;
    readonly instance: string;
    readonly target: string;
    readonly count: string | undefined;
  }[];
}

function drawBody(layer: Layered, spec: SourceFile): Drawn {
  const lines: string[] = [];
  const uses: { node: string; instance: string; target: string; count: string | undefined }[] = [];
  const owner = id(layer.head.name.text);
  const nodes = new Map<string, string>();
  const instances = new Map<string, { target: string; count: string | undefined }>();
  for (const { name, type } of layer.head.parameters) {
    const node = `${owner}_${id(name.text)}_in`;
    const shape = type === undefined ? "" : `: ${textOf(spec, type.span)}`;
    lines.push(`${node}(["${escape(name.text + shape)}"])`);
    nodes.set(name.text, node);
  }
  let number = 0;
  for (const statement of layer.body.statements) {
    if (statement.kind === "use") {
      const target = statement.layer.kind === "name" ? statement.layer.text : statement.layer.member.text;
      const count = statement.count && textOf(spec, statement.count.span);
      instances.set(statement.name.text, { target, count });
    }
    const values = valuesOf(statement);
    if (values === undefined) continue;
    number += 1;
    const node = `${owner}_${number}`;
    lines.push(`${node}["${escape(textOf(spec, statement.span))}"]`);
    const names = new Set(values.flatMap((value) => [...namesOf(value)]));
    for (const name of names) {
      const from = nodes.get(name);
      if (from !== undefined) lines.push(`${from} --> ${node}`);
      const instance = instances.get(name);
      if (instance !== undefined) uses.push({ node, instance: name, ...instance });
    }
    if (statement.kind === "binding")
      for (const target of statement.targets) nodes.set(nameText(target), node);
  }
  return { lines, uses };
}

function valuesOf(statement: Statement): readonly Expression[] | undefined {
  return statement.kind === "binding" || statement.kind === "return" ? statement.values : undefined;
}

/** Every name that the expression mentions, in its order. */
function* namesOf(part: unknown): Generator<string> {
  if (Array.isArray(part)) {
    for (const one of part) yield* namesOf(one);
  } else if (typeof part === "object" && part !== null) {
    if ("kind" in part && part.kind === "name" && "text" in part && typeof part.text === "string") {
      yield "primed" in part && part.primed === true ? `${part.text}'` : part.text;
      return;
    }
    for (const [key, value] of Object.entries(part)) {
      if (key !== "span" && key !== "term" && key !== "rename") yield* namesOf(value);
    }
  }
}

function title(layer: Layered, spec: SourceFile): string {
  return `${layer.kind} ${textOf(spec, { ...layer.span, end: layer.result.span.end })}`.replace(
    /^(layer|model) \1 /,
    "$1 ",
  );
}

function textOf({ text }: SourceFile, { start, end }: Span): string {
  return text.slice(start, end).replaceAll(/\s+/g, " ").trim();
}

function id(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}_]/gu, "_");
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
