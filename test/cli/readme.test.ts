/** What README.md shows is what happens. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { folder, tpc } from "../kit/tpc.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const readme = readFileSync(`${root}/README.md`, "utf8");

/** The code blocks with this language, without their fences. */
function blocks(language: string): readonly string[] {
  return [...readme.matchAll(/^```(\w*)\n(.*?)^```/gms)].flatMap(([, tag, text = ""]) =>
    tag === language ? [text] : [],
  );
}

test("the programs compile", async () => {
  expect(blocks("tp")).toHaveLength(1);
  for (const program of blocks("tp")) {
    expect(await tpc(["check", "-"], { input: program })).toMatchObject({ status: 0, stderr: "" });
  }
});

test("every output shown is that of a command, or of the wrong program", async () => {
  const commands = [...readme.matchAll(/`npx tpc ((?:limit|simulate) [^`]+)`/g)].map(([, args = ""]) =>
    args.split(" "),
  );
  expect(commands).toHaveLength(4);
  const runs = await Promise.all(commands.map((args) => tpc(args, { cwd: root })));
  const cwd = folder({
    "net.tp": "width n\nmatrix W ~ normal(0, 1)\nvector x ~ normal(0, 1)\noutput moment((W @ x)^2)\n",
  });
  const wrong = await tpc(["check", "net.tp"], { cwd });
  const outputs = [...runs.map(({ stdout }) => stdout), wrong.stderr];
  for (const shown of blocks("")) {
    expect(
      outputs.some((output) => output.includes(shown)),
      shown,
    ).toBe(true);
  }
});

test("the commands of the tables and the text are there", async () => {
  const help = (await tpc(["--help"])).stdout;
  for (const [, command] of readme.matchAll(/`(?:npx )?tpc (\w+)/g)) expect(help).toContain(`\n  ${command} `);
  const options = new Set([...readme.matchAll(/`[^`]*`/g)].flatMap(([code]) => code.match(/--[a-z-]+/g) ?? []));
  const helps = await Promise.all(
    ["check", "limit", "simulate", "compare", "predict", "build", "fmt", "emit"].map((c) => tpc([c, "--help"])),
  );
  for (const option of options)
    expect(
      helps.some(({ stdout }) => stdout.includes(option)),
      option,
    ).toBe(true);
});
