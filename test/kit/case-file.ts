/** Files of cases under `test/cases`: text, `==>`, what it becomes. */
import { readFileSync } from "node:fs";

export interface Case {
  readonly text: string;
  readonly expected: string;
}

function read(name: string): string {
  return readFileSync(new URL(`../cases/${name}`, import.meta.url), "utf8");
}

/** The cases between lines of eight dashes, each cut by a line `==>`. */
export function blockCases(name: string): Case[] {
  const [, ...blocks] = read(name).split(/^-{8}\n/m);
  return blocks.map((block) => {
    const [text, expected, ...more] = block.split(/^==>\n/m);
    if (text === undefined || expected === undefined || more.length > 0)
      throw new Error(`a case without ==>: ${block}`);
    return { text: text.replace(/\n$/, ""), expected: expected.trimEnd() };
  });
}

/** The cases of one line each; lines without `==>` are remarks. */
export function lineCases(name: string): Case[] {
  return read(name)
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [text, expected] = line.split("  ==>  ");
      return text === undefined || expected === undefined ? [] : [{ text, expected }];
    });
}
