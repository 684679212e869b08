// Visits the pages of the book in a real browser, in both themes and at two widths: those that have
// changed since they passed, and a sample of the others. Then a sample book that has one of everything
// a page may hold. Ends with a line "N passed, N failed".
//
// At last it runs the checks of a workbook from its pages: of a copy with a few exercises.
//
// ALL=1 visits every page, SEED=7 repeats a sample, KEEP=1 writes down which pages have passed. ONLY=runs
// makes only that suite, ONLY=menus,keyboard two of them, and `node run.js tabs` only the checks that have
// the word in their names.

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
import { runChecks } from './runs.js';
import { scrollChecks } from './scrolls.js';
import { stepperChecks } from './steppers.js';
import { weightCheck } from './weight.js';
import { build, root, sampleWorkbook, serve, tool } from './server.js';

const pictures = path.join(root, 'target', 'browser');
await rm(pictures, { recursive: true, force: true });
await mkdir(pictures, { recursive: true });

const report = new Report();
const binary = tool();
let book, small, sample, browser;

// In this order; what a suite needs is there by then.
const SUITES = {
    weight: () => weightCheck(report, { binary, sample }),
    pages: async () => {
        const seed = process.env.SEED ?? String(Math.floor(Math.random() * 65536));
        const proven = await Proven.read(book, await addresses(book), seed);
        const chosen = proven.chosen({ all: process.env.ALL });
        await proven.keep(
            await pageChecks(report, browser, { name: 'book', server: book, pictures, all: chosen }),
        );
        const all = await addresses(small);
        await pageChecks(report, browser, { name: 'sample', server: small, pictures, all });
    },
    pictures: () => pictureChecks(report, browser, { book, sample: small }),
    scrolls: () => scrollChecks(report, browser, { book, sample: small }),
    steppers: () => stepperChecks(report, browser, { book, sample: small }),
    predictions: () => predictionChecks(report, browser, { sample: small, pictures }),
    hidden: () => hiddenChecks(report, browser, { book, sample: small, pictures }),
    reading: () =>
        readingChecks(report, browser, { book, small, binary, folder: sample.folder, pictures }),
    menus: () => menuChecks(report, browser, { server: small, pictures }),
    keyboard: () => keyboardChecks(report, browser, small),
    live: () => liveChecks(report, browser, { server: small, sample, pictures }),
    runs: () => runChecks(report, browser, { binary, pictures }),
};
const only = process.env.ONLY?.split(',') ?? Object.keys(SUITES);
const unknown = only.filter(name => !(name in SUITES));
if (unknown.length > 0) {
    throw new Error(`no suite is called ${unknown}: there are ${Object.keys(SUITES).join(', ')}`);
}

try {
    // The runs have a workbook of their own.
    if (only.some(name => name !== 'runs')) {
        // What the pages load is read from there.
        build(binary, root);
        sample = await sampleWorkbook();
        book = await serve(binary, root);
        small = await serve(binary, sample.folder);
    }
    browser = await launch();
    for (const [name, suite] of Object.entries(SUITES)) {
        if (only.includes(name)) {
            await suite();
            report.progress(name);
        }
    }
} finally {
    await browser?.close();
    book?.end();
    small?.end();
    await sample?.remove();
}
console.log(`Screenshots are in ${path.relative(root, pictures)}.`);
process.exitCode = report.end();
