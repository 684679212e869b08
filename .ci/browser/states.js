// Each state of a panel, in both themes and at two widths: what axe finds, and a screenshot.

import path from 'node:path';

import { open } from './browser.js';
import { settle, violations } from './pages.js';
import { each, expect } from './report.js';
import { scripted } from './scripted.js';

const OVERLAP = 'ch01/overlap';
const RUN = { names: [OVERLAP], exercises: [OVERLAP] };
const FIGURE =
    '<figure class="ran ran-poll-and-wake" id="run-1"><div class="drawing"><svg class="wide alone" ' +
    'width="700" height="60" role="img" aria-label="orders, then friends"><rect class="poll" x="10" y="10" ' +
    'width="80" height="20"></rect><text x="110" y="25">orders</text></svg></div><figcaption>orders is polled ' +
    'twice.</figcaption><details class="words"><summary>The same in words</summary><ol><li>At 0 ms, orders is ' +
    'polled.</li></ol></details></figure>';
const TIMELINE =
    '# polled   . waiting   R Ready      1 column = 20 ms, to scale\nt (ms)     0         200       400\n' +
    'orders          #.........R  checks/overlap.rs:488\nfriends                   #.........R  checks/overlap.rs:488\n';

const verdict = (check, more = {}) => ({
    exercise: OVERLAP,
    check,
    promise: check.replaceAll('_', ' '),
    status: 'passed',
    message: '',
    why: '',
    at: '',
    timeline: '',
    printed: '',
    points: 2,
    earned: 2,
    place: 1,
    ...more,
});
const FAILED = [
    verdict('both_are_in_flight', {
        status: 'failed',
        message: '`friends` was not called before 300 ms',
        why: 'Creating a future starts nothing.',
        at: 'exercises/ch01/tests/checks/overlap.rs:56',
        timeline: TIMELINE,
        printed: 'asking\n<b>bold</b>',
        place: 2,
    }),
    verdict('it_ends', { status: 'hung', message: 'nothing wakes the task', timeline: TIMELINE, place: 3 }),
    verdict('a_third_one', { status: 'not_run', message: 'others have hung', place: 4 }),
];

async function begin({ script }) {
    await script.set(OVERLAP, { state: 'changed', earned: null });
    await script.run('queued', RUN);
    await script.run('started', RUN);
}

async function end({ script }, verdicts, row, more = {}) {
    for (const one of verdicts) {
        await script.run('verdict', one);
    }
    Object.assign(script.rows.get(OVERLAP), row);
    await script.run('exercise', { row: script.rows.get(OVERLAP), order: FAILED.map(one => one.check), belief: null, ...more });
    await script.run('ended', { outcome: 'finished', error: null });
}

