/** Settings from outside, `--set` and `--symbolic`: each concerns a param or a scalar of the program. */
import { type Diagnostic, diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Place } from "../../diagnostics/source.ts";
import { suggest } from "../../diagnostics/suggest.ts";
import type { Ast } from "../../parser/ast.ts";
import { definedNames } from "./defined-names.ts";
import type { LowerOptions } from "./options.ts";

/** Settings that no `param` and no `scalar` of the program takes up, that are no numbers, or that contradict each other. */
export function checkSettings({ statements }: Ast, { settings, symbolic }: LowerOptions): Diagnostic[] {
  const settable = [...definedNames(statements)].flatMap(({ ident, isSettable }) => (isSettable ? [ident.name] : []));
  const complaints: Diagnostic[] = [];
  const checkName = (name: string, place: Place): boolean => {
    if (settable.includes(name)) return true;
    const meant = suggest(name, settable);
    const hint = meant === undefined ? `it has ${listed(settable)}` : `did you mean \`${meant}\`?`;
    complaints.push(diagnostic("TP221", place, `the program has no param or scalar \`${name}\``, hint));
    return false;
  };
  for (const [name, value] of settings) {
    const source = { name: "--set", text: `${name}=${value}` };
    const isThere = checkName(name, { source, span: { start: 0, end: name.length } });
    if (!isThere || Number.isFinite(value)) continue;
    const place = { source, span: { start: name.length + 1, end: source.text.length } };
    complaints.push(diagnostic("TP221", place, `\`${name}\` is set to ${value}`, "write a finite number"));
  }
  for (const name of symbolic) {
    const place = { source: { name: "--symbolic", text: name }, span: { start: 0, end: name.length } };
    if (!checkName(name, place) || !settings.has(name)) continue;
    complaints.push(diagnostic("TP221", place, `\`${name}\` is set and stays a symbol`, "leave out one of the two"));
  }
  return complaints;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.map((name) => `\`${name}\``).join(", ");
}
