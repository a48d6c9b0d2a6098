/** Mistakes as the editor shows them: each with the edits that mend it as buttons. */
import type { LSPClient } from "@codemirror/lsp-client";
import { LSPPlugin } from "@codemirror/lsp-client";
import { setDiagnostics, type Action, type Diagnostic } from "@codemirror/lint";
import type { EditorView } from "@codemirror/view";
import type { CodeAction, Diagnostic as Problem, PublishDiagnosticsParams } from "vscode-languageserver";

const severities = ["error", "error", "warning", "info", "hint"] as const;

/** Takes the mistakes of an open file; false where it isn't open, or was changed since. */
export function tell(client: LSPClient, { uri, version, diagnostics }: PublishDiagnosticsParams): boolean {
  const file = client.workspace.getFile(uri);
  const view = file?.getView();
  if (!file || !view || (version !== undefined && version !== file.version)) return false;
  const plugin = LSPPlugin.get(view);
  if (plugin === null) return false;
  const placeOf = (position: Problem["range"]["start"]): number =>
    plugin.unsyncedChanges.mapPos(plugin.fromPosition(position, plugin.syncedDoc));
  // Now: when their fixes are known, what was typed since the server looked is synced, and their lines may be gone.
  const placed = diagnostics.map((problem) => ({
    problem,
    from: placeOf(problem.range.start),
    to: placeOf(problem.range.end),
  }));
  const show = (actions: readonly CodeAction[]): void => {
    const shown = placed.map(({ problem, from, to }): Diagnostic => ({
      from,
      to,
      severity: severities[problem.severity ?? 1] ?? "error",
      source: String(problem.code ?? ""),
      message: typeof problem.message === "string" ? problem.message : problem.message.value,
      actions: actions.filter((action) => isFor(action, problem)).map((action) => asButton(action, uri)),
    }));
    view.dispatch(setDiagnostics(view.state, shown));
  };
  show([]);
  if (diagnostics.length > 0)
    askForFixes(client, view, uri).then((found) => found && show(found), console.error);
  return true;
}

/** Undefined where the text was changed meanwhile: then it is told anew. */
async function askForFixes(
  client: LSPClient,
  view: EditorView,
  uri: string,
): Promise<readonly CodeAction[] | undefined> {
  const { doc } = view.state;
  const end = { line: doc.lines - 1, character: doc.line(doc.lines).length };
  const parameters = {
    textDocument: { uri },
    range: { start: { line: 0, character: 0 }, end },
    context: { diagnostics: [] },
  };
  const actions = await client.request<typeof parameters, readonly CodeAction[] | null>(
    "textDocument/codeAction",
    parameters,
  );
  return view.state.doc.eq(doc) ? (actions ?? []) : undefined;
}

function isFor(action: CodeAction, { message, range }: Problem): boolean {
  return (action.diagnostics ?? []).some(
    (other) =>
      other.message === message &&
      other.range.start.line === range.start.line &&
      other.range.start.character === range.start.character,
  );
}

function asButton({ title, edit }: CodeAction, uri: string): Action {
  return {
    name: title,
    apply: (view) => {
      const plugin = LSPPlugin.get(view);
      if (plugin === null) return;
      const changes = (edit?.changes?.[uri] ?? []).map(({ range, newText }) => ({
        from: plugin.fromPosition(range.start),
        to: plugin.fromPosition(range.end),
        insert: newText,
      }));
      view.dispatch({ changes, userEvent: "input.fix" });
    },
  };
}
