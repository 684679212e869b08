// A reader's workbook: a copy with three exercises, to be answered, served and built.

import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { root, serve } from './server.js';

export const OVERLAP = 'exercises/ch01/src/overlap.rs';
const EXERCISES = 'ch01/stopwatch,ch01/overlap,ch02/countdown';
// What the checks need is built there, once for all runs of this suite.
const ENVIRONMENT = { CARGO_TARGET_DIR: path.join(root, 'target', 'browser-runs') };

const IN_A_ROW = `
    let visitor = visitor.await;
    println!("a visitor came");
    let orders = orders(visitor.number).await;
    let friends = friends(visitor.number).await;
    Page { name: visitor.name, orders, friends }
`;
export const ANSWERS = {
    wrong: IN_A_ROW,
    warned: `    let unused = 3;${IN_A_ROW}`,
    right: `
    let visitor = visitor.await;
    let (orders, friends) = tokio::join!(orders(visitor.number), friends(visitor.number));
    Page { name: visitor.name, orders, friends }
`,
    refused: '    visitor.await\n',
    endless: `
    let _ = (visitor, orders, friends);
    loop {
        std::thread::sleep(std::time::Duration::from_secs(1));
    }
`,
};

export class Reader {
    static async begin(binary) {
        const reader = new Reader();
        reader.binary = binary;
        reader.folder = await mkdtemp(path.join(tmpdir(), 'reader-'));
        reader.real('assign', '--out', path.join(reader.folder, 'workbook'), '--exercises', EXERCISES);
        reader.folder = path.join(reader.folder, 'workbook');
        reader.stub = await readFile(path.join(reader.folder, OVERLAP), 'utf8');
        return reader;
    }

    // Runs the tool as in a terminal.
    tool(...words) {
        return tool(this.binary, this.folder, words);
    }

    // The same in the real workbook.
    real(...words) {
        return tool(this.binary, root, words);
    }

    serve(port = 0, environment = {}) {
        return serve(this.binary, this.folder, { ...ENVIRONMENT, ...environment }, port);
    }

    // Saves an answer to `overlap`: one of ANSWERS, or the stub.
    async answer(name) {
        const at = this.stub.lastIndexOf('{\n    // So that the stub');
        const text = name === 'stub' ? this.stub : `${this.stub.slice(0, at)}{\n${ANSWERS[name]}}\n`;
        await writeFile(path.join(this.folder, OVERLAP), text);
    }

    remove() {
        return rm(path.dirname(this.folder), { recursive: true, force: true });
    }
}

function tool(binary, cwd, words) {
    try {
        const env = { ...process.env, ...ENVIRONMENT };
        return execFileSync(binary, words, { cwd, env, encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
        // `check` says by its status that not all has passed.
        if (error.status === 1) {
            return error.stdout;
        }
        throw new Error(`${words.join(' ')}: ${error.stderr}`);
    }
}
