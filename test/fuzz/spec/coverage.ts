/** Which productions of the grammar a tree uses, and which kinds of nodes a graph has: counted, so that random specs can't forget any. */
import type { Graph, SourceNode } from "../../../compiler/3-graph/graph.ts";
import { topologicalOrder } from "../../../compiler/3-graph/topology.ts";
import { walkTree } from "../../../compiler/1-parse/walk.ts";
import type * as Tree from "../../../compiler/1-parse/tree.ts";

/** Every alternative of the grammar in docs/language.md; the kinds of the tree, and what its optional parts make of them. */
export const productions: readonly string[] = [
  ...["import names", "import namespace"],
  ...[
    "axis free",
    "axis equal",
    "axis labels",
    "axis sum",
    "axis bounded",
    "axis bounded step",
    "axis range",
    "axis like",
  ],
  ...["axis of a layer", "axis of tokens", "label name", "label number", "label string"],
  ...["axis-name", "axis-member", "axis-quotient", "axis-group"],
  ...[
    "type real",
    "type int",
    "type bool",
    "type index",
    "type scalar",
    "type optional axis",
    "map-type",
    "map of several",
  ],
  ...["const", "fn block", "fn expression", "layer", "model", "copy", "average", "causal", "independent"],
  ...["optimizer", "schedule", "data", "field value", "shifted", "train", "train named", "generate"],
  ...["argument default", "argument untyped", "axes of a head", "results named", "result one"],
  ...["binding", "binding of two", "primed", "return", "return of two", "yield", "expose", "watch"],
  ...["param", "param drawn", "param value", "param family", "param of several", "state", "state untyped"],
  ...["use", "use brackets", "use arguments", "use counted by a name", "use counted by a number"],
  ...[
    "minimize",
    "minimize over",
    "minimize except",
    "minimize with",
    "report",
    "report value",
    "evaluate every",
    "save every",
  ],
  ...["grow", "grow window", "grow until", "grow from text"],
  ...[
    "number",
    "string",
    "name",
    "size",
    "call",
    "call brackets",
    "index",
    "member",
    "contraction",
    "group",
    "scan",
    "scan of two",
  ],
  ...["unary -", "unary not", "unary sqrt"],
  ...["+", "-", "*", "/", "%", "div", "^", "==", "!=", "<", "<=", ">", ">=", "and", "or"].map(
    (operator) => `binary ${operator}`,
  ),
  ...[
    "item as",
    "item as of several",
    "item =",
    "item :",
    "item where",
    "item else",
    "item where else",
    "item of several as",
  ],
];

/** Kinds of nodes with what distinguishes them, as `lower` makes them. */
export const nodeKinds: readonly string[] = [
  ...[
    "input",
    "length",
    "parameter",
    "state",
    "constant",
    "position",
    "size",
    "setting",
    "random",
    "carried",
    "seen",
  ].map((leaf) => `leaf ${leaf}`),
  ...["sum", "product", "max", "min"].map((operator) => `reduce ${operator}`),
  ...[
    "index",
    "index else",
    "scan yielded",
    "row sort values",
    "row top_k values",
    "row top_k positions",
    "map",
    "gradient",
    "mark",
    "stop",
  ],
];

/** What `differentiate` adds. */
export const derivedKinds: readonly string[] = ["scatter", "scan last", "scan reversed"];

type Part = Readonly<Record<string, unknown>>;

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function count(value: unknown): number {
  return isList(value) ? value.length : 0;
}

function kindOf(value: unknown): string {
  return typeof value === "object" && value !== null && "kind" in value ? String(value.kind) : "";
}

