// What stands below a prediction: hidden until it is answered or asked for, up to the next heading.

import path from 'node:path';

import { open } from './browser.js';
import { tabTo } from './keyboard.js';
import { addresses, settle, violations } from './pages.js';
import { each, expect } from './report.js';

const strings = page => page.evaluate(() => ({ ...window.workbook.strings }));

// Words of the sample page `asked.md`, by where they stand.
const REASONS = ['badger', 'marmot'];
const FIRST = ['capybara', 'news: answered', 'Here'];
const NESTED = ['axolotl'];
const LAST = ['pangolin'];
const OPEN = ['wombat', 'And what comes last?', 'The second rule.'];

// Which of `words` a reader sees in the sections above `until`, outside of options.
const seen = (page, words) =>
    page.evaluate(words => {
        const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
        const visible = [];
        while (texts.nextNode()) {
            const box = texts.currentNode.parentElement;
            if (box.checkVisibility() && !box.closest('label')) {
                visible.push(texts.currentNode.data);
            }
        }
        // Of the word that stands in two sections, the first one is meant.
        const below = visible.findIndex(text => text.startsWith('Below a heading'));
        return words.filter(word =>
            (word === 'capybara' ? visible.slice(0, below) : visible).some(text => text.includes(word)),
        );
    }, words);

async function sees(page, shown, hidden) {
    const there = await seen(page, [...shown, ...hidden]);
    const missing = shown.filter(word => !there.includes(word));
    const spoiled = hidden.filter(word => there.includes(word));
    expect(missing.length === 0, `not seen: ${missing.join(', ')}`);
    expect(spoiled.length === 0, `seen: ${spoiled.join(', ')}`);
}

const showMe = (page, number) => page.locator('main button[aria-controls]').nth(number);
const option = (page, letter) =>
    page.locator('form.predict label').filter({ has: page.locator(`b:text-is("${letter}")`) });
const submit = page => page.locator('form.predict button[type=submit]').click();
const switchAll = page => page.locator('#show-all');

