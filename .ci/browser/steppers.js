// Steppers: every one of the book is walked through, and one is tried in every way that readers have.

import { open } from './browser.js';
import { addresses, settle } from './pages.js';
import { each, expect } from './report.js';

// What a figure with a stepper shows: the first of the page.
const state = page =>
    page.evaluate(() => {
        const figure = document.querySelector('figure.ran:has(.stepper)');
        const all = selector => [...figure.querySelectorAll(selector)];
        const status = figure.querySelector('[role=status]');
        return {
            id: figure.id,
            steps: JSON.parse(figure.querySelector('script.steps').textContent),
            step: Number(status.textContent.match(/\d+/)[0]),
            says: status.textContent,
            speaks: status.getAttribute('aria-live') === 'polite',
            slider: Number(figure.querySelector('input').value) + 1,
            value: figure.querySelector('input').getAttribute('aria-valuetext'),
            lines: all('ol.program [aria-current=step]').map(line => Number(line.value)),
            items: all('details.words li').flatMap((item, at) =>
                item.matches('[aria-current=step]') ? [at + 1] : [],
            ),
            lit: [...new Set(all('.event.now').map(event => Number(event.dataset.event)))],
            seen: all('.event.now').some(event => event.getBoundingClientRect().width > 0),
            facts: all('.stepper dd').map(fact => fact.textContent),
            off: all('.controls [aria-disabled=true]').map(button => button.textContent),
            focus: document.activeElement.textContent,
            address: location.hash,
            history: history.length,
        };
    });

// Whether everything that the stepper shows is what its data say of step `number`.
function whole(now, number) {
    const { line, event, says, states } = now.steps[number - 1];
    const wrong = [
        now.step !== number && `the status says step ${now.step}`,
        !now.says.includes(says) && `the status says "${now.says}"`,
        now.value !== now.says && `the slider says "${now.value}"`,
        now.slider !== number && `the slider stands at ${now.slider}`,
        now.lines.join() !== `${line ?? ''}` && `the lit lines are ${now.lines}, not ${line}`,
        now.items.join() !== `${number}` && `the items marked are ${now.items}`,
        now.lit.join() !== `${event ?? ''}` && `the lit events are ${now.lit}, not ${event}`,
        event !== null && !now.seen && 'the lit event is not to be seen',
        states.some(([, told]) => !now.facts.includes(told)) && `the facts are ${now.facts}`,
    ].filter(Boolean);
    expect(wrong.length === 0, `at step ${number}, ${wrong.join('; ')}`);
}

const button = (page, name) =>
    page.locator('.stepper').first().getByRole('button', { name, exact: true });

const press = (page, name) => button(page, name).click();

// A drawing that has no narrow form scrolls: made so here, for every kind of the sample has one.
async function widen(page) {
    await page.addStyleTag({
        content:
            'figure.ran svg.wide { display: block !important }' +
            'figure.ran svg.narrow { display: none !important }',
    });
    await page.waitForSelector('.drawing[tabindex]');
}

