/** Builds the command before its end-to-end tests, in a folder of theirs, so that they see what a user sees. */
import { execFileSync } from "node:child_process";
import { buildFolder } from "./tpc.ts";

export default function setup(): void {
  execFileSync("node_modules/.bin/tsx", ["scripts/build.ts", buildFolder], { stdio: ["ignore", "ignore", "inherit"] });
}
