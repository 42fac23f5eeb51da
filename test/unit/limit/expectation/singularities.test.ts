/**
 * Expectations of integrands that are infinite somewhere: those that exist have their value, those that do not are refused
 * for the right reason, and what is bounded always has a number. References by mpmath at 20 digits.
 */
import { describe, expect, it } from "vitest";
import { limitOf } from "../../../kit/limit-of.ts";

const header = `width n
  vector a ~ normal(0, 1)
  vector c ~ normal(0, 1)
  vector d ~ exponential
  vector e ~ laplace
`;
const moment = (text: string) => limitOf(`${header}output moment(${text})`)[0]?.estimate;

const integrable: readonly (readonly [text: string, value: number, error: number])[] = [
  ["log(a^2)", -1.2703628454614782, 1e-11],
  ["log(abs(d))", -0.697174883235066, 1e-11],
  // The exponential law is centred: d + 1 is positive.
  ["log(d + 1)", -0.5772156649015329, 1e-11],
  ["abs(a)^(-0.99)", 79.8363570379689, 1e-9],
  ["log(abs(a + d))", -0.3462449677103296, 1e-7],
  ["abs(e + a)^(-0.5)", 1.4898193824858894, 1e-6],
  ["log(abs(a + c)) * relu(a)", -0.0047698267475534, 1e-7],
];

describe("integrable singularities", () => {
  it.each(integrable)("%s", (text, value, most) => {
    const estimate = moment(text);
    expect(Math.abs((estimate?.value ?? Number.NaN) - value)).toBeLessThanOrEqual((estimate?.error ?? 0) + 1e-14);
    expect(estimate?.error).toBeLessThan(most);
  });

  it.each(["1 / a", "a^(-2)", "1 / (tanh(a) - 0.5)", "1 / (a * c + 1)", "a^(-2) * relu(a + c)"])("pole: %s", (text) => {
    expect(() => moment(text)).toThrow(/no limit: the integrand has a pole/);
  });

  it.each(["log(a)", "log(a^2 - 1)"])("no number with positive probability: %s", (text) => {
    expect(() => moment(text)).toThrow(/not a number with positive probability/);
  });
});

describe("bounded integrands that oscillate", () => {
  // Those beyond the grid are sampled; their stated error is a 99.9 % interval of fixed scrambles.
  it.each(["sin(100 * a)", "sin(300 * a)", "sin(1000 * a)", "sin(1e5 * a)", "sin(30 * a * c)"])(
    "step of %s",
    (text) => {
      const estimate = moment(`step(${text})`);
      expect(Math.abs((estimate?.value ?? Number.NaN) - 0.5)).toBeLessThanOrEqual((estimate?.error ?? 0) + 1e-15);
      expect(estimate?.error).toBeLessThan(1e-2);
    },
  );
});
