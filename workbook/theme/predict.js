'use strict';

// A prediction is answered before it is explained: what is below it, up to the next heading, is hidden
// until the reader answers or asks for it. Answers are kept in this browser. Without this script
// everything is shown, and so it is on the page that holds all the others.

(function predictions() {
    const strings = window.workbook.strings;
    const SHOWN = 'shown';
    const ALL = 'workbook:show-all';
    let all = kept(ALL) === 'yes';
    const isPrint = location.pathname.endsWith('/print.html');
    const parts = isPrint ? [] : Array.from(document.querySelectorAll('main .withheld'), part);
    document.documentElement.classList.remove('asking');
    if (parts.length > 0) {
        offerAll();
        openTarget();
        openHits();
        addEventListener('hashchange', openTarget);
        // mdBook marks what was searched for on this event, and its listener came first.
        addEventListener('popstate', openHits);
    }
    cutTeasers();

    // One prediction, and the part of the page that it hides.
    function part(box) {
        const question = document.getElementById(box.dataset.of);
        const options = question.matches('form') ? judge(question) : null;
        const key = `workbook:${location.pathname}:${question.id}`;
        let answer = kept(key);
        // Opened by a search or a link: shown, and not remembered.
        let found = false;
        let wasShown = false;

        const show = button(strings.showMe, 'button');
        show.setAttribute('aria-controls', box.id);
        show.addEventListener('click', () => {
            answer = isShown() ? null : SHOWN;
            found = false;
            keep(key, answer);
            if (answer === null) {
                options?.clear();
            }
            update();
        });
        if (options) {
            question.addEventListener('submit', event => {
                event.preventDefault();
                const chosen = options.chosen();
                if (chosen === null) {
                    options.say(strings.choose);
                    return;
                }
                answer = chosen;
                keep(key, answer);
                update();
                options.verdict.scrollIntoView({ block: 'nearest' });
            });
            options.compare.after(show);
        } else {
            question.append(show);
        }
        box.addEventListener('beforematch', reveal);
        update();
        return { box, update, reveal };

        function isShown() {
            return answer !== null || found;
        }

        function reveal() {
            found = true;
            update();
        }

        function update() {
            const shown = isShown() || all;
            if (shown) {
                box.removeAttribute('hidden');
            } else {
                // A browser that knows this value finds what is hidden, and tells us.
                box.setAttribute('hidden', 'until-found');
            }
            show.textContent = isShown() ? strings.askAgain : strings.showMe;
            show.setAttribute('aria-expanded', String(shown));
            // While everything is shown, there is nothing for it to do.
            show.hidden = all && !isShown();
            options?.update(answer, shown);
            if (shown && !wasShown) {
                for (const fold of box.querySelectorAll(':scope > details:not(.words)')) {
                    fold.open ||= fold.querySelector('code.language-text') !== null;
                }
            }
            wasShown = shown;
        }
    }

    // The options of a prediction: compared with the run, and marked.
    function judge(form) {
        const details = form.querySelector('details');
        const labels = Array.from(form.querySelectorAll('label'));
        const compare = button(strings.predict, 'submit');
        const verdict = document.createElement('div');
        verdict.className = 'verdict';
        verdict.setAttribute('role', 'status');
        details.before(compare, verdict);

        return {
            compare,
            verdict,
            chosen: () => new FormData(form).get(form.id),
            clear: () => form.reset(),
            say: words => verdict.replaceChildren(words),
            // `answer` is an option, SHOWN where the reader gave none, or null.
            update(answer, shown) {
                const right = form.dataset.right;
                details.hidden = !shown;
                details.open ||= shown && answer === null;
                for (const [option, label] of labels.entries()) {
                    const isRight = `${option}` === right;
                    const isChosen = `${option}` === answer;
                    label.querySelector('.mark')?.remove();
                    label.classList.toggle('is-right', answer !== null && isRight);
                    label.classList.toggle('is-wrong', answer !== null && !isRight);
                    label.classList.toggle('is-chosen', isChosen);
                    if (answer !== null) {
                        label.querySelector('input').checked = isChosen;
                        label.append(mark(isRight, isChosen));
                    }
                }
                const told = answer === SHOWN ? right : answer;
                const why =
                    told !== null && form.querySelector(`li[data-option="${CSS.escape(told)}"]`);
                verdict.replaceChildren(
                    ...(why ? Array.from(why.childNodes, node => node.cloneNode(true)) : []),
                );
            },
        };
    }

    function mark(isRight, isChosen) {
        const span = document.createElement('span');
        span.className = 'mark';
        const words = isRight ? strings.optionRan : strings.optionDidNotRun;
        span.textContent = isChosen ? `${words} ${strings.optionChosen}` : words;
        return span;
    }

    // The switch that shows everything, in the bar of the page.
    function offerAll() {
        const toggle = button('', 'button');
        toggle.id = 'show-all';
        toggle.title = strings.showAllWhy;
        toggle.innerHTML =
            '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M2 12q10-13 20 0q-10 13-20 0z"/>' +
            '<circle class="open" cx="12" cy="12" r="3"/><path class="shut" d="M4 20L20 4"/></svg>' +
            '<span class="name"></span>';
        toggle.querySelector('.name').textContent = strings.showAll;
        toggle.setAttribute('aria-pressed', String(all));
        toggle.addEventListener('click', () => {
            all = !all;
            keep(ALL, all ? 'yes' : null);
            toggle.setAttribute('aria-pressed', String(all));
            parts.forEach(one => one.update());
        });
        document.querySelector('#mdbook-menu-bar .right-buttons').prepend(toggle);
    }

    // Shows what is hidden around `element`.
    function open(element) {
        for (const one of parts) {
            if (one.box.hidden && one.box.contains(element)) {
                one.reveal();
            }
        }
        for (let fold = element.parentElement; fold; fold = fold.parentElement) {
            if (fold.matches('main details')) {
                fold.open = true;
            }
        }
    }

    // A link may lead to what is hidden.
    function openTarget() {
        const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
        if (target?.closest('main') && !target.checkVisibility({ contentVisibilityAuto: true })) {
            open(target);
            target.scrollIntoView();
        }
    }

    // A hit of the search: it leads to a section, and marks its words on the whole page. Only that
    // section's words are shown, and only if what is visible of it has none.
    function openHits() {
        const aim = decodeURIComponent(location.hash.slice(1));
        let heading = '';
        const hits = [];
        for (const one of document.querySelectorAll('main :is(h1, h2, h3), main mark[data-markjs]')) {
            if (one.matches('mark')) {
                if (aim === '' || aim === heading) {
                    hits.push(one);
                }
            } else {
                heading = one.id;
            }
        }
        if (hits.length > 0 && !hits.some(hit => hit.checkVisibility())) {
            open(hits[0]);
        }
    }

    // What the search shows of a page leaves out what the page hides (see pages/parts.rs).
    function cutTeasers() {
        const cut = body => {
            let depth = 0;
            return body
                .split(/([\u2063\u2064])/)
                .filter(piece => {
                    if (piece === '\u2063' || piece === '\u2064') {
                        depth += piece === '\u2063' ? 1 : -1;
                        return false;
                    }
                    return depth === 0;
                })
                .join('');
        };
        const clean = index => {
            for (const page of Object.values(index.documentStore.docs)) {
                page.body = all ? page.body.replaceAll(/[\u2063\u2064]/g, '') : cut(page.body);
            }
            return index;
        };
        if (window.elasticlunr) {
            const { Index } = window.elasticlunr;
            const load = Index.load.bind(Index);
            Index.load = index => load(clean(index));
        }
        // The index may have come before this script: what the search keeps is the same object.
        if (window.search?.index) {
            clean(window.search.index);
        }
    }

    function button(text, type) {
        const one = document.createElement('button');
        one.type = type;
        one.textContent = text;
        return one;
    }

    // A browser may forbid storage: predictions then work without memory.
    function keep(key, value) {
        try {
            if (value === null) {
                localStorage.removeItem(key);
            } else {
                localStorage.setItem(key, value);
            }
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
})();
