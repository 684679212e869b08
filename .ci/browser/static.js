// The book on a host that only serves files: the commands stand where the panels would be.

import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';

import { open } from './browser.js';
import { expect } from './report.js';
import { build } from './server.js';

const KINDS = {
    '.html': 'text/html; charset=utf-8',
    '.js': 'text/javascript',
    '.css': 'text/css',
    '.svg': 'image/svg+xml',
    '.woff2': 'font/woff2',
    '.png': 'image/png',
};

function hosted(folder) {
    const server = http.createServer(async (request, answer) => {
        const name = decodeURIComponent(new URL(request.url, 'http://127.0.0.1').pathname);
        try {
            const bytes = await readFile(path.join(folder, path.normalize(name)));
            answer.writeHead(200, { 'Content-Type': KINDS[path.extname(name)] ?? 'text/plain' });
            answer.end(bytes);
        } catch {
            answer.writeHead(404);
            answer.end();
        }
    });
    return new Promise(resolve =>
        server.listen(0, '127.0.0.1', () =>
            resolve({ address: `http://127.0.0.1:${server.address().port}/`, end: () => server.close() }),
        ),
    );
}

export async function staticChecks(report, browser, { reader }) {
    await report.check('runs: on a static host, the commands and their copy buttons', async () => {
        const host = await hosted(build(reader.binary, reader.folder));
        const tab = await open(browser, { live: true });
        try {
            const { page } = tab;
            await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
            await page.goto(new URL('ch01/exercises.html', host.address).href);
            expect((await page.locator('.run-panel, .run-chapter, .run-count').count()) === 0, 'a panel');
            const commands = page.locator('main pre:has(> code.language-sh)');
            expect((await commands.count()) === 4, `${await commands.count()} blocks of commands`);
            for (const command of await commands.all()) {
                await command.hover();
                await command.locator('.clip-button').click();
                const wanted = await command.locator('code').innerText();
                const copied = await page.evaluate(() => navigator.clipboard.readText());
                expect(copied.trim() === wanted.trim(), `copied ${copied} instead of ${wanted}`);
            }
            const asked = await page.evaluate(() =>
                performance.getEntriesByType('resource').filter(one => one.name.includes('_workbook')),
            );
            expect(asked.length === 0, 'it asks for what only the server of the tool has');
            return tab.faults;
        } finally {
            await tab.close();
            host.end();
        }
    });
}
