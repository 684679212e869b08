// The reader's loop in the page: answer, run, read, answer again. On a real server, with real runs.

import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { open } from './browser.js';
import { tabTo } from './keyboard.js';
import { settle, violations } from './pages.js';
import { Reader } from './reader.js';
import { expect } from './report.js';
import { root } from './server.js';
import { stateChecks } from './states.js';
import { staticChecks } from './static.js';

// Building what the checks need takes as long as it takes.
const PATIENCE = { timeout: 900_000 };
const TITLE = 'A page from three services';

// The panel of the exercise that is answered here, and what of it is looked at.
function panelOf(page) {
    const box = page.getByRole('group', { name: `Checks of ${TITLE}` });
    return {
        box,
        button: name => box.getByRole('button', { name }),
        state: words => box.locator('.run-state', { hasText: words }).waitFor(PATIENCE),
    };
}

const run = async (page, state) => {
    const panel = panelOf(page);
    await panel.button('Run').click();
    await panel.state(state);
    await panel.button('Run').waitFor(PATIENCE);
    return panel;
};

const sidebar = (page, count) =>
    page.locator('#mdbook-sidebar .run-count', { hasText: count }).first().waitFor({ state: 'attached' });

const CASES = {
    'answered wrongly, read, answered rightly': async ({ reader, tab, url, shoot }) => {
        const { page } = tab;
        await reader.answer('stub');
        await page.goto(url('ch01/exercises.html'));
        const panel = await run(page, 'Not begun');
        await panel.box.getByText('still holds the stub').waitFor();

        await reader.answer('warned');
        await panel.state('Changed since it was checked');
        await run(page, 'Begun: 5 of 9 checks pass');
        const words = await panel.box.innerText();
        expect(!words.includes('holds the stub'), 'what was said of the stub stays');
        for (const wanted of [
            'orders and friends are in flight at once',
            'wanted orders and friends in flight at the same time',
            'Creating a future starts nothing',
            '3 more failed',
            '5 checks passed',
            'A warning from rustc',
            'What your answer printed',
            'Checked at exercises/ch01/tests/checks/overlap.rs:',
        ]) {
            expect(words.includes(wanted), `the panel does not say ${wanted}: ${words}`);
        }
        // The cause, whose words are read without unfolding anything, is the first of the failures.
        const first = await panel.box.locator('.run-promise').first().innerText();
        expect(first.includes('in flight at once'), `the first failure is ${first}`);
        const figure = panel.box.locator('.run-failure > figure.ran').first();
        await figure.waitFor();
        const drawn = await figure.innerText();
        expect(/visitor/.test(drawn) && /friends/.test(drawn), `the picture shows ${drawn}`);
        await shoot('failed');
        await sidebar(page, '0/2');

        await reader.answer('right');
        await run(page, 'Done: all 9 checks pass');
        await sidebar(page, '1/2');
        await page.getByText('1 of 2 exercises done').first().waitFor();
        await page.locator('.exercises .run-done:visible').waitFor();
        expect(!(await panel.box.innerText()).includes('failed'), 'a failure stays on the page');
        await shoot('done');
    },

    'an answer that does not compile is told once, in the words of rustc': async ({ reader, tab, url, shoot }) => {
        await reader.answer('refused');
        await tab.page.goto(url('ch01/exercises.html'));
        const panel = await run(tab.page, 'Does not compile');
        const words = await panel.box.innerText();
        expect(words.includes('none of its 9 checks ran'), words);
        expect(words.split('error[E0308]').length === 2, `E0308 is not told once: ${words}`);
        await shoot('refused');
    },

    'hints fold out one by one, and stay': async ({ reader, tab, url }) => {
        await reader.answer('wrong');
        const { page } = tab;
        await page.goto(url('ch01/exercises.html'));
        const { box, button } = panelOf(page);
        const given = box.locator('.run-hints li');
        for (const nth of [1, 2]) {
            await button(`Hint (${nth} of 4)`).click();
            await box.locator('.run-hints summary', { hasText: `${nth} of 4` }).waitFor();
            expect((await given.count()) === nth, `after ${nth}: ${await given.count()} hints`);
            expect(await given.nth(nth - 1).isVisible(), 'the hint is folded');
        }
        await page.goto(url('ch01/order.html'));
        await page.goto(url('ch01/exercises.html'));
        await box.locator('.run-hints summary', { hasText: '2 of 4' }).waitFor();
        expect(!(await given.first().isVisible()), 'the hints are not folded again');
        // As in a terminal.
        reader.tool('hint', 'ch01/overlap');
        await box.locator('.run-hints summary', { hasText: '3 of 4' }).waitFor();
        await button('Hint (4 of 4)').click();
        await box.locator('.run-hints summary', { hasText: '4 of 4' }).waitFor();
        await button('Hint').waitFor({ state: 'detached' });
    },

    'what a terminal checks moves the page': async ({ reader, tab, url }) => {
        await reader.answer('stub');
        await tab.page.goto(url('ch01/exercises.html'));
        const panel = panelOf(tab.page);
        await panel.state('Not begun');
        await reader.answer('right');
        reader.tool('check', 'ch01/overlap');
        await panel.state('Done: all 9 checks pass');
        await sidebar(tab.page, '1/2');
    },

    'all checks of a chapter, from its bar': async ({ reader, tab, url }) => {
        await reader.answer('right');
        const { page } = tab;
        await page.goto(url('ch01/exercises.html'));
        const bar = page.getByRole('group', { name: 'Checks of this chapter' });
        await bar.getByRole('button', { name: 'Run all' }).click();
        await panelOf(page).state('Done: all 9 checks pass');
        await page.getByRole('group', { name: "Checks of The lab's stopwatch" }).getByText('still holds').waitFor(PATIENCE);
        await bar.getByRole('button', { name: 'Run all' }).waitFor(PATIENCE);
    },

    'two tabs show the same, and so does one that is opened later': async ({ reader, tab, url }) => {
        await reader.answer('wrong');
        const second = await tab.page.context().newPage();
        await tab.page.goto(url('ch01/exercises.html'));
        await second.goto(url('ch01/exercises.html'));
        await panelOf(second).button('Run').waitFor();
        await run(tab.page, 'Begun: 5 of 9 checks pass');
        const shown = async page => {
            const { box } = panelOf(page);
            await box.locator('figure.ran').first().waitFor(PATIENCE);
            return box.innerText();
        };
        const third = await tab.page.context().newPage();
        await third.goto(url('ch01/exercises.html'));
        const texts = await Promise.all([tab.page, second, third].map(shown));
        expect(texts[0] === texts[1], `the second tab shows:\n${texts[1]}`);
        expect(texts[0] === texts[2], `the third tab shows:\n${texts[2]}`);
        // The first one has listened for all of them.
        await tab.page.close();
        await reader.answer('right');
        await run(second, 'Done: all 9 checks pass');
        await panelOf(third).state('Done: all 9 checks pass');
    },

    'a run is stopped': async ({ reader, tab, url, shoot }) => {
        await reader.answer('endless');
        const { page } = tab;
        await page.goto(url('ch01/exercises.html'));
        const { box, button } = panelOf(page);
        await button('Run').click();
        await button('Stop').click();
        await box.getByText('Stopped').waitFor(PATIENCE);
        await button('Run').waitFor(PATIENCE);
        await shoot('stopped');
        await reader.answer('right');
        await run(page, 'Done: all 9 checks pass');
    },

    'by keyboard, and only the outcome is said aloud': async ({ reader, tab, url }) => {
        await reader.answer('wrong');
        const { page } = tab;
        await page.goto(url('ch01/exercises.html'));
        await panelOf(page).state('Changed');
        await page.evaluate(() => {
            window.heard = [];
            const voice = document.querySelector('.run-voice');
            new MutationObserver(() => window.heard.push(voice.textContent)).observe(voice, {
                childList: true,
            });
        });
        await tabTo(page, `[aria-label="Checks of ${TITLE}"] button`);
        await page.keyboard.press('Enter');
        await panelOf(page).state('Begun: 5 of 9');
        await panelOf(page).button('Run').waitFor(PATIENCE);
        const { heard, focused } = await page.evaluate(() => ({
            heard: window.heard,
            focused: document.activeElement.textContent,
        }));
        expect(heard.join() === `${TITLE}: Begun: 5 of 9 checks pass.`, `heard: ${heard.join(' | ')}`);
        expect(focused === 'Run', `the focus is on ${focused}`);
    },

    'the page that teaches leads to its exercise': async ({ reader, tab, url, shoot }) => {
        await reader.answer('wrong');
        const { page } = tab;
        await page.goto(url('ch01/order.html'));
        await run(page, 'Begun: 5 of 9 checks pass');
        await panelOf(page).box.scrollIntoViewIfNeeded();
        await shoot('teaching', false);
        await panelOf(page).box.getByRole('link', { name: 'Read what failed' }).click();
        await page.locator('figure.ran').first().waitFor();
        await panelOf(page).state('Begun: 5 of 9 checks pass');
    },

    'of many pages one listens to the runs, and only those that are seen to the book': async ({ tab, url }) => {
        const context = tab.page.context();
        await context.addInitScript(() => {
            const Real = window.EventSource;
            window.sources = [];
            window.EventSource = function (address) {
                const source = new Real(address);
                window.sources.push([address.split('?')[0], source]);
                return source;
            };
        });
        const pages = [];
        for (let nth = 0; nth < 9; nth += 1) {
            const page = await context.newPage();
            await page.goto(url('ch01/exercises.html'));
            await panelOf(page).button('Run').waitFor();
            // As a tab in the background is.
            await page.evaluate(() => {
                Object.defineProperty(document, 'hidden', { value: true });
                document.dispatchEvent(new Event('visibilitychange'));
            });
            pages.push(page);
        }
        const count = async address => {
            const open = page =>
                page.evaluate(
                    wanted => window.sources.filter(([at, source]) => at === wanted && source.readyState < 2).length,
                    address,
                );
            const counts = await Promise.all(pages.map(open));
            return counts.reduce((all, one) => all + one, 0);
        };
        expect((await count('/_workbook/events')) === 0, 'a page that is not seen listens to the book');
        expect((await count('/_workbook/runs')) === 1, `${await count('/_workbook/runs')} listen to the runs`);
        await tab.page.goto(url('ch01/exercises.html'));
    },

    'open in the editor': async ({ tab, url }) => {
        await tab.page.goto(url('ch01/exercises.html'));
        const { box, button } = panelOf(tab.page);
        await button('Open in your editor').click();
        await box.locator('.run-note:visible').waitFor();
        // Without an editor on this machine, the server's words say what to do.
        tab.faults.length = 0;
    },
};

