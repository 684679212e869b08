
// An exercise's panel: its state, its buttons, its hints, and what came of its last run.
(function panels(runs) {
    const { strings, h, store, server, button, write } = runs;

    const WORDS = {
        not_begun: () => strings.notBegun,
        not_judged: () => strings.notJudged,
        begun: row => (row.checks ? strings.begun(row.passed, row.checks) : strings.notJudged),
        does_not_compile: () => strings.doesNotCompile,
        changed: () => strings.changed,
        done: row => strings.done(row.checks),
        no_file: () => strings.noFile,
    };
    runs.state = row => WORDS[row.state]?.(row) ?? row.state;
    const MARKS = { done: '✓', not_begun: '·', begun: '○', does_not_compile: '✗' };

    // Makes the panel of `exercise`. A `small` one has no hints, and leads to `section` for failures.
    runs.panel = (exercise, { small = false, section = null } = {}) => {
        const mark = h('span.run-mark', { 'aria-hidden': 'true' });
        const state = h('span.run-state');
        const facts = h('span.run-facts');
        const run = button(strings.run, toggle);
        const hint = small ? null : button('', askHint);
        const open = small ? null : button(strings.openInEditor, openFile);
        const buttons = h('span.run-buttons', {}, run, hint, open);
        const note = h('p.run-note', { hidden: true });
        const list = h('ol');
        const hints = small ? null : h('details.run-fold.run-hints', { hidden: true }, h('summary'), list);
        const body = h('div.run-body');
        const lead = small ? h('span.run-lead') : null;
        const words = h('span.run-words', {}, lead, h('span', {}, mark, state), facts);
        const line = h('div.run-line', {}, words, buttons);
        const box = h('div.run-panel', { role: 'group' }, line, note, hints, body);
        box.classList.toggle('run-small', small);
        // What is drawn below: nothing, the lines of a run, or an outcome.
        let drawn = null;
        // The outcome that was said aloud: the end of a run of several comes later.
        let said = null;
        // Between the click and the server's answer.
        let asked = false;
        store.watch((exercises, completed) => {
            if (exercises === null || exercises.includes(exercise)) {
                update(completed && exercises !== null);
            }
        });
        update();
        return box;

        function update(completed = false) {
            const row = store.rows.get(exercise);
            const going = store.runOf(exercise);
            const outcome = outcomeNow(row);
            const isRunning = going?.running && outcome?.run === going.run && outcome.ended === null;
            box.hidden = row === undefined && server.state === 'there' && store.rows.size > 0;
            box.setAttribute('aria-label', strings.checksOf(row?.title ?? exercise));
            box.classList.toggle('run-going', Boolean(isRunning));
            write(state, stateNow(row, going, isRunning ? outcome : null));
            const waits = isRunning || (going && !going.running);
            mark.textContent = waits || !row ? '' : (MARKS[row.state] ?? '○');
            box.dataset.state = waits ? 'going' : (row?.state ?? 'asking');
            write(facts, row ? factsOf(row) : '');
            if (lead && row) {
                write(lead, strings.exercise(row.title));
            }
            buttonsNow(row, going);
            if (!small) {
                hintsNow(row);
            }
            draw(outcome, row, isRunning);
            if (completed && outcome && (outcome.ended === 'complete' || outcome.ended === 'failed')) {
                asked = false;
                noteNow('');
                const key = `${outcome.run} ${outcome.ended}`;
                if (said !== key) {
                    said = key;
                    say(outcome, row);
                }
            }
        }

        // What was said of a stub no longer holds once the file has changed.
        function outcomeNow(row) {
            const outcome = store.outcomes.get(exercise);
            const wasStub = outcome?.row?.state === 'not_begun';
            return wasStub && row?.state !== 'not_begun' ? undefined : outcome;
        }

        function stateNow(row, going, outcome) {
            if (going?.stopping) {
                return strings.stopping;
            }
            if (going && !going.running) {
                return strings.queued;
            }
            if (outcome) {
                if (going.preparing === row?.chapter && going.preparing) {
                    return going.line ? strings.preparingAt(going.line) : strings.preparing;
                }
                if (outcome.verdicts.some(verdict => verdict.status === 'did_not_compile')) {
                    return strings.doesNotCompile;
                }
                const failed = outcome.verdicts.filter(verdict => verdict.status !== 'passed').length;
                if (outcome.verdicts.length > 0) {
                    return row?.state === 'not_begun'
                        ? strings.checked(outcome.verdicts.length)
                        : strings.checking(outcome.verdicts.length, failed);
                }
                return going.preparing ? strings.starting : strings.compiling;
            }
            return row ? runs.state(row) : strings.asking;
        }

        function factsOf(row) {
            if (server.state === 'gone') {
                return strings.cannotRun;
            }
            const points =
                row.earned === null ? strings.worth(row.points) : strings.points(row.earned, row.points);
            return row.state === 'done' ? points : `${points} · ${strings.minutes(row.minutes)}`;
        }

        function buttonsNow(row, going) {
            const there = server.state === 'there' && row !== undefined;
            const alone = going?.names.every(name => name === exercise);
            write(run, !going ? strings.run : alone ? strings.stop : strings.stopAll);
            runs.enable(run, there && !asked && !going?.stopping);
            if (hint) {
                hint.hidden = !row || row.given >= row.hints;
                if (row && !hint.hidden) {
                    write(hint, strings.hint(row.given + 1, row.hints));
                }
                runs.enable(hint, there);
                runs.enable(open, there);
            }
        }

        function hintsNow(row) {
            const texts = row?.hint_texts ?? [];
            hints.hidden = texts.length === 0;
            if (row && !hints.hidden) {
                write(hints.querySelector('summary'), strings.hintsGiven(texts.length, row.hints));
            }
            for (const text of texts.slice(list.children.length)) {
                list.append(h('li', {}, ...runs.worded(text)));
            }
            while (list.children.length > texts.length) {
                list.lastElementChild.remove();
            }
        }

        function draw(outcome, row, isRunning) {
            if (small) {
                const failed = outcome?.ended === 'complete' && row && row.state !== 'done';
                const shown = failed && section !== null;
                body.replaceChildren(...(shown ? [h('a', { href: section }, strings.readMore)] : []));
                body.hidden = !shown;
                return;
            }
            if (!outcome) {
                body.replaceChildren();
                body.hidden = true;
                drawn = null;
                return;
            }
            const key = `${outcome.token} ${outcome.run} ${outcome.ended} ${runs.age(outcome, row)}`;
            if (drawn !== key) {
                const had = body.contains(document.activeElement);
                body.replaceChildren();
                if (outcome.ended === 'complete') {
                    body.append(...runs.drawn(outcome, row));
                } else {
                    body.append(h('ul.run-checks'), h('p.run-note', { hidden: true }));
                }
                // What had the focus is gone: the button that it came from is the nearest.
                if (had) {
                    run.focus({ preventScroll: true });
                }
                drawn = key;
            }
            if (outcome.ended !== 'complete') {
                drawLines(outcome, isRunning, row);
            }
            body.hidden = body.textContent === '';
        }

        function drawLines(outcome, isRunning, row) {
            const [lines, end] = body.children;
            // Where each check says the same, the state says it.
            const each = outcome.verdicts.filter(verdict => verdict.status !== 'did_not_compile');
            for (const verdict of row?.state === 'not_begun' ? [] : each.slice(lines.children.length)) {
                lines.append(h('li', {}, ...runs.line(verdict)));
            }
            const words = isRunning
                ? ''
                : {
                      stopped: () => strings.stopped(outcome.verdicts.length),
                      failed: () => strings.failedRun(outcome.error ?? ''),
                      unseen: () => strings.unseen,
                  }[outcome.ended]?.() ?? '';
            end.hidden = words === '';
            write(end, words);
        }

        function say(outcome, row) {
            const words =
                outcome.ended === 'failed' ? strings.failedRun(outcome.error ?? '') : runs.state(row);
            runs.say(strings.said(row.title, words));
        }

        function noteNow(words) {
            note.hidden = words === '';
            write(note, words);
        }

        // Does what the server may refuse; its words are shown, and said.
        async function attempt(act) {
            noteNow('');
            try {
                await act();
            } catch (error) {
                noteNow(error.message);
                runs.say(error.message);
            }
        }

        async function toggle() {
            const going = store.runOf(exercise);
            asked = true;
            update();
            await attempt(() => (going ? store.stop(going) : store.start([exercise])));
            asked = false;
            update();
        }

        async function askHint() {
            await attempt(async () => {
                const told = await server.ask('hint', { exercise });
                const row = store.rows.get(exercise);
                // The server's own `rows` says the same, a little later.
                if (row && told.nth > row.hint_texts.length) {
                    row.hint_texts = [...row.hint_texts, told.text];
                    row.given = told.nth;
                }
                hints.open = true;
                update();
                if (hint.hidden) {
                    hints.querySelector('summary').focus({ preventScroll: true });
                }
                runs.say(strings.hintSaid(told.nth, told.of, told.text));
            });
        }

        async function openFile() {
            await attempt(async () => {
                const told = await server.ask('open', { exercise });
                noteNow(strings.opened(told.opened));
            });
        }
    };
})(window.workbook.runs);
