/** What values are called: members of families, and unnamed parts by their text. */

import type { Place } from "../../diagnostics/source.ts";
import { cutText } from "../cut-text.ts";

/** What a value is called: `h[2,1]` of the family `h`. Unnamed parts have the empty base. */
export interface Label {
  readonly name: string;
  readonly base: string;
  readonly indices: readonly number[];
}

/** The name of a value that is made, and where it stands. */
export interface Naming {
  readonly label: () => Label;
  readonly place: Place;
}

/** The names of a product and of the vector that is multiplied. */
export interface ProductNaming {
  readonly vector: Naming;
  readonly product: Naming;
}

/** The label of a part without a name in the source. */
export function unnamed(name: string): Label {
  return { name, base: "", indices: [] };
}

/** The indices of a name as it is reported: `h[2,1]`. */
export function memberName(base: string, indices: readonly number[]): string {
  return indices.length === 0 ? base : `${base}[${indices.join(",")}]`;
}

/** Names of unnamed parts are cut to this length. */
export const longestPartName = 120;

/** `text`, or its beginning and `..` when it is too long for a name. */
export function shortened(text: string): string {
  return text.length <= longestPartName ? text : cutText(text, longestPartName - 2);
}

/** A text without what stands in brackets. */
export function outsideBrackets(text: string): string {
  let depth = 0;
  let kept = "";
  for (const c of text) {
    if (c === ")" || c === "]") depth--;
    if (depth === 0) kept += c;
    if (c === "(" || c === "[") depth++;
  }
  return kept;
}

export function isCompound(text: string): boolean {
  return outsideBrackets(text).includes(" ");
}

/** `W.T @ x`, `W @ V @ x`, `W @ (x + y)`. */
export function productName(matrix: string, transposed: boolean, vector: string): string {
  const isChain = /^\S+( @ \S+)*$/.test(outsideBrackets(vector));
  return shortened(`${matrix}${transposed ? ".T" : ""} @ ${isChain ? vector : `(${vector})`}`);
}
