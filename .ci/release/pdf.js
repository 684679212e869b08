// The book as a PDF on A4: the page that holds all the others, printed by Chromium, with a title, a table of
// contents that names page numbers, and an outline of chapters and their pages.

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { onPaper } from './book.js';

const STYLE = `
@page {
    size: A4;
    margin: 1.8cm 1.6cm;
    @bottom-center {
        content: counter(page);
        font: 8pt sans-serif;
        color: #5a626d;
    }
}
@page :first {
    @bottom-center { content: none; }
}
.front {
    break-after: page;
}
.front h1 {
    margin-block-start: 30vh;
}
.front nav ol {
    margin: 0;
    padding-inline-start: 0;
    list-style: none;
}
.front nav ol ol {
    padding-inline-start: 2em;
}
.front nav li {
    break-inside: auto;
}
.front nav .part {
    margin-block: 1em 0.3em;
    font-weight: bold;
    break-after: avoid;
}
.front nav a {
    display: flex;
    gap: 1em;
    line-height: 1.45;
}
.front nav a span {
    margin-inline-start: auto;
}
`;

export async function makePdf({ browser, book, file, progress }) {
    const { page, anchors } = await loaded(browser, book);
    progress('PDF: the page of all pages is loaded');
    const drafts = await mkdtemp(path.join(tmpdir(), 'pdf-'));
    try {
        // The numbers are known once it is printed, and change nothing in how long it is.
        const draft = path.join(drafts, 'draft.pdf');
        await print(page, draft);
        await page.context().close();
        progress('PDF: printed once, to learn on which sheets the pages begin');
        const sheets = await destinations(draft);
        const missing = anchors.filter(anchor => !sheets.has(anchor));
        if (missing.length) {
            throw new Error(`the PDF has no destination for ${missing.slice(0, 3).join(', ')} (${missing.length} in all)`);
        }
        // Anew: Chromium does not print so long a page twice.
        const { page: again } = await loaded(browser, book);
        await again.evaluate(number, anchors.map(anchor => sheets.get(anchor)));
        await print(again, file, { outline: true, tagged: true });
        await again.context().close();
    } finally {
        await rm(drafts, { recursive: true, force: true });
    }
}

async function loaded(browser, book) {
    const page = await onPaper(browser);
    await page.goto(book.address('print.html'));
    await page.addStyleTag({ content: STYLE });
    const { facts, pages } = book;
    return { page, anchors: await page.evaluate(prepare, { facts, pages }) };
}

// A draft has neither outline nor tags: it takes a fraction of the time.
const print = (page, path, { outline = false, tagged = false } = {}) =>
    page.pdf({ path, outline, tagged, preferCSSPageSize: true, printBackground: true, timeout: 0 });

// On which sheet each named place of a PDF is, from 1.
async function destinations(file) {
    let listed;
    try {
        listed = await promisify(execFile)('pdfinfo', ['-dests', file], { maxBuffer: 2 ** 28 });
    } catch (error) {
        throw error.code === 'ENOENT'
            ? new Error('pdfinfo is not installed: apt-get install poppler-utils')
            : error;
    }
    const found = listed.stdout.matchAll(/^\s*(\d+) \[.*\] "(.*)"$/gm);
    return new Map(Array.from(found, ([, sheet, name]) => [decodeURIComponent(name), Number(sheet)]));
}

// Runs in the browser. Puts the title and the contents before the first page, and makes of each page's heading
// one of its level: the outline follows. Returns the identifiers of these headings.
function prepare({ facts, pages }) {
    const main = document.querySelector('main');
    const titles = Array.from(main.querySelectorAll('h1'));
    if (titles.length !== pages.length) {
        throw new Error(`print.html has ${titles.length} headings of pages, and the contents ${pages.length} pages`);
    }
    // All is read before anything is changed: else the browser lays all pages out for each heading.
    let level = 1;
    const levels = new Map(titles.map((title, nth) => [title, pages[nth].level]));
    const changes = [];
    for (const heading of main.querySelectorAll('h1, h2, h3, h4')) {
        level = levels.get(heading) ?? level;
        if (level === 1) continue;
        const { fontSize, marginBlock } = getComputedStyle(heading);
        const rank = Math.min(Number(heading.localName[1]) + level - 1, 6);
        changes.push({ heading, rank, style: { fontSize, marginBlock } });
    }
    for (const { heading, rank, style } of changes) {
        // It looks as before: only its rank is another.
        const other = document.createElement(`h${rank}`);
        other.id = heading.id;
        other.append(...heading.childNodes);
        Object.assign(other.style, style);
        heading.replaceWith(other);
    }
    const anchors = titles.map(title => title.id);

    const front = document.createElement('div');
    front.className = 'front';
    const make = (above, name, text = '') => {
        const made = document.createElement(name);
        made.textContent = text;
        above.append(made);
        return made;
    };
    make(front, 'h1', facts.title);
    make(front, 'p', facts.description);
    const nav = make(front, 'nav');
    nav.style.breakBefore = 'page';
    make(nav, 'h2', 'Contents');
    const lists = [make(nav, 'ol')];
    pages.forEach(({ title, level, part }, nth) => {
        if (part) {
            make(nav, 'p', part).className = 'part';
            lists.splice(0, lists.length, make(nav, 'ol'));
        }
        while (lists.length > level) lists.pop();
        while (lists.length < level) lists.push(make(lists.at(-1).lastElementChild, 'ol'));
        const link = make(make(lists.at(-1), 'li'), 'a', title);
        link.href = `#${anchors[nth]}`;
        make(link, 'span', '000').className = 'sheet';
    });
    main.prepend(front);
    return anchors;
}

// Runs in the browser.
function number(sheets) {
    document.querySelectorAll('.front .sheet').forEach((at, nth) => (at.textContent = sheets[nth]));
}
