// What is done to a page within the browser, before it goes into the EPUB. Each function is handed to the
// browser as text, so that it may use nothing from outside itself.

// Makes `main` stand on its own: no scripts, nothing that is folded away, no controls. Returns it as XHTML,
// with every identifier that it has and every file of the book that it names.
export function standalone({ pages, here }) {
    const main = document.querySelector('main');
    const all = selector => Array.from(main.querySelectorAll(selector));
    const drawn = new Map();

    // What a picture looks like comes from style sheets, of which an e-reader may know half. So it goes into
    // the picture itself. First all is read, then all is changed: that is a hundred times as fast.
    const INHERITED = {
        fill: 'rgb(0, 0, 0)',
        'fill-opacity': '1',
        stroke: 'none',
        'stroke-width': '1px',
        'stroke-dasharray': 'none',
        'stroke-linecap': 'butt',
        'stroke-linejoin': 'miter',
        'stroke-opacity': '1',
        'text-anchor': 'start',
        'font-family': '',
        'font-size': '',
        'font-weight': '400',
        'font-style': 'normal',
        'marker-end': 'none',
        'marker-start': 'none',
    };
    const OWN = { opacity: '1', 'dominant-baseline': 'auto' };
    const unseen = [];
    for (const svg of all('svg')) {
        if (getComputedStyle(svg).display === 'none') {
            unseen.push(svg);
            continue;
        }
        for (const element of [svg, ...svg.querySelectorAll('*:not(title, desc)')]) {
            const style = getComputedStyle(element);
            const isResource = element.closest('defs, marker, pattern, clipPath, symbol');
            if (style.display === 'none' && !isResource) {
                unseen.push(element);
                continue;
            }
            const above = element === svg ? null : getComputedStyle(element.parentElement);
            const values = {};
            for (const [name, initial] of Object.entries(INHERITED)) {
                const value = style.getPropertyValue(name);
                if (value !== (above?.getPropertyValue(name) ?? initial)) values[name] = value;
            }
            for (const [name, initial] of Object.entries(OWN)) {
                const value = style.getPropertyValue(name);
                if (value !== initial) values[name] = value;
            }
            drawn.set(element, values);
        }
    }
    unseen.forEach(element => element.remove());
    for (const [element, values] of drawn) {
        for (const [name, value] of Object.entries(values)) {
            const local = value.replace(/url\("[^"#]*#/g, 'url("#');
            element.setAttribute(name, local.replaceAll('"', "'"));
        }
        element.removeAttribute('style');
        element.removeAttribute('class');
        for (const name of Object.keys(element.dataset)) delete element.dataset[name];
    }
    for (const svg of all('svg')) {
        // As wide as drawn, and no wider than the screen.
        const width = svg.getAttribute('width');
        svg.removeAttribute('height');
        svg.setAttribute('width', '100%');
        svg.setAttribute('style', `max-width: ${parseFloat(width)}px`);
    }

    // What is hidden until it is asked for, and what does something only when clicked.
    all('script, style, link, template, button, .buttons, [hidden]:not(.withheld)').forEach(at => at.remove());
    all('.withheld').forEach(at => at.removeAttribute('hidden'));
    const become = (at, name, className) => {
        const other = document.createElement(name);
        other.append(...at.childNodes);
        if (at.id) other.id = at.id;
        other.className = className ?? at.className;
        at.replaceWith(other);
        return other;
    };
    all('form.predict input').forEach(at => at.remove());
    all('form.predict label').forEach(at => become(at, 'div', 'option'));
    all('legend').forEach(at => become(at, 'p', 'asked'));
    all('fieldset').forEach(at => at.replaceWith(...at.childNodes));
    all('form').forEach(at => become(at, 'div', 'predict'));
    all('summary').forEach(at => become(at, 'p', 'summary'));
    all('details').forEach(at => become(at, 'div', `details ${at.className}`.trim()));
    // A caption ends its figure.
    all('figure > figcaption ~ *').forEach(at => at.closest('figure').after(at));
    all('a.header').forEach(at => at.replaceWith(...at.childNodes));
    all('p').forEach(at => at.childNodes.length || at.remove());

    // Links between pages stay; those to what the EPUB does not hold become text.
    const lost = [];
    const links = [];
    for (const link of all('a[href]')) {
        const [file, anchor] = link.getAttribute('href').split('#');
        if (/^[a-z]+:/.test(file)) continue;
        const target = file
            ? new URL(file, `https://book.invalid/${here}`).pathname.slice(1) || 'index.html'
            : here;
        if (!pages.includes(target)) {
            lost.push(link.getAttribute('href'));
            link.replaceWith(...link.childNodes);
            continue;
        }
        links.push({ target, anchor });
        if (file) link.setAttribute('href', file.replace(/\.html$/, '.xhtml') + (anchor ? `#${anchor}` : ''));
    }
    all('[tabindex]').forEach(at => at.removeAttribute('tabindex'));
    const files = all('img').map(at => at.getAttribute('src'));
    const text = Array.from(main.childNodes, node => new XMLSerializer().serializeToString(node)).join('');
    return {
        text,
        files,
        links,
        lost,
        ids: [main, ...all('[id]')].map(at => at.id).filter(Boolean),
        pictures: all('svg').length,
    };
}
