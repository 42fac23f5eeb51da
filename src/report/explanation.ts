/** The answer to `tpc simulate --explain`, for people and for programs. */
import { type EngineCosts, type Parts, partNames } from "../plan/cost.ts";
import type { Sampler } from "../plan/simulation-plan.ts";
import { formatPlain } from "./numbers.ts";
import { type Column, renderTable } from "./table.ts";

type Device = "cpu" | "webgpu";

/** Of one trial of the plan for a sampler; on the processor on one thread. */
export interface TrialEstimate {
  readonly sampler: Sampler;
  readonly device: Device;
  readonly seconds: number;
  /** By costs that were measured on this machine, and not by the standard ones. */
  readonly isMeasured: boolean;
  readonly counts: Parts;
}

export interface Explanation {
  readonly program: string;
  readonly engine: Device;
  readonly device: string;
  /** Why this engine, as a clause. */
  readonly reason: string;
  readonly widths: readonly {
    readonly width: number;
    readonly sampler: Sampler;
    /** Why this sampler, as a clause. */
    readonly reason: string;
    readonly plan: string;
    readonly estimates: readonly TrialEstimate[];
  }[];
  readonly costs: {
    readonly standard: Readonly<Record<Device, EngineCosts>>;
    readonly measured: Readonly<Record<Device, EngineCosts | undefined>>;
  };
}

/** Ends without a newline. */
export function explanationText({ engine, device, reason, widths, costs }: Explanation): string {
  const head = `runs on ${engine === "cpu" ? "the processor" : "WebGPU"} (${reason}): ${device}`;
  const parts = widths.map(
    ({ width, sampler, reason: why, plan, estimates }) =>
      `width ${width}: ${sampler} sampler (${why})\n\n${estimateTable(estimates)}\n\n${plan.trimEnd()}`,
  );
  return [head, ...parts, `time of each, in ns\n\n${costTable(costs)}`].join("\n\n");
}

/** What a trial would take, and how often it does what. */
function estimateTable(estimates: readonly TrialEstimate[]): string {
  const columns: readonly Column[] = [
    { title: "sampler", align: "left" },
    { title: "device", align: "left" },
    { title: "a trial", align: "right" },
    { title: "by", align: "left" },
    ...partNames.map((title): Column => ({ title, align: "right" })),
  ];
  const rows = estimates.map(({ sampler, device, seconds, isMeasured, counts }) => [
    sampler,
    device,
    timeText(seconds),
    isMeasured ? "measured" : "standard",
    ...partNames.map((part) => (counts[part] === 0 ? "" : formatPlain(counts[part], 3))),
  ]);
  return renderTable(columns, rows);
}

function costTable({ standard, measured }: Explanation["costs"]): string {
  const columns: readonly Column[] = [
    { title: "device", align: "left" },
    { title: "sampler", align: "left" },
    { title: "costs", align: "left" },
    ...partNames.map((title): Column => ({ title, align: "right" })),
  ];
  const rows = (["cpu", "webgpu"] as const).flatMap((device) =>
    (["explicit", "conditioned"] as const).flatMap((sampler) => {
      const row = (name: string, costs: EngineCosts) => [
        device,
        sampler,
        name,
        ...partNames.map((part) => formatPlain(1e9 * costs[sampler].seconds[part], 2)),
      ];
      const found = measured[device];
      return [row("standard", standard[device]), ...(found === undefined ? [] : [row("measured", found)])];
    }),
  );
  return renderTable(columns, rows);
}

function timeText(seconds: number): string {
  if (seconds < 1e-3) return `${Number((1e6 * seconds).toPrecision(3))} us`;
  return seconds < 1 ? `${Number((1e3 * seconds).toPrecision(3))} ms` : `${Number(seconds.toPrecision(3))} s`;
}

export function explanationJson({ costs, ...rest }: Explanation) {
  const secondsOf = (of: EngineCosts | undefined) =>
    of === undefined ? null : { explicit: of.explicit.seconds, conditioned: of.conditioned.seconds };
  return {
    ...rest,
    costs: {
      standard: { cpu: secondsOf(costs.standard.cpu), webgpu: secondsOf(costs.standard.webgpu) },
      measured: { cpu: secondsOf(costs.measured.cpu), webgpu: secondsOf(costs.measured.webgpu) },
    },
  };
}
