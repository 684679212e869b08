// The book without a mouse.

import { open } from './browser.js';
import { settle } from './pages.js';
import { expect } from './report.js';

const focused = page => page.evaluate(() => document.activeElement.id);

// Presses Tab until `selector` has the focus.
export async function tabTo(page, selector) {
    for (let presses = 0; presses < 200; presses += 1) {
        await page.keyboard.press('Tab');
        if (await page.evaluate(wanted => document.activeElement.matches(wanted), selector)) {
            return;
        }
    }
    throw new Error(`Tab never reaches ${selector}`);
}

const CHECKS = {
    'the first Tab offers to skip to the page': async page => {
        await page.keyboard.press('Tab');
        await settle(page);
        const link = await page.evaluate(() => {
            const box = document.activeElement.getBoundingClientRect();
            return { kind: document.activeElement.className, seen: box.top >= 0 && box.height > 0 };
        });
        expect(link.kind === 'skip-link' && link.seen, `found ${JSON.stringify(link)}`);
        await page.keyboard.press('Enter');
        expect((await focused(page)) === 'mdbook-content', 'it leads elsewhere');
    },

    'Enter and Space open and close the table of contents': async page => {
        await tabTo(page, '#mdbook-sidebar-toggle');
        const state = () =>
            page.evaluate(() => ({
                said: document.getElementById('mdbook-sidebar-toggle').getAttribute('aria-expanded'),
                shown: document.getElementById('mdbook-sidebar').checkVisibility(),
            }));
        for (const key of ['Enter', 'Space', 'Space', 'Enter']) {
            const before = await state();
            await page.keyboard.press(key);
            await page.waitForTimeout(100);
            const after = await state();
            expect(before.said !== after.said, `${key} changed nothing`);
            expect(`${after.shown}` === after.said, `after ${key}: ${JSON.stringify(after)}`);
        }
    },

    'the theme menu offers three, is walked by arrows and chosen from by Enter': async page => {
        await tabTo(page, '#mdbook-theme-toggle');
        await page.keyboard.press('Enter');
        const offered = await page.evaluate(() =>
            [...document.querySelectorAll('#mdbook-theme-list button')].map(button => button.id),
        );
        const wanted = ['default_theme', 'light', 'navy'].map(theme => `mdbook-theme-${theme}`);
        expect(offered.join() === wanted.join(), `offered: ${offered.join(', ')}`);
        expect((await focused(page)) === 'mdbook-theme-light', 'the current theme has no focus');
        await page.keyboard.press('ArrowDown');
        expect((await focused(page)) === 'mdbook-theme-navy', 'ArrowDown leads elsewhere');
        await page.keyboard.press('Home');
        expect((await focused(page)) === 'mdbook-theme-default_theme', 'Home leads elsewhere');
        await page.keyboard.press('End');
        await page.keyboard.press('Enter');
        const dark = await page.evaluate(() => document.documentElement.classList.contains('navy'));
        expect(dark, 'Enter chose nothing');
        await page.keyboard.press('Escape');
        expect((await focused(page)) === 'mdbook-theme-toggle', 'Escape loses the focus');
        await page.reload();
        const kept = await page.evaluate(() => document.documentElement.classList.contains('navy'));
        expect(kept, 'the choice was forgotten');
    },

    'whatever Tab reaches shows that it has the focus': async page => {
        const hidden = [];
        const seen = new Set();
        for (;;) {
            await page.keyboard.press('Tab');
            await settle(page);
            const at = await page.evaluate(() => {
                const element = document.activeElement;
                const style = getComputedStyle(element);
                let opacity = 1;
                for (let box = element; box; box = box.parentElement) {
                    opacity *= Number(getComputedStyle(box).opacity);
                }
                element.dataset.stop ??= String(document.querySelectorAll('[data-stop]').length);
                return {
                    stop: element === document.body ? null : element.dataset.stop,
                    what: element.outerHTML.slice(0, 90),
                    shown:
                        style.outlineStyle !== 'none' &&
                        parseFloat(style.outlineWidth) >= 2 &&
                        opacity > 0.8 &&
                        element.checkVisibility(),
                };
            });
            if (at.stop === null || seen.has(at.stop)) {
                break;
            }
            seen.add(at.stop);
            if (!at.shown) {
                hidden.push(`no focus is seen on ${at.what}`);
            }
        }
        expect(seen.size > 15, `Tab reaches only ${seen.size} things`);
        return hidden;
    },
};

const NARROW = {
    'wide code and wide tables are reached by Tab, and arrows scroll them': async page => {
        for (const selector of ['main pre > code', 'main .table-wrapper']) {
            await page.goto(page.url());
            await settle(page);
            await tabTo(page, selector);
            const before = page.url();
            await page.keyboard.press('ArrowRight');
            await page.keyboard.press('ArrowRight');
            await page.waitForFunction(() => document.activeElement.scrollLeft > 0);
            expect(page.url() === before, 'the arrow turned the page');
        }
    },
};

export async function keyboardChecks(report, browser, server) {
    for (const [width, checks] of [[1280, CHECKS], [360, NARROW]]) {
        for (const [name, body] of Object.entries(checks)) {
            await report.check(`keyboard: ${name}`, async () => {
                const tab = await open(browser, { width });
                try {
                    await tab.page.goto(new URL('everything.html', server.address).href);
                    await settle(tab.page);
                    const faults = (await body(tab.page)) ?? [];
                    return [...tab.faults, ...faults];
                } finally {
                    await tab.close();
                }
            });
        }
    }
}
