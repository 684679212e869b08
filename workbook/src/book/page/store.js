
// What is known: how far each exercise is, which runs are going on, and what came of the last ones.
(function store(runs) {
    const { server } = runs;
    const KEPT = 'workbook:outcomes';
    const watchers = [];

    const store = {
        chapters: [],
        // By exercise: its row, as `list --json` has it.
        rows: new Map(),
        // Why the server knows of no exercises, in its words.
        error: '',
        // By number: the runs that have not ended.
        going: new Map(),
        // By exercise: what came of its last run. Plain data, so that it can be kept and passed on.
        outcomes: new Map(),
        watch: watcher => watchers.push(watcher),
        // The run that an exercise is in.
        runOf: exercise => [...store.going.values()].find(run => run.exercises.includes(exercise)),
        start,
        stop,
        refresh,
    };
    runs.store = store;

    server.hear = (name, told) => {
        if (name === 'rows') {
            takeRows(told.rows);
        } else if (name === 'behind') {
            // Some events are lost to us. The server goes on with the current run from its start.
            refresh();
        } else {
            TAKE[told.kind]?.(told);
        }
    };
    server.changed = state => {
        tell();
        if (state === 'there') {
            refresh();
        }
    };
    server.seen = () => [...store.outcomes.values()];
    server.adopt = outcomes => {
        for (const theirs of outcomes) {
            const mine = store.outcomes.get(theirs.exercise);
            const known = mine?.token === theirs.token && (mine.run > theirs.run || mine.ended);
            if (!known) {
                store.outcomes.set(theirs.exercise, theirs);
            }
        }
        tell();
    };

    // Tells all watchers that something about `exercises` has changed: about all, if there are none.
    function tell(exercises = null, completed = false) {
        watchers.forEach(watcher => watcher(exercises, completed));
    }

    const fresh = (exercise, run) => ({
        exercise,
        run,
        token: server.token,
        compiled: false,
        warnings: [],
        verdicts: [],
        pictures: {},
        row: null,
        order: [],
        belief: null,
        // null while it goes on; then 'complete', 'stopped', 'failed' or 'unseen'.
        ended: null,
        error: null,
    });

    const of = told => {
        const outcome = store.outcomes.get(told.exercise);
        return outcome?.run === told.run && outcome.token === server.token ? outcome : null;
    };

    const TAKE = {
        queued(told) {
            store.going.set(told.run, { ...told, running: false, preparing: null, line: null });
            tell(told.exercises);
        },
        started(told) {
            store.going.set(told.run, { ...told, running: true, preparing: null, line: null });
            for (const exercise of told.exercises) {
                store.outcomes.set(exercise, fresh(exercise, told.run));
            }
            tell(told.exercises);
        },
        preparing(told) {
            const run = store.going.get(told.run);
            if (run) {
                run.preparing = told.chapter;
                run.line = told.line;
                tell(run.exercises);
            }
        },
        compiled(told) {
            const outcome = of(told);
            if (outcome) {
                outcome.compiled = true;
                outcome.warnings = told.warnings;
                settled(told);
            }
        },
        verdict(told) {
            const outcome = of(told);
            if (outcome && !outcome.verdicts.some(verdict => verdict.check === told.check)) {
                outcome.compiled = true;
                outcome.verdicts.push(told);
                settled(told);
            }
        },
        picture(told) {
            const outcome = of(told);
            if (outcome) {
                outcome.pictures[told.check] = told.html;
                tell([told.exercise]);
            }
        },
        exercise(told) {
            // It is not there if it could not be read: then the server tells why when it is asked for all.
            if (!told.row) {
                refresh();
                return;
            }
            store.rows.set(told.row.exercise, told.row);
            const outcome = of({ run: told.run, exercise: told.row.exercise });
            if (outcome) {
                outcome.row = told.row;
                outcome.order = told.order;
                outcome.belief = told.belief;
                outcome.ended = 'complete';
                keep();
            }
            tell([told.row.exercise], true);
        },
        ended(told) {
            const run = store.going.get(told.run);
            store.going.delete(told.run);
            for (const exercise of run?.exercises ?? []) {
                end(exercise, told.run, told.outcome === 'failed' ? 'failed' : 'stopped', told.error);
            }
            tell(run?.exercises ?? null, true);
        },
    };

    // What was to be built is built.
    function settled(told) {
        const run = store.going.get(told.run);
        if (run) {
            run.preparing = null;
        }
        tell([told.exercise]);
    }

    function end(exercise, run, how, error = null) {
        const outcome = of({ exercise, run });
        if (outcome && outcome.ended === null) {
            outcome.ended = how;
            outcome.error = error;
        }
    }

    function takeRows(rows) {
        rows.forEach(row => store.rows.set(row.exercise, row));
        keep();
        tell();
    }

    // Asks for everything anew. A run that we think is going on and that the server does not know has
    // ended without our seeing it.
    async function refresh() {
        const before = [...store.going.keys()];
        let told;
        try {
            told = await server.ask('exercises');
            store.error = '';
        } catch (error) {
            store.error = error.message;
            tell();
            return;
        }
        store.chapters = told.chapters.map(({ name, title, exercises }) => ({
            name,
            title,
            exercises: exercises.map(row => row.exercise),
        }));
        const going = [...(told.current ? [told.current] : []), ...told.queued];
        for (const number of before) {
            if (!going.some(run => run.run === number)) {
                const run = store.going.get(number);
                store.going.delete(number);
                run?.exercises.forEach(exercise => end(exercise, number, 'unseen'));
            }
        }
        for (const run of told.queued) {
            if (!store.going.has(run.run)) {
                TAKE.queued(run);
            }
        }
        const known = new Set(store.chapters.flatMap(chapter => chapter.exercises));
        store.rows.forEach((_, exercise) => known.has(exercise) || store.rows.delete(exercise));
        takeRows(told.chapters.flatMap(chapter => chapter.exercises));
    }

    async function start(names) {
        return server.ask('run', { names });
    }

    async function stop(run) {
        run.stopping = true;
        tell(run.exercises);
        try {
            await server.ask('stop', { run: run.run });
        } catch (error) {
            run.stopping = false;
            tell(run.exercises);
            throw error;
        }
    }

    // --- What stays on the screen when the page is loaded again ------------------------------------

    function keep() {
        const complete = [...store.outcomes.values()].filter(outcome => outcome.ended === 'complete');
        const kept = { rows: [...store.rows.values()], outcomes: complete };
        try {
            sessionStorage.setItem(KEPT, JSON.stringify(kept));
        } catch {
            // Too much, or no storage: what came of the runs is then shown until the page is left.
        }
    }

    try {
        const kept = JSON.parse(sessionStorage.getItem(KEPT)) ?? { rows: [], outcomes: [] };
        kept.rows.forEach(row => store.rows.set(row.exercise, row));
        kept.outcomes.forEach(outcome => store.outcomes.set(outcome.exercise, outcome));
    } catch {
        // Nothing was kept.
    }
})(window.workbook.runs);