const CHECKS = {
    'nothing up to the next heading is seen, and everything else is': async page => {
        await sees(page, OPEN, [...REASONS, ...FIRST, ...NESTED, ...LAST]);
        const drawn = await page.locator('figure.ran svg').first().isVisible();
        expect(!drawn, 'a picture gives the answer away');
    },

    'an answer shows its part with the output open, and not that of the next question': async page => {
        await option(page, 'B').click();
        await submit(page);
        await sees(page, [...FIRST, ' a task? It'], [...NESTED, ...LAST]);
        await page.reload();
        await sees(page, FIRST, [...NESTED, ...LAST]);
    },

    '"Show me" shows and says so, is remembered, and asks again': async page => {
        const { askAgain, showMe: words } = await strings(page);
        const state = async number => [
            await showMe(page, number).textContent(),
            await showMe(page, number).getAttribute('aria-expanded'),
        ];
        expect((await state(2)).join() === `${words},false`, `${await state(2)}`);
        await showMe(page, 2).focus();
        await page.keyboard.press('Enter');
        expect((await state(2)).join() === `${askAgain},true`, `${await state(2)}`);
        await sees(page, [...LAST, 'weather'], [...FIRST, ...NESTED]);
        await page.reload();
        await sees(page, LAST, [...FIRST, ...NESTED]);
        await page.keyboard.press('Tab');
        await showMe(page, 2).focus();
        await page.keyboard.press('Space');
        await sees(page, [], [...LAST, ...FIRST, ...NESTED]);
        await page.reload();
        await sees(page, [], [...LAST, ...FIRST, ...NESTED]);
    },

    '"Show me" at options tells which one ran, and asking again forgets it': async page => {
        const { optionRan } = await strings(page);
        await showMe(page, 0).click();
        expect((await option(page, 'B').textContent()).includes(optionRan), 'no option is marked');
        await showMe(page, 0).click();
        expect((await page.locator('.mark').count()) === 0, 'an option is still marked');
        expect((await page.locator('.verdict').textContent()) === '', 'the verdict still stands');
        await sees(page, [], [...REASONS, ...FIRST]);
    },

    'one switch shows everything, on every page, by keys, and hides it again': async page => {
        const all = [...REASONS, ...FIRST, ...NESTED, ...LAST];
        const { showAll } = await strings(page);
        await tabTo(page, '#show-all');
        expect((await switchAll(page).textContent()) === showAll, 'the switch has another name');
        await page.keyboard.press('Enter');
        await sees(page, all, []);
        await page.reload();
        await sees(page, all, []);
        expect((await switchAll(page).getAttribute('aria-pressed')) === 'true', 'it is not pressed');
        await page.goto(new URL('ran.html', page.url()).href);
        expect(await page.locator('form.predict li').first().isVisible(), 'another page asks');
        await page.goBack();
        await switchAll(page).focus();
        await page.keyboard.press('Space');
        await sees(page, OPEN, all);
        await page.reload();
        await sees(page, OPEN, all);
    },

    'a wrong answer marks each option in words, and its verdict is in view': async page => {
        const { optionRan, optionDidNotRun, optionChosen } = await strings(page);
        await page.setViewportSize({ width: 1280, height: 768 });
        await option(page, 'A').click();
        // The button at the lower edge of the window, so that what follows it is below.
        await page.evaluate(() => {
            const button = document.querySelector('form.predict button[type=submit]');
            scrollBy(0, button.getBoundingClientRect().bottom - innerHeight);
        });
        await submit(page);
        const marks = await page.locator('form.predict .mark').allTextContents();
        const wanted = [`${optionDidNotRun} ${optionChosen}`, optionRan];
        expect(marks.join() === wanted.join(), `the marks are ${marks}`);
        const verdict = page.locator('form.predict .verdict');
        expect((await verdict.getAttribute('role')) === 'status', 'the verdict is not spoken');
        expect((await verdict.textContent()).includes('marmot'), 'the verdict does not say why');
        const box = await verdict.evaluate(one => one.getBoundingClientRect().toJSON());
        expect(box.top >= 50 && box.bottom <= 768, `it stands at ${box.top} to ${box.bottom} px`);
        await sees(page, FIRST, []);
    },

    'a link to what is hidden opens it': async page => {
        await page.goto(`${page.url()}#below`);
        await page.reload();
        await sees(page, FIRST, [...NESTED, ...LAST]);
        expect(await page.locator('#below').evaluate(one => {
            const { top } = one.getBoundingClientRect();
            return top >= 0 && top < innerHeight;
        }), 'what the link leads to is not in view');
        await page.goto(page.url().replace('#below', ''));
        await page.reload();
        await sees(page, [], FIRST);
        await page.evaluate(() => (location.hash = 'below'));
        await sees(page, FIRST, [...NESTED, ...LAST]);
    },

    'a search within the page opens what is hidden': async page => {
        const kinds = await page.locator('.withheld').evaluateAll(all => all.map(one => one.getAttribute('hidden')));
        expect(kinds.every(kind => kind === 'until-found'), `hidden as ${kinds}`);
        // A link to a text is the same search, and can be had without the window that it opens.
        await page.goto(new URL('plain.html', page.base).href);
        await page.goto(`${new URL('asked.html', page.base).href}#:~:text=said%20the%20pangolin`);
        await page.waitForFunction(() => !document.querySelectorAll('.withheld')[2].hidden);
        await sees(page, LAST, [...FIRST, ...NESTED]);
    },

    'a hit of the search opens its own section, if that shows it nowhere': async page => {
        const here = page.url();
        await page.goto(`${here}?highlight=axolotl#what-is-asked`);
        await sees(page, NESTED, LAST);
        await page.goto(`${here}?highlight=capybara#below-a-heading`);
        await sees(page, ['wombat'], [...FIRST, ...LAST]);
        await page.goto(`${here}?highlight=ocelot#below-it`);
        await sees(page, ['ocelot'], FIRST);
    },

    'the search finds what is hidden, and does not show it': async page => {
        const teaser = async (word, address) => {
            await page.keyboard.press('s');
            await page.locator('#mdbook-searchbar').fill(word);
            await page.keyboard.press('Shift');
            const hit = page.locator('#mdbook-searchresults li', {
                has: page.locator(`a[href*="${address}"]`),
            });
            await hit.first().waitFor();
            const text = await hit.first().locator('.teaser').textContent();
            await page.keyboard.press('Escape');
            return text;
        };
        for (const word of [...REASONS, 'axolotl']) {
            const text = await teaser(word, '#what-is-asked');
            expect(!/badger|marmot|capybara|axolotl/.test(text), `${word}: "${text}"`);
        }
        const visible = await teaser('wombat', '#below-a-heading');
        expect(visible.includes('wombat'), `what is visible is not shown: "${visible}"`);
        expect((await teaser('starvation', 'asked.html')).includes('starvation'), 'a term is not found');
        await switchAll(page).click();
        await page.goto(page.url().replace(/[?#].*/, ''));
        const text = await teaser('axolotl', '#what-is-asked');
        expect(text.includes('axolotl'), `with everything shown: "${text}"`);
    },
};

const READERS = {
    'without scripts everything stands there': {
        options: { scripts: false },
        body: page => sees(page, [...FIRST.slice(0, 1), ...NESTED, ...LAST, 'ocelot'], []),
    },
    'on paper everything stands there, folds open': {
        async body(page) {
            await page.emulateMedia({ media: 'print' });
            await sees(page, [...REASONS, ...FIRST, ...NESTED, ...LAST, 'ocelot', 'news: asked'], []);
        },
    },
};

// Every question of the book: what a reader sees between it and the next heading.
async function spoilers(page) {
    return page.evaluate(() => {
        const faults = [];
        const asked = [...document.querySelectorAll('form.predict, main .question')];
        const headings = [...document.querySelectorAll('main :is(h1, h2, h3, h4, h5, h6)')];
        const follows = (a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING;
        const blocks = document.querySelectorAll('main :is(p, pre, li, table, svg, figcaption, summary)');
        for (const question of asked) {
            const next = headings.find(heading => follows(question, heading));
            for (const block of blocks) {
                const below = follows(question, block) && (!next || follows(block, next));
                if (below && !question.contains(block) && block.checkVisibility()) {
                    faults.push(`below ${question.id}: ${block.textContent.trim().slice(0, 60)}`);
                }
            }
            if (question.querySelector('details')?.checkVisibility()) {
                faults.push(`${question.id} tells its answer`);
            }
        }
        return { questions: asked.length, faults };
    });
}

export async function hiddenChecks(report, browser, { book, sample, pictures }) {
    const all = [
        ...Object.entries(CHECKS).map(([name, body]) => [name, {}, body]),
        ...Object.entries(READERS).map(([name, { options, body }]) => [name, options, body]),
    ];
    await each(all, ([name, options, body]) =>
        report.check(`hidden: ${name}`, async () => {
            const tab = await open(browser, { asking: true, ...options });
            try {
                tab.page.base = sample.address;
                await tab.page.goto(new URL('asked.html', sample.address).href);
                await body(tab.page);
                return tab.faults;
            } finally {
                await tab.close();
            }
        }),
    );
    for (const theme of ['light', 'navy']) {
        for (const width of [1280, 360]) {
            await report.check(`hidden: before and after an answer, ${theme} ${width}`, async () => {
                const tab = await open(browser, { asking: true, theme, width });
                try {
                    await tab.page.goto(new URL('asked.html', sample.address).href);
                    const faults = [];
                    for (const state of ['asking', 'answered']) {
                        if (state === 'answered') {
                            await option(tab.page, 'A').click();
                            await submit(tab.page);
                        }
                        await settle(tab.page);
                        const file = `state-${state}-${theme}-${width}.png`;
                        await tab.page.screenshot({ path: path.join(pictures, file) });
                        faults.push(...(await violations(tab.page)));
                    }
                    return [...tab.faults, ...faults];
                } finally {
                    await tab.close();
                }
            });
        }
    }
    await report.check('hidden: no page of the book tells before it is answered', async () => {
        const tab = await open(browser, { asking: true });
        try {
            const faults = [];
            let questions = 0;
            for (const address of await addresses(book)) {
                if (address === 'print.html' || address.startsWith('none/')) {
                    continue;
                }
                await tab.page.goto(new URL(address, book.address).href);
                const found = await spoilers(tab.page);
                questions += found.questions;
                faults.push(...found.faults.map(fault => `${address}: ${fault}`));
            }
            expect(questions > 50, `the book asks only ${questions} questions`);
            return [...tab.faults, ...faults];
        } finally {
            await tab.close();
        }
    });
    report.progress('what is hidden');
}
