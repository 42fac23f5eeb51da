import type { CstNode, ICstVisitor, IToken } from "chevrotain";

export interface StatementCstNode extends CstNode {
  name: "statement";
  children: StatementCstChildren;
}

export type StatementCstChildren = {
  widthStatement?: WidthStatementCstNode[];
  paramStatement?: ParamStatementCstNode[];
  dataStatement?: DataStatementCstNode[];
  scalarStatement?: ScalarStatementCstNode[];
  vectorStatement?: VectorStatementCstNode[];
  matrixStatement?: MatrixStatementCstNode[];
  fnStatement?: FnStatementCstNode[];
  returnStatement?: ReturnStatementCstNode[];
  assignStatement?: AssignStatementCstNode[];
  forStatement?: ForStatementCstNode[];
  ifStatement?: IfStatementCstNode[];
  outputStatement?: OutputStatementCstNode[];
  readoutStatement?: ReadoutStatementCstNode[];
  expectStatement?: ExpectStatementCstNode[];
  importStatement?: ImportStatementCstNode[];
};

export interface WidthStatementCstNode extends CstNode {
  name: "widthStatement";
  children: WidthStatementCstChildren;
}

export type WidthStatementCstChildren = {
  Width: IToken[];
  Identifier: IToken[];
  Equals?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface ParamStatementCstNode extends CstNode {
  name: "paramStatement";
  children: ParamStatementCstChildren;
}

export type ParamStatementCstChildren = {
  Param: IToken[];
  Identifier: IToken[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
};

export interface DataStatementCstNode extends CstNode {
  name: "dataStatement";
  children: DataStatementCstChildren;
}

export type DataStatementCstChildren = {
  Data: IToken[];
  Identifier: IToken[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
};

export interface ScalarStatementCstNode extends CstNode {
  name: "scalarStatement";
  children: ScalarStatementCstChildren;
}

export type ScalarStatementCstChildren = {
  Scalar: IToken[];
  Identifier: IToken[];
  Equals?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface VectorStatementCstNode extends CstNode {
  name: "vectorStatement";
  children: VectorStatementCstChildren;
}

export type VectorStatementCstChildren = {
  Vector: IToken[];
  LeftParen?: IToken[];
  declarator?: DeclaratorCstNode[];
  Comma?: IToken[];
  RightParen?: IToken[];
  Colon?: IToken[];
  Identifier?: IToken[];
  Tilde?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface MatrixStatementCstNode extends CstNode {
  name: "matrixStatement";
  children: MatrixStatementCstChildren;
}

export type MatrixStatementCstChildren = {
  Matrix: IToken[];
  declarator: DeclaratorCstNode[];
  Colon?: IToken[];
  rows?: IToken[];
  Cross?: IToken[];
  cols?: IToken[];
  Tilde?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface FnStatementCstNode extends CstNode {
  name: "fnStatement";
  children: FnStatementCstChildren;
}

export type FnStatementCstChildren = {
  Fn: IToken[];
  name: IToken[];
  LeftParen: IToken[];
  params?: IToken[];
  Comma?: IToken[];
  RightParen: IToken[];
  Equals?: IToken[];
  expression?: ExpressionCstNode[];
  Block?: IToken[];
};

export interface ReturnStatementCstNode extends CstNode {
  name: "returnStatement";
  children: ReturnStatementCstChildren;
}

export type ReturnStatementCstChildren = {
  Return: IToken[];
  expression: ExpressionCstNode[];
};

export interface AssignStatementCstNode extends CstNode {
  name: "assignStatement";
  children: AssignStatementCstChildren;
}

export type AssignStatementCstChildren = {
  target: TargetCstNode[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
};

export interface ForStatementCstNode extends CstNode {
  name: "forStatement";
  children: ForStatementCstChildren;
}

export type ForStatementCstChildren = {
  For: IToken[];
  range: RangeCstNode[];
  Comma?: IToken[];
  Block: IToken[];
};

export interface IfStatementCstNode extends CstNode {
  name: "ifStatement";
  children: IfStatementCstChildren;
}

export type IfStatementCstChildren = {
  If: IToken[];
  expression: ExpressionCstNode[];
  Block: IToken[];
  Else?: IToken[];
  otherwise?: IToken[];
};

export interface OutputStatementCstNode extends CstNode {
  name: "outputStatement";
  children: OutputStatementCstChildren;
}

export type OutputStatementCstChildren = {
  Output: IToken[];
  outputItem: OutputItemCstNode[];
  Comma?: IToken[];
};

export interface OutputItemCstNode extends CstNode {
  name: "outputItem";
  children: OutputItemCstChildren;
}

export type OutputItemCstChildren = {
  family?: FamilyCstNode[];
  expression?: ExpressionCstNode[];
  Equals?: IToken[];
};

export interface ReadoutStatementCstNode extends CstNode {
  name: "readoutStatement";
  children: ReadoutStatementCstChildren;
}

export type ReadoutStatementCstChildren = {
  Readout: IToken[];
  target: TargetCstNode[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
};

export interface ExpectStatementCstNode extends CstNode {
  name: "expectStatement";
  children: ExpectStatementCstChildren;
}

export type ExpectStatementCstChildren = {
  Expect: IToken[];
  expression: ExpressionCstNode[];
  Equals: IToken[];
  Tol?: IToken[];
};

export interface ImportStatementCstNode extends CstNode {
  name: "importStatement";
  children: ImportStatementCstChildren;
}

export type ImportStatementCstChildren = {
  Import: IToken[];
  StringLiteral: IToken[];
};

export interface TargetCstNode extends CstNode {
  name: "target";
  children: TargetCstChildren;
}

export type TargetCstChildren = {
  Identifier: IToken[];
  indices?: IndicesCstNode[];
};

export interface DeclaratorCstNode extends CstNode {
  name: "declarator";
  children: DeclaratorCstChildren;
}

export type DeclaratorCstChildren = {
  family?: FamilyCstNode[];
  Identifier?: IToken[];
};

export interface FamilyCstNode extends CstNode {
  name: "family";
  children: FamilyCstChildren;
}

export type FamilyCstChildren = {
  Identifier: IToken[];
  LeftSquare: IToken[];
  range: RangeCstNode[];
  Comma?: IToken[];
  RightSquare: IToken[];
};

export interface RangeCstNode extends CstNode {
  name: "range";
  children: RangeCstChildren;
}

export type RangeCstChildren = {
  Identifier: IToken[];
  In: IToken[];
  from: ExpressionCstNode[];
  DotDot: IToken[];
  to: ExpressionCstNode[];
};

export interface IndicesCstNode extends CstNode {
  name: "indices";
  children: IndicesCstChildren;
}

export type IndicesCstChildren = {
  LeftSquare: IToken[];
  expression: ExpressionCstNode[];
  Comma?: IToken[];
  RightSquare: IToken[];
};

export interface PlacesCstNode extends CstNode {
  name: "places";
  children: PlacesCstChildren;
}

export type PlacesCstChildren = {
  LeftSquare: IToken[];
  place: PlaceCstNode[];
  Comma?: IToken[];
  RightSquare: IToken[];
};

export interface PlaceCstNode extends CstNode {
  name: "place";
  children: PlaceCstChildren;
}

export type PlaceCstChildren = {
  DotDot?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface ExpressionCstNode extends CstNode {
  name: "expression";
  children: ExpressionCstChildren;
}

export type ExpressionCstChildren = {
  term: TermCstNode[];
  InfixOperator?: IToken[];
};

export interface TermCstNode extends CstNode {
  name: "term";
  children: TermCstChildren;
}

export type TermCstChildren = {
  PrefixOperator?: IToken[];
  NumberLiteral?: IToken[];
  StringLiteral?: IToken[];
  reference?: ReferenceCstNode[];
  fold?: FoldCstNode[];
  array?: ArrayCstNode[];
  LeftParen?: IToken[];
  expression?: ExpressionCstNode[];
  RightParen?: IToken[];
  Transposed?: IToken[];
};

export interface ReferenceCstNode extends CstNode {
  name: "reference";
  children: ReferenceCstChildren;
}

export type ReferenceCstChildren = {
  Identifier: IToken[];
  places?: PlacesCstNode[];
  callArguments?: CallArgumentsCstNode[];
};

export interface CallArgumentsCstNode extends CstNode {
  name: "callArguments";
  children: CallArgumentsCstChildren;
}

export type CallArgumentsCstChildren = {
  LeftParen: IToken[];
  argument?: ArgumentCstNode[];
  Comma?: IToken[];
  RightParen: IToken[];
};

export interface ArgumentCstNode extends CstNode {
  name: "argument";
  children: ArgumentCstChildren;
}

export type ArgumentCstChildren = {
  Identifier?: IToken[];
  Equals?: IToken[];
  expression: ExpressionCstNode[];
};

export interface FoldCstNode extends CstNode {
  name: "fold";
  children: FoldCstChildren;
}

export type FoldCstChildren = {
  Sum?: IToken[];
  Prod?: IToken[];
  LeftParen: IToken[];
  range: RangeCstNode[];
  Comma?: IToken[];
  Colon: IToken[];
  expression: ExpressionCstNode[];
  RightParen: IToken[];
};

export interface ArrayCstNode extends CstNode {
  name: "array";
  children: ArrayCstChildren;
}

export type ArrayCstChildren = {
  LeftSquare: IToken[];
  expression?: ExpressionCstNode[];
  Comma?: IToken[];
  RightSquare: IToken[];
};

export interface ICstNodeVisitor<IN, OUT> extends ICstVisitor<IN, OUT> {
  statement(children: StatementCstChildren, param?: IN): OUT;
  widthStatement(children: WidthStatementCstChildren, param?: IN): OUT;
  paramStatement(children: ParamStatementCstChildren, param?: IN): OUT;
  dataStatement(children: DataStatementCstChildren, param?: IN): OUT;
  scalarStatement(children: ScalarStatementCstChildren, param?: IN): OUT;
  vectorStatement(children: VectorStatementCstChildren, param?: IN): OUT;
  matrixStatement(children: MatrixStatementCstChildren, param?: IN): OUT;
  fnStatement(children: FnStatementCstChildren, param?: IN): OUT;
  returnStatement(children: ReturnStatementCstChildren, param?: IN): OUT;
  assignStatement(children: AssignStatementCstChildren, param?: IN): OUT;
  forStatement(children: ForStatementCstChildren, param?: IN): OUT;
  ifStatement(children: IfStatementCstChildren, param?: IN): OUT;
  outputStatement(children: OutputStatementCstChildren, param?: IN): OUT;
  outputItem(children: OutputItemCstChildren, param?: IN): OUT;
  readoutStatement(children: ReadoutStatementCstChildren, param?: IN): OUT;
  expectStatement(children: ExpectStatementCstChildren, param?: IN): OUT;
  importStatement(children: ImportStatementCstChildren, param?: IN): OUT;
  target(children: TargetCstChildren, param?: IN): OUT;
  declarator(children: DeclaratorCstChildren, param?: IN): OUT;
  family(children: FamilyCstChildren, param?: IN): OUT;
  range(children: RangeCstChildren, param?: IN): OUT;
  indices(children: IndicesCstChildren, param?: IN): OUT;
  places(children: PlacesCstChildren, param?: IN): OUT;
  place(children: PlaceCstChildren, param?: IN): OUT;
  expression(children: ExpressionCstChildren, param?: IN): OUT;
  term(children: TermCstChildren, param?: IN): OUT;
  reference(children: ReferenceCstChildren, param?: IN): OUT;
  callArguments(children: CallArgumentsCstChildren, param?: IN): OUT;
  argument(children: ArgumentCstChildren, param?: IN): OUT;
  fold(children: FoldCstChildren, param?: IN): OUT;
  array(children: ArrayCstChildren, param?: IN): OUT;
}
