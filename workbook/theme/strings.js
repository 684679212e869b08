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
        picture: 'Picture',
        step: 'Step',
        stepFirst: 'First',
        stepBack: 'Back',
        stepNext: 'Next',
        stepLast: 'Last',
        stepOf: (step, steps, says) => `Step ${step} of ${steps}: ${says}`,
        clock: 'Virtual clock',
        due: 'Woken, to be polled',
        nobody: 'nobody',
        predict: 'Compare with the run',
        choose: 'Choose what you expect, then compare.',
        buildFailed: 'This page is older than your change',
        buildFailedWhy: 'The book could not be built. Mend this, save, and the page reloads by itself:',
    },
};
