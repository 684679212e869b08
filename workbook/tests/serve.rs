//! `workbook serve`, run as a reader runs it and asked as a browser asks.

mod sample;
mod served;

use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use sample::{Sample, TOOL, assert_says, error_of};
use served::{Served, get};

#[test]
fn the_first_page_is_served_at_the_printed_address_with_the_script_that_reloads_it() {
    let book = Sample::new();
    let served = Served::start(&book);
    let page = get(served.port, "/");
    assert_eq!(page.status, 200);
    assert_says(&page.text, &["The first page.", "/_workbook/reload.js"]);
    let script = get(served.port, "/_workbook/reload.js");
    assert_says(&script.text, &["EventSource", "buildFailed"]);
}

#[test]
fn port_0_takes_a_free_port() {
    let book = Sample::new();
    let (one, two) = (Served::start(&book), Served::start(&book));
    assert!(one.port != 0 && two.port != 0 && one.port != two.port);
}

#[test]
fn an_unknown_address_shows_the_books_own_page_for_it() {
    let book = Sample::new();
    let served = Served::start(&book);
    for path in [
        "/none.html",
        "/none/deep/none.html",
        "/one.html/none",
        "/../book.toml",
    ] {
        let page = get(served.port, path);
        assert_eq!(page.status, 404, "{path}");
        assert_says(&page.text, &["Document not found", "<base href=\"/\">"]);
    }
}

#[test]
fn a_foreign_host_is_turned_away() {
    let book = Sample::new();
    let served = Served::start(&book);
    for (host, status) in [
        ("localhost:1", 200),
        ("127.0.0.1", 200),
        ("[::1]:80", 200),
        ("book.example", 403),
        ("localhost.book.example:80", 403),
        ("", 403),
    ] {
        let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        assert_eq!(
            served::ask(served.port, &request).status,
            status,
            "{host:?}"
        );
    }
}

#[test]
#[cfg(target_os = "linux")]
fn only_one_address_of_this_machine_is_listened_on() {
    let book = Sample::new();
    let served = Served::start(&book);
    assert!(TcpStream::connect(("127.0.0.1", served.port)).is_ok());
    // On Linux the whole of 127.0.0.0/8 is this machine, so a listener on every address takes this.
    assert!(TcpStream::connect(("127.0.0.2", served.port)).is_err());
}

#[test]
fn a_busy_port_is_told_with_a_way_on() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let book = Sample::new();
    for arguments in [&["serve", "--port", &port][..], &["--port", &port]] {
        let output = book.tool(arguments).output().unwrap();
        let words = [
            &format!("port {port} is taken"),
            "another `cargo run`",
            "--port",
        ];
        assert_says(&error_of(&output), &words);
    }
}

#[test]
fn outside_a_workbook_nothing_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(TOOL)
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_says(&error_of(&output), &["is not in a workbook"]);
}

#[test]
fn a_book_that_is_broken_from_the_start_is_an_error() {
    let book = Sample::new().write("chapters/one.md", "{{#include none.rs}}");
    let output = book.tool(&["--port", "0"]).output().unwrap();
    assert_says(
        &error_of(&output),
        &["one.md:1 includes none.rs, which does not exist"],
    );
}

#[test]
fn no_request_meets_a_missing_page_while_the_book_is_rebuilt() {
    let book = Sample::new();
    let served = Served::start(&book);
    let port = served.port;
    let (done, asked) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for path in ["/", "/one.html", "/two.html"] {
            let (done, asked) = (&done, &asked);
            scope.spawn(move || {
                while !done.load(Ordering::Relaxed) {
                    let page = get(port, path);
                    assert_eq!(page.status, 200, "{path}");
                    assert!(
                        page.text.trim_end().ends_with("</html>"),
                        "{path} came in part"
                    );
                    for file in page.linked() {
                        assert_eq!(get(port, &file).status, 200, "{file}, which {path} needs");
                    }
                    asked.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for change in 1..=6 {
            // The contents change too, so that the files a page needs get other names.
            let title = format!("One, changed {change} times");
            book.put("chapters/one.md", &format!("# {title}\n"));
            book.put(
                "chapters/SUMMARY.md",
                &format!("- [{title}](one.md)\n- [Two](two.md)\n"),
            );
            served.until(|| {
                get(port, "/one.html")
                    .text
                    .contains(&format!("<title>{title}"))
            });
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(asked.into_inner() > 20, "hardly a test");
}

#[test]
fn a_change_to_the_settings_or_to_a_watched_folder_is_seen() {
    let toml = |title: &str| {
        format!(
            "[book]\ntitle = \"{title}\"\nsrc = \"chapters\"\n[build]\nextra-watch-dirs = [\"look\"]\n\
             [output.html]\nadditional-css = [\"look/a.css\"]\n"
        )
    };
    let book = Sample::new()
        .write("book.toml", &toml("Old"))
        .write("look/a.css", "/* old */");
    let served = Served::start(&book);
    book.put("book.toml", &toml("New"));
    served.until(|| get(served.port, "/").text.contains("One - New"));
    book.put("look/a.css", "/* new */");
    served.until(|| {
        let page = get(served.port, "/");
        let style = page
            .linked()
            .into_iter()
            .find(|file| file.contains("look/a"))
            .unwrap();
        get(served.port, &style).text.contains("new")
    });
}

#[test]
fn a_change_that_breaks_the_book_is_told_and_the_last_good_book_stays() {
    let book = Sample::new();
    let served = Served::start(&book);
    let mut events = served.events();
    let (name, first) = events.next();
    assert_eq!(name, "edition");
    assert_says(
        &get(served.port, "/").text,
        &[&format!("data-edition=\"{first}\"")],
    );

    book.put("chapters/two.md", "# Two\n\n{{#include none.rs}}\n");
    let (name, why) = events.next();
    assert_eq!(name, "fault");
    assert_says(&why, &["two.md:3 includes none.rs"]);
    assert_says(&get(served.port, "/two.html").text, &["The second page."]);
    // A page opened meanwhile hears of it too.
    assert_eq!(served.events().next().0, "fault");

    book.put("chapters/two.md", "# Two\n\nFixed.\n");
    let (name, second) = events.next();
    assert_eq!(name, "edition");
    assert_ne!(first, second);
    assert_says(&get(served.port, "/two.html").text, &["Fixed."]);
}

#[test]
fn a_build_alone_reads_the_pages_and_causes_no_other() {
    let book = Sample::new();
    let served = Served::start(&book);
    let mut events = served.events();
    events.next();
    book.put("chapters/two.md", "# Two\n\nOnce.\n");
    assert_eq!(events.next().0, "edition");
    assert!(
        events.none_within(Duration::from_millis(800)),
        "it goes on building"
    );
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_it_cleanly_with_pages_open() {
    let book = Sample::new();
    let mut served = Served::start(&book);
    let mut events = served.events();
    events.next();
    assert_eq!(std::fs::read_dir(served.temp()).unwrap().count(), 1);
    let told = Command::new("kill")
        .args(["-INT", &served.id().to_string()])
        .status();
    assert!(told.unwrap().success());
    assert_eq!(served.ended().code(), Some(0));
    assert_eq!(
        std::fs::read_dir(served.temp()).unwrap().count(),
        0,
        "built pages were left"
    );
}
