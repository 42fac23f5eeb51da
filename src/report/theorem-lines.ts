/**
 * The theorems that cover a program, and what is in the way of the others, for a terminal and as JSON. In JSON the
 * names of the fields are a contract with scripts: fields may be added, never renamed.
 */
import { placeToJson } from "../diagnostics/render.ts";
import type {
  ClassifiedFunction,
  FailingHypothesis,
  TheoremReport,
  TheoremVerdict,
} from "../theorems/theorem-report.ts";
import { fileAndLine } from "./place-text.ts";
import { renderTable } from "./table.ts";

/** Failing hypotheses of a theorem that are listed; more of them say no more. */
const mostListed = 3;

/** One line for each theorem, and below those that do not apply what fails, with its place. */
export function theoremLines({ theorems }: TheoremReport): readonly string[] {
  // That a program with matrices is none without goes without saying.
  const told = theorems.filter(({ failing }) => !failing.some(({ hypothesis }) => hypothesis === "there is no matrix"));
  const longest = Math.max(...told.map(({ name }) => name.length));
  return told.flatMap((theorem) => [lineOf(theorem, longest), ...failingLines(theorem)]);
}

function lineOf({ name, source, applies, mode, remarks }: TheoremVerdict, longest: number): string {
  const head = `${applies ? "yes" : "no "}  ${name.padEnd(longest)}`;
  return applies ? [`${head}  ${mode} (${source})`, ...remarks].join("; ") : head.trimEnd();
}

function failingLines({ failing }: TheoremVerdict): readonly string[] {
  const lines = failing
    .slice(0, mostListed)
    .map((one) => `       ${one.hypothesis}: ${one.reason} (${fileAndLine(one.place)})`);
  const more = failing.length - mostListed;
  return more > 0 ? [...lines, `       and ${more} more`] : lines;
}

/** For programs that no theorem covers; nothing for others. */
export function formalLines({ formal }: TheoremReport): readonly string[] {
  if (formal === undefined) return [];
  return [`no theorem covers this program: ${formal.reason} (${fileAndLine(formal.place)}); the limit is formal`];
}

/** Every function with its classes. */
export function functionTable({ functions }: TheoremReport): string {
  const columns = [
    { title: "function", align: "left" },
    { title: "place", align: "left" },
    { title: "class", align: "left" },
  ] as const;
  const rows = functions.map(({ text, use, place, description }) => [
    use === "moment" ? `moment(${text})` : text,
    fileAndLine(place),
    description,
  ]);
  return renderTable(columns, rows);
}

export function theoremsJson({ theorems, functions }: TheoremReport) {
  return {
    theorems: theorems.map(({ name, source, applies, mode, failing, remarks }) => ({
      name,
      source,
      applies,
      mode,
      failing: failing.map(failingJson),
      remarks,
    })),
    functions: functions.map(functionJson),
  };
}

/** What `limit` and `compare` say of theorems. */
export function coverageJson({ coveredBy, formal }: TheoremReport) {
  return { coveredBy, formal: formal === undefined ? null : failingJson(formal) };
}

function failingJson(failing: FailingHypothesis) {
  const { hypothesis, reason, place } = failing;
  return { hypothesis, reason, ...placeToJson(place) };
}

function functionJson({ text, use, place, description, classes, lipschitz }: ClassifiedFunction) {
  return { text, use, description, classes, lipschitz: lipschitz ?? null, ...placeToJson(place) };
}
