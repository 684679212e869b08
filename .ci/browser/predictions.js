// Predictions: answered with and without a mouse, kept, and left standing without scripts. And what
// else holds of a page of runs: on paper, without motion, without scripts.

import path from 'node:path';

import { open } from './browser.js';
import { settle } from './pages.js';
import { each, expect } from './report.js';

const state = page =>
    page.evaluate(() =>
        [...document.querySelectorAll('form.predict')].map(form => ({
            right: form.dataset.right,
            chosen: form.querySelector('input:checked')?.value ?? null,
            verdict: form.querySelector('.verdict').textContent,
            verdicts: [...form.querySelectorAll('details li')].map(item => item.textContent),
            unfolds: form.querySelector('details').checkVisibility(),
        })),
    );

const strings = page =>
    page.evaluate(() => ({
        predict: window.workbook.strings.predict,
        showMe: window.workbook.strings.showMe,
        choose: window.workbook.strings.choose,
    }));

const form = (page, number = 0) => page.locator('form.predict').nth(number);

async function compare(page, number = 0) {
    await form(page, number).locator('button[type=submit]').click();
}

const CHECKS = {
    'before an answer nothing is told, and comparing without one says so': async page => {
        const before = await state(page);
        expect(before.length === 2, `the page has ${before.length} predictions`);
        expect(before.every(one => one.verdict === '' && !one.unfolds), 'the answer is told');
        await compare(page);
        const [after, other] = await state(page);
        expect(after.verdict === (await strings(page)).choose, `it says "${after.verdict}"`);
        expect(!after.unfolds && other.verdict === '', 'the answer is told');
    },

    'every option is judged by the run, and says why': async page => {
        for (const [number, asked] of (await state(page)).entries()) {
            const verdicts = new Set();
            for (const option of asked.verdicts.keys()) {
                await form(page, number).locator('input').nth(option).check();
                await compare(page, number);
                const now = (await state(page))[number];
                expect(now.verdict === asked.verdicts[option], `option ${option}: "${now.verdict}"`);
                expect(now.unfolds, 'the other explanations do not unfold');
                const judged = await form(page, number).locator('.verdict strong').textContent();
                const right = `${option}` === asked.right;
                expect(!right || !verdicts.has('right'), 'two options are right');
                verdicts.add(right ? 'right' : 'wrong');
                expect(/not/.test(judged) !== right, `option ${option} is judged "${judged}"`);
            }
            expect(verdicts.size === 2, `the verdicts are ${[...verdicts]}`);
        }
    },

    'an answer is kept over a reload, and only its own': async page => {
        await form(page).locator('input').nth(1).check();
        await compare(page);
        const [before] = await state(page);
        await page.reload();
        const [kept, other] = await state(page);
        expect(kept.chosen === '1' && kept.verdict === before.verdict && kept.unfolds, JSON.stringify(kept));
        expect(other.chosen === null && other.verdict === '', 'the other prediction is answered, too');
    },

    'the keyboard alone answers': async page => {
        const before = page.url();
        // Tab from what stands before: one does not begin at the top of a page again.
        await page.locator('details.words summary').last().focus();
        await page.keyboard.press('Tab');
        await page.keyboard.press('Space');
        await page.keyboard.press('ArrowRight');
        const { chosen } = (await state(page))[0];
        expect(chosen === '1', `the option chosen is ${chosen}`);
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => document.activeElement.textContent);
        expect(at === (await strings(page)).predict, `Tab leads to ${at}`);
        await page.keyboard.press('Enter');
        const [after] = await state(page);
        expect(after.verdict === after.verdicts[1], `it says "${after.verdict}"`);
        // Past the button that asks again.
        await page.keyboard.press('Tab');
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        const open = await form(page).locator('details li').first().isVisible();
        expect(open, 'the explanations do not unfold');
        expect(page.url() === before, 'a key turned the page');
    },

    'Enter on an option compares': async page => {
        await form(page).locator('input').first().check();
        await page.keyboard.press('Enter');
        const [after] = await state(page);
        expect(after.verdict === after.verdicts[0], `it says "${after.verdict}"`);
    },

    'what was said is spoken': async page => {
        const roles = await page.locator('form.predict .verdict').evaluateAll(all =>
            all.map(one => one.getAttribute('role')),
        );
        expect(roles.every(role => role === 'status'), `the roles are ${roles}`);
        const named = await page.locator('form.predict').evaluateAll(all =>
            all.every(one => one.querySelector('fieldset > legend').textContent.trim() !== ''),
        );
        expect(named, 'the options have no question');
    },
};

