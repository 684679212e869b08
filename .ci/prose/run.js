// Looks for the habits of language in rules.yml: in the pages, in the comments and strings of the code, and in hints.
// `node run.js [file ...]` looks at these files alone; `--count` counts the findings of each rule.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import markdown from "@textlint/textlint-plugin-markdown";
import text from "@textlint/textlint-plugin-text";
import { TextlintKernelDescriptor } from "@textlint/kernel";
import { createLinter } from "textlint";
import prh from "textlint-rule-prh";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "../..");

// What is not written for a reader, quotes others, or is the linter's own.
const OUTSIDE = [/^\.ci\//, /^LICENSE/, /^chapters\/listings\/rejected\/.*\.rustc$/, /^exercises\/kit\//];

function linter(checkBlockquote) {
  const module = (found) => found.default ?? found;
  return createLinter({
    descriptor: new TextlintKernelDescriptor({
      plugins: [
        { pluginId: "markdown", plugin: module(markdown) },
        { pluginId: "text", plugin: module(text) },
      ],
      filterRules: [],
      rules: [
        {
          ruleId: "prh",
          rule: module(prh),
          options: { rulePaths: [path.join(here, "rules.yml")], checkBlockquote, checkEmphasis: true },
        },
      ],
    }),
    cwd: here,
  });
}

const everywhere = linter(true);
// A catalogue quotes beliefs in the words of those who hold them.
const outsideQuotes = linter(false);

// The comments and strings of a program, each where it was: everything else is blank.
function words(source) {
  const found = /\/\/[^\n]*|"(?:\\[^]|[^"\\])*"|'(?:\\.|[^'\\])'/g;
  let at = 0;
  let kept = "";
  const blank = (piece) => piece.replace(/[^\n]/g, " ");
  for (const match of source.matchAll(found)) {
    const shown = match[0].startsWith("'") ? blank(match[0]) : match[0].replace(/`[^`\n]*`/g, blank);
    kept += blank(source.slice(at, match.index)) + shown;
    at = match.index + match[0].length;
  }
  return kept + blank(source.slice(at));
}

async function findings(file) {
  const source = readFileSync(path.join(root, file), "utf8");
  if (file.endsWith(".md")) {
    const which = /^solutions\/.*\/wrong\//.test(file) ? outsideQuotes : everywhere;
    // A heading keeps the id of an earlier one, so that old links work.
    const shown = source.replace(/\{#[^}\n]*\}$/gm, (id) => " ".repeat(id.length));
    return (await which.lintText(shown, file)).messages;
  }
  return (await everywhere.lintText(words(source), `${file}.txt`)).messages;
}

const asked = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const files = asked.length
  ? asked.map((file) => path.relative(root, path.resolve(file)))
  : execFileSync("git", ["ls-files", "*.md", "*.rs", "*.toml", "*.js"], { cwd: root, encoding: "utf8" })
      .split("\n")
      .filter((file) => file && !file.endsWith("Cargo.toml") && !OUTSIDE.some((outside) => outside.test(file)));

const counts = new Map();
let total = 0;
for (const file of files) {
  for (const message of await findings(file)) {
    total += 1;
    counts.set(message.message, (counts.get(message.message) ?? 0) + 1);
    if (!process.argv.includes("--count")) {
      console.log(`${file}:${message.loc.start.line}: ${message.message}`);
    }
  }
}
if (process.argv.includes("--count")) {
  for (const [message, count] of [...counts].sort((a, b) => b[1] - a[1])) {
    console.log(`${String(count).padStart(6)}  ${message}`);
  }
}
console.log(`${total} findings in ${files.length} files`);
process.exitCode = total === 0 ? 0 : 1;
