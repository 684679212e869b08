// A headless Chromium, and pages in it that note whatever goes wrong.

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const KNOWN = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export async function launch() {
    const found = [process.env.CHROME, ...KNOWN].find(file => file && existsSync(file));
    if (!found) {
        throw new Error(`no Chromium: install one (${KNOWN.join(', ')}), or name it by $CHROME`);
    }
    return chromium.launch({
        executablePath: found,
        args: [
            '--headless',
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
        ],
    });
}

// Opens a page and returns it with `faults`, a list that grows: errors in the console, requests that
// failed, and requests that would have left this machine (they are stopped). Unless it is `live`, the
// page does not hear of changes to its source, so that a book that is being written can be checked.
// Unless it is `asking`, it shows what stands below predictions, so that all of a page is looked at.
export async function open(
    browser,
    {
        width = 1280,
        scheme = 'light',
        theme = null,
        live = false,
        motion = 'reduce',
        scripts = true,
        asking = false,
    } = {},
) {
    const context = await browser.newContext({
        viewport: { width, height: 800 },
        colorScheme: scheme,
        reducedMotion: motion,
        javaScriptEnabled: scripts,
    });
    // Long, for a machine that is busy with other work: nothing here waits for its own sake.
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    const faults = [];
    const expected = new Set();
    const choices = {
        ...(theme === null ? {} : { 'mdbook-theme': theme }),
        ...(asking ? {} : { 'workbook:show-all': 'yes' }),
    };
    await page.addInitScript(chosen => {
        window.print = () => {};
        // An empty page has no storage.
        if (window.origin === 'null') {
            return;
        }
        // Once: a page that changes a choice must find its own afterwards.
        if (sessionStorage.getItem('chosen') === null) {
            sessionStorage.setItem('chosen', 'yes');
            for (const [key, value] of Object.entries(chosen)) {
                localStorage.setItem(key, value);
            }
        }
    }, choices);
    await page.route('**', route => {
        const url = new URL(route.request().url());
        if (url.pathname === '/_workbook/events' && !live) {
            return route.fulfill({ status: 204 });
        }
        if (url.hostname === '127.0.0.1' || url.protocol === 'data:') {
            return route.continue();
        }
        faults.push(`a request left this machine: ${url.href}`);
        return route.abort();
    });
    page.on('console', message => {
        if (message.type() === 'error' && !expected.has(message.location().url)) {
            faults.push(`the console says: ${message.text()} (${message.location().url})`);
        }
    });
    page.on('pageerror', error => faults.push(`a script failed: ${error.message}`));
    page.on('response', response => {
        if (response.status() >= 400 && !expected.has(response.url())) {
            faults.push(`${response.url()} was answered with ${response.status()}`);
        }
    });
    return { page, faults, expected, close: () => context.close() };
}