// What each state shows is a word to wait for.
const STATES = {
    'not begun': { shows: 'Not begun' },
    queued: {
        shows: 'Queued',
        enter: ({ script }) => script.run('queued', RUN),
    },
    preparing: {
        shows: 'package 37',
        async enter(at) {
            await begin(at);
            await at.script.run('preparing', { chapter: 'ch01', line: 'package 37: tokio v1.50.0' });
        },
    },
    checking: {
        shows: '2 checked, 1 failed',
        async enter(at) {
            await begin(at);
            await at.script.run('compiled', { exercise: OVERLAP, warnings: [] });
            await at.script.run('verdict', verdict('a_page_is_loaded'));
            await at.script.run('verdict', FAILED[0]);
        },
    },
    failed: {
        shows: 'Begun: 1 of 4 checks pass',
        async enter(at) {
            await begin(at);
            await at.script.run('compiled', { exercise: OVERLAP, warnings: ['warning: unused variable: `unused`'] });
            await at.script.run('picture', { exercise: OVERLAP, check: FAILED[0].check, html: FIGURE });
            const belief = {
                belief: 'Creating two futures starts both.',
                instead: 'Creating a future runs nothing: `join!` polls both.',
                page: 'ch01/order',
                anchor: 'to-take-home',
            };
            const row = { state: 'begun', passed: 1, checks: 4, earned: 2, given: 1, hint_texts: ['Who polls?'] };
            await end(at, [...FAILED, verdict('a_page_is_loaded')], row, { belief });
        },
    },
    unfolded: {
        shows: 'Begun: 1 of 4 checks pass',
        async enter(at) {
            await STATES.failed.enter(at);
            await at.page.evaluate(() =>
                document.querySelectorAll('.run-panel details').forEach(one => (one.open = true)),
            );
        },
    },
    changed: {
        shows: 'your answer has changed since',
        async enter(at) {
            await STATES.failed.enter(at);
            await at.script.set(OVERLAP, { state: 'changed', earned: null });
        },
    },
    'checked elsewhere': {
        shows: 'it has been checked again since',
        async enter(at) {
            await STATES.failed.enter(at);
            await at.script.set(OVERLAP, { state: 'done', passed: 4, checks: 4, earned: 15 });
        },
    },
    'does not compile': {
        shows: 'Does not compile',
        async enter(at) {
            await begin(at);
            const message = `error[E0308]: mismatched types\n  --> exercises/ch01/src/overlap.rs:59:5\n   |\n59 |     visitor.await${' '.repeat(40)}// which is long\n   |     ^^^^^^^^^^^^^`;
            const refused = ['a', 'b'].map(check => verdict(check, { status: 'did_not_compile', message, earned: 0 }));
            await end(at, refused, { state: 'does_not_compile', passed: 0, checks: 2 });
        },
    },
    done: {
        shows: 'Done: all 4 checks pass',
        async enter(at) {
            await begin(at);
            await end(at, [verdict('a_page_is_loaded')], { state: 'done', passed: 4, checks: 4, earned: 15 });
        },
    },
    stopped: {
        shows: 'Stopped: 1 checked',
        async enter(at) {
            await begin(at);
            await at.script.run('verdict', verdict('a_page_is_loaded'));
            await at.script.run('ended', { outcome: 'stopped', error: null });
        },
    },
    'run failed': {
        shows: 'The run failed: cargo was not found',
        async enter(at) {
            await begin(at);
            await at.script.run('ended', { outcome: 'failed', error: 'cargo was not found' });
        },
    },
    refused: {
        shows: 'eight runs wait',
        async enter(at) {
            at.script.answers.run = () => ({ error: 'eight runs wait', status: 429 });
            await panel(at.page).getByRole('button', { name: 'Run' }).click();
        },
    },
    'server gone': {
        shows: 'The server has stopped.',
        async enter(at) {
            await STATES.failed.enter(at);
            await at.script.lose();
        },
    },
};

const panel = page => page.getByRole('group', { name: 'Checks of A page from three services' });

async function scriptedTab(browser, server, options) {
    const tab = await open(browser, options);
    const script = await scripted(tab.page);
    await tab.page.goto(new URL('ch01/exercises.html', server.address).href);
    await panel(tab.page).locator('.run-state', { hasText: 'Not begun' }).waitFor();
    return { tab, page: tab.page, script };
}

export async function stateChecks(report, browser, { server, pictures }) {
    const looks = ['light', 'navy'].flatMap(theme => [1280, 360].map(width => ({ theme, width })));
    await each(looks, async ({ theme, width }) => {
        for (const [name, { shows, enter }] of Object.entries(STATES)) {
            await report.check(`runs: a panel, ${name}, ${theme} ${width}`, async () => {
                const at = await scriptedTab(browser, server, { theme, width });
                try {
                    await enter?.(at);
                    await panel(at.page).getByText(shows).first().waitFor();
                    await settle(at.page);
                    const file = `runs-${name.replaceAll(' ', '-')}-${theme}-${width}.png`;
                    await panel(at.page).screenshot({ path: path.join(pictures, file) });
                    const refusal = name === 'refused' ? /429/ : /^$/;
                    return [
                        ...at.tab.faults.filter(fault => !refusal.test(fault)),
                        ...(await tooWide(at.page)),
                        ...(await violations(at.page)),
                    ];
                } finally {
                    await at.tab.close();
                }
            });
        }
    });
    report.progress('runs, states');
    for (const [name, body] of Object.entries(CASES)) {
        await report.check(`runs: ${name}`, async () => {
            const at = await scriptedTab(browser, server, {});
            try {
                await body(at);
                return at.tab.faults;
            } finally {
                await at.tab.close();
            }
        });
    }
}

