
// Elements, without a word that could be taken for HTML.
(function dom(runs) {
    // `h('p.run-note', { title: 'why' }, 'text', child)`
    runs.h = (kind, attributes = {}, ...children) => {
        const [name, ...classes] = kind.split('.');
        const element = document.createElement(name);
        element.classList.add(...classes);
        for (const [key, value] of Object.entries(attributes)) {
            if (value !== null && value !== false) {
                element.setAttribute(key, value === true ? '' : value);
            }
        }
        element.append(...children.filter(child => child !== null));
        return element;
    };

    // `text` with what stands between backticks as code.
    runs.worded = text =>
        text
            .split(/(`[^`\n]+`)/)
            .filter(piece => piece !== '')
            .map(piece =>
                /^`[^`]+`$/.test(piece) ? runs.h('code', {}, piece.slice(1, -1)) : piece,
            );

    runs.button = (text, act) => {
        const button = runs.h('button', { type: 'button' }, text);
        button.addEventListener('click', event => {
            // Of a double click, the second one would undo the first.
            if (event.detail < 2 && button.getAttribute('aria-disabled') !== 'true') {
                act();
            }
        });
        return button;
    };

    // Not `disabled`: a button that is disabled loses the focus.
    runs.enable = (button, enabled) => {
        if (enabled) {
            button.removeAttribute('aria-disabled');
        } else {
            button.setAttribute('aria-disabled', 'true');
        }
    };

    const written = new WeakMap();

    // Writes only what differs, so that a selection and a screen reader's place stay.
    runs.write = (element, text) => {
        if (written.get(element) !== text) {
            written.set(element, text);
            element.replaceChildren(...runs.worded(text));
        }
    };

    // --- Pictures ---------------------------------------------------------------------------------

    const DRAWN = new Set(
        ('figure figcaption div p span b strong em code ol ul li dl dt dd a br details summary ' +
            'table thead tbody tr th td svg g defs marker pattern clippath title desc rect circle ' +
            'ellipse line path polyline polygon text tspan use').split(' '),
    );
    const ON = /^on/i;

    // A picture is the server's own HTML. It is still read as data: of anything but a drawing, nothing
    // is kept.
    runs.picture = html => {
        const read = new DOMParser().parseFromString(html, 'text/html');
        const figure = read.querySelector('figure');
        if (figure === null) {
            return null;
        }
        for (const element of [figure, ...figure.querySelectorAll('*')]) {
            if (!DRAWN.has(element.localName.toLowerCase())) {
                element.remove();
                continue;
            }
            for (const { name, value } of [...element.attributes]) {
                const leads = /(^|:)(href|src)$/i.test(name);
                if (ON.test(name) || (leads && !/^[#/.\w-]/.test(value)) || /script:/i.test(value)) {
                    element.removeAttribute(name);
                }
            }
        }
        return document.adoptNode(figure);
    };

    // --- Boxes that scroll ------------------------------------------------------------------------

    const names = new WeakMap();
    const sized = new ResizeObserver(entries => entries.forEach(({ target }) => reach(target)));

    // A box is a stop of the keyboard while it scrolls, as the theme's own are; and its arrow keys do
    // not turn the page.
    runs.scrolls = (box, label) => {
        names.set(box, label);
        box.addEventListener('keydown', event => {
            if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
                event.stopPropagation();
            }
        });
        box.addEventListener('scroll', () => fade(box), { passive: true });
        sized.observe(box);
        return box;
    };

    function reach(box) {
        const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
        const wanted = scrolls ? { tabindex: '0', role: 'region', 'aria-label': names.get(box) } : {};
        for (const name of ['tabindex', 'role', 'aria-label']) {
            if (wanted[name]) {
                box.setAttribute(name, wanted[name]);
            } else {
                box.removeAttribute(name);
            }
        }
        fade(box);
    }

    // The sides on which something is cut: the theme fades them.
    function fade(box) {
        const sides = [
            box.scrollLeft > 1 && 'left',
            box.scrollLeft + box.clientWidth < box.scrollWidth - 1 && 'right',
            box.scrollTop > 1 && 'top',
            box.scrollTop + box.clientHeight < box.scrollHeight - 1 && 'bottom',
        ];
        const cut = sides.filter(Boolean).join(' ');
        if (cut === '') {
            delete box.dataset.cut;
        } else {
            box.dataset.cut = cut;
        }
    }

    // --- What is said aloud -----------------------------------------------------------------------

    const voice = runs.h('div.run-voice', { role: 'status' });
    document.body.append(voice);

    // For those who hear the page: outcomes, and not each line on the way there.
    runs.say = text => {
        voice.textContent = text.replaceAll('`', '');
    };
})(window.workbook.runs);
