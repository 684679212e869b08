// The tool, built and run as a reader runs it.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
export const root = path.resolve(here, '../..');

// The path of the tool, which is built first. $WORKBOOK names another.
export function tool() {
    if (process.env.WORKBOOK) {
        return path.resolve(process.env.WORKBOOK);
    }
    const messages = execFileSync(
        'cargo',
        ['build', '--package', 'workbook', '--bin', 'workbook', '--message-format=json'],
        { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const built = messages
        .split('\n')
        .filter(line => line.startsWith('{'))
        .map(line => JSON.parse(line))
        .find(message => message.executable && message.target.name === 'workbook');
    return built.executable;
}

// Builds the workbook in `folder`. Returns the folder that holds its pages.
export function build(binary, folder) {
    execFileSync(binary, ['build'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    return path.join(folder, 'target/book');
}

// Serves the workbook in `folder` on a free port, or on `port`, with the variables of `environment`.
export async function serve(binary, folder, environment = {}, port = 0) {
    const child = spawn(binary, ['serve', '--port', String(port)], {
        cwd: folder,
        env: { ...process.env, ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    let complaint = '';
    child.stderr.on('data', text => (complaint += text));
    for await (const line of createInterface({ input: child.stdout })) {
        const found = line.match(/http:\/\/127\.0\.0\.1:\d+\//);
        if (found) {
            const ended = once(child, 'exit');
            return {
                address: found[0],
                // Resolves when the process is gone.
                end: () => {
                    child.kill('SIGINT');
                    return ended;
                },
            };
        }
    }
    throw new Error(`the tool served nothing in ${folder}: ${complaint}`);
}

// A workbook of its own with this book's settings and look, and pages that hold one of everything.
export async function sampleWorkbook() {
    const folder = await mkdtemp(path.join(tmpdir(), 'sample-'));
    await mkdir(path.join(folder, 'exercises'));
    await cp(path.join(root, 'book.toml'), path.join(folder, 'book.toml'));
    await cp(path.join(root, 'workbook/theme'), path.join(folder, 'workbook/theme'), {
        recursive: true,
    });
    await cp(path.join(here, 'sample'), path.join(folder, 'chapters'), { recursive: true });
    // Pictures and predictions are made from runs: the book's.
    const examples = 'chapters/listings/examples';
    await cp(path.join(root, examples), path.join(folder, examples), { recursive: true });
    return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
