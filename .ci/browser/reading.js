// What a page of the book is besides its text: folds, the table of contents, rules to take home, the
// way to the sources, and paper.

import path from 'node:path';

import { open } from './browser.js';
import { tabTo } from './keyboard.js';
import { settle, violations } from './pages.js';
import { each, expect } from './report.js';
import { serve } from './server.js';

const ocelot = page => page.getByText('The ocelot reads Python.');
const fold = page => page.locator('details.folded > summary');

const CHECKS = {
    'the section on asyncio is folded until a reader opens one, then on no page': async page => {
        expect(!(await ocelot(page).isVisible()), 'it is open');
        const heading = page.locator('#the-same-in-asyncio');
        expect(await heading.isVisible(), 'its heading is gone');
        await fold(page).focus();
        await page.keyboard.press('Enter');
        expect(await ocelot(page).isVisible(), 'Enter does not open it');
        await page.reload();
        expect(await ocelot(page).isVisible(), 'it was forgotten');
        await fold(page).click();
        await page.reload();
        expect(!(await ocelot(page).isVisible()), 'it cannot be closed again');
    },

    'a search within the page opens a fold, and opens none of the next page': async page => {
        await page.goto(new URL('plain.html', page.url()).href);
        await page.goto(`${new URL('asked.html', page.url()).href}#:~:text=The%20ocelot%20reads`);
        await page.waitForFunction(() => document.querySelector('details.folded').open);
        await page.goto(page.url().replace(/#.*/, ''));
        await page.reload();
        expect(!(await ocelot(page).isVisible()), 'it is remembered as if a reader had opened it');
    },

    'a rule to take home is three lines': async page => {
        const tops = await page
            .locator('#to-take-home + blockquote > p:not(.blockquote-tag-title)')
            .evaluateAll(all => all.map(one => one.getBoundingClientRect().top));
        expect(tops.length === 3, `it has ${tops.length} paragraphs`);
        expect(tops[0] < tops[1] && tops[1] < tops[2], `they begin at ${tops}`);
    },

    'the terms of a page stand below its title': async page => {
        const terms = await page.locator('h1 + p.terms').textContent();
        expect(/work stealing/.test(terms), `found "${terms}"`);
    },

    'chapters fold in the table of contents, by keys too': async page => {
        const below = page.locator('#mdbook-sidebar').getByText('A page below');
        expect(!(await below.isVisible()), 'another chapter is open');
        await tabTo(page, '.chapter-fold-toggle');
        const state = () =>
            page.evaluate(() => {
                const { ariaExpanded, ariaLabel, role } = document.activeElement;
                return `${role} ${ariaLabel}: ${ariaExpanded}`;
            });
        const name = await page.evaluate(() => window.workbook.strings.foldChapter('1. One of everything'));
        for (const [key, open] of [['Enter', true], ['Space', false], ['Space', true]]) {
            await page.keyboard.press(key);
            expect((await below.isVisible()) === open, `${key} leaves it as it was`);
            expect((await state()) === `button ${name}: ${open}`, await state());
        }
        await below.click();
        await page.waitForURL(/below\.html$/);
        const now = page.locator('#mdbook-sidebar').getByText('A page below');
        expect(await now.isVisible(), 'the chapter that is read is folded');
    },
};

// A sheet of A4.
const SHEET = { format: 'A4' };
// How often a PDF has a page.
const sheets = pdf => (pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length;

async function paper(tab, book) {
    const faults = [];
    // The longest of the book are listings and measurements; the usual page has three to five sheets.
    for (const [address, most] of [['ch01/order.html', 6], ['ch05/turn.html', 8]]) {
        await tab.page.goto(new URL(address, book.address).href);
        const count = sheets(await tab.page.pdf(SHEET));
        if (count === 0 || count > most) {
            faults.push(`${address} has ${count} sheets, ${most} at most`);
        }
    }
    await tab.page.goto(new URL('print.html', book.address).href);
    await tab.page.emulateMedia({ media: 'print' });
    faults.push(
        ...(await tab.page.evaluate(() => {
            const found = [];
            const folds = [...document.querySelectorAll('main details')];
            const shut = folds.filter(
                one => !one.querySelector(':scope > :not(summary, [hidden])').checkVisibility(),
            );
            if (folds.length < 50) {
                found.push(`print.html has only ${folds.length} folds`);
            }
            if (shut.length > 0) {
                found.push(`${shut.length} folds are shut: ${shut[0].textContent.slice(0, 60)}`);
            }
            for (const option of document.querySelectorAll('form.predict label code.lines')) {
                const answers = option.closest('form').querySelector('details').textContent;
                if (answers.includes(option.textContent)) {
                    found.push(`printed twice: ${option.textContent.slice(0, 60)}`);
                }
            }
            return found;
        })),
    );
    return faults;
}

// No address of a repository is written down in the book: whoever publishes it names one.
async function sources(browser, { binary, folder }) {
    const named = await serve(binary, folder, {
        MDBOOK_OUTPUT__HTML__GIT_REPOSITORY_URL: 'https://example.org/workbook',
        MDBOOK_OUTPUT__HTML__EDIT_URL_TEMPLATE: 'https://example.org/workbook/edit/main/{path}',
    });
    const tab = await open(browser, { width: 360 });
    try {
        await tab.page.goto(new URL('asked.html', named.address).href);
        await settle(tab.page);
        const links = await tab.page
            .locator('.right-buttons a[href^="https"]')
            .evaluateAll(all => all.map(one => one.href));
        const wanted = [
            'https://example.org/workbook',
            'https://example.org/workbook/edit/main/chapters/asked.md',
        ];
        expect(links.join() === wanted.join(), `the links are ${links.join(', ')}`);
        return [...tab.faults, ...(await violations(tab.page))];
    } finally {
        await tab.close();
        named.end();
    }
}

export async function readingChecks(report, browser, { book, small, binary, folder, pictures }) {
    await each(Object.entries(CHECKS), ([name, body]) =>
        report.check(`reading: ${name}`, async () => {
            const tab = await open(browser, { asking: true });
            try {
                await tab.page.goto(new URL('asked.html', small.address).href);
                await settle(tab.page);
                await body(tab.page);
                await tab.page.screenshot({
                    path: path.join(pictures, `reading-${name.replaceAll(/[^a-z0-9]+/g, '-')}.png`),
                });
                return tab.faults;
            } finally {
                await tab.close();
            }
        }),
    );
    await report.check('reading: on paper a page is short, and every fold open', async () => {
        const tab = await open(browser, { asking: true });
        try {
            return [...(await paper(tab, book)), ...tab.faults];
        } finally {
            await tab.close();
        }
    });
    await report.check('reading: a repository that is named is linked, and each page to edit', () =>
        sources(browser, { binary, folder }),
    );
    report.progress('reading');
}
