import type { CompletionItem } from "vscode-languageserver/node";
import { CompletionItemKind, MarkupKind } from "vscode-languageserver/node";
import { parse } from "../1-parse/parse.ts";
import { declarationRules, wordsOf } from "../1-parse/statement-kinds.ts";
import { builtinNames } from "../2-check/expressions/builtins.ts";
import { dataKinds, optionsOf } from "../2-check/training/source-options.ts";
import { plainInitials } from "../2-check/declarations/parameters.ts";
import { settingNames } from "../2-check/setting-names.ts";
import { tokenizerNames } from "../2-check/constants/tokenizers.ts";
import { readFiles } from "../read-files.ts";
import { own } from "../source/own.ts";
import { isOfLibrary } from "../source/spans.ts";
import { completedText } from "./completion-text.ts";
import type { Names } from "./names.ts";
import { readNames } from "./names.ts";
import { completionPlace } from "./completion-place.ts";
import { describeWord, documentationOf, signatureOf, typeOfThing } from "./describe.ts";
import { importedBy, membersOf } from "./program.ts";
import type { Scope, Thing, ThingKind } from "./scopes.ts";
import { lookUp, visibleAt } from "./scopes.ts";
import type { View } from "./view.ts";
import { scopeAt } from "./view.ts";
import { givenWords, memberWords, optionWords, statementWords } from "./words.ts";

const kindOf: Readonly<Record<ThingKind, CompletionItemKind>> = {
  axis: CompletionItemKind.Enum,
  "axis parameter": CompletionItemKind.Enum,
  label: CompletionItemKind.EnumMember,
  const: CompletionItemKind.Constant,
  fn: CompletionItemKind.Function,
  layer: CompletionItemKind.Class,
  model: CompletionItemKind.Class,
  optimizer: CompletionItemKind.Function,
  schedule: CompletionItemKind.Function,
  data: CompletionItemKind.Struct,
  field: CompletionItemKind.Field,
  train: CompletionItemKind.Event,
  generate: CompletionItemKind.Function,
  import: CompletionItemKind.Module,
  argument: CompletionItemKind.Variable,
  result: CompletionItemKind.Variable,
  value: CompletionItemKind.Variable,
  setting: CompletionItemKind.Property,
  param: CompletionItemKind.Field,
  state: CompletionItemKind.Field,
  use: CompletionItemKind.Field,
  grow: CompletionItemKind.Variable,
};

/** What may be written at an offset; the editor picks by what was begun of it. */
export function completionsAt(written: View, offset: number): readonly CompletionItem[] {
  const place = completionPlace(written.source.text, offset);
  const view = { ...written, names: namesAround(written, offset) };
  const scope = scopeAt(view, offset);
  const visible = (fits: (thing: Thing) => boolean): readonly CompletionItem[] =>
    visibleAt(scope, offset).flatMap(({ thing }) => (fits(thing) ? [itemOf(thing, view)] : []));
  const isAxis = ({ kind }: Thing): boolean => kind === "axis" || kind === "axis parameter";
  const axes = (): readonly CompletionItem[] => [
    ...visible((thing) => isAxis(thing) || thing.kind === "import"),
    ...words(["batch"], CompletionItemKind.Enum),
  ];
  switch (place.kind) {
    case "none":
      return [];
    case "member":
      return memberItems(place.path, scope, view);
    case "import":
      return importItems(view, offset);
    case "statement": {
      const { block } = place;
      if (block === undefined) return words(wordsOf(declarationRules), CompletionItemKind.Keyword);
      return [
        ...words(statementWords[block] ?? [], CompletionItemKind.Keyword),
        ...(block === "train" ? words([...settingNames], CompletionItemKind.Property) : []),
        ...visible(({ kind }) => kind === "state" || kind === "argument" || kind === "value"),
      ];
    }
    case "axis":
      return axes();
    case "type":
      return [...words(["in", "real", "int", "bool"], CompletionItemKind.Keyword), ...axes()];
    case "layer":
      return visible(({ kind }) => kind === "layer" || kind === "model" || kind === "import");
    case "data":
      return visible(({ kind }) => kind === "data" || kind === "import");
    case "optimizer":
      return visible(({ kind }) => kind === "optimizer" || kind === "import");
    case "model":
      return visible(({ kind }) => kind === "model" || kind === "import");
    case "option":
      return optionItems(place.of, place.given);
    case "option value":
      return optionValues(place.of, place.option);
    case "source":
      return words(dataKinds, CompletionItemKind.Function);
    case "initial":
      return words([...plainInitials, "normal", "uniform"], CompletionItemKind.Function);
    case "tokenizer":
      return [
        ...words(tokenizerNames, CompletionItemKind.Function),
        ...visible((thing) => isAxis(thing) || thing.kind === "const"),
      ];
    case "value":
      return [
        ...visible(({ kind }) => kind !== "layer"),
        ...words(builtinNames, CompletionItemKind.Function),
        ...words(Object.keys(givenWords), CompletionItemKind.Constant),
        ...words(["scan", "where", "else", "as"], CompletionItemKind.Keyword),
      ];
  }
}

