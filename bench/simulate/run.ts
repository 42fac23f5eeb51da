/**
 * `npm run bench:simulate`: what a trial costs, by all engines of this project and by peers, in one run: every
 * contestant in turn, several rounds, medians of the rounds and of the ratios within a round. Ratios travel between
 * machines, seconds do not. `-- --quick` takes a minute and leaves out large widths; names of programs choose among them.
 */
import { cpus, platform, release } from "node:os";
import { renderTable } from "../../src/report/table.ts";
import { median, timeText } from "../measure.ts";
import { type Contestant, openContestants, type Spent } from "./contestants.ts";
import { type Measured, programs } from "./programs.ts";

const quick = process.argv.includes("--quick");
const wanted = process.argv.slice(2).filter((word) => !word.startsWith("--"));

/** Seconds of a measurement, at least one trial; rounds where a trial is short. */
const SECONDS = quick ? 0.1 : 0.3;
const ROUNDS = quick ? 2 : 5;
/** Rounds where a round takes longer than this many seconds. */
const LONG = 15;
const LONG_ROUNDS = 2;

type Round = ReadonlyMap<string, number>;

/** Seconds per trial, by contestant. */
async function measureRound(contestants: readonly Contestant[], program: Measured, width: number): Promise<Round> {
  const found = new Map<string, number>();
  for (const contestant of contestants) {
    const spent: Spent | undefined = await contestant.measure(program, width, SECONDS);
    if (spent !== undefined) found.set(contestant.name, spent.seconds / spent.trials);
  }
  return found;
}

async function measureAll(
  contestants: readonly Contestant[],
  program: Measured,
  width: number,
): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  const start = performance.now();
  for (let r = 0; r < ROUNDS; r++) {
    rounds.push(await measureRound(contestants, program, width));
    const each = (performance.now() - start) / 1000 / rounds.length;
    if (each > LONG && rounds.length >= LONG_ROUNDS) break;
    process.stderr.write(".");
  }
  return rounds;
}

/** One row for each contestant that ran. */
function rowsOf(
  contestants: readonly Contestant[],
  { title, passes }: Measured,
  width: number,
  rounds: readonly Round[],
): readonly string[][] {
  const ratio = (name: string, to: string): string => {
    const ratios = rounds.flatMap((round) => {
      const [own, other] = [round.get(name), round.get(to)];
      return own === undefined || other === undefined ? [] : [other / own];
    });
    return ratios.length === 0 ? "" : median(ratios).toPrecision(3);
  };
  return contestants.flatMap(({ name, estimate }) => {
    const seconds = rounds.flatMap((round) => round.get(name) ?? []);
    if (seconds.length === 0) return [];
    const each = median(seconds);
    const perEntry = (1e9 * each) / (passes * width * width);
    const nanoseconds = perEntry < 0.01 ? perEntry.toExponential(1) : perEntry.toPrecision(3);
    const ratios = ["numpy", "torch", "C, AVX2, 1 thread"].map((to) => ratio(name, to));
    const expected = estimate();
    const model = expected === undefined ? "" : (expected / each).toPrecision(2);
    return [[title, String(width), name, timeText(each), nanoseconds, ...ratios, model]];
  });
}

const notes: string[] = [];
const contestants = await openContestants((text) => notes.push(text));
const sparse = contestants.filter(({ isDense }) => !isDense);
const rows: string[][] = [];
for (const program of programs) {
  if (wanted.length > 0 && !wanted.includes(program.name)) continue;
  for (const width of quick ? program.quickWidths : program.widths) {
    rows.push(...rowsOf(contestants, program, width, await measureAll(contestants, program, width)));
  }
  for (const width of quick ? [] : program.largeWidths) {
    rows.push(...rowsOf(sparse, program, width, await measureAll(sparse, program, width)));
  }
}
process.stderr.write("\n");
for (const contestant of contestants) await contestant.close();

console.log(
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpus()[0]?.model}, ${platform()} ${release()}, node ${process.version}`,
);
console.log(`${notes.join("; ")}\n`);
console.log(
  renderTable(
    [
      { title: "program", align: "left" },
      { title: "width", align: "right" },
      { title: "engine", align: "left" },
      { title: "CPU per trial", align: "right" },
      { title: "ns per entry", align: "right" },
      { title: "numpy / it", align: "right" },
      { title: "torch / it", align: "right" },
      { title: "C / it", align: "right" },
      { title: "model / it", align: "right" },
    ],
    rows,
  ),
);
