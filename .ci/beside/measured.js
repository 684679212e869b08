// Edits and times.

import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';

// A row is { what, command, folder, edited, environment }: `command` runs in `folder`, and judges the file
// `edited`, which holds a right answer. Returns of each row the median, the least and the most, in seconds.
export async function measured(rows, edits) {
    const originals = new Map();
    for (const { edited } of rows) {
        originals.set(edited, await readFile(edited, 'utf8'));
    }
    const times = rows.map(() => []);
    try {
        for (const row of rows) {
            console.error(`building: ${row.what}`);
            run(row);
        }
        // In turn, so that what else the machine does falls on all alike. The first round is a warm-up.
        for (let round = 0; round <= edits; round += 1) {
            for (const [nth, row] of rows.entries()) {
                // An item that is compiled, and never the same: no cache holds it.
                const item = `\npub const EDIT_${Date.now()}: u64 = ${round};\n`;
                await writeFile(row.edited, originals.get(row.edited) + item);
                const began = performance.now();
                run(row);
                const seconds = (performance.now() - began) / 1000;
                if (round > 0) times[nth].push(seconds);
            }
            console.error(`${round} of ${edits} edits`);
        }
    } finally {
        for (const [file, text] of originals) {
            await writeFile(file, text);
        }
    }
    return times.map(times => {
        const sorted = times.toSorted((a, b) => a - b);
        const middle = sorted.length / 2;
        const median = (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
        return { median, least: sorted[0], most: sorted.at(-1) };
    });
}

// A right answer must be found right: else something other than a verdict would be timed.
function run({ what, command: [program, ...words], folder, environment }) {
    const ran = spawnSync(program, words, {
        cwd: folder,
        env: { ...process.env, ...environment },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (ran.error) throw new Error(`${program}: ${ran.error.message}`);
    if (ran.status !== 0) {
        throw new Error(`${what}: exit status ${ran.status}\n${ran.stdout.slice(-2000)}\n${ran.stderr.slice(-2000)}`);
    }
}
