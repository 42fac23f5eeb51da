/** The names that statements would define, blocks included; functions, which have names of their own kind, aside. */
import { unreachable } from "../../diagnostics/invariant.ts";
import type { Span } from "../../diagnostics/source.ts";
import type { Ident, Statement } from "../../parser/ast.ts";

export interface DefinedName {
  readonly ident: Ident;
  /** Whether its value can be set from outside. */
  readonly isSettable: boolean;
  /** Where the statement ends that defines it. */
  readonly end: number;
}

/** Where a name is first defined. */
export interface Definition {
  readonly span: Span;
  readonly end: number;
}

/** Where each name is first defined, for names that are used where they are not. */
export function firstDefinitions(statements: readonly Statement[]): ReadonlyMap<string, Definition> {
  const found = new Map<string, Definition>();
  for (const { ident, end } of definedNames(statements)) {
    if (!found.has(ident.name)) found.set(ident.name, { span: ident.span, end });
  }
  return found;
}

/** In the order of the text; a name occurs once for each statement that defines it. */
export function* definedNames(statements: readonly Statement[]): Iterable<DefinedName> {
  for (const statement of statements) {
    const { end } = statement.span;
    switch (statement.kind) {
      case "param":
      case "scalar":
        yield { ident: statement.name, isSettable: true, end };
        break;
      case "width":
      case "data":
      case "assign":
      case "readout":
        yield { ident: statement.name, isSettable: false, end };
        break;
      case "vector":
        for (const { name } of statement.targets) yield { ident: name, isSettable: false, end };
        break;
      case "matrix":
        yield { ident: statement.target.name, isSettable: false, end };
        break;
      case "output":
        for (const item of statement.items)
          if (item.kind === "named") yield { ident: item.name, isSettable: false, end };
        break;
      case "for":
        yield* definedNames(statement.body);
        break;
      case "if":
        yield* definedNames(statement.then);
        yield* definedNames(statement.otherwise ?? []);
        break;
      case "expect":
      case "fn":
      case "return":
      case "import":
        break;
      default:
        unreachable(statement);
    }
  }
}
