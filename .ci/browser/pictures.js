// The figures of the book, page by page: their legends, their size, and the first of them all.

import { open } from './browser.js';
import { addresses, settle } from './pages.js';
import { each, expect } from './report.js';

const FIRST = 'ch01/waiting-and-working.html';

// The pages of a book that hold a figure, but for the one that holds all the others.
async function withFigures(server) {
    const found = [];
    for (const address of await addresses(server)) {
        const page = await fetch(new URL(address, server.address));
        if (address !== 'print.html' && (await page.text()).includes('<figure class="ran')) {
            found.push(address);
        }
    }
    expect(found.length > 0, 'no page holds a figure');
    return found;
}

// Whether each figure has its drawing, below it a legend, and below that its caption. Returns the
// addresses to which the legends lead, and what is wrong.
const legends = page =>
    page.evaluate(() => {
        const [links, faults] = [[], []];
        for (const figure of document.querySelectorAll('figure.ran')) {
            const [drawing, legend, caption] = figure.children;
            const say = words => faults.push(`${figure.id}: ${words}`);
            if (!drawing?.matches('.drawing') || !legend?.matches('p.legend') || !caption?.matches('figcaption')) {
                say('is not a drawing, a legend and a caption, one below the other');
                continue;
            }
            const marks = [...legend.querySelectorAll('span')].map(mark => mark.textContent);
            if (marks.length === 0 || !marks.every(mark => /^.+: .+/.test(mark))) {
                say(`its legend tells the marks "${marks.join('", "')}"`);
            }
            const letters = new Set(
                [...drawing.querySelectorAll('.wide text.letter')].map(letter => letter.textContent),
            );
            for (const letter of ['P', 'R']) {
                if (letters.has(letter) !== marks.some(mark => mark.startsWith(`${letter}: `))) {
                    say(`${letter} is in the drawing or in the legend, and not in both`);
                }
            }
            links.push(legend.querySelector('a')?.href ?? null);
        }
        return { links, faults };
    });

