#[path = "ch15-site/ranges.rs"]
mod ranges;

use ranges::{File, Request, answer};

const MONDAY: File = File {
    etag: r#""m1""#,
    bytes: "08:10 North\n08:40 South\n09:20 West\n",
};
const TUESDAY: File = File {
    etag: r#""t1""#,
    bytes: "07:55 North\n08:15 East\n08:45 South\n09:30 West\n",
};

fn main() {
    // ANCHOR: naive
    let mut on_disk = MONDAY.bytes[..12].to_owned(); // the connection broke here
    let rest = Request {
        from: Some(on_disk.len()),
        ..Request::default()
    };
    let response = answer(&TUESDAY, &rest);
    on_disk += response.body;
    print!("{}\n{on_disk}", response.status);
    // ANCHOR_END: naive

    // ANCHOR: if_range
    let rest = Request {
        from: Some(12),
        if_range: Some(MONDAY.etag),
    };
    let response = answer(&TUESDAY, &rest);
    print!("{}\n{}", response.status, response.body);
    // ANCHOR_END: if_range
}
