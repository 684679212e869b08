
// The server: what it is asked, and what it tells. A browser allows few connections to one server, so
// of all open pages one listens and passes on what it hears.
(function client(runs) {
    const { strings } = runs;
    const token = document.currentScript.dataset.token;
    const RETRY = 2000;
    const REFUSED = 'workbook:refused';
    const NAMES = ['run', 'rows', 'behind'];
    let channel = null;
    let leads = false;

    const server = {
        token,
        // 'asking' at first, then 'there' or 'gone', or 'refused' if it does not take this page's token.
        state: 'asking',
        // What the store makes of what the server tells.
        hear: () => {},
        changed: () => {},
        // All outcomes, for a page that opens later.
        seen: () => null,
        adopt: () => {},
        ask,
        listen,
    };
    runs.server = server;

    // Asks for what is at `path`; with a `body`, posts it. Errors are sentences.
    async function ask(path, body = null) {
        const request = { headers: { 'X-Workbook-Token': token }, cache: 'no-store' };
        if (body !== null) {
            request.method = 'POST';
            request.headers['Content-Type'] = 'application/json';
            request.body = JSON.stringify(body);
        }
        let answer;
        try {
            answer = await fetch(`/_workbook/${path}`, request);
        } catch {
            throw new Error(strings.cannotRun);
        }
        const told = await answer.json().catch(() => ({}));
        if (answer.status === 401 || answer.status === 403) {
            refused();
        }
        if (!answer.ok) {
            throw new Error(told.error ?? strings.refused(answer.status));
        }
        return told;
    }

    function listen() {
        if (!navigator.locks || !window.BroadcastChannel) {
            connect();
            return;
        }
        // Of this start of the server only.
        const name = `workbook-runs-${token}`;
        channel = new BroadcastChannel(name);
        channel.addEventListener('message', ({ data }) => {
            if (data.hello && leads) {
                channel.postMessage({ seen: server.seen(), state: server.state });
            } else if (data.told) {
                server.hear(...data.told);
            } else if (data.seen) {
                server.adopt(data.seen);
            }
            if (data.state && !leads) {
                become(data.state);
            }
        });
        channel.postMessage({ hello: true });
        // Held until this page is closed: then another one listens.
        navigator.locks.request(name, () => {
            leads = true;
            connect();
            return new Promise(() => {});
        });
    }

    function connect() {
        const source = new EventSource(`/_workbook/runs?token=${token}`);
        source.addEventListener('open', () => become('there'));
        for (const name of NAMES) {
            source.addEventListener(name, event => {
                const told = [name, JSON.parse(event.data)];
                channel?.postMessage({ told });
                server.hear(...told);
            });
        }
        source.addEventListener('error', () => {
            source.close();
            become('gone');
            setTimeout(probe, RETRY);
        });
        addEventListener('pagehide', () => source.close(), { once: true });
    }

    async function probe() {
        try {
            await ask('exercises');
            connect();
        } catch {
            if (server.state !== 'refused') {
                setTimeout(probe, RETRY);
            }
        }
    }

    function become(state) {
        if (leads) {
            channel.postMessage({ state });
        }
        // 'there' again: something may have been missed.
        if (server.state !== state || state === 'there') {
            server.state = state;
            server.changed(state);
        }
    }

    // Another start of the server, with a token of its own: the page that it serves knows it. If that one
    // is refused too, another load would not help.
    function refused() {
        let before = null;
        try {
            before = sessionStorage.getItem(REFUSED);
            sessionStorage.setItem(REFUSED, token);
        } catch {
            // Without storage: better to say so than to load again and again.
            before = token;
        }
        if (before === token) {
            become('refused');
        } else {
            location.reload();
        }
    }
})(window.workbook.runs);
