/**
 * The functions that generated shaders call: one for every builtin of the language, under its name with `tp_` before
 * it, and those that these rest on. A shader carries only what it uses.
 */
import { type BuiltinName, isBuiltinName } from "../../ir/builtins.ts";
import { elementary, support as elementarySupport } from "./elementary.ts";
import { gaussian, support as gaussianSupport } from "./gaussian.ts";
import { piecewise, support as piecewiseSupport } from "./piecewise.ts";
import { trigonometry, support as trigonometrySupport } from "./trigonometry.ts";

/** The text of a WGSL function and the functions that it calls. */
export interface ShaderFunction {
  readonly needs: readonly LibraryName[];
  readonly text: string;
}

const support = { ...piecewiseSupport, ...elementarySupport, ...trigonometrySupport, ...gaussianSupport };

type SupportName =
  | "is_nan"
  | "is_zero"
  | "nan"
  | "infinity"
  | "pow2"
  | "exp_sum"
  | "log1p_near"
  | "split"
  | "log_positive"
  | "top"
  | "power_positive"
  | "power"
  | "multiply_high"
  | "quadrant"
  | "sine_from"
  | "bell"
  | "normal_tail"
  | "normal_upper";

export type LibraryName = BuiltinName | SupportName;

const builtinFunctions: Readonly<Record<BuiltinName, ShaderFunction>> = {
  ...piecewise,
  ...elementary,
  ...trigonometry,
  ...gaussian,
};
const supportFunctions: Readonly<Record<SupportName, ShaderFunction>> = support;

function functionOf(name: LibraryName): ShaderFunction {
  return isBuiltinName(name) ? builtinFunctions[name] : supportFunctions[name];
}

/** The texts of the functions `names` and of all that they call, callees first, each once. */
export function libraryTexts(names: Iterable<LibraryName>): readonly string[] {
  const texts = new Map<LibraryName, string>();
  const visit = (name: LibraryName): void => {
    if (texts.has(name)) return;
    const { needs, text } = functionOf(name);
    for (const needed of needs) visit(needed);
    texts.set(name, text);
  };
  for (const name of names) visit(name);
  return [...texts.values()];
}
