/**
 * A weight of mean 0 before a function without expectation: 0 times infinity is no limit. The average of h / g over
 * independent normal g and h, for one, has a Cauchy law at every width.
 */
import { describe, expect, test } from "vitest";
import { limitOf } from "../../kit/limit-of.ts";

const head = `width n
vector g ~ normal(0, 1)
vector h ~ normal(0, 1)
vector r ~ rademacher
matrix W ~ normal(0, 1 / n)
`;

describe("no limit", () => {
  test.each([
    ["h / g", "pole"],
    ["h / g^2", "pole"],
    ["r / g", "pole"],
    ["(h + r) / g^2 + h^2", "pole"],
    ["(W @ g) / h", "pole"],
    ["h * exp(g^2)", "Gaussian density"],
    ["h * r * exp(g^2 / 2)", "Gaussian density"],
  ])("moment(%s)", (integrand, reason) => {
    expect(() => limitOf(`${head}output moment(${integrand})`)).toThrow(reason);
  });
});

describe("0", () => {
  test.each([
    "h * exp(-g^2)",
    "h * exp(g^2 / 5)",
    "h * exp(3 * g)",
    "h / (1 + g^2)",
    "h / (1 + exp(g))",
    "h * log(g^2)",
    "h / sqrt(abs(g))",
    "r * tanh(g) / (1 + abs(h))",
  ])("moment(%s)", (integrand) => {
    const [output] = limitOf(`${head}output moment(${integrand})`);
    expect(output?.estimate.value).toBe(0);
    expect(output?.estimate.error).toBeLessThan(1e-12);
  });
});
