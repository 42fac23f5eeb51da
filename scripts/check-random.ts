/**
 * `npm run check:random`: the statistical battery of test/kit/random-battery.ts at full size, 16 matrices of 2048^2 and
 * three seeds, on the streams of the simulators and on generators that have to fail; a million draws of every law; and
 * Dieharder on the words, where it is installed (Debian's package `dieharder`), unless `--no-dieharder` says not to. About
 * ten minutes, nearly all of it Dieharder. Ends with status 1 unless all is as it should be.
 */

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fillWords, streamKey } from "../src/math/random.ts";
import { renderTable } from "../src/report/table.ts";
import { everyLaw } from "../test/kit/every-law.ts";
import { lawBattery, pcg4dRows, rowBattery, type Score, streamRows, threefryRows } from "../test/kit/random-battery.ts";

const LIMIT = 5;
let faults = 0;

function worst(scores: readonly Score[]): readonly [string, string] {
  const [first] = [...scores].sort((a, b) => Math.abs(b.z) - Math.abs(a.z));
  return [first?.name ?? "", (first?.z ?? 0).toFixed(2)];
}

function rowsTable(): string {
  const large = { n: 2048, matrices: 16 };
  const small = { n: 256, matrices: 4 };
  const cases = [
    ...[1n, 42n, 0xfedcba9876543210n].map((seed) => ({
      name: `Threefry 4x32-12, seed ${seed}`,
      rows: streamRows(),
      seed,
      size: large,
      passes: true,
    })),
    ...[4, 6].map((rounds) => ({
      name: `Threefry 4x32-${rounds}`,
      rows: threefryRows(rounds),
      seed: 42n,
      size: small,
      passes: false,
    })),
    { name: "pcg4d", rows: pcg4dRows(), seed: 42n, size: small, passes: false },
  ];
  const rows = cases.map(({ name, rows: source, seed, size, passes }) => {
    const scores = rowBattery(source, size.n, size.matrices, seed);
    const failed = scores.filter(({ z }) => Math.abs(z) >= LIMIT).length;
    if ((failed === 0) !== passes) faults += 1;
    const verdict = failed === 0 ? "passes" : `fails ${failed} of ${scores.length}`;
    return [name, `${size.matrices} of ${size.n}^2`, ...worst(scores), verdict, passes ? "pass" : "fail"];
  });
  return renderTable(
    [
      { title: "generator", align: "left" },
      { title: "matrices", align: "left" },
      { title: "worst score", align: "left" },
      { title: "z", align: "right" },
      { title: "verdict", align: "left" },
      { title: "should", align: "left" },
    ],
    rows,
  );
}

const shapes = everyLaw([5, 9]);

function lawsTable(): string {
  const rows = shapes.map((shape) => {
    const scores = lawBattery(shape, 2 ** 20, 7n);
    const ks = scores.at(-1)?.z ?? Number.NaN;
    const moments = scores.slice(0, -1);
    if (!(ks < 3.2) || moments.some(({ z }) => Math.abs(z) >= LIMIT)) faults += 1;
    return [
      Object.values(shape).join(" "),
      moments.map(({ name, z }) => `${name} ${z.toFixed(2)}`).join(", "),
      ks.toFixed(2),
    ];
  });
  return renderTable(
    [
      { title: "law, 2^20 draws", align: "left" },
      { title: "scores", align: "left" },
      { title: "Kolmogorov-Smirnov", align: "right" },
    ],
    rows,
  );
}

/** Dieharder's own number of each test, and its parameter where it takes one. */
const tests: readonly (readonly string[])[] = [
  ...["0", "1", "2", "3", "4", "8", "9", "10", "11", "12", "13", "15", "16", "17"].map((d) => ["-d", d]),
  ...["100", "101", "102", "206", "207", "208", "209"].map((d) => ["-d", d]),
  ...["1", "8", "12"].map((bits) => ["-d", "200", "-n", bits]),
  ...["2", "5"].map((dimensions) => ["-d", "201", "-n", dimensions]),
  ...["0", "3", "7"].map((lag) => ["-d", "203", "-n", lag]),
];

/** The words of matrices of 4096 columns, row by row and trial by trial. */
function* words(): Generator<Uint8Array> {
  const blocks = 512;
  for (let trial = 0; ; trial++) {
    for (let row = 0; row < 4096; row += 16) {
      const chunk = new Int32Array(4 * blocks * 16);
      for (let k = 0; k < 16; k++) {
        fillWords(chunk.subarray(4 * blocks * k), blocks, streamKey(1n, 0, trial), 0, row + k, 0);
      }
      yield new Uint8Array(chunk.buffer);
    }
  }
}

/** The lines that Dieharder prints of one test. */
async function dieharder(args: readonly string[]): Promise<string> {
  const child = spawn(
    "dieharder",
    ["-g", "200", "-c", "|", "-D", "test_name", "-D", "ntuple", "-D", "pvalues", "-D", "assessment", ...args],
    {
      stdio: ["pipe", "pipe", "ignore"],
    },
  );
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  const ended = once(child, "close");
  child.stdin.on("error", () => {
    // It has read enough.
  });
  for (const chunk of words()) {
    if (child.exitCode !== null || child.stdin.destroyed) break;
    if (!child.stdin.write(chunk)) await Promise.race([once(child.stdin, "drain").catch(() => {}), ended]);
  }
  await ended;
  return text;
}

async function dieharderReport(): Promise<string> {
  const lines: string[] = [];
  console.log();
  for (const args of tests) {
    for (const line of (await dieharder(args)).split("\n")) {
      const cells = line.split("|").map((cell) => cell.trim());
      if (cells.length < 4 || !/PASSED|WEAK|FAILED/.test(line)) continue;
      lines.push(cells.join("  "));
      console.log(cells.join("  "));
      if (line.includes("FAILED")) faults += 1;
    }
  }
  const count = (word: string) => lines.filter((line) => line.includes(word)).length;
  return `${count("PASSED")} passed, ${count("WEAK")} weak, ${count("FAILED")} failed`;
}

console.log(`${rowsTable()}\n\n${lawsTable()}`);
if (process.argv.includes("--no-dieharder")) console.log("\nDieharder was left out");
else if (spawnSync("dieharder", ["-l"]).status === null)
  console.log("\nDieharder is not installed: its tests are left out");
else console.log(await dieharderReport());
if (faults > 0) {
  console.log(`\n${faults} not as they should be`);
  process.exitCode = 1;
}
