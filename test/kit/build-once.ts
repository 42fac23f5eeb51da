/** Builds the command before its end-to-end tests, so that they see what a user sees. */
import { execFileSync } from "node:child_process";

export default function setup(): void {
  execFileSync("npx", ["tsx", "scripts/build.ts"], { stdio: ["ignore", "ignore", "inherit"] });
}
