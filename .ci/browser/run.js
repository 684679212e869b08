// Visits the pages of the book in a real browser, in both themes and at two widths: those that have
// changed since they passed, and a sample of the others. Then a sample book that has one of everything
// a page may hold. Ends with a line "N passed, N failed".
//
// ALL=1 visits every page, SEED=7 repeats a sample, KEEP=1 writes down which pages have passed.

import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';

import { launch } from './browser.js';
import { hiddenChecks } from './hidden.js';
import { keyboardChecks } from './keyboard.js';
import { liveChecks } from './live.js';
import { menuChecks } from './menus.js';
import { addresses, pageChecks } from './pages.js';
import { pictureChecks } from './pictures.js';
import { predictionChecks } from './predictions.js';
import { Proven } from './proven.js';
import { readingChecks } from './reading.js';
import { Report } from './report.js';
import { scrollChecks } from './scrolls.js';
import { stepperChecks } from './steppers.js';
import { weightCheck } from './weight.js';
import { build, root, sampleWorkbook, serve, tool } from './server.js';

const pictures = path.join(root, 'target', 'browser');
await rm(pictures, { recursive: true, force: true });
await mkdir(pictures, { recursive: true });

const report = new Report();
const binary = tool();
const sample = await sampleWorkbook();
// What the pages load is read from there.
build(binary, root);
const servers = [];
let browser;
try {
    const book = await serve(binary, root);
    servers.push(book);
    const small = await serve(binary, sample.folder);
    servers.push(small);
    browser = await launch();

    await weightCheck(report, { binary, sample });
    const seed = process.env.SEED ?? String(Math.floor(Math.random() * 65536));
    const proven = await Proven.read(book, await addresses(book), seed);
    const chosen = proven.chosen({ all: process.env.ALL });
    await proven.keep(
        await pageChecks(report, browser, { name: 'book', server: book, pictures, all: chosen }),
    );
    const all = await addresses(small);
    await pageChecks(report, browser, { name: 'sample', server: small, pictures, all });
    await pictureChecks(report, browser, { book, sample: small });
    await scrollChecks(report, browser, { book, sample: small });
    await stepperChecks(report, browser, { book, sample: small });
    await predictionChecks(report, browser, { sample: small, pictures });
    await hiddenChecks(report, browser, { book, sample: small, pictures });
    await readingChecks(report, browser, {
        book,
        small,
        binary,
        folder: sample.folder,
        pictures,
    });
    await menuChecks(report, browser, { server: small, pictures });
    report.progress('menus');
    await keyboardChecks(report, browser, small);
    report.progress('keyboard');
    await liveChecks(report, browser, { server: small, sample, pictures });
} finally {
    await browser?.close();
    for (const server of servers) {
        server.end();
    }
    await sample.remove();
}
console.log(`Screenshots are in ${path.relative(root, pictures)}.`);
process.exitCode = report.end();
