/** `prettier` in a browser, which is told what it is made of: the same bytes as in Node. */
import * as estree from "prettier/plugins/estree";
import * as typescript from "prettier/plugins/typescript";
import { format as formatWith } from "prettier/standalone";

export function format(text: string, options: object): Promise<string> {
  return formatWith(text, { ...options, plugins: [estree, typescript] });
}
