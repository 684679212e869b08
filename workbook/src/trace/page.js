'use strict';

// A page about a run that is over: every stepper begins at the end, where the whole picture is seen. The check
// that was asked for comes into view.
(function begin() {
    for (const slider of document.querySelectorAll('.stepper .controls input')) {
        slider.value = slider.max;
        slider.dispatchEvent(new Event('input'));
    }
    // A picture that scrolls is read from its beginning.
    for (const drawing of document.querySelectorAll('.drawing')) {
        drawing.scrollTo(0, 0);
    }
    // A stepper keeps its position in the address; none was chosen yet.
    try {
        history.replaceState(null, '', location.pathname);
    } catch {
        // Then the address names the last step of the last one, which is no harm.
    }
    document.querySelector('details.asked')?.scrollIntoView();
})();
