/** What `name = value` sets in a training. */
export const settingNames: ReadonlySet<string> = new Set([
  "optimizer",
  "batch",
  "steps",
  "epochs",
  "clip",
  "accumulate",
  "precision",
  "seed",
  "start",
  "private",
  "patience",
]);
