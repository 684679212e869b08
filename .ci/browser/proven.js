// Which pages have passed as they are now. What a page looks like depends on the page, the theme, and
// what the renderer makes of it: all of that is in the HTML and in the files that it loads. A page that
// has passed with the same of all this is looked at again only as part of a sample.

import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { root } from './server.js';

const FILE = path.join(root, '.ci', 'browser', 'proven.json');
// How many of the pages that have passed before are looked at again.
const SAMPLE = 6;
// What changes with every page, or with every build, and by which no page looks different.
const OF_ALL = /(toc|searchindex)-?[0-9a-f]*\.(js|html)/g;
const EDITION = /data-edition="\d+"/g;
const TOKEN = /data-token="[0-9a-f]*"/g;
// The pages that show panels in full, which the server's scripts make. On the others these add a line or
// a number: the suite's `runs` cases look at that.
const PANELS = /^ch\d+\/exercises\.html$/;
const SERVED = ['_workbook/runs.js', '_workbook/runs.css'];

const digest = (...parts) => {
    const hash = createHash('sha256');
    for (const part of parts) {
        hash.update(`${part.length}:`).update(part);
    }
    return hash.digest('hex').slice(0, 16);
};

export class Proven {
    // `digests`: what each page of the served book is now. `before`: what has passed.
    constructor(digests, before, seed) {
        this.digests = digests;
        this.before = before;
        this.seed = seed;
    }

    static async read(server, addresses, seed) {
        const get = async address => (await fetch(new URL(address, server.address))).text();
        const look = digest(...(await loaded()), ...(await suite()));
        const panels = await Promise.all(SERVED.map(get));
        const digests = {};
        for (const address of addresses) {
            const html = [OF_ALL, EDITION, TOKEN].reduce(
                (text, changing) => text.replaceAll(changing, ''),
                await get(address),
            );
            digests[address] = digest(look, html, ...(PANELS.test(address) ? panels : []));
        }
        let before = {};
        try {
            before = JSON.parse(await readFile(FILE, 'utf8'));
        } catch (error) {
            if (error.code !== 'ENOENT') {
                console.log(`${FILE} cannot be read, so every page is looked at: ${error.message}`);
            }
        }
        return new Proven(digests, before, seed);
    }

    // The pages to look at: those that have not passed as they are, and a sample of the others.
    chosen({ all }) {
        const addresses = Object.keys(this.digests);
        const passed = addresses.filter(one => !all && this.before[one] === this.digests[one]);
        const order = one => digest(String(this.seed), one);
        const sample = passed.sort((a, b) => order(a).localeCompare(order(b))).slice(0, SAMPLE);
        const open = addresses.filter(one => !passed.includes(one));
        console.log(
            `${open.length} of ${addresses.length} pages have not passed as they are now; of the ` +
                `others, ${sample.length} are looked at again (SEED=${this.seed} repeats these, ALL=1 ` +
                'looks at all).',
        );
        return [...open, ...sample];
    }

    // Notes which pages have passed. They are written down only on demand: a run on a machine with
    // other fonts must not change what the project says.
    async keep(failed) {
        const kept = {};
        for (const [address, now] of Object.entries(this.digests)) {
            if (!failed.has(address)) {
                kept[address] = now;
            }
        }
        const same = JSON.stringify(kept) === JSON.stringify(this.before);
        if (process.env.KEEP) {
            await writeFile(FILE, `${JSON.stringify(kept, null, 4)}\n`);
        } else if (!same) {
            console.log(
                'What passed is not what .ci/browser/proven.json says: `KEEP=1 npm test` writes it.',
            );
        }
    }
}

// What the pages load: styles, scripts, fonts.
async function loaded() {
    const built = path.join(root, 'target', 'book');
    const files = (await readdir(built, { recursive: true })).sort();
    const wanted = files.filter(
        file => /\.(css|js|woff2|svg)$/.test(file) && !new RegExp(OF_ALL.source).test(file),
    );
    // mdBook writes the name of the search index, which changes with every page, into a script as well.
    const text = async file => (await readFile(path.join(built, file), 'latin1')).replaceAll(OF_ALL, '');
    return Promise.all(wanted.map(text));
}

// What the pages are looked at with: the checks of pages, and what these import.
async function suite() {
    const here = path.join(root, '.ci', 'browser');
    const files = ['package-lock.json', 'pages.js'];
    const texts = [];
    // It grows while it is read.
    for (const file of files) {
        const text = await readFile(path.join(here, file), 'utf8');
        texts.push(text);
        for (const [, imported] of text.matchAll(/from '\.\/([\w-]+\.js)'/g)) {
            if (!files.includes(imported)) {
                files.push(imported);
            }
        }
    }
    return texts;
}
