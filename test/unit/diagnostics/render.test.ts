import { describe, expect, test } from "vitest";
import { type Diagnostic, diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import { diagnosticToJson, renderDiagnostic } from "../../../src/diagnostics/render.ts";

/** A diagnostic for the part of `text` between two `¦`, which are taken out. */
function marked(text: string, hint: string | undefined = "write it otherwise", name = "net.tp"): Diagnostic {
  const [before = "", part = "", after = ""] = text.split("¦");
  const source = { name, text: before + part + after };
  return diagnostic(
    "TP101",
    { source, span: { start: before.length, end: before.length + part.length } },
    "this is wrong",
    hint,
  );
}

const plain = (d: Diagnostic) => renderDiagnostic(d, { color: false });

/** The lines of the frame below the place. */
const frame = (text: string) => plain(marked(text)).split("\n").slice(2);

describe("the code frame", () => {
  test("has the code, the place, the line, the caret and the hint", () => {
    const text = "width n\n\n\n\n\n\nmatrix W ~ normal(0, ¦1¦)\nx = W @ x\n";
    expect(plain(marked(text, "write c / n here"))).toBe(`error[TP101]: this is wrong
  --> net.tp:7:22
7 | matrix W ~ normal(0, 1)
  |                      ^ write c / n here`);
  });

  test("without a hint ends with the carets", () => {
    const d = { ...marked("x = ¦abc¦ 3"), hint: undefined };
    expect(plain(d).split("\n").at(-1)).toBe("  |     ^^^");
  });

  test("makes room for long line numbers, and for those of related places", () => {
    const source = { name: "a.tp", text: `x = 1\n${"\n".repeat(98)}x = 2\n` };
    const place = { source, span: { start: 104, end: 105 } };
    const related = [{ place: { source, span: { start: 0, end: 1 } }, message: "`x` is assigned here first" }];
    expect(plain(diagnostic("TP110", place, "`x` is assigned twice", "use another name", related))).toBe(
      `error[TP110]: \`x\` is assigned twice
    --> a.tp:100:1
100 | x = 2
    | ^ use another name
    --> a.tp:1:1
  1 | x = 1
    | ^ \`x\` is assigned here first`,
    );
  });

  test("an empty part has one caret, also at the end of a line and of the text", () => {
    expect(frame("x =¦¦\ny = 2")).toEqual(["1 | x =", "  |    ^ write it otherwise"]);
    expect(frame("¦¦")).toEqual(["1 |", "  | ^ write it otherwise"]);
    expect(frame("x\n¦¦")).toEqual(["2 |", "  | ^ write it otherwise"]);
  });

  test("a part of several lines is marked to the end of its first line", () => {
    expect(frame("x = ¦f(a,\n  b)¦")).toEqual(["1 | x = f(a,", "  |     ^^^^ write it otherwise"]);
  });

  test("tabs are blanks to the next multiple of four columns", () => {
    expect(frame("\tx\t= ¦3¦")).toEqual(["1 |     x   = 3", "  |           ^ write it otherwise"]);
    expect(frame("a¦\t¦b")).toEqual(["1 | a   b", "  |  ^^^ write it otherwise"]);
  });

  test("wide characters have two cells, combining ones none", () => {
    expect(frame('x = "字字" ¦4¦')).toEqual(['1 | x = "字字" 4', "  |            ^ write it otherwise"]);
    expect(frame('x = "¦字¦字"')).toEqual(['1 | x = "字字"', "  |      ^^ write it otherwise"]);
    expect(frame('x = "e\u0301" ¦4¦')).toEqual(['1 | x = "e\u0301" 4', "  |         ^ write it otherwise"]);
    expect(frame("x = 👩‍👩‍👧 + ¦é¦")).toEqual(["1 | x = 👩‍👩‍👧 + é", "  |          ^ write it otherwise"]);
  });

  test("control characters, in the line, the message and the name, are shown and not obeyed", () => {
    const d = { ...marked("x = ¦\u001b¦[31m\0\u007f\u202e", undefined, "\u001b[2J.tp"), message: "\u001b[31m" };
    expect(plain(d)).toBe(`error[TP101]: ␛[31m
  --> ␛[2J.tp:1:5
1 | x = ␛[31m␀␡\ufffd
  |     ^ write it otherwise`);
  });

  test("a long line is cut around the part, which stays visible and aligned", () => {
    for (const before of [0, 5, 60, 99, 100, 101, 250, 1000]) {
      for (const after of [0, 40, 99, 500]) {
        const [line = "", carets = ""] = frame(`${"a".repeat(before)}¦XYZ¦${"b".repeat(after)}`);
        expect(carets.indexOf("^^^")).toBe(line.indexOf("XYZ"));
        expect(line.length).toBeLessThanOrEqual(106);
        expect(line.startsWith("1 | …")).toBe(!line.includes("a".repeat(before)));
        expect(line.endsWith("…")).toBe(!line.includes("b".repeat(after)));
      }
    }
    const [line = "", carets = ""] = frame(`x = ¦${"y".repeat(5000)}¦`);
    expect(line).toBe(`1 | x = ${"y".repeat(96)}…`);
    expect(carets).toBe(`  |     ${"^".repeat(96)} write it otherwise`);
  });

  test("a message with a name of a thousand letters is cut in its middle", () => {
    const d = { ...marked("x = ¦1¦"), message: `the name ${"y".repeat(1000)} is not defined` };
    const [head = ""] = plain(d).split("\n");
    expect(head).toMatch(/^error\[TP101\]: the name y+ … y+ is not defined$/);
    expect(head.length).toBe("error[TP101]: ".length + 400);
  });

  test("colours are put around the same text, and only on demand", () => {
    const d = marked("x = ¦1¦");
    const colored = renderDiagnostic(d, { color: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences of colours are what is looked for.
    expect(colored.replace(/\u001b\[\d+m/g, "")).toBe(plain(d));
    expect(colored).toContain("\u001b[31m");
  });
});

test("JSON has the names and numbers that programs read", () => {
  const d = marked("a = 1\r\nx = ¦f(\n2)¦");
  expect(diagnosticToJson({ ...d, related: [{ place: d.place, message: "see here" }] })).toEqual({
    code: "TP101",
    severity: "error",
    message: "this is wrong",
    hint: "write it otherwise",
    file: "net.tp",
    line: 2,
    column: 5,
    endLine: 3,
    endColumn: 3,
    related: [{ message: "see here", file: "net.tp", line: 2, column: 5, endLine: 3, endColumn: 3 }],
  });
  expect(diagnosticToJson({ ...d, hint: undefined }).hint).toBeNull();
});
