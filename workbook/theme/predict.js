'use strict';

// A prediction is answered before it is explained, and the answer is kept in this browser. Without
// this script the explanations fold out.

for (const form of document.querySelectorAll('form.predict')) {
    ask(form);
}

function ask(form) {
    const strings = window.workbook.strings;
    const key = `workbook:${location.pathname}:${form.id}`;
    const details = form.querySelector('details');
    const check = document.createElement('button');
    const verdict = document.createElement('div');
    check.type = 'submit';
    check.textContent = strings.predict;
    verdict.className = 'verdict';
    verdict.setAttribute('role', 'status');
    details.before(check, verdict);
    details.hidden = true;

    form.addEventListener('submit', event => {
        event.preventDefault();
        const chosen = new FormData(form).get(form.id);
        if (chosen === null) {
            verdict.textContent = strings.choose;
            return;
        }
        keep(key, chosen);
        show(chosen);
    });

    const before = kept(key);
    const radio = before !== null && form.querySelector(`input[value="${CSS.escape(before)}"]`);
    if (radio) {
        radio.checked = true;
        show(before);
    }

    function show(chosen) {
        const why = form.querySelector(`li[data-option="${CSS.escape(chosen)}"]`);
        verdict.replaceChildren(...Array.from(why.childNodes, node => node.cloneNode(true)));
        details.hidden = false;
    }
}

// A browser may forbid storage: the prediction then works without memory.
function keep(key, value) {
    try {
        localStorage.setItem(key, value);
    } catch {
        // Nothing is kept, and nothing is lost but the memory of it.
    }
}

function kept(key) {
    try {
        return localStorage.getItem(key);
    } catch {
        return null;
    }
}
