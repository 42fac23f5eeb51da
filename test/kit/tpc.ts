/** Runs the built command as a user does, in a folder of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** Inside the project, so that the packages are found. */
export const buildFolder = fileURLToPath(new URL("../../node_modules/.cache/tpc-test", import.meta.url));
export const mainFile = join(buildFolder, "cli/main.js");

export interface Ended {
  /** Exit status; -1 when a signal ended it. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the process as soon as it runs. */
  readonly started?: (child: ChildProcess) => void;
}

/** Runs `tpc` with these arguments to its end. */
export function tpc(args: readonly string[], { cwd, input, env = {}, started }: Surroundings = {}): Promise<Ended> {
  const { NO_COLOR: _, FORCE_COLOR: __, ...outer } = process.env;
  // Nothing is measured, and nothing kept in the folder of the user.
  const child = spawn(process.execPath, [mainFile, ...args], { cwd, env: { ...outer, TPC_COSTS: "standard", ...env } });
  started?.(child);
  child.stdin.on("error", () => {
    // A command that fails early does not read its input.
  });
  child.stdin.end(input ?? "");
  return new Promise((resolve, reject) => {
    const out = collect(child.stdout);
    const err = collect(child.stderr);
    child.on("error", reject);
    child.on("close", (code) => resolve({ status: code ?? -1, stdout: out(), stderr: withoutDawn(err()) }));
  });
}

/** The same with `--json`, and its document. Fields are looked up by tests, which fail where one is not there. */
export async function tpcJson(
  args: readonly string[],
  surroundings: Surroundings = {},
): Promise<Ended & { readonly json: Document }> {
  const ended = await tpc([...args, "--json"], surroundings);
  return { ...ended, json: JSON.parse(ended.stdout) };
}

// biome-ignore lint/suspicious/noExplicitAny: the shape of the documents is what the tests are about
type Document = any;

/** A new folder with these files, removed after the test. */
export function folder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "tpc-")));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}

/** Dawn tells software adapters' limits on standard error, past anything that JavaScript can catch. */
function withoutDawn(text: string): string {
  return text.replaceAll(/^Warning: max.* artificially reduced .*\n/gm, "");
}
