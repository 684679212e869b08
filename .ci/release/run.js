// Makes target/release-artefacts/async-rust-workbook.epub and .pdf of the book in target/book.
//
//     cargo run -- build
//     (cd .ci/browser && npm ci) && (cd .ci/release && npm ci && npm start)
//
// `npm start -- epub` or `npm start -- pdf` makes one of them. Needs a Chromium and, for the page numbers in
// the PDF's table of contents, pdfinfo (Debian's poppler-utils). No reader's machine needs any of this.

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { launch } from '../browser/browser.js';
import { root } from '../browser/server.js';
import { Book } from './book.js';
import { makeEpub } from './epub.js';
import { makePdf } from './pdf.js';

const makers = { epub: makeEpub, pdf: makePdf };
const wanted = process.argv.slice(2);
const unknown = wanted.find(kind => !(kind in makers));
if (unknown) {
    console.error(`error: no artefact is called ${unknown}: there are ${Object.keys(makers).join(' and ')}`);
    process.exit(2);
}
const folder = path.join(root, 'target/book');
if (!existsSync(path.join(folder, 'print.html'))) {
    console.error(`error: ${folder} holds no built book: cargo run -- build`);
    process.exit(2);
}
const into = path.join(root, 'target/release-artefacts');
await mkdir(into, { recursive: true });

const began = Date.now();
const progress = words => console.log(`${String(Math.round((Date.now() - began) / 1000)).padStart(4)} s  ${words}`);
const browser = await launch();
try {
    const book = await Book.read(browser, folder);
    progress(`${book.pages.length} pages in ${folder}`);
    for (const kind of wanted.length ? wanted : Object.keys(makers)) {
        const file = path.join(into, `async-rust-workbook.${kind}`);
        await makers[kind]({ browser, book, file, progress });
        progress(`wrote ${path.relative(root, file)}`);
    }
} finally {
    await browser.close();
}
