
// What came of a run, drawn: while it goes on, a line for each check; then the failures, cause first.
(function outcome(runs) {
    const { strings, h, worded, scrolls } = runs;
    const PAGE = /^[\w-]+(\/[\w-]+)*$/;

    runs.promise = check => check.replaceAll('_', ' ');

    // The result of a check in a line.
    runs.line = verdict => {
        const [mark, word, kind] =
            verdict.status === 'passed'
                ? ['✓', strings.markPassed, 'run-good']
                : verdict.status === 'not_run'
                  ? ['·', strings.markNotRun, 'run-quiet']
                  : ['✗', strings.markFailed, 'run-bad'];
        return [
            h(`span.run-mark.${kind}`, { 'aria-hidden': 'true' }, mark),
            h('span.run-hidden', {}, `${word}: `),
            h('span', {}, verdict.promise || runs.promise(verdict.check)),
        ];
    };

    // All of it, of a run whose exercise is complete. `row` is what is known of the exercise now.
    runs.drawn = (outcome, row) => {
        const age = runs.age(outcome, row);
        const parts = age === strings.older ? [h('p.run-note', {}, age)] : [];
        const verdicts = [...outcome.verdicts].sort((a, b) => (a.place ?? 0) - (b.place ?? 0));
        const failed = verdicts.filter(verdict => verdict.status !== 'passed');
        const refused = failed.find(verdict => verdict.status === 'did_not_compile');
        if (outcome.row?.state === 'not_begun' || outcome.row?.state === 'no_file') {
            parts.push(...untouched(outcome, verdicts));
        } else if (refused) {
            parts.push(...rejected(refused, outcome, verdicts.length));
        } else {
            parts.push(...failures(outcome, failed));
            parts.push(passes(verdicts.filter(verdict => verdict.status === 'passed')));
        }
        parts.push(beside(outcome, failed[0] ?? verdicts[0]));
        const shown = parts.flat().filter(part => part !== null);
        // While an answer is changed, its failures are read; once it is checked again, they are past.
        return age === strings.elsewhere ? [fold(age, ...shown)] : shown;
    };

    // Whether the outcome is older than what is known now, in words.
    runs.age = (outcome, row) => {
        const then = outcome.row;
        if (!then || !row) {
            return null;
        }
        if (row.state === 'changed' || row.state === 'not_judged') {
            return strings.older;
        }
        const same = ['state', 'passed', 'checks', 'earned'].every(key => then[key] === row[key]);
        return same ? null : strings.elsewhere;
    };

    function untouched(outcome, verdicts) {
        const { row } = outcome;
        if (row.state === 'no_file') {
            return [h('p', {}, ...worded(strings.noFileWhy(row.exercise)))];
        }
        const promises = verdicts.map(verdict => h('li', {}, runs.promise(verdict.check)));
        return [
            h('p', {}, ...worded(strings.stillStub(row.file))),
            fold(strings.toBePassed(promises.length), h('ul', {}, ...promises)),
        ];
    }

    function rejected(verdict, outcome, checks) {
        // rustc never saw what could not be read: then the file's own name comes first.
        const unread = verdict.message.startsWith(outcome.row?.file ?? '\0');
        return [
            h('p', {}, unread ? strings.cannotBeRead : strings.noneRan(checks)),
            block(verdict.message, strings.doesNotCompile),
        ];
    }

    function failures(outcome, failed) {
        const place = verdict => {
            const nth = outcome.order.indexOf(verdict.check);
            return nth < 0 ? outcome.order.length : nth;
        };
        const skipped = failed.filter(verdict => verdict.status === 'not_run');
        const [first, ...others] = failed
            .filter(verdict => verdict.status !== 'not_run')
            .sort((a, b) => place(a) - place(b));
        if (first === undefined) {
            return [];
        }
        const parts = [
            h('div.run-failure', {}, h('p.run-promise', {}, ...runs.line(first)), ...failure(first, outcome)),
            belief(outcome.belief),
        ];
        if (others.length > 0) {
            parts.push(h('p.run-also', {}, strings.alsoFailed(others.length)));
            for (const other of others) {
                const summary = h('summary', {}, ...runs.line(other));
                parts.push(h('details.run-fold', {}, summary, h('div.run-failure', {}, ...failure(other, outcome))));
            }
        }
        if (skipped.length > 0) {
            parts.push(lines('·', 'run-quiet', strings.notRun(skipped.length), skipped));
        }
        return parts;
    }

    // Why a check failed: its words, the idea, the picture or the timeline, and where.
    function failure(verdict, outcome) {
        const why = (verdict.why ?? '').trim();
        let message = verdict.message.trim();
        // The kit ends its message with the idea.
        if (why !== '' && message.endsWith(why)) {
            message = message.slice(0, -why.length).trim();
        }
        const parts = [];
        if (message === '' && verdict.status !== 'failed') {
            message = strings.status[verdict.status] ?? verdict.status;
        }
        for (const [nth, paragraph] of message.split(/\n{2,}/).entries()) {
            if (paragraph !== '') {
                parts.push(h(nth === 0 ? 'p.run-message' : 'p.run-why', {}, ...worded(paragraph)));
            }
        }
        if (why !== '') {
            parts.push(h('p.run-why', {}, ...worded(why)));
        }
        const picture = outcome.pictures[verdict.check];
        const figure = picture ? runs.picture(picture) : null;
        if (figure !== null) {
            figure.querySelectorAll('.drawing, .table-wrapper').forEach(box => scrolls(box, strings.timeline));
            parts.push(figure);
        } else if (verdict.timeline) {
            parts.push(fold(strings.timeline, block(verdict.timeline, strings.timeline)));
        }
        if (verdict.at) {
            parts.push(h('p.run-at', {}, `${strings.at} `, h('code', {}, verdict.at)));
        }
        return parts;
    }

    function belief(guess) {
        if (!guess) {
            return null;
        }
        const parts = [
            h('p', {}, `${strings.looksLike}: `, h('strong', {}, ...worded(guess.belief))),
            h('p', {}, ...worded(guess.instead)),
        ];
        if (PAGE.test(guess.page ?? '')) {
            const anchor = guess.anchor ? `#${encodeURIComponent(guess.anchor)}` : '';
            const link = h('a', { href: `/${guess.page}.html${anchor}` }, strings.itsPage);
            parts.push(h('p', {}, link));
        }
        return h('div.run-belief', {}, ...parts);
    }

    function passes(passed) {
        return passed.length === 0
            ? null
            : lines('✓', 'run-good', strings.passed(passed.length), passed);
    }

    // Checks that need a line each, in a fold.
    function lines(mark, kind, words, verdicts) {
        const summary = h('summary', {}, h(`span.run-mark.${kind}`, { 'aria-hidden': 'true' }, mark), words);
        const items = verdicts.map(verdict => h('li', {}, ...runs.line(verdict)));
        return h('details.run-fold', {}, summary, h('ul.run-checks', {}, ...items));
    }

    // What the answer printed in the check that is shown first, and what rustc says about it.
    function beside(outcome, first) {
        const parts = [];
        if (first?.printed) {
            parts.push(fold(strings.printed, block(first.printed, strings.printed)));
        }
        if (outcome.warnings.length > 0) {
            const words = strings.warnings(outcome.warnings.length);
            parts.push(fold(words, ...outcome.warnings.map(text => block(text, words))));
        }
        return parts;
    }

    const fold = (words, ...children) =>
        h('details.run-fold', {}, h('summary', {}, words), ...children);

    const block = (text, label) => scrolls(h('pre.run-text', {}, text.replace(/\n+$/, '')), label);
})(window.workbook.runs);
