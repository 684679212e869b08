// What the book adds to the weight of a page: the same page by this workbook and by a bare mdBook, each
// with every style sheet and script that it loads, compressed as servers do.

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { build } from './server.js';

const LIMIT = 40 * 1024;

// The page's own weight, and that of what it loads, in bytes.
async function weigh(site, page) {
    const html = await readFile(path.join(site, page), 'utf8');
    const tags = [...html.matchAll(/<(?:link|script)\b[^>]*>/g)].map(match => match[0]);
    const files = tags.flatMap(tag => {
        const found = tag.match(/\b(?:href|src)="([^":#]+\.(?:css|js))"/);
        return found && !tag.includes('alternate') ? [found[1]] : [];
    });
    const packed = await Promise.all(
        [...new Set(files)].map(file => readFile(path.join(site, path.dirname(page), file))),
    );
    const sum = packed.reduce((all, bytes) => all + gzipSync(bytes, { level: 6 }).length, 0);
    return { html: gzipSync(html, { level: 6 }).length, loaded: sum };
}

// A book with the page as its only one, as `mdbook init` sets one up, without what is ours.
async function bare(binary, text) {
    const folder = await mkdtemp(path.join(tmpdir(), 'bare-'));
    await mkdir(path.join(folder, 'exercises'));
    await mkdir(path.join(folder, 'src'));
    await writeFile(path.join(folder, 'book.toml'), '[book]\ntitle = "Bare"\n[build]\nbuild-dir = "target/book"\n');
    await writeFile(path.join(folder, 'src/SUMMARY.md'), '# Summary\n\n[Three pictures](three.md)\n');
    await writeFile(path.join(folder, 'src/three.md'), text.replaceAll(/^\{\{#(picture|stepper).*\n/gm, ''));
    const weight = await weigh(build(binary, folder), 'three.html');
    await rm(folder, { recursive: true, force: true });
    return weight;
}

export async function weightCheck(report, { binary, sample }) {
    await report.check('weight: a page with three pictures', async () => {
        const text = await readFile(path.join(sample.folder, 'chapters/three.md'), 'utf8');
        const asked = text.match(/^\{\{#(picture|stepper)/gm)?.length;
        const ours = await weigh(build(binary, sample.folder), 'three.html');
        const stock = await bare(binary, text);
        const [page, loaded] = [ours.html - stock.html, ours.loaded - stock.loaded];
        const kib = bytes => `${(bytes / 1024).toFixed(1)} KB`;
        const told =
            `A page with ${asked} pictures weighs ${kib(page + loaded)} more than a bare mdBook's: ` +
            `${kib(page)} of the page, ${kib(loaded)} of style and scripts; ${kib(LIMIT)} are allowed.`;
        console.log(told);
        const faults = [];
        if (page + loaded > LIMIT) {
            faults.push(told);
        }
        // What adds nothing was not measured.
        if (asked !== 3 || page < 1024 || loaded < 1024) {
            faults.push(`the measurement is wrong: ${told}`);
        }
        return faults;
    });
}