/** The productions of one part of a tree. */
function productionsOf(part: Part, inside: boolean): readonly string[] {
  const has = (key: string): boolean => part[key] !== undefined;
  const when = (holds: boolean, name: string): readonly string[] => (holds ? [name] : []);
  const kind = String(part["kind"]);
  switch (kind) {
    case "import":
      return [has("namespace") ? "import namespace" : "import names"];
    case "axis": {
      const form = part["form"] as Tree.AxisForm;
      const isTokens = form.kind === "equal" && form.value.kind === "call";
      return [
        `axis ${form.kind}`,
        ...when(form.kind === "bounded" && form.step !== undefined, "axis bounded step"),
        ...when(inside, "axis of a layer"),
        ...when(isTokens, "axis of tokens"),
        ...(form.kind === "labels" ? form.labels.map((label) => `label ${label.kind}`) : []),
      ];
    }
    case "tensor-type": {
      const axes = part["axes"] as readonly Tree.TypeAxis[];
      return [
        `type ${kindOf(part["element"])}`,
        ...when(axes.length === 0, "type scalar"),
        ...when(
          axes.some(({ optional }) => optional),
          "type optional axis",
        ),
      ];
    }
    case "map-type":
      return [kind, ...when(count(part["inputs"]) > 1 || count(part["outputs"]) > 1, "map of several")];
    case "fn":
      return [kindOf(part["body"]) === "block" ? "fn block" : "fn expression"];
    case "model-copy":
      return [String(part["form"])];
    case "field":
      return when(has("value"), "field value");
    case "train":
      return [kind, ...when(has("name"), "train named")];
    case "binding":
      return [kind, ...when(count(part["targets"]) > 1, "binding of two")];
    case "name":
      return [kind, ...when(part["primed"] === true, "primed")];
    case "return":
      return [kind, ...when(count(part["values"]) > 1, "return of two")];
    case "param": {
      const targets = part["targets"] as readonly Tree.ParameterTarget[];
      const initial = kindOf(part["initial"]);
      return [
        kind,
        ...when(initial !== "", `param ${initial}`),
        ...when(
          targets.some(({ family }) => family.length > 0),
          "param family",
        ),
        ...when(targets.length > 1, "param of several"),
      ];
    }
    case "state":
      return [kind, ...when(!has("type"), "state untyped")];
    case "use": {
      const counted = kindOf(part["count"]);
      return [
        kind,
        ...when(has("brackets"), "use brackets"),
        ...when(has("arguments"), "use arguments"),
        ...when(counted !== "", `use counted by a ${counted}`),
      ];
    }
    case "minimize":
      return [
        kind,
        ...when(count(part["over"]) > 0, "minimize over"),
        ...when(count(part["except"]) > 0, "minimize except"),
        ...when(has("optimizer"), "minimize with"),
      ];
    case "report":
      return [has("value") ? "report value" : kind];
    case "every":
      return [`${String(part["action"])} every`];
    case "grow":
      return [
        kind,
        ...when(has("window"), "grow window"),
        ...when(has("until"), "grow until"),
        ...when(kindOf(part["from"]) === "string", "grow from text"),
      ];
    case "call":
      return [kind, ...when(has("brackets"), "call brackets")];
    case "scan":
      return [kind, ...when(count(part["carries"]) > 1, "scan of two")];
    case "unary":
    case "binary":
      return [`${kind} ${String(part["operator"])}`];
    case "item": {
      const expression = kindOf(part["expression"]);
      return [
        ...when(has("rename"), "item as"),
        ...when(has("rename") && expression === "group", "item of several as"),
        ...when(has("rename") && kindOf(part["rename"]) === "axis-group", "item as of several"),
        ...when(has("separator"), `item ${String(part["separator"])}`),
        ...when(has("where"), "item where"),
        ...when(has("otherwise"), "item else"),
        ...when(has("where") && has("otherwise"), "item where else"),
      ];
    }
    default:
      return [kind];
  }
}

/** Heads, types and results have no kind of their own. */
function productionsOfHead(declaration: Tree.Declaration): readonly string[] {
  if (!("head" in declaration)) return [];
  const { axes, parameters } = declaration.head;
  const results = "result" in declaration ? declaration.result.values : [];
  return [
    ...(axes.length > 0 ? ["axes of a head"] : []),
    ...(parameters.some(({ initial }) => initial !== undefined) ? ["argument default"] : []),
    ...(parameters.some(({ type }) => type === undefined) ? ["argument untyped"] : []),
    ...(results.some(({ name }) => name !== undefined) ? ["results named"] : []),
    ...(results.some(({ name }) => name === undefined) ? ["result one"] : []),
  ];
}

export function productionsIn(tree: Tree.File): ReadonlySet<string> {
  const seen = new Set<string>();
  for (const declaration of tree.declarations) {
    for (const name of productionsOfHead(declaration)) seen.add(name);
    const isOutermost = declaration.kind === "axis";
    walkTree(declaration, (part) => {
      for (const name of productionsOf(part, !isOutermost)) seen.add(name);
    });
  }
  return seen;
}

function kindsOf(node: SourceNode): readonly string[] {
  switch (node.kind) {
    case "leaf":
      return [`leaf ${node.leaf.kind}`];
    case "reduce":
      return [`reduce ${node.operator}`];
    case "index":
      return [node.otherwise === undefined ? "index" : "index else"];
    case "scan":
      return [`scan ${node.result.kind}`, ...(node.reversed ? ["scan reversed"] : [])];
    case "row":
      return [`row ${node.operation} ${node.result}`];
    default:
      return [node.kind];
  }
}

export function nodeKindsIn(graph: Graph<SourceNode>): ReadonlySet<string> {
  const roots = graph.entries.flatMap(({ outputs }) => outputs.map(({ node }) => node));
  return new Set(topologicalOrder(roots).flatMap(kindsOf));
}