async function tooWide(page) {
    return page.evaluate(() =>
        [...document.querySelectorAll('.run-panel *, .run-chapter *')]
            .filter(one => !one.closest('pre, .drawing, .run-hidden'))
            .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
            .map(one => `too wide: ${one.outerHTML.slice(0, 80)}`),
    );
}

const CASES = {
    'what the server says is text, and of a picture only the drawing is kept': async at => {
        await begin(at);
        const html =
            '<figure class="ran" onclick="window.hit = 1"><svg><a href="javascript:window.hit=1"><text>x</text></a>' +
            '<script>window.hit = 1</script></svg><img src="x" onerror="window.hit = 1"><iframe></iframe></figure>';
        await at.script.run('picture', { exercise: OVERLAP, check: FAILED[0].check, html });
        const belief = { belief: '<i>b</i>', instead: '<i>i</i>', page: 'javascript:alert(1)//', anchor: '' };
        const hurt = { ...FAILED[0], message: '<img src=x onerror="window.hit = 1">' };
        await end(at, [hurt], { state: 'begun', passed: 0, checks: 1 }, { belief });
        await panel(at.page).getByText('<img src=x').waitFor();
        const found = await at.page.evaluate(() => ({
            hit: window.hit,
            alien: document.querySelectorAll('.run-panel :is(img, iframe, script, i, [onclick], [href^="javascript"])').length,
            links: document.querySelectorAll('.run-belief a').length,
        }));
        expect(found.hit === undefined && found.alien === 0 && found.links === 0, JSON.stringify(found));
    },

    'each request brings the token, and names only the exercise': async at => {
        const { page, script } = at;
        await panel(page).getByRole('button', { name: 'Run' }).click();
        await panel(page).getByRole('button', { name: 'Hint' }).click();
        await panel(page).getByText('what does await do?').waitFor();
        await panel(page).getByRole('button', { name: 'Open' }).click();
        await panel(page).getByText('Opened in code.').waitFor();
        const sent = script.asked.map(({ what, body }) => `${what} ${JSON.stringify(body)}`);
        const wanted = [
            'run {"names":["ch01/overlap"]}',
            'hint {"exercise":"ch01/overlap"}',
            'open {"exercise":"ch01/overlap"}',
        ];
        expect(sent.join() === wanted.join(), `sent: ${sent.join(', ')}`);
        for (const { headers } of script.asked) {
            expect(/^[0-9a-f]{32}$/.test(headers['x-workbook-token']), 'a request without the token');
            expect(headers['content-type'] === 'application/json', headers['content-type']);
        }
    },

    'a double click runs once, and does not stop': async ({ page, script }) => {
        await panel(page).getByRole('button', { name: 'Run' }).dblclick();
        await begin({ script });
        await panel(page).getByRole('button', { name: 'Stop' }).waitFor();
        expect(script.asked.length === 1, `asked: ${JSON.stringify(script.asked.map(one => one.what))}`);
    },

    'what is said of a run survives a load of the page': async at => {
        await STATES.failed.enter(at);
        await panel(at.page).locator('figure.ran').waitFor();
        await at.page.reload();
        await panel(at.page).locator('figure.ran').waitFor();
    },
};
