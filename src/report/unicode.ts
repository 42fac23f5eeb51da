/**
 * Formulas in plain text as a terminal shows them: `σ²`, `√(q)`, `π`, `Ẑ(y)`. Every sign is one cell wide, and the text
 * that is replaced stays the one that programs read.
 */

const letters: Readonly<Record<string, string>> = {
  ...{ alpha: "α", beta: "β", gamma: "γ", delta: "δ", epsilon: "ε", zeta: "ζ", eta: "η", theta: "θ", kappa: "κ" },
  ...{ lambda: "λ", mu: "μ", nu: "ν", xi: "ξ", pi: "π", rho: "ρ", sigma: "σ", tau: "τ", phi: "φ", chi: "χ" },
  ...{ psi: "ψ", omega: "ω", Gamma: "Γ", Delta: "Δ", Theta: "Θ", Lambda: "Λ", Sigma: "Σ", Phi: "Φ", Phi2: "Φ₂" },
};
/** Words before a bracket. */
const functions: Readonly<Record<string, string>> = {
  sqrt: "√",
  hat: "Ẑ",
  dot: "Ż",
  sum: "Σ",
  Phi: "Φ",
  phi: "φ",
  Phi2: "Φ₂",
};

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** `text` with Greek letters, roots, superscripts and minus signs. */
export function toUnicode(text: string): string {
  return text
    .replace(/[A-Za-z_]\w*\(?/g, showWord)
    .replace(/\^(\d+)(?![\d.^])/g, (_, digits: string) => [...digits].map((d) => superscripts[Number(d)]).join(""))
    .replace(/\.T\b/g, "ᵀ")
    .replaceAll(" - ", " − ")
    .replaceAll("<=", "≤");
}

function showWord(word: string): string {
  const isCall = word.endsWith("(");
  const name = isCall ? word.slice(0, -1) : word;
  const table = isCall ? functions : letters;
  return Object.hasOwn(table, name) ? `${table[name]}${isCall ? "(" : ""}` : word;
}