export async function pictureChecks(report, browser, { book, sample }) {
    const pages = await withFigures(book);
    const tabs = await Promise.all([1280, 360].map(width => open(browser, { width })));
    const [wide, small] = tabs.map(tab => tab.page);
    await wide.setViewportSize({ width: 1280, height: 768 });
    let steppers = 0;
    for (const address of pages) {
        const url = new URL(address, book.address).href;
        await report.check(`pictures: legends of ${address}`, async () => {
            await wide.goto(url);
            const { links, faults } = await legends(wide);
            for (const link of new Set(links)) {
                const section = link && new URL(link).hash.slice(1);
                const there = link && (await (await fetch(link)).text());
                if (!section || !there.includes(`id="${section}"`)) {
                    faults.push(`a legend leads to ${link}, which is not there`);
                }
            }
            return faults;
        });
        await report.check(`pictures: a stepper fits a screen of 768 px, ${address}`, async () => {
            await wide.goto(url);
            await settle(wide);
            steppers += await wide.locator('figure.ran:has(.controls)').count();
            // At every step: what is told of one may be longer than of another.
            return wide.evaluate(() =>
                [...document.querySelectorAll('figure.ran:has(.controls)')].flatMap(figure => {
                    const next = figure.querySelectorAll('.controls button')[2];
                    let highest = 0;
                    for (let last = false; !last; next.click()) {
                        last = next.getAttribute('aria-disabled') === 'true';
                        highest = Math.max(highest, figure.getBoundingClientRect().height);
                    }
                    const program = figure.querySelector('ol.program').getBoundingClientRect();
                    return [
                        highest > 768 && `${figure.id} is ${highest} px high`,
                        program.height < 90 && `the program of ${figure.id} has ${program.height} px`,
                    ].filter(Boolean);
                }),
            );
        });
        await report.check(`pictures: whole at 360 px, ${address}`, async () => {
            await small.goto(url);
            await settle(small);
            return small.evaluate(() =>
                [...document.querySelectorAll('figure.ran')].flatMap(figure => {
                    const box = figure.querySelector('.drawing');
                    const cut = [...box.querySelectorAll('svg.narrow text')]
                        .filter(text => text.matches('.name') || text.closest('.ran-loop-anatomy'))
                        .map(text => text.textContent)
                        .filter(text => text.endsWith('…'));
                    return [
                        box.scrollWidth > box.clientWidth
                            && `${figure.id} is ${box.scrollWidth} px wide, in ${box.clientWidth}`,
                        cut.length > 0 && `${figure.id} cuts ${cut.join(', ')}`,
                    ].filter(Boolean);
                }),
            );
        });
    }

    await report.check('pictures: a stepper fits wherever there is one', async () =>
        steppers > 5 ? [] : [`${steppers} were looked at`],
    );
    for (const [width, page] of [[1280, wide], [360, small]]) {
        await report.check(`pictures: the book's first is drawn to scale, ${width} px`, async () => {
            expect(pages[0] === FIRST, `the first picture is on ${pages[0]}`);
            await page.goto(new URL(FIRST, book.address).href);
            return page.evaluate(() => {
                const figure = document.querySelector('figure.ran');
                const svg = [...figure.querySelectorAll('svg')].find(
                    one => one.getBoundingClientRect().width > 0,
                );
                const bars = [...svg.querySelectorAll('.wait')].map(bar => {
                    const box = bar.getBoundingClientRect();
                    const label = [...svg.querySelectorAll('text')].find(text => {
                        const own = text.getBoundingClientRect();
                        return own.left >= box.left && own.right <= box.right && own.top >= box.top - 2
                            && own.bottom <= box.bottom + 2;
                    });
                    return box.width / parseInt(label.textContent, 10);
                });
                const scale = bars[0];
                return [
                    bars.length !== 6 && `it has ${bars.length} waits, not three in two orders`,
                    bars.some(one => Math.abs(one / scale - 1) > 0.01) && `the scales are ${bars}`,
                    svg.querySelector('.letter, .due, .poll') && 'it has marks that come later',
                ].filter(Boolean);
            });
        });
    }
    await Promise.all(tabs.map(tab => tab.close()));

    await each([1280, 360], async width => {
        const tab = await open(browser, { width });
        await report.check(`pictures: a stepper veils what lies ahead and no more, ${width} px`, async () => {
            await tab.page.goto(new URL('ran.html', sample.address).href);
            await settle(tab.page);
            const faults = await tab.page.evaluate(ahead);
            expect((await tab.page.locator('figure.ran:has(.controls)').count()) > 1, 'nothing steps');
            return [...faults, ...tab.faults];
        });
        await report.check(`pictures: a click on an event leads to it, ${width} px`, async () => {
            await tab.page.goto(new URL('ran.html', sample.address).href);
            await settle(tab.page);
            const figure = tab.page.locator('figure.ran:has(.controls)').first();
            for (const number of [5, 2, 9]) {
                const steps = JSON.parse(await figure.locator('script.steps').textContent());
                const event = `.event[data-event="${steps[number - 1].event}"] .here`;
                const drawing = width > 480 ? 'svg.wide' : 'svg.narrow';
                await figure.locator(`${drawing} ${event}`).click();
                const says = await figure.locator('[role=status]').textContent();
                expect(says.startsWith(`Step ${number} of`), `step ${number} is said to be ${says}`);
            }
            return tab.faults;
        });
        await tab.close();
    });
    report.progress('pictures');
}

// Goes through every stepper of the page. An event's mark is its frame: what has not happened yet lies
// under the veil, and nothing else does.
function ahead() {
    const faults = [];
    for (const figure of document.querySelectorAll('figure.ran:has(.controls)')) {
        const steps = JSON.parse(figure.querySelector('script.steps').textContent);
        const next = figure.querySelectorAll('.controls button')[2];
        const svg = [...figure.querySelectorAll('svg')].find(
            one => one.getBoundingClientRect().width > 0,
        );
        const middles = steps.map(step => {
            const frames = svg.querySelectorAll(`.event[data-event="${step.event}"] .here`);
            const box = [...frames].at(-1).getBoundingClientRect();
            return [box.left + box.width / 2, box.top + box.height / 2];
        });
        const top = svg.getBoundingClientRect().top;
        for (let at = 0; at < steps.length; at += 1) {
            const moved = svg.getBoundingClientRect().top - top;
            const veils = [...svg.querySelectorAll('.veil')]
                .filter(veil => getComputedStyle(veil).display !== 'none')
                .map(veil => veil.getBoundingClientRect());
            const veiled = ([x, y]) =>
                veils.some(
                    veil =>
                        x > veil.left && x < veil.right && y + moved > veil.top && y + moved < veil.bottom,
                );
            middles.forEach((middle, number) => {
                if (veiled(middle) !== number > at) {
                    const is = veiled(middle) ? 'veiled' : 'clear';
                    faults.push(`${figure.id}: at step ${at + 1}, step ${number + 1} is ${is}`);
                }
            });
            next.click();
        }
    }
    return faults;
}
