/** Predictions as a person reads them: one row for each law and each output. */
import type { Law, Prediction } from "../prediction.ts";
import { formatEstimate, formatPlain } from "./numbers.ts";
import { renderTable } from "./table.ts";

/** The table, and below it the covariances where they were asked for; without a final newline. */
export function predictionTable({ test, laws }: Prediction): string {
  const rows = laws.flatMap((law) => test.map((name, i) => rowOf(law, name, i)));
  const table = renderTable(
    [
      { title: "output", align: "left" },
      { title: "law", align: "left" },
      { title: "time", align: "right" },
      { title: "mean", align: "left" },
      { title: "variance", align: "left" },
      { title: "sd", align: "left" },
    ],
    rows,
  );
  return [table, ...laws.flatMap((law) => covarianceTable(law, test))].join("\n\n");
}

function rowOf({ kernel, time, mean, covariance }: Law, name: string, i: number): readonly string[] {
  const at = covariance.cols === 1 ? i : i * covariance.cols + i;
  const [value, variance] = [mean.values[i] ?? Number.NaN, covariance.values[at] ?? Number.NaN];
  const varianceError = covariance.errors[at] ?? Number.NaN;
  return [
    name,
    kernel === "ntk" ? "trained (ntk)" : "posterior (nngp)",
    timeText(time),
    formatEstimate(value, mean.errors[i] ?? Number.NaN),
    formatEstimate(variance, varianceError),
    variance <= varianceError ? "0" : formatPlain(Math.sqrt(variance), 4),
  ];
}

function timeText(time: number | undefined): string {
  if (time === undefined) return "";
  return time === Number.POSITIVE_INFINITY ? "inf" : formatPlain(time, 6);
}

function covarianceTable({ kernel, time, covariance: { rows, cols, values } }: Law, test: readonly string[]) {
  if (cols === 1) return [];
  const title = kernel === "ntk" ? `covariance, trained (ntk), time ${timeText(time)}` : "covariance, posterior (nngp)";
  const columns = test.map((name) => ({ title: name, align: "right" as const }));
  const body = Array.from({ length: rows }, (_, i) => [
    test[i] ?? "",
    ...Array.from(values.subarray(i * cols, (i + 1) * cols), (value) => formatPlain(value, 6)),
  ]);
  return [`${title}\n${renderTable([{ title: "", align: "left" }, ...columns], body)}`];
}
