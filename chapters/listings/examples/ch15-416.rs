#[path = "ch15-site/ranges.rs"]
mod ranges;

use ranges::{File, Request, answer, answer_any_version};

const NOW: File = File {
    etag: r#""m1""#,
    bytes: "08:10 North\n08:40 South\n09:20 West\n",
};
const SHORTER: File = File {
    etag: r#""s1""#,
    bytes: "no service today\n",
};

fn main() {
    // ANCHOR: main
    let rest = Request {
        from: Some(NOW.bytes.len()), // the whole file is on disk
        if_range: Some(NOW.etag),
    };
    for (what, response) in [
        ("the same file", answer(&NOW, &rest)),
        ("a shorter file", answer(&SHORTER, &rest)),
        (
            "a shorter file, If-Range unknown",
            answer_any_version(&SHORTER, &rest),
        ),
    ] {
        println!("{what}: {}", response.status);
        for header in response.headers {
            println!("    {header}");
        }
    }
    // ANCHOR_END: main
}
