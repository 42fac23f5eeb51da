/** Declarations of random vectors and matrices, singular and constant ones among them. */
import { type Choice, type Draft, freshName, pick } from "./draft.ts";
import { laws } from "./shapes.ts";

/** The first vector lies on n. */
export function declareVector(draft: Draft, c: Choice): void {
  const width = draft.options.rectangular && draft.vectors.length > 0 && c.third % 2 === 1 ? "m" : "n";
  const at = draft.options.rectangular ? ` : ${width}` : "";
  const a = freshName(draft, "a");
  const declare = (target: string, law: string, ...members: readonly (readonly [string, number])[]): void => {
    draft.lines.push(`vector ${target}${at}${law}`);
    draft.vectors.push(...members.map(([name, size]) => ({ name, width, size }) as const));
  };
  switch (c.what % 6) {
    case 0:
      declare(a, "", [a, 1]);
      return;
    case 1: {
      const [mean, variance] = [pick(["0.5", "-0.3", "1"], c.first), pick(["1", "0.25", "1.5"], c.second)];
      declare(a, ` ~ normal(${mean}, ${variance})`, [a, 1.6]);
      return;
    }
    case 2:
      declare(a, ` ~ normal(mean = ${pick(["0.5", "0", "-1"], c.first)}, var = 0)`, [a, 1]);
      return;
    case 3: {
      const [b, rho] = [freshName(draft, "a"), pick(["0.5", "-0.8", "1", "-1", "0"], c.first)];
      declare(`(${a}, ${b})`, ` ~ normal([0, 0.2], [[1, ${rho}], [${rho}, 1]])`, [a, 1], [b, 1.1]);
      return;
    }
    case 4: {
      const law = " ~ normal(0, [[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 0.25]])";
      declare(`${a}[j in 1..3]`, law, [`${a}[1]`, 1], [`${a}[2]`, 1], [`${a}[3]`, 0.5]);
      return;
    }
    default:
      declare(a, ` ~ ${draft.options.laws ? pick(laws, c.first) : "normal(0, 0.5)"}`, [a, 1]);
  }
}

export function declareMatrix(draft: Draft, c: Choice): void {
  if (draft.options.rectangular && !draft.vectors.some(({ width }) => width === "m")) {
    declareVector(draft, { what: 0, first: 0, second: 0, third: 1 });
  }
  const name = freshName(draft, "W");
  const widths = draft.options.rectangular ? (["n", "m"] as const) : (["n"] as const);
  const [rows, cols] = [pick(widths, c.first), pick(widths, c.second)];
  const shape = draft.options.rectangular ? ` : ${rows} x ${cols}` : "";
  const variance = pick(["1", "0.5", "1.2", "sqrt(2) / 2"], c.third);
  draft.lines.push(`matrix ${name}${shape} ~ normal(0, ${variance} / ${cols})`);
  draft.matrices.push({ name, rows, cols });
}
