// What is wider than the page: it shows that it goes on, and where it does not have to be, it is whole.

import { open } from './browser.js';
import { addresses, settle } from './pages.js';
import { each } from './report.js';

// Every box that is cut, and every one that says so.
const cut = page =>
    page.evaluate(() => {
        document.querySelectorAll('details').forEach(fold => (fold.open = true));
        const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
        return frame().then(frame).then(async () => {
            const faults = [];
            const boxes = 'main pre > code, main .table-wrapper, main .drawing, main ol.program';
            for (const box of document.querySelectorAll(boxes)) {
                const say = words =>
                    faults.push(`${words}: ${box.className} "${box.textContent.trim().slice(0, 40)}"`);
                const wide = box.scrollWidth - box.clientWidth;
                const high = box.scrollHeight - box.clientHeight;
                const sides = (box.dataset.cut ?? '').split(' ');
                const faded = getComputedStyle(box).maskImage !== 'none';
                if (sides.includes('right') !== wide > 1 || sides.includes('bottom') !== (high > 1 && box.scrollTop + 1 < high)) {
                    say(`goes on by ${wide} and ${high} px, and says it goes on to "${sides}"`);
                }
                if (faded !== (wide > 1 || high > 1)) {
                    say(faded ? 'fades, and is whole' : 'is cut without a sign');
                }
                if ((wide > 1 || high > 1) && box.tabIndex !== 0) {
                    say('scrolls, and no key reaches it');
                }
                if (wide > 1) {
                    box.scrollLeft = wide;
                    await frame();
                    if (!box.dataset.cut?.includes('left') || box.dataset.cut.includes('right')) {
                        say(`at its end it says it goes on to "${box.dataset.cut}"`);
                    }
                }
            }
            return faults;
        });
    });

// Programs that are cut though there is room for the hundred columns of rustfmt.
const programs = page =>
    page.evaluate(() =>
        [...document.querySelectorAll('main pre > code:is(.language-rust, .language-python)')]
            .filter(code => code.scrollWidth > code.clientWidth)
            .map(code => `a program is cut: ${code.textContent.slice(0, 60)}`),
    );

// Tables of exercises whose cells are not all to be seen.
const tables = page =>
    page.evaluate(() =>
        [...document.querySelectorAll('main table')]
            .filter(table => /exercise/i.test(table.querySelector('th')?.textContent))
            .flatMap(table => {
                const wide = document.documentElement.clientWidth;
                const cells = [...table.querySelectorAll('th, td')];
                const lost = cells.filter(cell => {
                    const box = cell.getBoundingClientRect();
                    return box.right > wide || box.width < 10 || cell.scrollWidth > cell.clientWidth + 1;
                });
                const heads = [...table.querySelectorAll('th')].map(head => head.textContent);
                return [
                    ...lost.map(cell => `not whole: ${cell.textContent}`),
                    ...(heads.length === 5 ? [] : [`a table of exercises has the heads ${heads}`]),
                ];
            }),
    );

export async function scrollChecks(report, browser, { book, sample }) {
    const tables360 = { found: 0 };
    await each([1280, 360], async width => {
        const tab = await open(browser, { width });
        for (const server of [book, sample]) {
            for (const address of await addresses(server)) {
                if (address === 'print.html' || address.startsWith('none/')) {
                    continue;
                }
                await report.check(`scrolls: ${address} says where it goes on, ${width} px`, async () => {
                    tab.faults.length = 0;
                    await tab.page.goto(new URL(address, server.address).href);
                    await settle(tab.page);
                    return [
                        ...(width === 1280 && server === book ? await programs(tab.page) : []),
                        ...(await cut(tab.page)),
                        ...tab.faults,
                    ];
                });
                if (width === 360 && address.endsWith('/exercises.html')) {
                    tables360.found += 1;
                    await report.check(`scrolls: ${address} keeps minutes and points`, async () => {
                        await tab.page.goto(new URL(address, server.address).href);
                        await settle(tab.page);
                        return tables(tab.page);
                    });
                }
            }
        }
        await tab.close();
    });
    await report.check('scrolls: every chapter has a table of exercises', async () =>
        tables360.found >= 5 ? [] : [`${tables360.found} were looked at`],
    );
    report.progress('scrolls');
}
