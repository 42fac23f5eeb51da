/** The programs of the folder `examples`, for the tests that every one of them must pass. */
import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../../examples/", import.meta.url);

export interface ExampleProgram {
  /** File name without `.tp`. */
  readonly name: string;
  readonly text: string;
}

export const examplePrograms: readonly ExampleProgram[] = readdirSync(folder)
  .filter((file) => file.endsWith(".tp"))
  .sort()
  .map((file) => ({ name: file.slice(0, -3), text: readFileSync(new URL(file, folder), "utf8") }));
