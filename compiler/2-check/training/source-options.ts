/** What a source of data takes beside its path. */
import type { DataKind, SourceOption } from "../model.ts";

/** What `data name = …` may be read from. */
export const dataKinds: readonly DataKind[] = [
  "text",
  "lines",
  "jsonl",
  "csv",
  "images",
  "audio",
  "npy",
  "module",
];

interface Option {
  readonly name: "test" | "duplicates" | "labels" | "fit" | "rate";
  readonly kinds: readonly DataKind[];
  /** All that it may be, or which values it may have. */
  readonly values: readonly string[] | ((value: SourceOption["value"]) => boolean);
}

/** Records of these may name pictures and sounds. */
const namingFiles: readonly DataKind[] = ["jsonl", "csv", "module"];

const options: readonly Option[] = [
  {
    name: "test",
    kinds: dataKinds,
    values: (value) => (typeof value === "number" ? value >= 0 && value < 1 : value !== ""),
  },
  { name: "duplicates", kinds: dataKinds.filter((kind) => kind !== "text"), values: ["keep"] },
  { name: "labels", kinds: ["images", "audio"], values: (value) => typeof value === "string" },
  { name: "fit", kinds: ["images", ...namingFiles], values: ["stretch", "crop"] },
  {
    name: "rate",
    kinds: ["audio", ...namingFiles],
    values: (value) => typeof value === "number" && value > 0,
  },
];

/** Whether a source of this kind takes the option with this value. */
export function isOption(kind: DataKind, { name, value }: SourceOption): boolean {
  return optionsOf(kind).some(
    (option) =>
      option.name === name &&
      (typeof option.values === "function"
        ? option.values(value)
        : option.values.some((one) => one === value)),
  );
}

/** The options that a source of this kind takes. */
export function optionsOf(kind: DataKind): readonly Option[] {
  return options.filter(({ kinds }) => kinds.includes(kind));
}

export function namesFiles(kind: DataKind): boolean {
  return namingFiles.includes(kind);
}
