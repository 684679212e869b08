#[path = "ch15-site/ranges.rs"]
mod ranges;

use ranges::{File, Request, answer};

const FILE: File = File {
    etag: r#""m1""#,
    bytes: "08:10 North\n08:40 South\n09:20 West\n",
};

fn main() {
    let mut on_disk = FILE.bytes[..12].to_owned();
    let rest = Request {
        from: Some(12),
        if_range: Some(FILE.etag),
    };
    let response = answer(&FILE, &rest);
    let length = response.headers.iter();
    let mut length = length.filter_map(|header| header.strip_prefix("Content-Length: "));
    let content_length: usize = length.next().unwrap().parse().unwrap();
    // ANCHOR: main
    on_disk += response.body;
    if on_disk.len() == content_length {
        println!("complete: {} bytes", on_disk.len());
    } else {
        println!("broken: {} bytes, {content_length} promised", on_disk.len());
        on_disk.clear(); // delete it, and begin again
    }
    // ANCHOR_END: main
    println!("status {}", response.status);
    for header in response.headers {
        println!("    {header}");
    }
}
