// What must hold on every page.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { open } from './browser.js';
import { drawn } from './drawn.js';
import { each } from './report.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const THEMES = ['light', 'navy'];
const WIDTHS = [1280, 360];

// Every page of the served book: those that its table of contents links, and the two that it does not.
export async function addresses(server) {
    const contents = await (await fetch(new URL('toc.html', server.address))).text();
    const linked = [...contents.matchAll(/<a [^>]*href="([^"#]+\.html)"/g)].map(match => match[1]);
    if (linked.length === 0) {
        throw new Error('the table of contents links no page');
    }
    return [...new Set(linked), 'print.html', 'none/such.html'];
}

// Returns the addresses of the pages that failed.
export async function pageChecks(report, browser, { name, server, pictures, all }) {
    const failed = new Set();
    const looks = THEMES.flatMap(theme => WIDTHS.map(width => ({ theme, width })));
    await each(looks, async ({ theme, width }) => {
        const tab = await open(browser, { width, theme });
        const shoot = async (label, fullPage = true) => {
            const file = `${label.replaceAll(/[^a-z0-9]+/g, '-')}.png`;
            await tab.page.screenshot({ path: path.join(pictures, file), fullPage });
        };
        for (const address of all) {
            const label = `${name} ${address} ${theme} ${width}`;
            const passed = await report.check(label, async () => {
                const url = new URL(address, server.address).href;
                if (address.startsWith('none/')) {
                    tab.expected.add(url);
                }
                tab.faults.length = 0;
                await tab.page.goto(url);
                // What is folded away is looked at too: an output stands behind its question.
                await tab.page.evaluate(() => {
                    document.querySelectorAll('details').forEach(one => (one.open = true));
                });
                await settle(tab.page);
                // The page that holds all the others: a picture of it is as high as a house.
                await shoot(label, address !== 'print.html');
                const faults = [
                    ...(await tooWide(tab.page)),
                    ...(await wrongTheme(tab.page, theme)),
                ];
                // And it holds nothing that its pages have not been asked for, nor anything to try.
                if (address === 'print.html') {
                    return [...tab.faults, ...faults];
                }
                faults.push(...(await violations(tab.page)), ...(await drawn(tab.page)));
                if (await use(tab.page)) {
                    await settle(tab.page);
                    await shoot(`${label} used`);
                    const later = [
                        ...(await violations(tab.page)),
                        ...(await tooWide(tab.page)),
                        ...(await drawn(tab.page)),
                    ];
                    faults.push(...later.map(fault => `once used, ${fault}`));
                }
                return [...tab.faults, ...faults];
            });
            if (!passed) {
                failed.add(address);
            }
        }
        await tab.close();
        report.progress(`${name}, ${theme}, ${width} px: ${all.length} pages`);
    });
    return failed;
}

// Steps a little through every stepper and answers every prediction. Returns whether there was one.
async function use(page) {
    return page.evaluate(() => {
        const strings = window.workbook.strings;
        const used = document.querySelectorAll('.stepper, form.predict');
        for (const one of used) {
            if (one.matches('form')) {
                one.querySelector('input').checked = true;
                one.requestSubmit();
            } else {
                const buttons = [...one.querySelectorAll('.controls button')];
                const next = buttons.find(button => button.textContent === strings.stepNext);
                for (let step = 0; step < 3; step += 1) {
                    next.click();
                }
            }
        }
        return used.length > 0;
    });
}

// Waits until fonts are there, what depends on sizes has been set, and what moves stands still: the
// shortest transition takes as many frames as a busy machine makes of it.
export async function settle(page) {
    await page.evaluate(async () => {
        const frame = () => new Promise(done => requestAnimationFrame(done));
        await document.fonts.ready;
        await frame();
        await Promise.allSettled(document.getAnimations().map(animation => animation.finished));
        await frame();
    });
}

// What axe finds against WCAG's levels A and AA.
export async function violations(page) {
    await page.evaluate(AXE);
    const found = await page.evaluate(
        levels => window.axe.run(document, { runOnly: { type: 'tag', values: levels } }),
        LEVELS,
    );
    return found.violations.flatMap(violation =>
        violation.nodes.map(
            node => `${violation.id}: ${node.target.join(' ')}\n  ${node.failureSummary}`,
        ),
    );
}

// What sticks out of the window at the side without a box of its own to scroll in. The page's own
// scroll width would not tell: mdBook cuts off what is too wide.
async function tooWide(page) {
    return page.evaluate(() => {
        const wide = innerWidth;
        const scrolls = element => /auto|scroll/.test(getComputedStyle(element).overflowX);
        const boxed = element => {
            for (let box = element.parentElement; box; box = box.parentElement) {
                if (box.id === 'mdbook-body-container' || box.id === 'mdbook-sidebar') {
                    return box.id === 'mdbook-sidebar';
                }
                if (scrolls(box) && box.getBoundingClientRect().right <= wide + 1) {
                    return true;
                }
            }
            return false;
        };
        const faults = [];
        if (document.scrollingElement.scrollWidth > wide) {
            faults.push(`the page scrolls sideways: ${document.scrollingElement.scrollWidth} px`);
        }
        for (const element of document.querySelectorAll('#mdbook-page-wrapper *')) {
            const box = element.getBoundingClientRect();
            if (box.width > 0 && box.height > 0 && box.right > wide + 1 && !boxed(element)) {
                const text = element.textContent.trim().slice(0, 40);
                faults.push(`${element.tagName} "${text}" ends at ${Math.round(box.right)} px`);
            }
        }
        return faults.slice(0, 5);
    });
}

async function wrongTheme(page, theme) {
    const classes = await page.evaluate(() => [...document.documentElement.classList]);
    return classes.includes(theme) ? [] : [`the page has ${classes.join(' ')}, not ${theme}`];
}
