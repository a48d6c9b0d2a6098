/** Fields that a template makes of a record's entries: a text, and which of its positions are a part of it. */
import type { Data, Field } from "../../2-check/model.ts";
import { labelledBy } from "../../facts.ts";
import type { PlanField } from "../../../runtime/plan.ts";
import { messageOf } from "../../../runtime/errors.ts";
import { entriesReader } from "../../../runtime/tokenizers/template.ts";
import { createTokenizer } from "../../../runtime/tokenizers/tokenizer.ts";
import { CommandError } from "../command-error.ts";
import { shownOf, type FieldContext, type FieldEncoder } from "./fields.ts";

/**
 * Undefined of a field without a template. `of` is the field that has it, whose plan is `whole`; the record's value is what that one reads.
 */
export function entriesEncoder(
  field: Field,
  of: Field,
  whole: Extract<PlanField, { readonly kind: "record" }>,
  { model, target, tokenizers }: FieldContext,
): FieldEncoder | undefined {
  const { template, ends } = whole;
  const description = tokenizers.get(labelledBy(of.type.indexes, model)?.id ?? "");
  if (template === undefined || description === undefined || description.kind === "labels") return undefined;
  const [bound = 0] = target.shape;
  const varies = target.fitted?.includes(0) === true;
  const tokenizer = createTokenizer(description);
  const read = entriesReader({ template, bound, ...(ends === undefined ? {} : { ends }) }, tokenizer);
  const part = field.from.kind === "part" ? field.from.part : undefined;
  const name = of.from.kind === "field" ? of.from.field : "";
  return (value, { place }) => {
    const refuse = (reason: string): CommandError =>
      new CommandError(1, `${place}: ${name === "" ? "" : `\`${name}\`: `}${reason}`, field.span);
    if (Array.isArray(value) && !name.endsWith("[]"))
      throw refuse(`is a list, whose entries are \`field("${name}[]", …)\``);
    if (typeof value !== "object") throw refuse(`is ${shownOf(value)}, and no object`);
    let numbers: readonly number[];
    try {
      numbers = read(value, part);
    } catch (error) {
      throw refuse(messageOf(error));
    }
    const values = varies ? numbers : Array.from({ length: bound }, (_, at) => numbers[at] ?? 0);
    return { values, bound: part === undefined ? tokenizer.labels.length : 2, varies };
  };
}

/** Whether the record itself is the entry. */
export function isOwnEntry({ from }: Field): boolean {
  return from.kind === "field" && from.template !== undefined && from.field === "";
}

/** What of a record's own entry a text and its parts are made from. */
export function entryNames(of: Field, { fields }: Data): readonly string[] {
  const template = of.from.kind === "field" ? (of.from.template?.names ?? []) : [];
  const conditions = fields.flatMap(({ from }) =>
    from.kind === "part" && from.of === of.name ? from.part.only.map(({ name }) => name) : [],
  );
  return [...new Set([...template, ...conditions])];
}
