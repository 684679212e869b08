#[path = "ch15-site/ranges.rs"]
mod ranges;

use ranges::{File, Request, answer_whole};

const FILE: File = File {
    etag: r#""m1""#,
    bytes: "08:10 North\n08:40 South\n09:20 West\n",
};

fn main() {
    // ANCHOR: main
    let mut on_disk = FILE.bytes[..12].to_owned();
    let rest = Request {
        from: Some(12),
        if_range: Some(FILE.etag),
    };
    let response = answer_whole(&FILE, &rest); // a server that does not know `Range`
    if (200..300).contains(&response.status) {
        on_disk += response.body;
    }
    print!("{}\n{on_disk}", response.status);
    // ANCHOR_END: main
}
