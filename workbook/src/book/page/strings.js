'use strict';

// All words that the runs of the served page show. A translation replaces this file.
window.workbook ??= {};
window.workbook.runs = {
    strings: {
        checksOf: title => `Checks of ${title}`,
        checksOfChapter: 'Checks of this chapter',
        asking: 'Asking the server …',

        run: 'Run',
        stop: 'Stop',
        stopAll: 'Stop all',
        runChapter: 'Run all checks of this chapter',
        openInEditor: 'Open in your editor',
        opened: editor => `Opened in ${editor}.`,

        // How far an exercise is.
        notBegun: 'Not begun',
        notJudged: 'Not checked yet',
        begun: (passed, checks) => `Begun: ${passed} of ${checks} checks pass`,
        doesNotCompile: 'Does not compile',
        changed: 'Changed since it was checked',
        done: checks => `Done: all ${checks} checks pass`,
        noFile: 'The file is missing',
        noFileWhy: exercise => `\`cargo workbook reset ${exercise}\` brings the stub back.`,
        isDone: 'done',
        points: (earned, points) => `${earned} of ${points} points`,
        worth: points => `${points} points`,
        minutes: minutes => `${minutes} min`,

        // How far a chapter is.
        chapterDone: (done, all) => `${done} of ${all} exercises done`,
        minutesLeft: minutes => `about ${minutes} min left`,
        next: 'Next:',
        count: (done, all) => `${done}/${all}`,

        // A run.
        queued: 'Queued: another run comes first',
        starting: 'Starting …',
        preparing: 'Building what the checks need (once) …',
        preparingAt: line => `Building what the checks need (once): ${line}`,
        compiling: 'Compiling your answer …',
        checked: judged => `${judged} checked`,
        checking: (judged, failed) =>
            failed === 0 ? `${judged} checked, all passed` : `${judged} checked, ${failed} failed`,
        chapterRunning: (judged, all) => `${judged} of ${all} exercises checked`,
        stopping: 'Stopping …',
        stopped: judged =>
            judged === 0 ? 'Stopped before the first check.' : `Stopped: ${judged} checked so far.`,
        failedRun: error => `The run failed: ${error}`,
        unseen: 'The connection was lost during this run. Run it again to see its end.',

        // What came of it, said aloud.
        said: (title, words) => `${title}: ${words}.`,
        stillStub: file =>
            `The file still holds the stub. Replace the \`todo!\` in \`${file}\`, save, and run again.`,
        toBePassed: checks => `The ${checks} checks`,
        noneRan: checks => `rustc rejects the answer, so none of its ${checks} checks ran:`,
        cannotBeRead: 'The answer cannot be checked:',
        passed: checks => (checks === 1 ? '1 check passed' : `${checks} checks passed`),
        alsoFailed: checks =>
            checks === 1
                ? 'One more failed, probably for the same reason:'
                : `${checks} more failed, probably for the same reason:`,
        markPassed: 'passed',
        markFailed: 'failed',
        markNotRun: 'not run',
        notRun: checks =>
            checks === 1
                ? '1 check was not run, because others hung'
                : `${checks} checks were not run, because others hung`,
        // Where the check itself has said nothing.
        status: {
            hung: 'It hung.',
            did_not_finish: 'It did not finish.',
            crashed: 'It crashed.',
            out_of_memory: 'It ran out of memory.',
            forged: 'It reported a pass that it had not earned.',
            missing: 'This check was not found among the compiled checks.',
        },
        at: 'Checked at',
        timeline: 'Timeline',
        printed: 'What your answer printed',
        warnings: warnings =>
            warnings === 1 ? 'A warning from rustc' : `${warnings} warnings from rustc`,
        looksLike: 'This looks like',
        itsPage: 'Read about it',
        older: 'From the last run: your answer has changed since.',
        elsewhere: 'From an earlier run: it has been checked again since',

        hint: (nth, all) => `Hint (${nth} of ${all})`,
        hintsGiven: (given, all) => `Hints: ${given} of ${all}`,
        hintSaid: (nth, all, text) => `Hint ${nth} of ${all}: ${text}`,

        // On the pages that teach.
        exercise: title => `${title}:`,
        readMore: 'Read what failed',

        // The server.
        serverStopped:
            'The server has stopped. `cargo run` starts it again, and this page goes on by itself.',
        cannotRun: 'The server has stopped.',
        refused: status => `The server refused this (status ${status}).`,
        tokenRefused: 'The server does not accept this page. Close it, and open the address that `cargo run` prints.',
    },
};
