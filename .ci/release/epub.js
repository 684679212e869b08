// The book as an EPUB 3: a file a page, pictures drawn in the pages, and two tables of contents (for old readers
// too).

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import JSZip from 'jszip';

import { onPaper } from './book.js';
import { standalone } from './page.js';

const MIMETYPE = 'application/epub+zip';
// So that the same book gives the same file.
const EPOCH = new Date(Number(process.env.SOURCE_DATE_EPOCH ?? 0) * 1000 || Date.now());

const CONTAINER = `<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
`;

export async function makeEpub({ browser, book, file, progress }) {
    const zip = new JSZip();
    const add = (name, text, options = {}) => zip.file(name, text, { date: EPOCH, createFolders: false, ...options });
    // The first entry, as it is: what a reader recognises an EPUB by.
    add('mimetype', MIMETYPE, { compression: 'STORE' });
    add('META-INF/container.xml', CONTAINER);
    add('book/style.css', await readFile(new URL('epub.css', import.meta.url)));

    const page = await onPaper(browser);
    const names = book.pages.map(({ file }) => file);
    const made = new Map();
    for (const [nth, { file: name, title }] of book.pages.entries()) {
        await page.goto(book.address(name));
        const part = await page.evaluate(standalone, { pages: names, here: name });
        made.set(name, part);
        add(`book/${xhtml(name)}`, document(book, name, title, part.text));
        if (nth % 20 === 19 || nth === names.length - 1) progress(`EPUB: ${nth + 1} of ${names.length} pages`);
    }
    await page.context().close();
    complain(made, progress);

    add('book/toc.xhtml', contents(book));
    add('book/toc.ncx', oldContents(book));
    add('book/package.opf', packaged(book, made));
    const bytes = await zip.generateAsync({
        type: 'nodebuffer',
        mimeType: MIMETYPE,
        compression: 'DEFLATE',
        compressionOptions: { level: 9 },
    });
    await writeFile(file, bytes);
    const pictures = [...made.values()].reduce((sum, { pictures }) => sum + pictures, 0);
    progress(`EPUB: ${pictures} pictures, ${(bytes.length / 1e6).toFixed(1)} MB`);
}

// A link that leads nowhere is an error; one to a file beside the book is only told.
function complain(made, progress) {
    const broken = [];
    for (const [from, { links }] of made) {
        for (const { target, anchor } of links) {
            if (anchor && !made.get(target).ids.includes(decodeURIComponent(anchor))) {
                broken.push(`${from} -> ${target}#${anchor}`);
            }
        }
    }
    if (broken.length) {
        throw new Error(`links of the EPUB that lead nowhere:\n  ${broken.join('\n  ')}`);
    }
    const lost = new Set([...made.values()].flatMap(({ lost }) => lost));
    if (lost.size) progress(`EPUB: text instead of links to ${[...lost].join(', ')}`);
    const images = [...made.values()].flatMap(({ files }) => files);
    if (images.length) throw new Error(`the EPUB holds no image files, and the pages name ${images.join(', ')}`);
}

const xhtml = name => name.replace(/\.html$/, '.xhtml');
const escaped = text =>
    text.replace(/[&<>"]/g, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]);

function document({ facts }, name, title, body) {
    return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="${facts.language}" xml:lang="${facts.language}">
<head>
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${path.posix.relative(path.posix.dirname(name), 'style.css')}"/>
</head>
<body>
${body}
</body>
</html>
`;
}

// The pages as a tree, written by `open`, `page`, `close` of a level.
function tree(pages, { open, entry, close }) {
    let text = '';
    let depth = 1;
    pages.forEach((page, nth) => {
        const next = pages[nth + 1]?.level ?? 1;
        text += entry(page, nth);
        depth = page.level;
        if (next > depth) text += open;
        else text += close.entry;
        for (; depth > next; depth--) text += close.level + close.entry;
    });
    return text;
}

function contents(book) {
    const list = tree(book.pages, {
        open: '<ol>',
        entry: ({ file, title }) => `<li><a href="${xhtml(file)}">${escaped(title)}</a>`,
        close: { entry: '</li>\n', level: '</ol>\n' },
    });
    return document(
        book,
        'toc.html',
        'Contents',
        `<nav epub:type="toc" id="toc"><h1>Contents</h1><ol>\n${list}</ol></nav>`,
    );
}

function oldContents(book) {
    const points = tree(book.pages, {
        open: '',
        entry: ({ file, title }, nth) =>
            `<navPoint id="p${nth}" playOrder="${nth + 1}"><navLabel><text>${escaped(title)}</text></navLabel>` +
            `<content src="${xhtml(file)}"/>`,
        close: { entry: '</navPoint>\n', level: '' },
    });
    return `<?xml version="1.0" encoding="UTF-8"?>
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1">
<head><meta name="dtb:uid" content="${identifier()}"/></head>
<docTitle><text>${escaped(book.facts.title)}</text></docTitle>
<navMap>
${points}</navMap>
</ncx>
`;
}

const identifier = () => 'urn:async-rust-workbook';

function packaged({ facts, pages }, made) {
    const items = pages.map(({ file }, nth) => {
        const svg = made.get(file).pictures ? ' properties="svg"' : '';
        return `<item id="p${nth}" href="${xhtml(file)}" media-type="application/xhtml+xml"${svg}/>`;
    });
    const spine = pages.map((_, nth) => `<itemref idref="p${nth}"/>`);
    const modified = EPOCH.toISOString().replace(/\.\d+/, '');
    return `<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="${facts.language}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">${identifier()}</dc:identifier>
<dc:title>${escaped(facts.title)}</dc:title>
<dc:creator>${escaped(facts.title)}'s authors</dc:creator>
<dc:language>${facts.language}</dc:language>
<dc:description>${escaped(facts.description)}</dc:description>
<dc:rights>CC BY 4.0; code: MIT or Apache-2.0</dc:rights>
<meta property="dcterms:modified">${modified}</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessMode">visual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityFeature">alternativeText</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">Every picture has a caption or a text that says the same.</meta>
</metadata>
<manifest>
<item id="toc" href="toc.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="style" href="style.css" media-type="text/css"/>
${items.join('\n')}
</manifest>
<spine toc="ncx">
<itemref idref="toc"/>
${spine.join('\n')}
</spine>
</package>
`;
}
