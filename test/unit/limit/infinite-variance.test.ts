import { expect, test } from "vitest";
import { findInfiniteVariance } from "../../../src/limit/infinite-variance.ts";
import { lower } from "../../kit/lower.ts";

const infinite: readonly (readonly [law: string, integrand: string])[] = [
  ["student_t(df = 2.1)", "z^2"],
  ["student_t(df = 4)", "z^2"],
  ["cubecauchy()", "abs(z)^2.9"],
  ["cubecauchy()", "abs(z)^1.5"],
  ["quintcauchy()", "abs(z)^2.5"],
  ["laplace(var = 1)", "exp(0.71 * z)"],
  ["exponential(var = 1)", "exp(z / 2)"],
  ["normal(0, 1)", "exp(z^2 / 4)"],
];
test.each(infinite)("z ~ %s: moment(%s) has none", (law, integrand) => {
  const found = findInfiniteVariance(lower(`width n\nvector z ~ ${law}\noutput q = moment(${integrand})`), "q");
  expect(found?.of).toBe("q");
});

const finite: readonly (readonly [law: string, integrand: string])[] = [
  ["student_t(df = 4.1)", "z^2"],
  ["student_t(df = 2.1)", "abs(z)"],
  ["student_t(df = 2.1)", "tanh(z)"],
  ["cubecauchy()", "abs(z)^1.4"],
  ["quintcauchy()", "abs(z)^2.4"],
  ["laplace(var = 1)", "exp(0.7 * z)"],
  ["normal(0, 1)", "exp(z^2 / 5)"],
];
test.each(finite)("z ~ %s: moment(%s) has one", (law, integrand) => {
  const program = lower(`width n\nvector z ~ ${law}\noutput q = moment(${integrand})`);
  expect(findInfiniteVariance(program, "q")).toBeUndefined();
});

test("a product with a matrix rests on the fourth moment of its vector", () => {
  const text = (law: string) =>
    `width n\nvector z ~ ${law}\nmatrix W ~ normal(0, 1 / n)\ng = W @ z\noutput q = moment(tanh(g)^2)`;
  const found = findInfiniteVariance(lower(text("student_t(df = 3)")), "q");
  expect(found).toMatchObject({ of: "g", reason: "the moment of order 4 of a student_t law is infinite" });
  expect(findInfiniteVariance(lower(text("student_t(df = 5)")), "q")).toBeUndefined();
});

test("only what an output rests on counts", () => {
  const program = lower(
    "width n\nvector z ~ student_t(df = 3)\noutput q = moment(z^2)\noutput r = moment(tanh(z)^2), s = moment(z^2) / 2",
  );
  expect(findInfiniteVariance(program, "r")).toBeUndefined();
  expect(findInfiniteVariance(program, "q")).toBeDefined();
  expect(findInfiniteVariance(program, "s")).toBeDefined();
});

test("what quadrature cannot reach proves nothing", () => {
  const text = "width n\nvector u[i in 1..4]\noutput q = moment(tanh(u[1] * u[2] + u[3] * u[4]))";
  expect(findInfiniteVariance(lower(text), "q")).toBeUndefined();
});