const WAYS = {
    'buttons lead forward, back, to the end and to the beginning': async page => {
        const { steps } = await state(page);
        whole(await state(page), 1);
        await press(page, 'Next');
        await press(page, 'Next');
        whole(await state(page), 3);
        await press(page, 'Back');
        const now = await state(page);
        whole(now, 2);
        expect(now.speaks, 'the status does not speak of a button');
        await press(page, 'Last');
        whole(await state(page), steps.length);
        await press(page, 'First');
        whole(await state(page), 1);
    },

    'at either end the buttons do nothing, say so, and keep the focus': async page => {
        const { steps } = await state(page);
        for (const [ends, on, at] of [
            [['First', 'Back'], 'Next', 1],
            [['Next', 'Last'], 'Back', steps.length],
        ]) {
            if (at > 1) {
                await press(page, 'Last');
            }
            for (const name of ends) {
                await button(page, name).focus();
                await page.keyboard.press('Enter');
                const now = await state(page);
                whole(now, at);
                expect(now.focus === name, `${name} loses the focus to ${now.focus}`);
                expect(now.off.join() === ends.join(), `out of use: ${now.off}`);
            }
            expect(!(await state(page)).off.includes(on), `${on} is out of use`);
        }
    },

    'arrow keys step, and do not turn the page': async page => {
        const before = new URL(page.url()).pathname;
        await page.locator('.controls button').nth(2).focus();
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('ArrowRight');
        whole(await state(page), 3);
        await page.keyboard.press('ArrowLeft');
        whole(await state(page), 2);
        // Where there is no further step, nothing else happens either.
        await page.keyboard.press('ArrowLeft');
        await page.keyboard.press('ArrowLeft');
        await page.waitForTimeout(200);
        expect(new URL(page.url()).pathname === before, 'the arrow turned the page');
        whole(await state(page), 1);
    },

    'the slider steps, speaks for itself, and does not turn the page': async page => {
        const before = new URL(page.url()).pathname;
        await page.locator('.controls input').first().focus();
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('ArrowRight');
        const now = await state(page);
        whole(now, 3);
        expect(!now.speaks, 'the status speaks beside the slider');
        await page.keyboard.press('End');
        whole(await state(page), now.steps.length);
        await page.keyboard.press('ArrowRight');
        await page.waitForTimeout(200);
        expect(new URL(page.url()).pathname === before, 'the arrow turned the page');
    },

    'a link opens a step, also on a page that is open': async page => {
        const { id } = await state(page);
        const here = page.url().replace(/#.*/, '');
        for (const [named, step] of [['4', 4], ['2', 2], ['99999', null], ['x', 1], ['0', 1]]) {
            await page.goto('about:blank');
            await page.goto(`${here}#${id}-${named}`);
            const now = await state(page);
            whole(now, step ?? now.steps.length);
        }
        await page.evaluate(to => (location.hash = to), `${id}-4`);
        await page.waitForFunction(() => document.querySelector('[role=status]').textContent.includes('4'));
        whole(await state(page), 4);
    },

    'the position outlives a reload and does not fill the history': async (page, home) => {
        const before = await state(page);
        for (let step = 1; step < 6; step += 1) {
            await press(page, 'Next');
        }
        const after = await state(page);
        expect(after.address === `#${after.id}-6`, `the address ends in ${after.address}`);
        expect(after.history === before.history, `the history grew to ${after.history}`);
        await page.reload();
        await settle(page);
        whole(await state(page), 6);
        await page.goBack();
        expect(page.url() === home, `Back leads to ${page.url()}`);
    },

    'the words say which step they are, and links lead to them without the stepper': async page => {
        const ids = await page.evaluate(() =>
            [...document.querySelectorAll('figure.ran:has(.stepper)')].flatMap(figure => {
                const items = [...figure.querySelectorAll('details.words ol > li')];
                return items.map((item, at) => [item.id, `${figure.id}-${at + 1}`]);
            }),
        );
        expect(ids.length > 5 && ids.every(([is, wanted]) => is === wanted), `ids are ${ids}`);
    },
};

const NARROW = {
    'a wide drawing and a program are reached by Tab, and arrows scroll them': async page => {
        await widen(page);
        const before = page.url();
        for (const selector of ['.drawing[tabindex]', 'ol.program[tabindex]']) {
            const box = page.locator(selector).first();
            await box.focus();
            await page.keyboard.press('ArrowRight');
            await page.keyboard.press('ArrowRight');
            await page.waitForFunction(() => document.activeElement.scrollLeft > 0);
            await page.waitForTimeout(200);
            expect(page.url() === before, `in ${selector} the arrow turned the page, or stepped`);
        }
    },

    'the lit step is brought into view where the drawing scrolls': async page => {
        await widen(page);
        const found = await page.evaluate(() => {
            const figure = document.querySelector('figure.ran:has(.stepper)');
            const box = figure.querySelector('.drawing');
            const next = figure.querySelectorAll('.controls button')[2];
            const outside = [];
            let scrolled = 0;
            for (let step = 2; next.getAttribute('aria-disabled') !== 'true'; step += 1) {
                next.click();
                const seen = box.getBoundingClientRect();
                const lit = box.querySelector('svg.wide .event.now').getBoundingClientRect();
                if (lit.left < seen.left - 1 || lit.right > seen.right + 1) {
                    outside.push(step);
                }
                scrolled = Math.max(scrolled, box.scrollLeft);
            }
            return { outside, scrolled };
        });
        expect(found.outside.length === 0, `not to be seen are the steps ${found.outside}`);
        expect(found.scrolled > 0, 'nothing had to scroll');
    },
};

export async function stepperChecks(report, browser, { book, sample }) {
    await each([book, sample], async server => {
        const tab = await open(browser);
        for (const address of await addresses(server)) {
            const url = new URL(address, server.address).href;
            if (address === 'print.html' || !(await (await fetch(url)).text()).includes('class="stepper"')) {
                continue;
            }
            await report.check(`steppers: each step of ${address}`, async () => {
                tab.faults.length = 0;
                await tab.page.goto(url);
                return [...tab.faults, ...(await walked(tab.page))];
            });
        }
        await tab.close();
    });

    const ways = [[1280, WAYS], [360, NARROW]].flatMap(([width, checks]) =>
        Object.entries(checks).map(([name, body]) => ({ width, name, body })),
    );
    await each(ways, ({ width, name, body }) =>
        report.check(`steppers: ${name}`, async () => {
            const tab = await open(browser, { width });
            try {
                const home = new URL('plain.html', sample.address).href;
                await tab.page.goto(home);
                await tab.page.goto(new URL('ran.html', sample.address).href);
                await settle(tab.page);
                await body(tab.page, home);
                return tab.faults;
            } finally {
                await tab.close();
            }
        }),
    );
    report.progress('steppers');
}

// Walks through every stepper of a page, from its first step to its last, and says what was not as
// the step's data have it.
async function walked(page) {
    return page.evaluate(() => {
        const faults = [];
        for (const figure of document.querySelectorAll('figure.ran:has(.stepper)')) {
            const all = selector => [...figure.querySelectorAll(selector)];
            const steps = JSON.parse(figure.querySelector('script.steps').textContent);
            const next = all('.controls button')[2];
            const items = all('details.words ol > li');
            const say = words => faults.push(`${figure.id}: ${words}`);
            if (items.length !== steps.length) {
                say(`has ${steps.length} steps and ${items.length} items of words`);
            }
            steps.forEach((step, at) => {
                const said = figure.querySelector('[role=status]').textContent;
                const lines = all('ol.program [aria-current=step]').map(line => Number(line.value));
                const lit = new Set(all('.event.now').map(event => Number(event.dataset.event)));
                if (!said.includes(step.says) || items[at]?.textContent !== step.says) {
                    say(`step ${at + 1} says "${said}"`);
                }
                if (lines.join() !== `${step.line ?? ''}`) {
                    say(`step ${at + 1} lights line ${lines}, not ${step.line}`);
                }
                if ([...lit].join() !== `${step.event ?? ''}`) {
                    say(`step ${at + 1} lights event ${[...lit]}, not ${step.event}`);
                }
                if (items.findIndex(item => item.matches('[aria-current=step]')) !== at) {
                    say(`step ${at + 1} is not marked in the words`);
                }
                next.click();
            });
        }
        return faults;
    });
}
