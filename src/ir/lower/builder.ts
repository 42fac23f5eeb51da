/**
 * Variables: what the source calls by names of their own, and the unnamed parts between them. Two names are two
 * variables even where they are computed alike, because a derivative with respect to one sees no way through the
 * other. Each variable has an image in the program under construction, where equal computations are one value.
 * Bodies in `scratch` name their leaves by VariableId, images in `emitter.scratch` by ValueId.
 */
import { invariant, unreachable } from "../../diagnostics/invariant.ts";
import type { Place } from "../../diagnostics/source.ts";
import * as b from "../build.ts";
import { gradient } from "../differentiate.ts";
import { childrenOf, createPool, type ExprId, type ExprPool, leavesOf, reachable } from "../expr.ts";
import type { Closed, InputGroup, ValueId, WidthId } from "../program.ts";
import { rebuild, transplant } from "../substitute.ts";
import { applyMatrix } from "./apply-matrix.ts";
import { createEmitter, type Emitter } from "./emitter.ts";
import type { Label, Naming, ProductNaming } from "./labels.ts";
import type { MatrixNode } from "./terms.ts";

export type VariableId = number & { readonly brand: "variable" };

/** How a variable is computed from others. */
export type Definition =
  /** Drawn or given, not computed. */
  | { readonly op: "initial"; readonly value: ValueId }
  /** Coordinatewise, or arithmetic of scalars. */
  | { readonly op: "body"; readonly body: ExprId }
  /** The average of a body of this width. */
  | { readonly op: "moment"; readonly body: ExprId; readonly width: WidthId }
  | { readonly op: "product"; readonly matrix: MatrixNode; readonly vector: ExprId };

export interface Variable {
  /** Counts variables and matrices together: what something is computed from has a smaller one. */
  readonly serial: number;
  /** That of a vector; undefined for a scalar. */
  readonly width: WidthId | undefined;
  readonly definition: Definition;
}

export interface Builder extends Pick<Emitter, "pool" | "widths" | "symbols"> {
  /** The program under construction. */
  readonly emitter: Emitter;
  /** Bodies whose leaves are variables. */
  readonly scratch: ExprPool;
  /** A matrix value; equal ones are one node. Its operands were made before. */
  matrix(rows: WidthId, cols: WidthId, form: MatrixNode["form"]): MatrixNode;
  /** The same matrix as a variable of its own. */
  copyMatrix(of: MatrixNode): MatrixNode;
  variable(id: VariableId): Variable;
  /** All of them, in the order of their declaration. */
  readonly initialVectors: readonly VariableId[];
  readonly declaredMatrices: readonly MatrixNode[];
  /** The body in the program under construction: equal computations have equal images. */
  image(body: ExprId): ExprId;
  /** A closed expression as a body. */
  open(closed: Closed): ExprId;
  /** The ratio of a width to the first one, as a body. */
  ratio(width: WidthId): ExprId;
  /** Whether an image since the last question has a constant that is infinite or no number. */
  sawNonFinite(): boolean;
  /** The number that a body always is, or undefined. */
  constantOf(body: ExprId): number | undefined;
  /** Initial vectors that are drawn together; `group` is told their values. */
  addInputs(
    labels: readonly Label[],
    width: WidthId,
    places: readonly Place[],
    group: (members: readonly ValueId[]) => InputGroup,
  ): readonly VariableId[];
  addSymbol(label: Label, place: Place): VariableId;
  addConstant(label: Label, value: number, place: Place): VariableId;
  /**
   * The body of a variable of its own, with a name in the program: of the given one, a name for which `isAlias` is no
   * new variable.
   */
  define(body: ExprId, width: WidthId | undefined, naming: Naming, isAlias: boolean): ExprId;
  /** A variable of its own that leaves no trace in the program: an argument of a function. */
  bind(body: ExprId, width: WidthId | undefined): ExprId;
  /** A value for a body that is used more than once; equal bodies share it. */
  share(body: ExprId, width: WidthId | undefined, naming: Naming): ExprId;
  /** The average over the coordinates of a body; one that reads no vector is its own average. */
  moment(body: ExprId, width: WidthId, naming: Naming): ExprId;
  /** `matrix @ vector`, with names for both where they need values of their own. */
  product(matrix: MatrixNode, vector: ExprId, naming: ProductNaming): ExprId;
  /** The derivatives of a body by the variables that it reads; those that it does not vary with are absent. */
  gradientOf(body: ExprId): Slopes;
  /** A body as text with the names of its values, cut to the length of a name. */
  textOf(body: ExprId): string;
}

