/** JavaScript beside the TypeScript, and its declarations: Node 20 and browsers run no .ts, Deno none of an installed package. */
import { Project, ts } from "ts-morph";
import { InternalError } from "../source/internal-error.ts";

const options = {
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.dom.asynciterable.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  rewriteRelativeImportExtensions: true,
  noEmitHelpers: true,
  declaration: true,
  // Types are checked where the package is used, and by the tests: checking them here took half of a build's time.
  noCheck: true,
} satisfies ts.CompilerOptions;

/** TypeScript's helper around an import by a variable, of which none here is of a `.ts` file: with it bundlers don't leave such an import alone. */
const aroundImport = /\bimport\(__rewriteRelativeImportExtension\((.*?)\)\)/g;

/** The JavaScript of one file, which is what `compileScripts` makes of it. Throws where it doesn't parse. */
export function scriptOf(text: string): string {
  const { outputText, diagnostics = [] } = ts.transpileModule(text, {
    compilerOptions: { ...options, declaration: false },
    reportDiagnostics: true,
  });
  const [first] = diagnostics;
  if (first !== undefined)
    throw new InternalError(
      `the package's code: ${ts.flattenDiagnosticMessageText(first.messageText, "\n")}`,
    );
  return outputText.replaceAll(aroundImport, "import($1)");
}

/** What a program that uses the package can't reach needs no declarations. */
const programs = /^(train|generate|serve|page|runtime\/(command|page)\/.*)\.d\.ts$/;

/**
 * The `.js` beside every `.ts`, and the declarations in `types/`: beside the `.ts` they would give way to these, and a
 * program that uses the package would be checked together with its sources, by its own settings. Throws where a file doesn't parse.
 */
export function compileScripts(sources: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const project = new Project({ useInMemoryFileSystem: true, compilerOptions: options });
  for (const [path, text] of Object.entries(sources)) project.createSourceFile(`/${path}`, text);
  const emitted: Record<string, string> = {};
  const result = project.emitToMemory();
  for (const diagnostic of result.getDiagnostics()) {
    if (diagnostic.getCategory() === ts.DiagnosticCategory.Error) {
      const message = diagnostic.getMessageText();
      throw new InternalError(
        `the package's code: ${typeof message === "string" ? message : message.getMessageText()}`,
      );
    }
  }
  for (const { filePath, text } of result.getFiles()) {
    const path = filePath.replace(/^\//, "");
    if (!path.endsWith(".d.ts")) emitted[path] = text.replaceAll(aroundImport, "import($1)");
    else if (!programs.test(path))
      emitted[`types/${path}`] = text.replaceAll(/(from "\.[^"]*)\.ts"/g, '$1.js"');
  }
  return emitted;
}
