/** Which statements, arguments and fields make the names that are read at a place: a mistake may lie in any of them. */
import type * as Tree from "./1-parse/tree.ts";
import { isExpression, walkTree } from "./1-parse/walk.ts";
import type { Span } from "./source/spans.ts";

/** A part of a declaration that gives names their meaning. */
interface Unit {
  readonly span: Span;
  readonly declaration: Tree.Declaration;
  /** Names that mean it inside of the declaration, and in others. */
  readonly inside: readonly string[];
  readonly outside: readonly string[];
  readonly reads: ReadonlySet<string>;
}

/** The spans of what the places depend on, with the number of names that lead there: 0 for what the places lie in. */
export function reachOf(tree: Tree.File, places: readonly Span[]): ReadonlyMap<Span, number> {
  const units = tree.declarations.flatMap(unitsOf);
  const reached = new Map<Span, number>();
  let open = units.filter(({ span }) =>
    places.some((place) => span.start <= place.start && place.start < span.end),
  );
  for (let steps = 0; open.length > 0; steps++) {
    for (const { span } of open) reached.set(span, steps);
    open = [...new Set(open.flatMap((unit) => makersOf(unit, units)))].filter(
      ({ span }) => !reached.has(span),
    );
  }
  return reached;
}

function makersOf({ declaration, reads }: Unit, units: readonly Unit[]): readonly Unit[] {
  return [...reads].flatMap((name) => {
    const own = units.filter((unit) => unit.declaration === declaration && unit.inside.includes(name));
    return own.length > 0 ? own : units.filter(({ outside }) => outside.includes(name));
  });
}

function unitsOf(declaration: Tree.Declaration): readonly Unit[] {
  const units: Unit[] = [];
  const add = (part: Tree.Node, inside: readonly Tree.Name[], outside: readonly Tree.Name[]): void => {
    const textsOf = (names: readonly Tree.Name[]): readonly string[] => names.map(({ text }) => text);
    units.push({
      span: part.span,
      declaration,
      inside: textsOf(inside),
      outside: textsOf(outside),
      reads: namesIn(part),
    });
  };
  if ("head" in declaration)
    for (const parameter of declaration.head.parameters)
      add(parameter, [parameter.name], [declaration.head.name]);
  if ("result" in declaration) add(declaration.result, [], [declaration.head.name]);
  if (declaration.kind === "data")
    for (const field of declaration.fields)
      if (field.kind === "field") add(field, [field.name], [field.name]);
  if ("body" in declaration)
    walkTree(declaration.body, (part) => {
      if (isStatement(part)) add(part, targetsOf(part), []);
    });
  return units;
}

type Made = Exclude<Tree.Statement, Tree.AxisDeclaration | Tree.ConstDeclaration | Tree.Broken>;

const statements: Readonly<Record<Made["kind"], true>> = {
  binding: true,
  return: true,
  yield: true,
  expose: true,
  watch: true,
  param: true,
  state: true,
  use: true,
  minimize: true,
  report: true,
  every: true,
  grow: true,
};

function isStatement(part: object): part is Made {
  return "kind" in part && typeof part.kind === "string" && Object.hasOwn(statements, part.kind);
}

function targetsOf(statement: Made): readonly Tree.Name[] {
  switch (statement.kind) {
    case "binding":
      return statement.targets;
    case "param":
      return statement.targets.map(({ name }) => name);
    case "state":
    case "use":
    case "grow":
      return [statement.name];
    default:
      return [];
  }
}

function namesIn(part: Tree.Node): ReadonlySet<string> {
  const names = new Set<string>();
  walkTree(part, (inner) => {
    if (isExpression(inner) && inner.kind === "name") names.add(inner.text);
  });
  return names;
}
