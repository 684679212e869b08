// A page whose server says what a check wants it to say: states that a real run passes too quickly, or
// reaches only on a machine that has built nothing yet.

const ROWS = [
    row('ch01/stopwatch', "The lab's stopwatch", 'ch01/async-and-await', 10, 10, 4),
    row('ch01/overlap', 'A page from three services', 'ch01/order', 15, 15, 4),
    row('ch02/countdown', 'Count down', 'ch02/states', 10, 10, 4),
];

function row(exercise, title, page, points, minutes, hints) {
    const [chapter, slug] = exercise.split('/');
    return {
        exercise,
        chapter,
        title,
        page,
        file: `exercises/${chapter}/src/${slug}.rs`,
        state: 'not_begun',
        passed: null,
        checks: null,
        points,
        earned: 0,
        stars: 1,
        minutes,
        hints,
        given: 0,
        next: false,
        hint_texts: [],
    };
}

// Takes over what `page` asks and hears. Returns how to tell it something, and what it has asked.
export async function scripted(page) {
    const rows = new Map(ROWS.map(one => [one.exercise, structuredClone(one)]));
    const asked = [];
    const json = (route, body, status = 200) =>
        route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) });
    const answers = {
        run: () => ({ run: 1 }),
        stop: () => ({ stopped: true }),
        open: () => ({ opened: 'code' }),
        hint: ({ exercise }) => {
            const of = rows.get(exercise);
            const nth = of.given + 1;
            return { exercise, nth, of: of.hints, text: `Hint ${nth}: what does \`await\` do?`, page: of.page };
        },
    };
    await page.route(/\/_workbook\/(run|stop|hint|open)$/, route => {
        const request = route.request();
        const what = request.url().split('/').at(-1);
        asked.push({ what, body: request.postDataJSON(), headers: request.headers() });
        const { error, status, ...answer } = answers[what](request.postDataJSON());
        return error ? json(route, { error }, status) : json(route, answer);
    });
    await page.route('**/_workbook/exercises', route => {
        const chapters = ['ch01', 'ch02'].map(name => ({
            name,
            title: name,
            exercises: [...rows.values()].filter(one => one.chapter === name),
        }));
        return json(route, { chapters, current: null, queued: [] });
    });
    await page.addInitScript(() => {
        const Real = window.EventSource;
        window.EventSource = class extends EventTarget {
            constructor(url) {
                super();
                if (!String(url).startsWith('/_workbook/runs?')) {
                    return new Real(url);
                }
                window.scripted = this;
                setTimeout(() => this.dispatchEvent(new Event('open')));
            }
            close() {}
        };
    });
    const tell = (name, data) =>
        page.evaluate(
            ([name, data]) =>
                window.scripted.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) })),
            [name, data],
        );
    return {
        rows,
        asked,
        answers,
        tell,
        // Changes what is known of an exercise, and tells it.
        set: async (exercise, changes) => {
            Object.assign(rows.get(exercise), changes);
            await tell('rows', { rows: [rows.get(exercise)] });
        },
        run: (kind, more) => tell('run', { kind, run: 1, ...more }),
        lose: () => page.evaluate(() => window.scripted.dispatchEvent(new Event('error'))),
    };
}
