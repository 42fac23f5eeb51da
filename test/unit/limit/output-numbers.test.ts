/** The numbers that comparisons read are those of the report, whose formulas they do without. */
import { expect, it } from "vitest";
import { findLimit } from "../../../src/pipeline.ts";
import { lower } from "../../kit/lower.ts";
import { unwrap } from "../../kit/unwrap.ts";

it("agree with the report: numbers, what vanishes, what is known beforehand, what is read from another output", () => {
  const program = lower(`width n
    vector g ~ normal(0, 1)
    matrix W ~ normal(0, 2 / n)
    h = W @ relu(g)
    q = moment(h^2)
    output q, odd = moment(h^3), known = 1 + 2, again = q, more = sqrt(q) + 1, corrected = moment(relu(g) * (W.T @ h))
    expect q = 1 tol 1e-12
    expect corrected = 2 tol 1e-12`);
  const found = unwrap(findLimit(program, { method: "auto", tolerance: 1e-6 }, () => {}));
  expect(found.numbers).toEqual(found.report.outputs.map(({ name, estimate }) => ({ name, estimate })));
  expect(found.numbers.map(({ estimate }) => estimate?.value)).toEqual([1, 0, 3, 1, 2, expect.closeTo(1, 12)]);
  expect(found.expectations.map(({ verdict }) => verdict)).toEqual(["holds", "fails"]);
});

it("are undefined where there is no limit", () => {
  const program = lower(`width n
    vector g ~ normal(0, 1)
    output q = moment(exp(g^2)), r = moment(g^2)`);
  const outcome = findLimit(program, { method: "auto", tolerance: 1e-6 }, () => {});
  expect(outcome.ok && outcome.value.numbers.map(({ estimate }) => estimate?.value)).toEqual([undefined, 1]);
});
