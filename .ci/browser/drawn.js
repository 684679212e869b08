// The drawings of a page: their names, their texts, their colours. axe knows none of this: it reads a
// text's `color`, and a drawing's texts have a `fill`.

const SCRIPT = () => {
    const faults = [];
    const shown = element => element.getBoundingClientRect().width > 0;
    const name = element =>
        `${element.tagName} "${(element.textContent || element.getAttribute('class')).slice(0, 40)}"`;

    for (const svg of document.querySelectorAll('main svg[role=img]')) {
        const named = document.getElementById(svg.getAttribute('aria-labelledby'));
        if (!named?.textContent.trim()) {
            faults.push(`a drawing has no name: ${svg.outerHTML.slice(0, 120)}`);
        }
    }

    for (const figure of document.querySelectorAll('figure.ran')) {
        const box = figure.querySelector('.drawing');
        const drawings = [...box.querySelectorAll('svg')].filter(shown);
        const say = words => faults.push(`${figure.id}: ${words}`);
        if (drawings.length !== 1) {
            say(`shows ${drawings.length} drawings`);
            continue;
        }
        if (figure.querySelectorAll('details.words li, details.words td').length === 0) {
            say('says nothing in words');
        }
        const stop = box.getAttribute('tabindex') === '0' && box.getAttribute('aria-label');
        const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
        if (scrolls ? !stop : box.hasAttribute('tabindex')) {
            say('is a stop of the keyboard where it does not scroll, or is none where it does');
        }
        const texts = [...drawings[0].querySelectorAll('text')].filter(shown);
        const shapes = [...drawings[0].querySelectorAll('rect, circle, path, line')].filter(
            shape => getComputedStyle(shape).display !== 'none',
        );
        const paper = behind(box);
        for (const text of texts) {
            const style = getComputedStyle(text);
            if (parseFloat(style.fontSize) < 12 || Math.abs(text.getScreenCTM().a - 1) > 0.01) {
                say(`${name(text)} is smaller than 12 px`);
            }
            const ground = under(text, shapes, paper);
            const ratio = contrast(over(colour(style, 'fill'), ground), ground);
            if (ratio < 4.5) {
                say(`${name(text)} has a contrast of ${ratio.toFixed(2)}`);
            }
        }
        // A mark is told from the paper by its inside or by its edge. What only arranges or veils is no mark, nor
        // is an area whose edge is a line of its own.
        const quiet = '.rule, .place, .plate, .lit, .step, .area, .veil';
        for (const shape of shapes.filter(one => !one.matches(quiet))) {
            const style = getComputedStyle(shape);
            const ratios = ['fill', 'stroke']
                .map(part => colour(style, part))
                .filter(found => found[3] > 0)
                .map(found => contrast(over(found, paper), paper));
            if (ratios.length > 0 && Math.max(...ratios) < 3) {
                say(`${name(shape)} has a contrast of ${Math.max(...ratios).toFixed(2)}`);
            }
        }
        const frame = drawings[0].getBoundingClientRect();
        const boxes = texts.map(text => text.getBoundingClientRect());
        boxes.forEach((one, number) => {
            if (one.left < frame.left - 1 || one.right > frame.right + 1
                || one.top < frame.top - 3 || one.bottom > frame.bottom + 3) {
                say(`${name(texts[number])} is cut off at the drawing's edge`);
            }
            for (let other = number + 1; other < boxes.length; other += 1) {
                const two = boxes[other];
                const across = Math.min(one.right, two.right) - Math.max(one.left, two.left);
                const down = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
                // The same word twice is one word that is lit.
                const same = texts[number].textContent === texts[other].textContent;
                if (across > 1 && down > 4 && !same) {
                    say(`${name(texts[number])} stands over ${name(texts[other])}`);
                }
            }
        });
    }
    return [...new Set(faults)];

    // The colour of a text's or a shape's `part`, as red, green, blue and opacity.
    function colour(style, part) {
        const value = style.getPropertyValue(part);
        if (value === 'none') {
            return [0, 0, 0, 0];
        }
        const numbers = value.match(/^rgba?\(([^)]*)\)$/)?.[1].split(/[ ,/]+/).map(Number);
        if (!numbers) {
            throw new Error(`a colour that cannot be read: ${value}`);
        }
        const [red, green, blue, alpha = 1] = numbers;
        const opacity = part === 'background-color' ? 1 : Number(style[`${part}Opacity`]);
        return [red, green, blue, alpha * opacity * Number(style.opacity)];
    }

    function over([red, green, blue, alpha], ground) {
        return [red, green, blue].map((part, at) => part * alpha + ground[at] * (1 - alpha));
    }

    function behind(element) {
        for (let at = element; at; at = at.parentElement) {
            const found = colour(getComputedStyle(at), 'background-color');
            if (found[3] === 1) {
                return found.slice(0, 3);
            }
        }
        return [255, 255, 255];
    }

    // What the middle of a text stands on: the shapes that are drawn before it, one over the other.
    function under(text, shapes, paper) {
        const box = text.getBoundingClientRect();
        const middle = new DOMPoint(box.left + box.width / 2, box.top + box.height / 2);
        return shapes.reduce((ground, shape) => {
            const before = shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING;
            const at = middle.matrixTransform(shape.getScreenCTM().inverse());
            return before && shape.isPointInFill(at)
                ? over(colour(getComputedStyle(shape), 'fill'), ground)
                : ground;
        }, paper);
    }

    function contrast(one, two) {
        const light = parts => {
            const [red, green, blue] = parts.map(part => {
                const share = part / 255;
                return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        };
        const [high, low] = [light(one), light(two)].sort((a, b) => b - a);
        return (high + 0.05) / (low + 0.05);
    }
};

// What is wrong with the drawings that the page shows at its present width.
export const drawn = page => page.evaluate(SCRIPT);
