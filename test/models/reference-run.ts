/** Run by Deno with a package's folder, a backend and a number of steps: prints the losses as JSON. */
const [folder = "", backend = "", count = "0"] = process.argv.slice(2);

interface Package {
  readonly load: (options: { readonly backend: string }) => Promise<{
    readonly train: () => AsyncIterable<{ readonly kind: string; readonly loss?: number }>;
  }>;
}

const { load } = (await import(new URL("mod.ts", folder).href)) as Package;
const model = await load({ backend });
const losses: number[] = [];
for await (const event of model.train()) {
  if (event.kind === "step") losses.push(event.loss ?? NaN);
  if (losses.length >= Number(count)) break;
}
console.log(JSON.stringify(losses));
process.exit(0);
