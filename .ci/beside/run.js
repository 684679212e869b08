// How long a reader waits from an edit to the verdict: here, in rustlings, and in 100 Exercises To Learn Rust,
// one after the other on this machine.
//
//     node .ci/beside/run.js [--edits 10] [--hundred FOLDER]
//
// Everything is installed, copied and built in target/beside, and the workbook itself is not touched. FOLDER is a
// clone of 100-exercises-to-learn-rust on its branch `solutions`; without it, the script clones one. Writes
// nothing else: the table goes to stdout.

import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { ours } from './ours.js';
import { hundred, rustlings } from './theirs.js';
import { measured } from './measured.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { values } = parseArgs({
    options: { edits: { type: 'string', default: '10' }, hundred: { type: 'string' } },
});
const edits = Number(values.edits);
if (!Number.isInteger(edits) || edits < 1) {
    console.error(`error: --edits takes a number of edits, as in --edits 10, and not ${values.edits}`);
    process.exit(2);
}

const folder = path.join(root, 'target/beside');
await mkdir(folder, { recursive: true });
const rows = [
    ...(await ours(root, folder)),
    ...(await rustlings(folder)),
    ...(await hundred(folder, values.hundred && path.resolve(values.hundred))),
];
const taken = await measured(rows, edits);

const version = tool => execFileSync(tool, ['--version'], { encoding: 'utf8' }).trim();
const load = os.loadavg().map(load => load.toFixed(1));
console.log(`\n${os.cpus().length} cores, ${os.cpus()[0].model.trim()}; ${version('rustc')}`);
console.log(`Load over 1, 5 and 15 minutes: ${load.join(', ')}. Medians of ${edits} edits, in turn.\n`);
const width = Math.max(...rows.map(({ what }) => what.length));
console.log(`${'median'.padStart(8)}  ${'least'.padStart(8)}  ${'most'.padStart(8)}  what`);
for (const [nth, { what, command }] of rows.entries()) {
    const { median, least, most } = taken[nth];
    const numbers = [median, least, most].map(seconds => `${seconds.toFixed(2)} s`.padStart(8));
    console.log(`${numbers.join('  ')}  ${what.padEnd(width)}  ${command.join(' ')}`);
}
