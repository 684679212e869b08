'use strict';

// Steps through a run: the picture's mark, the program's line, and the state in words move together.
// The steps are data that the book's build took from the recording; nothing is computed here.

for (const figure of document.querySelectorAll('figure.ran:has(.stepper)')) {
    stepThrough(figure, figure.querySelector('.stepper'));
}

function stepThrough(figure, stepper) {
    const strings = window.workbook.strings;
    const steps = JSON.parse(stepper.querySelector('script.steps').textContent);
    const list = figure.querySelectorAll('details.words ol > li');
    const program = stepper.querySelector('ol.program');
    const lines = new Map();
    for (const line of program.children) {
        lines.set(Number(line.getAttribute('value')), line);
    }
    const last = steps.length - 1;
    let current = -1;

    const controls = make('div', 'controls');
    const slider = make('input');
    const buttons = {
        first: button(strings.stepFirst, () => go(0)),
        back: button(strings.stepBack, () => go(current - 1)),
        next: button(strings.stepNext, () => go(current + 1)),
        last: button(strings.stepLast, () => go(last)),
    };
    slider.type = 'range';
    slider.min = '0';
    slider.max = String(last);
    slider.value = '0';
    slider.setAttribute('aria-label', strings.step);
    slider.addEventListener('input', () => go(Number(slider.value), false));
    controls.append(buttons.first, buttons.back, buttons.next, buttons.last, slider);

    // Speaks when a button was pressed; the slider speaks for itself.
    const status = make('p', 'now');
    status.setAttribute('role', 'status');
    const facts = make('dl');
    const told = make('div', 'told');
    told.append(status, facts);
    stepper.prepend(controls, told);

    // A click on what happened leads to it.
    const ofEvent = new Map(steps.map((step, number) => [step.event, number]));
    const drawing = figure.querySelector('.drawing');
    drawing.addEventListener('click', event => {
        const mark = event.target.closest('.event');
        const number = mark && ofEvent.get(Number(mark.dataset.event));
        if (number !== undefined && number !== null) go(number);
    });

    // mdBook turns pages with bare arrow keys: within the figure they step, but for the slider and
    // the program, which move by them.
    figure.addEventListener('keydown', event => {
        const moves = event.target === slider || event.target.matches('ol.program');
        if (moves || event.altKey || event.ctrlKey || event.metaKey) {
            if (moves) event.stopPropagation();
            return;
        }
        const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (move) {
            event.preventDefault();
            event.stopPropagation();
            go(current + move);
        }
    });

    go(linked() ?? 0, true, false);
    // What is hidden at first has no size until it is shown.
    new ResizeObserver(bringIntoView).observe(program);
    // A link to a step, from a page that is already open. What a step itself writes is not heard here.
    addEventListener('hashchange', () => go(linked() ?? current, true, false));

    // The step that the address names, if it names one of this figure's.
    function linked() {
        const prefix = `#${figure.id}-`;
        const number = Number(location.hash.startsWith(prefix) && location.hash.slice(prefix.length));
        return Number.isInteger(number) && number > 0 ? number - 1 : null;
    }

    function go(to, speak = true, remember = true) {
        const wanted = Math.min(Math.max(to, 0), last);
        if (wanted === current) return;
        current = wanted;
        const step = steps[current];
        // What comes after the step is veiled by rectangles of the drawing, a set for each event.
        for (const event of figure.querySelectorAll('.event, .ahead')) {
            event.classList.toggle('now', Number(event.dataset.event) === step.event);
        }
        for (const [number, line] of lines) {
            if (number === step.line) line.setAttribute('aria-current', 'step');
            else line.removeAttribute('aria-current');
            line.classList.toggle('suspended', step.suspended.includes(number) && number !== step.line);
        }
        list.forEach((item, number) => {
            if (number === current) item.setAttribute('aria-current', 'step');
            else item.removeAttribute('aria-current');
        });
        const text = strings.stepOf(current + 1, steps.length, step.says);
        slider.value = String(current);
        slider.setAttribute('aria-valuetext', text);
        // A live region says what changes in it: the slider's move is said by the slider.
        status.setAttribute('aria-live', speak ? 'polite' : 'off');
        status.textContent = text;
        disable(buttons.first, current === 0);
        disable(buttons.back, current === 0);
        disable(buttons.next, current === last);
        disable(buttons.last, current === last);
        // A coroutine has no clock and no waker.
        const time = step.clock
            ? [
                  ...fact(strings.clock, step.clock),
                  ...fact(strings.due, step.ready.join(', ') || strings.noneDue),
              ]
            : [];
        facts.replaceChildren(
            ...time,
            ...step.states.flatMap(([name, state]) => fact(name, state)),
        );
        bringIntoView();
        if (remember) keepPosition();
    }

    // In place of the entry in the history: Back leads to the page before, not to the step before.
    function keepPosition() {
        try {
            history.replaceState(null, '', `#${figure.id}-${current + 1}`);
        } catch {
            // Some browsers allow only so many in half a minute: the position is then kept later.
        }
    }

    // If the drawing scrolls, what is lit must be visible; if the program scrolls, the line. The page
    // stays where it is.
    function bringIntoView() {
        const seen = drawing.getBoundingClientRect();
        for (const event of drawing.querySelectorAll('.event.now')) {
            const lit = event.getBoundingClientRect();
            if (lit.width > 0 && (lit.left < seen.left || lit.right > seen.right)) {
                drawing.scrollLeft += lit.left + lit.width / 2 - seen.left - seen.width / 2;
            }
            if (lit.width > 0 && (lit.top < seen.top || lit.bottom > seen.bottom)) {
                drawing.scrollTop += lit.top + lit.height / 2 - seen.top - seen.height / 2;
            }
        }
        const line = program.querySelector('[aria-current]');
        if (!line) return;
        const [box, at] = [program.getBoundingClientRect(), line.getBoundingClientRect()];
        // With a line before and behind it, as far as there is one.
        if (at.top - at.height < box.top || at.bottom + at.height > box.bottom) {
            program.scrollTop += at.top + at.height / 2 - box.top - box.height / 2;
        }
    }

    function fact(name, value) {
        const [term, said] = [make('dt'), make('dd')];
        term.textContent = name;
        said.textContent = value;
        return [term, said];
    }
}

function make(tag, name) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    return element;
}

function button(text, press) {
    const element = make('button');
    element.type = 'button';
    element.textContent = text;
    element.addEventListener('click', press);
    return element;
}

// Not `disabled`: that would take the focus from a button that was pressed.
function disable(element, off) {
    element.setAttribute('aria-disabled', String(off));
}
