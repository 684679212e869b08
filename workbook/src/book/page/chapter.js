
// A chapter's bar, its marks in the table of exercises, and every chapter's progress in the sidebar.
(function chapters(runs) {
    const { strings, h, store, server, button, write } = runs;

    // `anchors` says where on the page each exercise is.
    runs.chapterBar = (chapter, anchors) => {
        const done = h('strong');
        const facts = h('span.run-facts');
        const link = h('a');
        const next = h('span', { hidden: true }, `${strings.next} `, link);
        const run = button(strings.runChapter, toggle);
        const note = h('p.run-note', { hidden: true });
        const fill = h('span');
        const box = h(
            'div.run-chapter',
            { role: 'group', 'aria-label': strings.checksOfChapter },
            h('div.run-line', {}, h('span.run-words', {}, done, facts, next), h('span.run-buttons', {}, run)),
            h('div.run-meter', { 'aria-hidden': 'true' }, fill),
            note,
        );
        let asked = false;
        let said = '';
        store.watch(update);
        update();
        return box;

        function mine() {
            return [...store.rows.values()].filter(row => row.chapter === chapter);
        }

        // The run that was asked for here, if it goes on.
        function going() {
            return [...store.going.values()].find(run => run.names.includes(chapter));
        }

        function update() {
            const rows = mine();
            const finished = rows.filter(row => row.state === 'done');
            const sum = (list, key) => list.reduce((total, row) => total + (row[key] ?? 0), 0);
            const current = going();
            write(done, rows.length > 0 ? strings.chapterDone(finished.length, rows.length) : strings.asking);
            const left = sum(rows.filter(row => row.state !== 'done'), 'minutes');
            const parts = [strings.points(sum(rows, 'earned'), sum(rows, 'points'))];
            if (left > 0) {
                parts.push(strings.minutesLeft(left));
            }
            write(facts, rows.length > 0 ? parts.join(' · ') : '');
            const open = rows.find(row => !['done', 'not_begun'].includes(row.state)) ??
                rows.find(row => row.state === 'not_begun');
            next.hidden = !open;
            if (open) {
                write(link, open.title);
                link.href = `#${anchors.get(open.exercise)}`;
            }
            fill.style.inlineSize = `${rows.length > 0 ? (100 * finished.length) / rows.length : 0}%`;
            write(run, current ? strings.stop : strings.runChapter);
            runs.enable(run, server.state === 'there' && rows.length > 0 && !asked && !current?.stopping);
            const words =
                server.state === 'gone'
                    ? strings.serverStopped
                    : server.state === 'refused'
                      ? strings.tokenRefused
                      : current
                        ? runningNow(current)
                        : said || store.error;
            note.hidden = words === '';
            write(note, words);
        }

        function runningNow(current) {
            if (current.stopping) {
                return strings.stopping;
            }
            if (!current.running) {
                return strings.queued;
            }
            if (current.preparing) {
                return current.line ? strings.preparingAt(current.line) : strings.preparing;
            }
            const judged = current.exercises.filter(
                id => store.outcomes.get(id)?.run === current.run && store.outcomes.get(id).ended,
            );
            return strings.chapterRunning(judged.length, current.exercises.length);
        }

        async function toggle() {
            const current = going();
            asked = true;
            said = '';
            update();
            try {
                await (current ? store.stop(current) : store.start([chapter]));
            } catch (error) {
                said = error.message;
                runs.say(said);
            }
            asked = false;
            update();
        }
    };

    // A mark after the name of each exercise that is done.
    runs.marks = anchors => {
        for (const [exercise, anchor] of anchors) {
            const link = document.querySelector(`main .exercises a[href="#${CSS.escape(anchor)}"]`);
            const mark = h(
                'span.run-done',
                { hidden: true },
                h('span', { 'aria-hidden': 'true' }, ' ✓'),
                h('span.run-hidden', {}, ` (${strings.isDone})`),
            );
            link?.after(mark);
            const update = () => {
                mark.hidden = store.rows.get(exercise)?.state !== 'done';
            };
            store.watch(update);
            update();
        }
    };

    // `3/6` after each chapter's name. Returns whether there is a chapter.
    runs.sidebar = () => {
        const links = document.querySelectorAll('#mdbook-sidebar a[href]');
        const counts = new Map();
        for (const link of links) {
            const found = new URL(link.href).pathname.match(/\/(ch\d+)\/(index\.html)?$/);
            if (found && !link.hash && !counts.has(found[1])) {
                const shown = h('span', { 'aria-hidden': 'true' });
                const said = h('span.run-hidden');
                link.append(h('span.run-count', { hidden: true }, shown, said));
                counts.set(found[1], { box: link.lastElementChild, shown, said });
            }
        }
        const update = () => {
            const sums = new Map();
            for (const row of store.rows.values()) {
                const sum = sums.get(row.chapter) ?? { done: 0, all: 0 };
                sum.all += 1;
                sum.done += row.state === 'done' ? 1 : 0;
                sums.set(row.chapter, sum);
            }
            for (const [chapter, { box, shown, said }] of counts) {
                const sum = sums.get(chapter);
                box.hidden = !sum;
                if (sum) {
                    write(shown, strings.count(sum.done, sum.all));
                    write(said, ` (${strings.chapterDone(sum.done, sum.all)})`);
                    box.classList.toggle('run-all', sum.done === sum.all);
                }
            }
        };
        store.watch(update);
        update();
        return counts.size > 0;
    };
})(window.workbook.runs);