// Panels are put where a section names the exercise's file, below the command that follows.
async function placesFor(reader) {
    const listed = reader.real('list', '--json').trim().split('\n').map(line => JSON.parse(line));
    const faults = [];
    for (const { exercise, chapter, file, page } of listed) {
        const text = await readFile(path.join(root, `chapters/${chapter}/exercises.md`), 'utf8');
        const sections = text.split(/^### /m).slice(1).filter(one => one.includes(`\`${file}\`.\n\n\`\`\`sh`));
        if (sections.length !== 1) {
            faults.push(`${exercise}: ${sections.length} sections name \`${file}\` with a command below`);
        }
        const teaching = await readFile(path.join(root, `chapters/${page}.md`), 'utf8');
        if (!teaching.includes('(exercises.md')) {
            faults.push(`${exercise}: chapters/${page}.md does not link to the exercises`);
        }
    }
    return faults;
}

export async function runChecks(report, browser, { binary, pictures }) {
    const reader = await Reader.begin(binary);
    let server = await reader.serve();
    try {
        const address = server.address;
        const url = page => new URL(page, address).href;
        const inTab = async body => {
            const tab = await open(browser, { live: true });
            const shoot = async (name, fullPage = true) => {
                await settle(tab.page);
                await tab.page.screenshot({ path: path.join(pictures, `runs-real-${name}.png`), fullPage });
            };
            try {
                await body({ reader, tab, url, shoot });
                const [page] = tab.page.context().pages();
                return [...tab.faults, ...(await violations(page))];
            } finally {
                await tab.close();
            }
        };
        for (const [name, body] of Object.entries(CASES)) {
            await report.check(`runs: ${name}`, () => inTab(body));
            report.progress(`runs, ${name}`);
        }
        await report.check('runs: the server is stopped and started', () =>
            inTab(async ({ tab, shoot }) => {
                const { page } = tab;
                await reader.answer('wrong');
                await page.goto(url('ch01/exercises.html'));
                const panel = await run(page, 'Begun: 5 of 9 checks pass');
                await server.end();
                await page.getByText('`cargo run`'.replaceAll('`', '')).first().waitFor();
                await page.getByText('The server has stopped.').first().waitFor();
                expect(
                    (await panel.button('Run').getAttribute('aria-disabled')) === 'true',
                    'the button offers to run',
                );
                await panel.box.locator('figure.ran').first().waitFor();
                await shoot('server-stopped');
                server = await reader.serve(new URL(address).port);
                // With another token, and the failure is still to be read.
                await page.waitForFunction(
                    () => document.querySelector('.run-buttons button:not([aria-disabled])') !== null,
                    null,
                    PATIENCE,
                );
                await panel.box.locator('figure.ran').first().waitFor();
                await reader.answer('right');
                await run(page, 'Done: all 9 checks pass');
                // That nothing answered is known.
                tab.faults.splice(
                    0,
                    tab.faults.length,
                    ...tab.faults.filter(fault => !/ERR_|503|403/.test(fault)),
                );
            }),
        );
        await report.check('runs: every exercise of the book has a place for its panel', placesFor.bind(null, reader));
        await stateChecks(report, browser, { server, pictures });
        await staticChecks(report, browser, { reader });
    } finally {
        await server.end();
        await reader.remove();
    }
}
