'use strict';

// Every word that the book's own scripts show or say. A translation replaces this file.
window.workbook = {
    strings: {
        skipToContent: 'Skip to the page',
        themeLight: 'Light',
        themeDark: 'Dark',
        themeAuto: 'As the system',
        output: 'prints',
        code: 'Code',
        table: 'Table',
        buildFailed: 'This page is older than your change',
        buildFailedWhy: 'The book could not be built. Mend this, save, and the page reloads by itself:',
    },
};
