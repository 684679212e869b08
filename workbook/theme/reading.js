'use strict';

// What mdBook's page lacks for readers who use a keyboard, a screen reader or a small screen.
// Runs after book.js; the words come from strings.js.

// The first thing that Tab reaches: past the table of contents, to the page.
(function skipLink() {
    const content = document.getElementById('mdbook-content');
    content.tabIndex = -1;
    const link = document.createElement('a');
    link.className = 'skip-link';
    link.href = '#mdbook-content';
    link.textContent = window.workbook.strings.skipToContent;
    link.addEventListener('click', event => {
        event.preventDefault();
        content.focus();
        content.scrollIntoView();
    });
    document.body.prepend(link);

    // mdBook scrolls a long table of contents to the page's entry, and Chromium then takes that entry for
    // the place from which Tab goes on.
    window.addEventListener('load', () => {
        if (document.activeElement === document.body && !window.location.hash) {
            document.body.tabIndex = -1;
            document.body.focus({ preventScroll: true });
            document.body.removeAttribute('tabindex');
        }
    });
})();

// The toggle is a label: a browser neither stops at it nor presses it by key.
(function sidebarToggle() {
    const toggle = document.getElementById('mdbook-sidebar-toggle');
    toggle.setAttribute('role', 'button');
    toggle.tabIndex = 0;
    toggle.addEventListener('keydown', event => {
        if (event.key === 'Enter' || event.key === ' ') {
            event.preventDefault();
            toggle.click();
        }
    });
})();

// A page whose headings skip a level gets lists directly within lists: give each its item.
// mdBook makes them on this event, and its listener came first.
document.addEventListener('DOMContentLoaded', () => {
    for (const inner of document.querySelectorAll('.on-this-page ol > ol')) {
        const item = document.createElement('li');
        item.className = 'header-item expanded';
        inner.replaceWith(item);
        item.append(inner);
    }
});

// One light theme and one dark one.
(function themeMenu() {
    const strings = window.workbook.strings;
    const offered = {
        'mdbook-theme-default_theme': strings.themeAuto,
        'mdbook-theme-light': strings.themeLight,
        'mdbook-theme-navy': strings.themeDark,
    };
    for (const button of document.querySelectorAll('#mdbook-theme-list button.theme')) {
        if (offered[button.id]) {
            button.textContent = offered[button.id];
        } else {
            button.parentElement.remove();
        }
    }
})();

// An output that follows its program is labelled as what the program prints.
(function outputs() {
    for (const code of document.querySelectorAll('main pre + pre > code.language-text')) {
        const pre = code.parentElement;
        if (!pre.previousElementSibling.querySelector(':scope > code.language-text')) {
            pre.dataset.label = window.workbook.strings.output;
        }
    }
})();
