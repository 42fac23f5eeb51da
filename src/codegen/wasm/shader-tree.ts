/** The part of WGSL in which the functions of the shader library and the bodies of kernels are written, as trees. */

export type ShaderExpression =
  /** `suffix` is "" for numbers that take their type from what they meet. */
  | { readonly op: "literal"; readonly value: number; readonly suffix: "" | "f32" | "i32" | "u32" }
  | { readonly op: "name"; readonly name: string }
  | { readonly op: "unary"; readonly operator: UnaryOperator; readonly operand: ShaderExpression }
  | {
      readonly op: "binary";
      readonly operator: BinaryOperator;
      readonly left: ShaderExpression;
      readonly right: ShaderExpression;
    }
  /** A function, a conversion such as `f32`, `bitcast<u32>`, or a constructor such as `vec4<f32>`. */
  | { readonly op: "call"; readonly target: string; readonly args: readonly ShaderExpression[] }
  | { readonly op: "member"; readonly object: ShaderExpression; readonly name: string }
  | { readonly op: "index"; readonly object: ShaderExpression; readonly index: ShaderExpression };

export type UnaryOperator = "-" | "!" | "~";

/** By how tightly they bind, the loosest first. */
export const precedences = [
  ["||"],
  ["&&"],
  ["|"],
  ["^"],
  ["&"],
  ["==", "!="],
  ["<", "<=", ">", ">="],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/"],
] as const;

export type BinaryOperator = (typeof precedences)[number][number];

export type ShaderStatement =
  /** `let` and `var`. */
  | { readonly op: "declare"; readonly name: string; readonly value: ShaderExpression }
  | { readonly op: "assign"; readonly name: string; readonly value: ShaderExpression }
  | {
      readonly op: "if";
      readonly condition: ShaderExpression;
      readonly then: readonly ShaderStatement[];
      readonly otherwise: readonly ShaderStatement[];
    }
  | { readonly op: "return"; readonly value: ShaderExpression };

export interface ShaderParameter {
  readonly name: string;
  readonly type: string;
}

export type ShaderDeclaration =
  | {
      readonly kind: "function";
      readonly name: string;
      readonly params: readonly ShaderParameter[];
      readonly body: readonly ShaderStatement[];
    }
  | { readonly kind: "struct"; readonly name: string; readonly fields: readonly ShaderParameter[] }
  /** A table of words. */
  | { readonly kind: "table"; readonly name: string; readonly words: readonly number[] };
