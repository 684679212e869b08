'use strict';

// The sections that show the same in asyncio or Python are closed until a reader opens one; then they
// stay open on every page, until a reader closes one. Without this script they are open. And whatever
// is folded is open on paper.

(function folded() {
    const KEY = 'workbook:asyncio';
    const folds = document.querySelectorAll('main details.folded');
    const isPrint = location.pathname.endsWith('/print.html');
    let open = isPrint;
    try {
        open ||= localStorage.getItem(KEY) === 'open';
    } catch {
        // Without storage, each page begins closed.
    }
    for (const fold of folds) {
        fold.open = open;
        // Not `toggle`: a search within the page opens a fold too, and says nothing of the next page.
        fold.querySelector('summary').addEventListener('click', () => {
            try {
                // It has not changed yet.
                localStorage.setItem(KEY, fold.open ? 'closed' : 'open');
            } catch {
                // It stays as it is on this page only.
            }
        });
    }
    document.documentElement.classList.remove('folding');
})();

// The style opens folds on paper where a browser has a name for what is in them; this does it in the
// others.
(function paper() {
    let opened = [];
    addEventListener('beforeprint', () => {
        opened = Array.from(document.querySelectorAll('main details:not([open])'));
        opened.forEach(fold => (fold.open = true));
    });
    addEventListener('afterprint', () => {
        opened.forEach(fold => (fold.open = false));
        opened = [];
    });
})();

// The chapters of the table of contents fold, and mdBook's arrows for it are reached by mouse alone.
(function chapters() {
    const strings = window.workbook.strings;
    for (const arrow of document.querySelectorAll('#mdbook-sidebar .chapter-fold-toggle')) {
        const item = arrow.closest('li');
        const name = item.querySelector('a:not(.chapter-fold-toggle), .chapter-link-wrapper > span');
        arrow.setAttribute('role', 'button');
        arrow.setAttribute('aria-label', strings.foldChapter(name?.textContent.trim() ?? ''));
        const state = () =>
            arrow.setAttribute('aria-expanded', String(item.classList.contains('expanded')));
        state();
        arrow.addEventListener('click', state);
        arrow.addEventListener('keydown', event => {
            if (event.key === 'Enter' || event.key === ' ') {
                event.preventDefault();
                arrow.click();
            }
        });
    }
})();
