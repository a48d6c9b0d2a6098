/** What TypeScript's compiler says, in English and in Chinese, from its npm package. */

const typescript = "npm:typescript@5.9.3";

interface Compiler {
  readonly Diagnostics: Readonly<Record<string, { readonly key: string; readonly message: string }>>;
}

async function readChinese(): Promise<Readonly<Record<string, string>>> {
  const file = `${typescript}/lib/zh-cn/diagnosticMessages.generated.json`;
  const { default: messages } = await import(file, { with: { type: "json" } });
  return messages;
}

export default async function* () {
  const { default: compiler }: { readonly default: Compiler } = await import(typescript);
  const chinese = await readChinese();
  for (const { key, message } of Object.values(compiler.Diagnostics)) {
    const target = chinese[key];
    if (target !== undefined) yield { source: message, target };
  }
}
