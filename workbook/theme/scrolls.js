'use strict';

// Boxes that scroll: they must be reachable by keyboard, their arrow keys must neither turn the page nor
// step, and they must show on which side they go on. The words come from strings.js.

(function scrollers() {
    const strings = window.workbook.strings;
    // A stepper's program stays a list: a region would take the list from its items.
    const kinds = [
        ['main pre > code', strings.code, 'region'],
        ['main .table-wrapper', strings.table, 'region'],
        ['main .drawing', strings.picture, 'region'],
        ['main ol.program', strings.code, null],
    ];
    const boxes = kinds.flatMap(([selector, label, role]) =>
        Array.from(document.querySelectorAll(selector), box => ({ box, label, role })),
    );

    function update() {
        for (const { box, label, role } of boxes) {
            const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
            set(box, 'tabindex', scrolls && '0');
            set(box, 'role', scrolls && role);
            set(box, 'aria-label', scrolls && label);
            fade(box);
        }
    }

    // The sides on which something is cut: page.css fades them. A pixel is lost in rounding.
    function fade(box) {
        const sides = [
            box.scrollLeft > 1 && 'left',
            box.scrollLeft + box.clientWidth < box.scrollWidth - 1 && 'right',
            box.scrollTop > 1 && 'top',
            box.scrollTop + box.clientHeight < box.scrollHeight - 1 && 'bottom',
        ];
        set(box, 'data-cut', sides.filter(Boolean).join(' '));
    }

    function set(box, name, value) {
        if (value) {
            box.setAttribute(name, value);
        } else {
            box.removeAttribute(name);
        }
    }

    for (const { box } of boxes) {
        box.addEventListener('keydown', event => {
            if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
                event.stopPropagation();
            }
        });
        box.addEventListener('scroll', () => fade(box), { passive: true });
    }
    // Not the page alone: what is inside may grow while the box stays as it is, as a table does when the
    // font of its code arrives.
    const watcher = new ResizeObserver(update);
    for (const { box } of boxes) {
        watcher.observe(box);
        Array.from(box.children, inner => watcher.observe(inner));
    }
    update();
    document.fonts.addEventListener('loadingdone', update);
    // What is folded away has no size until it is unfolded.
    document.addEventListener('toggle', update, true);
})();
