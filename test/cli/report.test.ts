/** `tpc compare --report`: the documents as a reader opens them, the page in headless Chromium where there is one. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { folder, tpc } from "../kit/tpc.ts";

const program = `# a comment with <b>marks</b> & quotes "
width n
param eta = 0.25
vector u ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
x[0] = u
for t in 1..4 {
  x[t] = tanh(W @ x[t-1]) + eta * u
  output q[t] = moment(x[t]^2)
}
`;

const executablePath = "/usr/bin/chromium";
const there = existsSync(executablePath);
if (!there && process.env.TP_REQUIRE_WEBGPU === "1") throw new Error(`TP_REQUIRE_WEBGPU=1, but no ${executablePath}`);

async function report(name: string) {
  const cwd = folder({ "net.tp": program });
  const ended = await tpc(["compare", "net.tp", "--widths", "32,64,128", "--trials", "50", "--report", name], { cwd });
  expect(ended.stderr).toContain(`wrote ${name}`);
  expect([0, 1]).toContain(ended.status);
  return { cwd, read: (file: string) => readFileSync(join(cwd, file), "utf8") };
}

test.skipIf(!there)(
  "the page shows what it should, needs nothing from elsewhere, and is legible in both colour schemes",
  async () => {
    const { cwd, read } = await report("out.html");
    const text = read("out.html");
    expect(text).not.toMatch(/<script|<link|https?:\/\/(?!www\.w3\.org)/);
    const browser = await chromium.launch({
      executablePath,
      args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
    });
    try {
      for (const colorScheme of ["light", "dark"] as const) {
        const page = await browser.newPage({ colorScheme });
        const complaints: string[] = [];
        page.on("console", (message) => complaints.push(message.text()));
        page.on("pageerror", (error) => complaints.push(String(error)));
        page.on("request", (request) => {
          if (!request.url().startsWith("file:")) complaints.push(request.url());
        });
        await page.goto(`file://${join(cwd, "out.html")}`);
        const seen = await page.evaluate(() => ({
          title: document.title,
          figures: [...document.querySelectorAll("figure svg")].map((svg) => svg.getAttribute("aria-label") ?? ""),
          points: document.querySelectorAll("figure svg circle").length,
          formulas: document.querySelectorAll("math").length,
          broken: document.querySelectorAll("merror, .katex-error").length,
          source: document.querySelectorAll("pre")[1]?.textContent ?? "",
          wide: document.documentElement.scrollWidth <= window.innerWidth,
          text: getComputedStyle(document.body).color,
          page: getComputedStyle(document.body).backgroundColor,
        }));
        expect(complaints).toEqual([]);
        expect(seen.title).toBe("net.tp: limit and simulation");
        // One course, and three figures for each of four outputs.
        expect(seen.figures).toHaveLength(13);
        for (const description of seen.figures) expect(description.length).toBeGreaterThan(20);
        expect(seen.points).toBeGreaterThan(4 * 6);
        expect(seen.formulas).toBeGreaterThan(4);
        expect(seen.broken).toBe(0);
        expect(seen.source).toBe(program.replace(/\n$/, ""));
        expect(seen.wide).toBe(true);
        expect(contrast(seen.text, seen.page)).toBeGreaterThan(7);
        await page.close();
      }
    } finally {
      await browser.close();
    }
  },
);

test("Markdown names its figures, which are written beside it", async () => {
  const { read } = await report("out.md");
  expect(read("out.md")).toContain("](out.svg)");
  expect(read("out.md")).toContain(program.trimEnd());
  expect(read("out.svg")).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  expect(read("out.svg").match(/role="img"/g)).toHaveLength(1 + 13);
});

test("a report that cannot be written is refused before anything runs", async () => {
  const cwd = folder({ "net.tp": program });
  const ended = await tpc(["compare", "net.tp", "--report", "missing/out.html"], { cwd });
  expect(ended).toMatchObject({ status: 3, stdout: "" });
  expect(ended.stderr).toContain("cannot write missing/out.html");
  const odd = await tpc(["compare", "net.tp", "--report", "out.pdf"], { cwd });
  expect(odd).toMatchObject({ status: 2, stdout: "" });
});

/** The contrast ratio of the Web Content Accessibility Guidelines; 7 is their highest demand. */
function contrast(first: string, second: string): number {
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low = 0, high = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}
