/** From text to a verified program, for tests whose programs have no mistakes. */
import { lowerProgram } from "../../src/ir/lower/lower.ts";
import { defaultLowerOptions } from "../../src/ir/lower/options.ts";
import type { Program } from "../../src/ir/program.ts";
import { verifyProgram } from "../../src/ir/verify.ts";
import { parseProgram } from "./interpret.ts";
import { unwrap } from "./unwrap.ts";

/** Parses, lowers and verifies; throws with all messages where the program is refused. */
export function lower(text: string, settings: Readonly<Record<string, number>> = {}): Program {
  const options = { ...defaultLowerOptions, settings: new Map(Object.entries(settings)) };
  const program = unwrap(lowerProgram(parseProgram(text), options));
  verifyProgram(program);
  return program;
}
