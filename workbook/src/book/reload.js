
// Reloads the page when a newer edition of the book is served, and shows why none could be built.
(function reload() {
    const strings = window.workbook.strings;
    const mine = document.currentScript.dataset.edition;
    let notice = null;

    function clear() {
        if (notice) {
            notice.remove();
            notice = null;
        }
    }

    function show(why) {
        clear();
        notice = document.createElement('div');
        notice.id = 'workbook-fault';
        notice.setAttribute('role', 'alert');
        // Its look is here and not in the theme: it must show even where the theme is what broke.
        notice.style.cssText = 'position:fixed;inset:auto 0 0 0;max-height:60vh;overflow:auto;'
            + 'z-index:2000;padding:1rem 1.6rem;background:#fff4ee;color:#3d1300;'
            + 'border-top:4px solid #b34700;font-size:1.5rem';
        const heading = document.createElement('strong');
        heading.textContent = strings.buildFailed;
        const words = document.createElement('p');
        words.textContent = strings.buildFailedWhy;
        const fault = document.createElement('pre');
        fault.textContent = why;
        fault.tabIndex = 0;
        fault.style.cssText = 'white-space:pre-wrap;overflow-wrap:anywhere;margin:0';
        notice.append(heading, words, fault);
        document.body.append(notice);
    }

    let events = null;

    // Only while the page is seen: a browser allows few connections to one server, and all the pages that
    // are open share them. A page that is seen again is told anew which edition is current.
    function listen() {
        if (document.hidden) {
            events?.close();
            events = null;
        } else if (events === null) {
            events = new EventSource('/_workbook/events');
            events.addEventListener('edition', event => {
                clear();
                if (event.data !== mine) {
                    location.reload();
                }
            });
            events.addEventListener('fault', event => show(event.data));
        }
    }

    listen();
    document.addEventListener('visibilitychange', listen);
    // A connection left open would keep the browser from taking the page out of its cache whole.
    window.addEventListener('pagehide', () => events?.close());
    window.addEventListener('pageshow', event => {
        if (event.persisted) {
            location.reload();
        }
    });
})();
