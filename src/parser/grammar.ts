/**
 * The rules of one statement, without actions. Newlines, `;` and blocks are resolved before (layout.ts): the parser
 * is given the tokens of a single statement in which every block is one token, so a mistake cannot spread beyond the
 * statement that it is in. Operators come out as a flat list; build-expression.ts orders them by precedence.
 */
import { CstParser, type IParserErrorMessageProvider } from "chevrotain";
import * as t from "./tokens.ts";

/** Passes on which tokens were expected, by name; messages.ts makes sentences of them. */
const expectedTokens: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => expected.name,
  buildNotAllInputParsedMessage: () => "",
  buildNoViableAltMessage: () => "",
  buildEarlyExitMessage: () => "",
};

export class StatementParser extends CstParser {
  constructor() {
    super([...t.vocabulary], { nodeLocationTracking: "onlyOffset", errorMessageProvider: expectedTokens });
    this.performSelfAnalysis();
  }

  readonly statement = this.RULE("statement", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.widthStatement) },
      { ALT: () => this.SUBRULE(this.paramStatement) },
      { ALT: () => this.SUBRULE(this.dataStatement) },
      { ALT: () => this.SUBRULE(this.scalarStatement) },
      { ALT: () => this.SUBRULE(this.vectorStatement) },
      { ALT: () => this.SUBRULE(this.matrixStatement) },
      { ALT: () => this.SUBRULE(this.fnStatement) },
      { ALT: () => this.SUBRULE(this.returnStatement) },
      { ALT: () => this.SUBRULE(this.assignStatement) },
      { ALT: () => this.SUBRULE(this.forStatement) },
      { ALT: () => this.SUBRULE(this.ifStatement) },
      { ALT: () => this.SUBRULE(this.outputStatement) },
      { ALT: () => this.SUBRULE(this.readoutStatement) },
      { ALT: () => this.SUBRULE(this.expectStatement) },
      { ALT: () => this.SUBRULE(this.importStatement) },
    ]);
  });

  readonly widthStatement = this.RULE("widthStatement", () => {
    this.CONSUME(t.Width);
    this.CONSUME(t.Identifier);
    this.OPTION(() => {
      this.CONSUME(t.Equals);
      this.SUBRULE(this.expression);
    });
  });

  readonly paramStatement = this.RULE("paramStatement", () => {
    this.CONSUME(t.Param);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });

  readonly dataStatement = this.RULE("dataStatement", () => {
    this.CONSUME(t.Data);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });

  readonly scalarStatement = this.RULE("scalarStatement", () => {
    this.CONSUME(t.Scalar);
    this.CONSUME(t.Identifier);
    this.OPTION(() => {
      this.CONSUME(t.Equals);
      this.SUBRULE(this.expression);
    });
  });

  readonly vectorStatement = this.RULE("vectorStatement", () => {
    this.CONSUME(t.Vector);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.LeftParen);
          this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.declarator) });
          this.CONSUME(t.RightParen);
        },
      },
      { ALT: () => this.SUBRULE2(this.declarator) },
    ]);
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      this.CONSUME(t.Identifier);
    });
    this.OPTION2(() => {
      this.CONSUME(t.Tilde);
      this.SUBRULE(this.expression);
    });
  });

  readonly matrixStatement = this.RULE("matrixStatement", () => {
    this.CONSUME(t.Matrix);
    this.SUBRULE(this.declarator);
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      this.CONSUME(t.Identifier, { LABEL: "rows" });
      this.CONSUME(t.Cross);
      this.CONSUME2(t.Identifier, { LABEL: "cols" });
    });
    this.OPTION2(() => {
      this.CONSUME(t.Tilde);
      this.SUBRULE(this.expression);
    });
  });

  readonly fnStatement = this.RULE("fnStatement", () => {
    this.CONSUME(t.Fn);
    this.CONSUME(t.Identifier, { LABEL: "name" });
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.CONSUME2(t.Identifier, { LABEL: "params" }) });
    this.CONSUME(t.RightParen);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Equals);
          this.SUBRULE(this.expression);
        },
      },
      { ALT: () => this.CONSUME(t.Block) },
    ]);
  });

  readonly returnStatement = this.RULE("returnStatement", () => {
    this.CONSUME(t.Return);
    this.SUBRULE(this.expression);
  });

  readonly assignStatement = this.RULE("assignStatement", () => {
    this.SUBRULE(this.target);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });

  readonly forStatement = this.RULE("forStatement", () => {
    this.CONSUME(t.For);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.range) });
    this.CONSUME(t.Block);
  });

  readonly ifStatement = this.RULE("ifStatement", () => {
    this.CONSUME(t.If);
    this.SUBRULE(this.expression);
    this.CONSUME(t.Block);
    this.MANY(() => {
      this.CONSUME(t.Else);
      this.CONSUME2(t.If);
      this.SUBRULE2(this.expression);
      this.CONSUME2(t.Block);
    });
    this.OPTION(() => {
      this.CONSUME2(t.Else, { LABEL: "otherwise" });
      this.CONSUME3(t.Block);
    });
  });

  readonly outputStatement = this.RULE("outputStatement", () => {
    this.CONSUME(t.Output);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.outputItem) });
  });

  /** `K[i in 1..B]`, `expr`, or `name = expr`; the builder checks that a name stands before the `=`. */
  readonly outputItem = this.RULE("outputItem", () => {
    this.OR({
      MAX_LOOKAHEAD: 4,
      DEF: [
        { ALT: () => this.SUBRULE(this.family) },
        {
          ALT: () => {
            this.SUBRULE(this.expression);
            this.OPTION(() => {
              this.CONSUME(t.Equals);
              this.SUBRULE2(this.expression);
            });
          },
        },
      ],
    });
  });

  readonly readoutStatement = this.RULE("readoutStatement", () => {
    this.CONSUME(t.Readout);
    this.SUBRULE(this.target);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });

  readonly expectStatement = this.RULE("expectStatement", () => {
    this.CONSUME(t.Expect);
    this.SUBRULE(this.expression);
    this.CONSUME(t.Equals);
    this.SUBRULE2(this.expression);
    this.OPTION(() => {
      this.CONSUME(t.Tol);
      this.SUBRULE3(this.expression);
    });
  });

  readonly importStatement = this.RULE("importStatement", () => {
    this.CONSUME(t.Import);
    this.CONSUME(t.StringLiteral);
  });

  readonly target = this.RULE("target", () => {
    this.CONSUME(t.Identifier);
    this.OPTION(() => this.SUBRULE(this.indices));
  });

  readonly declarator = this.RULE("declarator", () => {
    this.OR({
      MAX_LOOKAHEAD: 2,
      DEF: [{ ALT: () => this.SUBRULE(this.family) }, { ALT: () => this.CONSUME(t.Identifier) }],
    });
  });

  readonly family = this.RULE("family", () => {
    this.CONSUME(t.Identifier);
    this.CONSUME(t.LeftSquare);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.range) });
    this.CONSUME(t.RightSquare);
  });

  readonly range = this.RULE("range", () => {
    this.CONSUME(t.Identifier);
    this.CONSUME(t.In);
    this.SUBRULE(this.expression, { LABEL: "from" });
    this.CONSUME(t.DotDot);
    this.SUBRULE2(this.expression, { LABEL: "to" });
  });

  readonly indices = this.RULE("indices", () => {
    this.CONSUME(t.LeftSquare);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) });
    this.CONSUME(t.RightSquare);
  });

  /** The indices of a value that is used: `..` leaves one open. */
  readonly places = this.RULE("places", () => {
    this.CONSUME(t.LeftSquare);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.place) });
    this.CONSUME(t.RightSquare);
  });

  readonly place = this.RULE("place", () => {
    this.OR([{ ALT: () => this.CONSUME(t.DotDot) }, { ALT: () => this.SUBRULE(this.expression) }]);
  });

  readonly expression = this.RULE("expression", () => {
    this.SUBRULE(this.term);
    this.MANY(() => {
      this.CONSUME(t.InfixOperator);
      this.SUBRULE2(this.term);
    });
  });

  readonly term = this.RULE("term", () => {
    this.MANY(() => this.CONSUME(t.PrefixOperator));
    this.OR([
      { ALT: () => this.CONSUME(t.NumberLiteral) },
      { ALT: () => this.CONSUME(t.StringLiteral) },
      { ALT: () => this.SUBRULE(this.reference) },
      { ALT: () => this.SUBRULE(this.fold) },
      { ALT: () => this.SUBRULE(this.array) },
      {
        ALT: () => {
          this.CONSUME(t.LeftParen);
          this.SUBRULE(this.expression);
          this.CONSUME(t.RightParen);
        },
      },
    ]);
    this.MANY2(() => this.CONSUME(t.Transposed));
  });

  /** `h`, `h[l, i]`, `h[l, ..]` or `relu(h)`. */
  readonly reference = this.RULE("reference", () => {
    this.CONSUME(t.Identifier);
    this.OPTION(() =>
      this.OR([{ ALT: () => this.SUBRULE(this.places) }, { ALT: () => this.SUBRULE(this.callArguments) }]),
    );
  });

  readonly callArguments = this.RULE("callArguments", () => {
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.argument) });
    this.CONSUME(t.RightParen);
  });

  readonly argument = this.RULE("argument", () => {
    this.OPTION({
      MAX_LOOKAHEAD: 2,
      DEF: () => {
        this.CONSUME(t.Identifier);
        this.CONSUME(t.Equals);
      },
    });
    this.SUBRULE(this.expression);
  });

  readonly fold = this.RULE("fold", () => {
    this.OR([{ ALT: () => this.CONSUME(t.Sum) }, { ALT: () => this.CONSUME(t.Prod) }]);
    this.CONSUME(t.LeftParen);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.range) });
    this.CONSUME(t.Colon);
    this.SUBRULE(this.expression);
    this.CONSUME(t.RightParen);
  });

  readonly array = this.RULE("array", () => {
    this.CONSUME(t.LeftSquare);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) });
    this.CONSUME(t.RightSquare);
  });
}
