/**
 * The one-way order of the folders (ARCHITECTURE.md): a folder may import the folders named here, and itself.
 * `limit` and `plan` never import each other: theory and simulation meet only in `report`, so that their agreement
 * is evidence.
 */
const may = {
  diagnostics: [],
  math: [],
  parser: ["diagnostics"],
  ir: ["diagnostics", "math"],
  "ir/lower": ["diagnostics", "math", "parser", "ir"],
  limit: ["diagnostics", "math", "ir"],
  plan: ["diagnostics", "math", "ir"],
  codegen: ["diagnostics", "math", "ir", "limit", "plan"],
  runtime: ["diagnostics", "math", "ir", "plan", "codegen"],
  theorems: ["diagnostics", "math", "ir"],
  predict: ["diagnostics", "math", "ir", "limit"],
  bound: ["diagnostics", "math", "ir", "limit", "theorems"],
  report: [
    "diagnostics",
    "math",
    "ir",
    "limit",
    "plan",
    "theorems",
    "predict",
    "prediction",
    "bound",
    "bounding",
    "version",
  ],
  universality: ["diagnostics", "math", "ir", "theorems", "report", "version"],
};

const order = Object.entries(may).map(([from, to]) => ({
  name: `order-${from.replace("/", "-")}`,
  severity: "error",
  from: { path: `^src/${from}/`, ...(from === "ir" ? { pathNot: "^src/ir/lower/" } : {}) },
  to: { path: "^src/", pathNot: `^src/(${[from, ...to].join("|")})(/|\\.ts)` },
}));

/** A package that is heavy, or whose place is one folder: only its owner imports it. */
const owner = (name, place) => ({
  name: `owner-${name}`,
  severity: "error",
  from: { path: "^src/", pathNot: `^src/${place}` },
  to: { path: `(^|node_modules/)${name}(/|$)` },
});

module.exports = {
  forbidden: [
    ...order,
    {
      name: "only-lower-sees-the-tree",
      severity: "error",
      from: { path: "^src/(ir/(?!lower/)|limit|plan|theorems|codegen|runtime|predict/|report)" },
      to: { path: "^src/parser/" },
    },
    {
      name: "the-command-line-is-a-door",
      comment: "It parses arguments, calls the pipeline and shows reports; it looks into no stage.",
      severity: "error",
      from: { path: "^src/cli/" },
      to: {
        path: "^src/",
        pathNot:
          "^src/(cli/|report/|diagnostics/|(index|pipeline|simulator|comparison|comparison-report|prediction|bounding|dump|version)\\.ts)",
      },
    },
    {
      name: "the-testing-kit-is-a-door",
      comment: "It writes programs as text and asks the public functions about them.",
      severity: "error",
      from: { path: "^src/testing/" },
      to: { path: "^src/", pathNot: "^src/(testing/|report/|diagnostics/|index\\.ts)" },
    },
    {
      name: "browser-safe",
      comment: "Everything else also runs in a browser.",
      severity: "error",
      from: {
        path: "^src/",
        pathNot:
          "^src/(cli/|report/files\\.ts|runtime/webgpu/adapter-node\\.ts|runtime/cpu/worker|limit/particles/threads-node\\.ts)",
      },
      to: { dependencyTypes: ["core"] },
    },
    owner("webgpu", "runtime/webgpu/adapter-node\\.ts"),
    owner("chevrotain", "parser/"),
    owner("ts-morph", "codegen/typescript/module\\.ts"),
    owner("commander", "cli/"),
    owner("fast-check", "testing/"),
    owner("katex", "report/page/typeset\\.ts"),
    owner("@observablehq/plot", "report/page/plot\\.ts"),
    owner("linkedom", "report/page/plot\\.ts"),
    owner("cli-progress", "cli/progress\\.ts"),
    {
      name: "no-cycle",
      comment: "Types may refer to each other across files; code that runs may not.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    { name: "nothing-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "default"] },
  },
};
