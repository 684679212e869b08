//! Many open pages, of which none reads.

use crate::reader::{RIGHT, Reader, of_kind};

#[test]
fn a_hundred_pages_that_do_not_read_do_not_hold_a_run_back() {
    let reader = Reader::new();
    reader.workbook.double(RIGHT, "");
    let mut crowd: Vec<_> = (0..100)
        .map(|_| reader.served.events_unread(&reader.runs()))
        .collect();
    let mut page = reader.page();
    for _ in 0..3 {
        let events = page.run_of(reader.run(&["ch01/double"]));
        assert_eq!(of_kind(&events, "exercise")[0]["row"]["state"], "done");
    }
    // One that begins to read has missed nothing that it had room for.
    let told = std::iter::from_fn(|| Some(crowd[50].next().1));
    assert!(told.take(100).any(|data| data.contains("\"ended\"")));
}
