/** Predictions as a person reads them: one row for each law and each output. */
import type { Law, Prediction, TangentKind } from "../prediction.ts";
import { formatEstimate, formatPlain } from "./numbers.ts";
import { renderTable } from "./table.ts";

/** The table, and below it the covariances where they were asked for; without a final newline. */
export function predictionTable({ test, tangent, covariance, laws }: Prediction): string {
  const rows = laws.flatMap((law) => test.map((name, i) => rowOf(law, lawName(law, tangent), name, i)));
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
  const below = covariance ? laws.map((law) => covarianceTable(law, lawName(law, tangent), test)) : [];
  return [table, ...below].join("\n\n");
}

/** `posterior (nngp)`, `trained (ntk)`, `trained (ntk by v, plain)`. */
function lawName({ kernel }: Law, { wrt, convention }: TangentKind): string {
  if (kernel === "nngp") return "posterior (nngp)";
  const by = wrt === undefined ? "" : ` by ${wrt.join(", ")}`;
  return `trained (ntk${by}${convention === "plain" ? ", plain" : ""})`;
}

function rowOf({ time, mean, covariance }: Law, law: string, name: string, i: number): readonly string[] {
  const at = covariance.cols === 1 ? i : i * covariance.cols + i;
  const [value, variance] = [mean.values[i] ?? Number.NaN, covariance.values[at] ?? Number.NaN];
  const varianceError = covariance.errors[at] ?? Number.NaN;
  return [
    name,
    law,
    timeText(time),
    formatEstimate(value, mean.errors[i] ?? Number.NaN),
    formatEstimate(variance, varianceError),
    deviationText(variance, varianceError),
  ];
}

/** The root of a variance, which is 0 where its error says that it may be; one that is unknown says nothing. */
function deviationText(variance: number, error: number): string {
  const known = Number.isFinite(error) ? error : 0;
  return variance <= known ? "0" : formatPlain(Math.sqrt(variance), 4);
}

function timeText(time: number | undefined): string {
  if (time === undefined) return "";
  return time === Number.POSITIVE_INFINITY ? "inf" : formatPlain(time, 6);
}

function covarianceTable({ time, covariance: { rows, cols, values } }: Law, law: string, test: readonly string[]) {
  const title = `covariance, ${law}${time === undefined ? "" : `, time ${timeText(time)}`}`;
  const columns = test.map((name) => ({ title: name, align: "right" as const }));
  const body = Array.from({ length: rows }, (_, i) => [
    test[i] ?? "",
    ...Array.from(values.subarray(i * cols, (i + 1) * cols), (value) => formatPlain(value, 6)),
  ]);
  return `${title}\n${renderTable([{ title: "", align: "left" }, ...columns], body)}`;
}
