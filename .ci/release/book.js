// The built book: its title, and its pages in order, as its own table of contents lists them.

import path from 'node:path';
import { pathToFileURL } from 'node:url';

export class Book {
    // `pages` is a list of { file, title, level, part }: `file` is below the book's folder, `level` is 1 for a
    // chapter, and `part` is the title of the part that begins with the page, if one does.
    constructor(folder, facts, pages) {
        this.folder = folder;
        this.facts = facts;
        this.pages = pages;
    }

    static async read(browser, folder) {
        const context = await browser.newContext({ javaScriptEnabled: false });
        const page = await context.newPage();
        await page.goto(pathToFileURL(path.join(folder, 'index.html')).href);
        const facts = await page.evaluate(() => ({
            title: document.querySelector('.menu-title').textContent.trim(),
            description: document.querySelector('meta[name=description]').content,
            language: document.documentElement.lang,
        }));
        await page.goto(pathToFileURL(path.join(folder, 'toc.html')).href);
        const pages = await page.evaluate(() => {
            const found = [];
            let part = null;
            for (const at of document.querySelectorAll('li.part-title, .chapter-link-wrapper > a[href]')) {
                if (at.matches('.part-title')) {
                    part = at.textContent.trim();
                    continue;
                }
                let level = 0;
                for (let list = at; list; list = list.parentElement.closest('ol')) level += list !== at;
                found.push({
                    file: at.getAttribute('href'),
                    title: at.textContent.trim(),
                    level,
                    part,
                });
                part = null;
            }
            return found;
        });
        await context.close();
        if (!pages.length) {
            throw new Error(`${folder}/toc.html names no page: has mdBook changed its table of contents?`);
        }
        return new Book(folder, facts, pages);
    }

    address(file) {
        return pathToFileURL(path.join(this.folder, file)).href;
    }
}

// Pages as on paper, in light colours, with code highlighted, and without what waits for a reader's clicks.
export async function onPaper(browser) {
    const context = await browser.newContext({ colorScheme: 'light', viewport: { width: 1000, height: 800 } });
    // A release is made on a busy machine too.
    context.setDefaultTimeout(300_000);
    await context.route(/\/workbook\/theme\/[^/]*\.js$/, route => route.abort());
    // mdBook's page of all pages asks for a printer as soon as it is loaded.
    await context.addInitScript(() => (window.print = () => {}));
    const page = await context.newPage();
    await page.emulateMedia({ media: 'print' });
    return page;
}
