/** What the peers' programs share: the run that weft wrote (test/oracles/export-run.ts), and how they report. */

export interface Tensor {
  readonly shape: number[];
  readonly data: Float32Array<ArrayBuffer>;
}

export interface Run {
  readonly parameters: ReadonlyMap<string, Tensor>;
  /** Inputs and the next tokens, [batch, context] each, of step 1, 2, … */
  readonly batch: (step: number) => {
    readonly inputs: Int32Array<ArrayBuffer>;
    readonly targets: Int32Array<ArrayBuffer>;
  };
  readonly batchRows: number;
  readonly context: number;
}

/** Reads initial.safetensors of a folder. */
export function readParameters(folder: string): ReadonlyMap<string, Tensor> {
  const bytes = Deno.readFileSync(`${folder}/initial.safetensors`);
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header: Record<string, { shape: number[]; data_offsets: [number, number]; dtype?: string }> =
    JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const parameters = new Map<string, Tensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name.startsWith("state:") || entry.dtype !== "F32") continue;
    const [start, end] = entry.data_offsets;
    const data = new Float32Array(bytes.slice(8 + length + start, 8 + length + end).buffer);
    parameters.set(name, { shape: entry.shape, data });
  }
  return parameters;
}

/** Reads initial.safetensors, tokens.bin and offsets.json of a folder. */
export function readRun(folder: string, context: number): Run {
  const parameters = readParameters(folder);
  const tokens = new Int32Array(Deno.readFileSync(`${folder}/tokens.bin`).buffer);
  const offsets: number[][] = JSON.parse(Deno.readTextFileSync(`${folder}/offsets.json`));
  const batchRows = offsets[0]?.length ?? 0;
  const windows = (step: number, shift: number): Int32Array<ArrayBuffer> => {
    const picked = new Int32Array(batchRows * context);
    for (const [row, at] of (offsets[step - 1] ?? []).entries())
      picked.set(tokens.subarray(at + shift, at + shift + context), row * context);
    return picked;
  };
  return {
    parameters,
    batch: (step) => ({ inputs: windows(step, 0), targets: windows(step, 1) }),
    batchRows,
    context,
  };
}

/** AdamW's rate of specs/gpt.weft. */
export function rateOf(step: number, total: number): number {
  if (step < 100) return (1e-3 * step) / 100;
  return 1e-4 + 9e-4 * 0.5 * (1 + Math.cos((Math.PI * (step - 100)) / (total - 100)));
}

/** Runs the steps, each with its loss read back, and prints `{losses, msPerStep}`; the first steps are not timed. */
export async function reportSteps(
  steps: number,
  warmSteps: number,
  runStep: (step: number) => number | Promise<number>,
): Promise<void> {
  const losses: number[] = [];
  let begun = performance.now();
  for (let step = 1; step <= steps; step++) {
    losses.push(await runStep(step));
    if (step === warmSteps) begun = performance.now();
  }
  const msPerStep = (performance.now() - begun) / (steps - warmSteps);
  console.log(JSON.stringify({ losses, msPerStep }));
}

/**
 * Writes `count` tokens after the prompt, each the likeliest, and prints `{tokensPerSecond, tokens}`. `logitsOf` gives the logits at all
 * positions of a window, row-major [context, vocab]; what lies behind the text is padding, which a causal model doesn't see.
 */
export async function reportText(
  count: number,
  vocab: number,
  prompt: Int32Array,
  context: number,
  logitsOf: (window: Int32Array<ArrayBuffer>) => Promise<Float32Array>,
): Promise<void> {
  const text = [...prompt];
  const next = async (): Promise<void> => {
    const seen = text.slice(-context);
    const window = new Int32Array(context);
    window.set(seen);
    const logits = (await logitsOf(window)).subarray((seen.length - 1) * vocab, seen.length * vocab);
    text.push(logits.indexOf(Math.max(...logits)));
  };
  await next();
  const begun = performance.now();
  for (let at = 1; at < count; at++) await next();
  const tokensPerSecond = ((count - 1) * 1000) / (performance.now() - begun);
  console.log(JSON.stringify({ tokensPerSecond, tokens: text.slice(prompt.length) }));
}
