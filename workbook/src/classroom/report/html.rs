//! A page of its own: everything that is not from here is escaped.

use crate::classroom::export::clean;

/// `text` as HTML that says it.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A whole page. `body` is HTML. Whatever got into it, a browser runs and loads nothing.
pub fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        escaped(title)
    )
}

const STYLE: &str = "\
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #222; background: #fff; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #ccc; padding: .3rem .6rem; text-align: left; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
pre { background: #f4f4f4; overflow-x: auto; padding: .6rem; white-space: pre-wrap; }
meter { width: 8rem; }
.quiet { color: #666; }
@media (prefers-color-scheme: dark) {
body { color: #ddd; background: #1b1b1b; }
th, td { border-color: #444; }
pre { background: #262626; }
.quiet { color: #999; }
}
";

/// A table. Cells are HTML; `numbers` are the columns of numbers.
pub fn table(header: &[&str], rows: &[Vec<String>], numbers: &[usize]) -> String {
    let class = |at: usize| match numbers.contains(&at) {
        true => " class=\"number\"",
        false => "",
    };
    let mut out = String::from("<div class=\"wide\"><table>\n<tr>");
    for (at, name) in header.iter().enumerate() {
        out.push_str(&format!("<th{}>{name}</th>", class(at)));
    }
    out.push_str("</tr>\n");
    for row in rows {
        out.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            out.push_str(&format!("<td{}>{cell}</td>", class(at)));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table></div>\n");
    out
}
