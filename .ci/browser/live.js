// An open page while its source changes.

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { open } from './browser.js';
import { settle, violations } from './pages.js';

export async function liveChecks(report, browser, { server, sample, pictures }) {
    const file = path.join(sample.folder, 'chapters', 'plain.md');
    const whole = await readFile(file, 'utf8');
    for (const theme of ['light', 'navy']) {
        await report.check(`live: a page follows its source, and says when it cannot (${theme})`, async () => {
            const tab = await open(browser, { theme, live: true });
            try {
                const { page } = tab;
                await page.goto(new URL('plain.html', server.address).href);
                await writeFile(file, `${whole}\nA line that was added.\n`);
                await page.waitForSelector('text=A line that was added.');

                await writeFile(file, `${whole}\n{{#include none.rs}}\n`);
                const notice = page.locator('#workbook-fault');
                await notice.waitFor();
                const words = await notice.textContent();
                await settle(page);
                await page.screenshot({ path: path.join(pictures, `state-fault-${theme}.png`) });
                const faults = await violations(page);
                if (!words.includes('plain.md') || !words.includes('none.rs')) {
                    faults.push(`the notice does not name the fault: ${words}`);
                }

                await writeFile(file, whole);
                await notice.waitFor({ state: 'detached' });
                await page.waitForSelector('text=A line that was added.', { state: 'detached' });
                return [...tab.faults, ...faults];
            } finally {
                await writeFile(file, whole);
                await tab.close();
            }
        });
    }
}
