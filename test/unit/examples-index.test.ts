/** The index of the examples lists every program of the folder, once, and no other. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { examplePrograms } from "../kit/example-programs.ts";

const index = readFileSync(new URL("../../examples/README.md", import.meta.url), "utf8");

test("examples/README.md lists the examples", () => {
  const listed = [...index.matchAll(/^\| \[(.+)\.tp\]\((.+)\.tp\) \|/gm)];
  expect(listed.map(([, , file]) => file).sort()).toEqual(examplePrograms.map(({ name }) => name).sort());
  for (const [, name, file] of listed) expect(name).toBe(file);
});
