/** Colours for editors: a TextMate grammar whose lists of words are those of the lexer. */
import { coordinatewiseFunctions, distributions, structuralFunctions } from "../../src/parser/reserved-names.ts";
import { keywords, statementKeywords } from "../../src/parser/tokens.ts";

function words(list: readonly string[]): string {
  return `\\b(?:${list.join("|")})\\b`;
}

/** The text of `grammar/tp.tmLanguage.json`. */
export function textMate(): string {
  const declarations = ["width", "param", "data", "scalar", "vector", "matrix", "fn", "readout"];
  const operators = ["and", "or", "not", "in"];
  const folds = ["sum", "prod"];
  const control = keywords.filter((word) => ![...declarations, ...operators, ...folds].includes(word));
  const patterns = [
    { name: "comment.line.number-sign.tp", match: "#.*$" },
    { name: "string.quoted.double.tp", begin: '"', end: '"|$' },
    { name: "constant.numeric.tp", match: "(?<![\\w.])(?:\\d+(?:\\.(?!\\.)\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?(?!\\w)" },
    { name: "storage.type.tp", match: words(statementKeywords.filter((word) => declarations.includes(word))) },
    { name: "keyword.control.tp", match: `${words(control)}|\\btol\\b` },
    { name: "keyword.operator.word.tp", match: words(operators) },
    { name: "support.function.fold.tp", match: words(folds) },
    { name: "support.function.tp", match: `${words([...coordinatewiseFunctions, ...structuralFunctions])}(?=\\s*\\()` },
    { name: "support.class.distribution.tp", match: words(distributions) },
    { name: "keyword.operator.transpose.tp", match: "\\.T\\b" },
    { name: "keyword.operator.tp", match: "\\.\\.|[-+*/^@~<>]=?|[=!]=|=|\\." },
  ];
  const grammar = { name: "Tensor program", scopeName: "source.tp", fileTypes: ["tp"], patterns };
  return `${JSON.stringify(grammar, undefined, 2)}\n`;
}