/** What a source, a field or a tokenizer takes by name; of a first argument, which is a path or a property, there is nothing to choose from. */
function optionItems(of: string, given: readonly string[]): readonly CompletionItem[] {
  return optionNames(of)
    .filter((name) => !given.includes(name))
    .map((label) => ({
      label,
      kind: CompletionItemKind.Property,
      documentation: { kind: MarkupKind.Markdown, value: own(optionWords, label) ?? "" },
    }));
}

function optionNames(of: string): readonly string[] {
  if (of === "field") return ["start", "end", "each"];
  if (tokenizerNames.includes(of)) return ["special"];
  const kind = dataKinds.find((each) => each === of);
  return kind === undefined ? [] : optionsOf(kind).map(({ name }) => name);
}

/** The texts that an option may be; of numbers and paths there is nothing to choose from. */
function optionValues(of: string, option: string): readonly CompletionItem[] {
  const kind = dataKinds.find((each) => each === of);
  const found = kind && optionsOf(kind).find(({ name }) => name === option);
  if (found === undefined || typeof found.values === "function") return [];
  return found.values.map((value) => ({ label: `"${value}"`, kind: CompletionItemKind.Value }));
}

/** The names of the text as it may be when the word is written. */
function namesAround({ source, files }: View, offset: number): Names {
  const completed = { name: source.name, text: completedText(source.text, offset) };
  return readNames(parse(completed, []), readFiles(completed, files, []));
}

function itemOf(thing: Thing, view: View): CompletionItem {
  const { name, kind, span } = thing;
  const documentation = documentationOf(thing);
  const type = typeOfThing(thing, view);
  return {
    label: name,
    kind: kindOf[kind],
    detail: type === undefined ? signatureOf(thing, view) : `${name}: ${type}`,
    // What the spec itself declares comes before the library.
    sortText: `${isOfLibrary(span) ? 1 : 0} ${name}`,
    ...(documentation === undefined
      ? {}
      : { documentation: { kind: MarkupKind.Markdown, value: documentation } }),
  };
}

function words(names: readonly string[], kind: CompletionItemKind): readonly CompletionItem[] {
  return names.map((name) => {
    const said = describeWord(name, false);
    return {
      label: name,
      kind,
      sortText: `2 ${name}`,
      ...(said === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value: said } }),
    };
  });
}

/** What stands behind `a.b.`, and what every value and map has there. */
function memberItems(path: readonly string[], scope: Scope, view: View): readonly CompletionItem[] {
  const { program } = view.names;
  const [first = "", ...rest] = path;
  const source = rest.reduce<Thing | undefined>(
    (thing, name) => thing && membersOf(thing, program).find((member) => member.name === name),
    lookUp(scope, "values", first) ?? lookUp(scope, "axes", first),
  );
  const members = source === undefined ? [] : membersOf(source, program);
  const said = Object.entries(memberWords).map(([label, value]) => ({
    label,
    kind: CompletionItemKind.Property,
    documentation: { kind: MarkupKind.Markdown, value },
  }));
  return members.length > 0 ? members.map((member) => itemOf(member, view)) : said;
}

/** The names of the file that the import at an offset reads. */
function importItems(view: View, offset: number): readonly CompletionItem[] {
  const { program } = view.names;
  const found = view.analysis.tree.declarations.find(
    ({ kind, span }) => kind === "import" && span.start <= offset && offset <= span.end,
  );
  const source = found?.kind === "import" ? importedBy(found, program.main, program) : undefined;
  if (source === undefined) return [];
  return [...source.values.values(), ...source.axes.values()].map((thing) => itemOf(thing, view));
}
