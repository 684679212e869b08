
// Where on this page what belongs: last, when all the parts are there.
(function begin(runs) {
    const { store, server } = runs;
    // The page that holds all the others is for paper.
    if (location.pathname.endsWith('/print.html')) {
        return;
    }
    const isBookOfExercises = runs.sidebar();
    const chapter = location.pathname.match(/\/(ch\d+)\/exercises\.html$/)?.[1];
    if (chapter) {
        exercises();
    } else {
        store.watch(teaching);
        teaching();
    }
    if (isBookOfExercises) {
        server.listen();
    }

    // A section names its file; the panel goes below the command that follows.
    function exercises() {
        const anchors = new Map();
        for (const code of document.querySelectorAll('main p > code')) {
            const found = code.textContent.match(/^exercises\/(ch\d+)\/src\/(\w+)\.rs$/);
            const heading = found && before(code.parentElement);
            const exercise = found && `${found[1]}/${found[2]}`;
            if (heading && !anchors.has(exercise)) {
                const below = code.parentElement.nextElementSibling;
                const command = below?.matches('pre') ? below : code.parentElement;
                command.after(runs.panel(exercise));
                command.classList.add('run-command');
                anchors.set(exercise, heading.id);
            }
        }
        if (anchors.size > 0) {
            document.querySelector('main h1')?.after(runs.chapterBar(chapter, anchors));
            runs.marks(anchors);
        }
    }

    function before(element) {
        for (let at = element.previousElementSibling; at; at = at.previousElementSibling) {
            if (/^H[1-6]$/.test(at.localName.toUpperCase())) {
                return at.matches('h3') ? at : null;
            }
        }
        return null;
    }

    // A page that teaches ends with a link to its exercise: below it, how far that is.
    function teaching() {
        const here = location.pathname.match(/\/(ch\d+\/[\w-]+)\.html$/)?.[1];
        const rows = [...store.rows.values()].filter(row => row.page === here);
        if (rows.length === 0 || document.querySelector('main .run-panel')) {
            return;
        }
        const link = [...document.querySelectorAll('main a[href^="exercises.html"]')].at(-1);
        const options = { small: true, section: link?.getAttribute('href') };
        link?.closest('p')?.after(...rows.map(row => runs.panel(row.exercise, options)));
    }
})(window.workbook.runs);
