// What a page shows only when asked: table of contents on a small screen, themes, search, help.

import path from 'node:path';

import { open } from './browser.js';
import { settle, violations } from './pages.js';
import { expect } from './report.js';

const STATES = {
    'contents on a small screen': {
        width: 360,
        async show(page) {
            await page.click('#mdbook-sidebar-toggle');
            await page.waitForSelector('#mdbook-sidebar a.active', { state: 'visible' });
        },
    },
    'theme menu': {
        async show(page) {
            await page.click('#mdbook-theme-toggle');
            await page.waitForSelector('#mdbook-theme-list', { state: 'visible' });
        },
    },
    search: {
        async show(page) {
            await page.click('#mdbook-search-toggle');
            // The index is fetched first; the search follows the keys.
            await page.waitForSelector('#mdbook-searchbar-outer:not(.searching)');
            await page.locator('#mdbook-searchbar').pressSequentially('timer');
            await page.waitForSelector('#mdbook-searchresults li a', { state: 'visible' });
        },
    },
    'search on a small screen': {
        width: 360,
        async show(page) {
            await STATES.search.show(page);
        },
    },
    'keyboard help': {
        async show(page) {
            await page.keyboard.press('?');
            await page.waitForSelector('#mdbook-help-popup', { state: 'visible' });
        },
    },
    'copy buttons': {
        async show(page) {
            await page.hover('main pre');
            await page.focus('main pre .clip-button');
        },
    },
};

export async function menuChecks(report, browser, { server, pictures }) {
    for (const [name, { width = 1280, show }] of Object.entries(STATES)) {
        for (const theme of ['light', 'navy']) {
            await report.check(`${name} ${theme}`, async () => {
                const tab = await open(browser, { width, theme });
                try {
                    await tab.page.goto(new URL('everything.html', server.address).href);
                    await show(tab.page);
                    await settle(tab.page);
                    const file = `state-${name.replaceAll(' ', '-')}-${theme}.png`;
                    await tab.page.screenshot({ path: path.join(pictures, file) });
                    return [...tab.faults, ...(await violations(tab.page))];
                } finally {
                    await tab.close();
                }
            });
        }
    }

    for (const [scheme, theme] of [['light', 'light'], ['dark', 'navy']]) {
        for (const stale of [null, 'ayu', 'coal', 'rust', '"navy"', 'none']) {
            await report.check(`a system in ${scheme} with ${stale} chosen before`, async () => {
                const tab = await open(browser, { scheme, theme: stale });
                try {
                    await tab.page.goto(server.address);
                    const classes = await tab.page.evaluate(() => document.documentElement.className);
                    expect(classes.split(' ').includes(theme), `expected ${theme}, found ${classes}`);
                    return tab.faults;
                } finally {
                    await tab.close();
                }
            });
        }
    }
}
