/** What code does not integrate is refused by name, and the rest is written. */
import { expect, test } from "vitest";
import { typescriptModule } from "../../../../src/codegen/typescript/module.ts";
import { limitModule } from "../../../../src/dump.ts";
import { closedLimit } from "../../../kit/limit-modules.ts";
import { lower } from "../../../kit/lower.ts";

const vectors = `
width n
vector g[i in 1..4] ~ normal(0, 1)
`;
const four = "moment(tanh(g[1] + tanh(g[2]) + sin(tanh(g[3]) * g[4])))";

test("an integral over four variables", async () => {
  const { functions, refused } = await typescriptModule(
    closedLimit(`${vectors}output a = moment(tanh(g[1])^2), b = ${four.replace("tanh", "softplus")}`),
  );
  expect(functions.map(({ output }) => output)).toEqual(["a"]);
  expect(refused.map(({ output, reason }) => [output, reason])).toEqual([
    ["b", "b: it is an integral over 4 variables"],
  ]);
});

test("a program without any output that can be written", async () => {
  const made = await limitModule(lower(`${vectors}output ${four.replace("tanh", "softplus")}`), "ts", () => {});
  expect(made.ok).toBe(false);
  expect(made.diagnostics.map(({ code }) => code)).toEqual(["TP315", "TP316"]);
});