// What sees a page of runs differently: each opens it in its own way.
const READERS = {
    'without scripts, pictures and words stand, answers fold out, and nothing is dead': {
        options: { scripts: false },
        async body(page) {
            const figures = page.locator('figure.ran');
            for (let at = 0; at < (await figures.count()); at += 1) {
                const figure = figures.nth(at);
                expect(await figure.locator('.drawing svg.wide').isVisible(), 'a drawing is missing');
                await figure.locator('summary').click();
                const words = figure.locator('details.words').locator('li, td').first();
                expect(await words.isVisible(), 'the words do not fold out');
            }
            expect(await page.locator('ol.program').first().isVisible(), 'the program is missing');
            for (let at = 0; at < 2; at += 1) {
                const answer = form(page, at).locator('details li').first();
                expect(!(await answer.isVisible()), 'the answer is told at once');
                await form(page, at).locator('summary').click();
                expect(await answer.isVisible(), 'the answer does not fold out');
            }
            // A radio button marks a choice by itself, and a long program scrolls; a button without a
            // script would do nothing.
            const kinds = 'button, input:not([type=radio]), [role=button], [tabindex]:not(.program)';
            const dead = await page
                .locator(`main :is(${kinds})`)
                .evaluateAll(all => all.map(one => one.outerHTML.slice(0, 80)));
            return dead.map(one => `dead: ${one}`);
        },
    },

    'on paper the words and the answers stand, and no controls': {
        async body(page, pictures) {
            // Once as it is, once used: neither may hide anything.
            const faults = [];
            for (const used of [false, true]) {
                if (used) {
                    await form(page).locator('input').first().check();
                    await compare(page);
                    await page.locator('.controls button').nth(2).click();
                }
                await page.emulateMedia({ media: 'print' });
                // Colours that are inherited change a level at a time.
                await settle(page);
                await page.waitForFunction(() => document.getAnimations().length === 0);
                faults.push(
                    ...(await page.evaluate(() => {
                        const height = one => one.getBoundingClientRect().height;
                        const seen = one => one.checkVisibility() && height(one) > 0;
                        const all = selector => [...document.querySelectorAll(`main :is(${selector})`)];
                        const words = 'details.words li, details.words td, form.predict details li';
                        const paper = getComputedStyle(document.querySelector('main p')).color;
                        return [
                            ...all(`${words}, figure.ran svg.wide, ol.program li`)
                                .filter(one => !seen(one))
                                .map(one => `missing: ${one.textContent.slice(0, 60)}`),
                            ...all('button, input[type=range], p.now, .stepper dl, .verdict')
                                .filter(seen)
                                .map(one => `printed: ${one.className} ${one.textContent.slice(0, 60)}`),
                            ...all('.event.now .here, .event.now .lit')
                                .filter(one => getComputedStyle(one).display !== 'none')
                                .map(() => 'printed: the mark of a step'),
                            // Browsers leave out backgrounds: a dark theme's letters would be lost.
                            ...(paper.match(/\d+/g).some(part => part > 110)
                                ? [`the letters are ${paper}`]
                                : []),
                        ];
                    })),
                );
                await page.pdf({ path: path.join(pictures, 'state-print.pdf') });
                await page.emulateMedia({ media: null });
            }
            return faults;
        },
        options: { theme: 'navy' },
    },

    'motion is short, and there is none where it is not wanted': {
        options: { motion: 'no-preference' },
        async body(page) {
            const longest = () =>
                page.evaluate(() =>
                    Math.max(
                        ...[...document.querySelectorAll('main figure *, main form *')].flatMap(one => {
                            const style = getComputedStyle(one);
                            const times = `${style.transitionDuration},${style.animationDuration}`;
                            return times.split(',').map(parseFloat);
                        }),
                    ),
                );
            const usual = await longest();
            expect(usual > 0.01 && usual <= 0.15, `a transition takes ${usual} s`);
            await page.emulateMedia({ reducedMotion: 'reduce' });
            const reduced = await longest();
            expect(reduced <= 0.001, `with reduced motion, a transition takes ${reduced} s`);
        },
    },
};

export async function predictionChecks(report, browser, { sample, pictures }) {
    const all = [
        ...Object.entries(CHECKS).map(([name, body]) => [`predictions: ${name}`, {}, body]),
        ...Object.entries(READERS).map(([name, { options, body }]) => [`runs: ${name}`, options, body]),
    ];
    await each(all, ([name, options, body]) =>
        report.check(name, async () => {
            const tab = await open(browser, { asking: true, ...options });
            try {
                await tab.page.goto(new URL('ran.html', sample.address).href);
                if (options.scripts !== false) {
                    await settle(tab.page);
                }
                const faults = (await body(tab.page, pictures)) ?? [];
                return [...tab.faults, ...faults];
            } finally {
                await tab.close();
            }
        }),
    );
    report.progress('predictions');
}