/** Derivatives by vectors and by scalars. */
export interface Slopes {
  readonly coords: ReadonlyMap<VariableId, ExprId>;
  readonly params: ReadonlyMap<VariableId, ExprId>;
}

/** An empty program under construction. */
export function createBuilder(): Builder {
  const emitter = createEmitter();
  const scratch = createPool();
  const variables: Variable[] = [];
  /** The image of each variable, and of each node of the scratch pool that was asked for. */
  const variableImages: ExprId[] = [];
  const images: ExprId[] = [];
  const known = new Map<string, VariableId>();
  const matrices = new Map<string, MatrixNode>();
  const gradients = new Map<ExprId, Slopes>();
  const initialVectors: VariableId[] = [];
  const declaredMatrices: MatrixNode[] = [];
  const symbols: VariableId[] = [];
  let nonFinite = false;
  let serial = 0;

  function add(width: WidthId | undefined, definition: Definition, image: ExprId): VariableId {
    variables.push({ serial: serial++, width, definition });
    variableImages.push(image);
    return (variables.length - 1) as VariableId;
  }

  function leaf(id: VariableId): ExprId {
    return variable(id).width === undefined ? b.param(scratch, id) : b.coord(scratch, id);
  }

  function variable(id: VariableId): Variable {
    const found = variables[id];
    invariant(found !== undefined, () => `no variable ${id}`);
    return found;
  }

  function image(body: ExprId): ExprId {
    for (const id of reachable(scratch, [body], (done) => images[done] !== undefined)) {
      const node = scratch.get(id);
      const isLeaf = node.op === "coord" || node.op === "param";
      const found = isLeaf
        ? imageAt(variableImages, node.index)
        : rebuild(emitter.scratch, node, (child) => imageAt(images, child));
      images[id] = found;
      nonFinite ||= [found, ...childrenOf(emitter.scratch.get(found))].some(isNonFinite);
    }
    return imageAt(images, body);
  }

  function isNonFinite(id: ExprId): boolean {
    const value = b.constantValue(emitter.scratch, id);
    return value !== undefined && !Number.isFinite(value);
  }

  /** The image of a body as a value: a leaf, unless it is a constant or reads no vector. */
  function valueImage(body: ExprId, width: WidthId | undefined, { label, place }: Naming): ExprId {
    const inner = image(body);
    if (width !== undefined) {
      const value = emitter.vector(inner, width, label, place);
      // A constant vector stays a constant in what is made of it.
      return emitter.readsVectors(inner) ? b.coord(emitter.scratch, value) : inner;
    }
    if (b.constantValue(emitter.scratch, inner) !== undefined) return inner;
    return b.param(emitter.scratch, emitter.scalar(inner, label, place));
  }

  function once(key: string, make: () => VariableId): ExprId {
    const id = known.get(key) ?? make();
    known.set(key, id);
    return leaf(id);
  }

  function open(closed: Closed): ExprId {
    const param = (index: number): ExprId | undefined => {
      const id = symbols[index];
      return id === undefined ? undefined : leaf(id);
    };
    return transplant(emitter.pool, scratch, [closed], { param })[0] ?? closed;
  }

  const isLeaf = (body: ExprId): boolean => {
    const { op } = scratch.get(body);
    return op === "coord" || op === "param" || op === "const";
  };

  return {
    emitter,
    pool: emitter.pool,
    widths: emitter.widths,
    symbols: emitter.symbols,
    scratch,
    matrix(rows, cols, form) {
      const key = `${rows} ${cols} ${keyOf(form)}`;
      const node = matrices.get(key) ?? { serial: serial++, rows, cols, form };
      if (form.op === "declared" && !matrices.has(key)) declaredMatrices.push(node);
      matrices.set(key, node);
      return node;
    },
    copyMatrix: (of) => {
      const form = { op: "scaled", factor: b.constant(scratch, 1), of } as const;
      return { serial: serial++, rows: of.rows, cols: of.cols, form };
    },
    variable,
    initialVectors,
    declaredMatrices,
    image,
    open,
    ratio(width) {
      const found = emitter.widths[width];
      invariant(found !== undefined, () => `no width ${width}`);
      return open(found.ratio);
    },
    sawNonFinite() {
      const saw = nonFinite;
      nonFinite = false;
      return saw;
    },
    constantOf: (body) => b.constantValue(emitter.scratch, image(body)),
    addInputs(labels, width, places, group) {
      const added = emitter
        .addInputs(labels, width, places, group)
        .map((value) => add(width, { op: "initial", value }, b.coord(emitter.scratch, value)));
      initialVectors.push(...added);
      return added;
    },
    addSymbol(label, place) {
      const value = emitter.addSymbol(label, place);
      const id = add(undefined, { op: "initial", value }, b.param(emitter.scratch, value));
      symbols.push(id);
      return id;
    },
    addConstant(label, number, place) {
      const value = emitter.addConstant(label, number, place);
      return add(undefined, { op: "initial", value }, b.param(emitter.scratch, value));
    },
    define(body, width, naming, isAlias) {
      const found = valueImage(body, width, naming);
      const node = emitter.scratch.get(found);
      const isValue = node.op === "coord" || node.op === "param";
      if (isValue) emitter.adopt(node.index as ValueId, naming.label(), naming.place);
      return isAlias && isLeaf(body) ? body : leaf(add(width, { op: "body", body }, found));
    },
    bind: (body, width) => leaf(add(width, { op: "body", body }, image(body))),
    share(body, width, naming) {
      if (isLeaf(body)) return body;
      return once(`body ${width} ${body}`, () => add(width, { op: "body", body }, valueImage(body, width, naming)));
    },
    moment(body, width, { label, place }) {
      if (leavesOf(scratch, [body]).coords.length === 0) return body;
      return once(`moment ${width} ${body}`, () => {
        const inner = image(body);
        const average = emitter.readsVectors(inner)
          ? b.param(emitter.scratch, emitter.moment(inner, label, place))
          : inner;
        return add(undefined, { op: "moment", body, width }, average);
      });
    },
    product(matrix, vector, naming) {
      return once(`product ${matrix.serial} ${vector}`, () => {
        const found = applyMatrix(emitter, image, matrix, vector, naming);
        const { label, place } = naming.product;
        // A sum of many parts is computed once, however often it is used.
        const isSum = emitter.scratch.get(found).op === "add";
        const product = isSum ? b.coord(emitter.scratch, emitter.vector(found, matrix.rows, label, place)) : found;
        return add(matrix.rows, { op: "product", matrix, vector }, product);
      });
    },
    gradientOf(body) {
      const found = gradients.get(body) ?? (gradient(scratch, body) as Slopes);
      gradients.set(body, found);
      return found;
    },
    textOf: (body) => emitter.textOf(image(body)),
  };
}

function keyOf(form: MatrixNode["form"]): string {
  switch (form.op) {
    case "declared":
      return `declared ${form.matrix}`;
    case "outer":
      return `outer ${form.left} ${form.right}`;
    case "sum":
      return `sum ${form.terms.map(({ serial }) => serial).join()}`;
    case "scaled":
      return `scaled ${form.factor} ${form.of.serial}`;
    case "transposed":
      return `transposed ${form.of.serial}`;
    default:
      return unreachable(form);
  }
}

function imageAt(images: readonly ExprId[], index: number): ExprId {
  const found = images[index];
  invariant(found !== undefined, () => `${index} has no image`);
  return found;
}
