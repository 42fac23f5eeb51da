/**
 * A study as a person reads it: the tensors and what is said of them, then for every output its distances from the
 * Gaussian run by width, and for every kernel its relative Frobenius distances. Distances that noise explains are in
 * parentheses.
 */
import { formatEstimate, formatPlain } from "../report/numbers.ts";
import { type Column, renderTable } from "../report/table.ts";
import { conclusions } from "./conclusions.ts";
import { isAboveNoise } from "./measure.ts";
import type { Experiment, StudiedOutput, UniversalityStudy } from "./study.ts";
import type { Tensor } from "./tensors.ts";

export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

export function universalityTable(study: UniversalityStudy): string {
  const { seed, device } = study;
  return [
    `seed ${seed}, ${device}, ${trialsText(study)}`,
    ...studyTables(study).map(({ title, columns, rows }) => `${title}\n${renderTable(columns, rows)}`),
    conclusions(study).join("\n"),
  ].join("\n\n");
}

/** `200 trials per width and run` */
export function trialsText({ trials }: UniversalityStudy): string {
  return `${trials} ${trials === 1 ? "trial" : "trials"} per width and run`;
}

/** All tables of a study. */
export function studyTables(study: UniversalityStudy): readonly Table[] {
  const names = study.experiments[0]?.outputs.map(({ name }) => name) ?? [];
  const kernels = study.experiments[0]?.kernels.map(({ name }) => name) ?? [];
  return [
    tensorTable(study.tensors),
    ...names.map((name) => outputTable(study, name)),
    ...kernels.map((name) => kernelTable(study, name)),
  ];
}

const left = (title: string): Column => ({ title, align: "left" });
const right = (title: string): Column => ({ title, align: "right" });

/** Families have a row, not one for each member. */
function tensorTable(tensors: readonly Tensor[]): Table {
  const rows = new Map<string, { readonly tensor: Tensor; readonly names: readonly string[] }>();
  for (const tensor of tensors) {
    const base = (tensor.names[0] ?? "").replace(/\[.*$/, "");
    const key = [base, tensor.kind, tensor.size, tensor.law, tensor.used].join("\n");
    rows.set(key, { tensor, names: [...(rows.get(key)?.names ?? []), ...tensor.names] });
  }
  return {
    title: "Tensors",
    columns: [left("tensor"), left("class"), left("size"), left("law"), left("by theory")],
    rows: [...rows.values()].map(({ tensor, names }) => [
      shortList(names),
      tensor.kind,
      tensor.size,
      tensor.law,
      saidOf(tensor),
    ]),
  };
}

function shortList(names: readonly string[]): string {
  return names.length <= 3 ? names.join(", ") : `${names[0]}, .., ${names.at(-1)}`;
}

function saidOf({ kind, used, swapped }: Tensor): string {
  if (!used) return "no output depends on it";
  switch (kind) {
    case "matrix-like":
      return "limits do not depend on its law, if moments are bounded";
    case "vector-like":
      return `limits may depend on its law${swapped === "never" ? "; stays as declared" : ""}`;
    case "scalar-like":
      return "a number";
  }
}

function outputTable(study: UniversalityStudy, name: string): Table {
  const limit = study.limits.find((one) => one.name === name);
  const known = limit !== undefined && Number.isFinite(limit.value);
  return {
    title: `${name}: Wasserstein-1 distance from the Gaussian run${
      known ? `, whose limit is ${formatEstimate(limit.value, limit.error)}` : ""
    }`,
    columns: [
      left("law"),
      left("swapped"),
      ...study.widths.map((width) => right(`n = ${width}`)),
      right("N/4, N/2"),
      right("slope"),
      right("difference of means"),
      right("p"),
      right("predicted limit"),
      right("extrapolated"),
      left("verdict"),
    ],
    rows: [floorRow(study, name), ...study.experiments.flatMap((each) => outputRow(study, each, name))],
  };
}

/** What two Gaussian runs are apart on average: the noise floor. */
function floorRow({ widths, experiments }: UniversalityStudy, name: string): readonly string[] {
  const distances = experiments[0]?.outputs.find((output) => output.name === name)?.distances ?? [];
  const at = (width: number) => distances.find((one) => one.width === width)?.floor ?? Number.NaN;
  const parts =
    distances
      .at(-1)
      ?.byTrials.slice(0, 2)
      .map(({ floor }) => short(floor)) ?? [];
  return ["(noise floor)", "", ...widths.map((width) => short(at(width))), parts.join(", ")];
}

function outputRow({ widths }: UniversalityStudy, experiment: Experiment, name: string): readonly string[][] {
  const output = experiment.outputs.find((one) => one.name === name);
  if (output === undefined) return [];
  const { distances, slope, pHolm, tendency } = output;
  const widest = distances.at(-1);
  const { predicted, predictedError, extrapolated, extrapolatedSe, verdict } = tendency;
  return [
    [
      experiment.law,
      experiment.swap ?? "nothing",
      ...widths.map((width) => distanceCell(output, width)),
      (widest?.byTrials.slice(0, 2) ?? []).map((part) => short(part.wasserstein)).join(", "),
      slope === undefined ? "" : `${formatPlain(slope.slope, 2)} ± ${formatPlain(slope.se, 1)}`,
      widest === undefined ? "" : formatEstimate(widest.difference, widest.differenceSe),
      formatPlain(pHolm, 2),
      predicted === undefined ? "none" : formatEstimate(predicted, predictedError),
      extrapolated === undefined ? "" : formatEstimate(extrapolated, extrapolatedSe),
      verdict ?? "",
    ],
  ];
}

function distanceCell({ distances }: StudiedOutput, width: number): string {
  const found = distances.find((one) => one.width === width);
  if (found === undefined) return "";
  const text = short(found.wasserstein);
  return isAboveNoise(found) ? text : `(${text})`;
}

function kernelTable({ widths, experiments }: UniversalityStudy, name: string): Table {
  return {
    title: `${name}: relative Frobenius distance from the Gaussian limit, mean over the trials; and of the mean kernel from that of the Gaussian run, its noise in parentheses`,
    columns: [
      left("law"),
      left("swapped"),
      ...widths.map((width) => right(`n = ${width}`)),
      right("from the Gaussian run"),
    ],
    rows: experiments.flatMap(({ law, swap, kernels }) => {
      const distances = kernels.find((kernel) => kernel.name === name)?.distances ?? [];
      const at = (width: number) => distances.find((one) => one.width === width)?.toLimit;
      const widest = distances.at(-1);
      return [
        [
          law,
          swap ?? "nothing",
          ...widths.map((width) => {
            const found = at(width);
            return found === undefined ? "" : formatEstimate(found.mean, found.se);
          }),
          widest?.toGaussian === undefined ? "" : `${short(widest.toGaussian)} (${short(widest.noise ?? Number.NaN)})`,
        ],
      ];
    }),
  };
}

function short(value: number): string {
  return Number.isFinite(value) ? formatPlain(value, 2) : "";
}
