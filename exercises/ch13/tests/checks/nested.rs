//! Checks of nested.

use std::future::pending;
use std::pin::pin;
use std::sync::{Arc, Mutex};

use ch13::nested::{Missing, Page, Store};
use kit::{Gauge, check, panic_message, varied_word};
use tokio::select;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::yield_now;

use crate::symptom;

#[check]
async fn a_page_with_a_placeholder_is_rendered_in_a_task() {
    a_value_is_shown().await;
    // Ten pages at once: their lookups overlap.
    let shelf = Shelf::open();
    let pages: Vec<_> = (0..10)
        .map(|_| {
            let page = Page::new(shelf.clone());
            tokio::spawn(async move { page.render("$name and $town").await })
        })
        .collect();
    for page in pages {
        let text = page.await;
        assert!(
            matches!(&text, Ok(Ok(text)) if text == "<name> and <town>"),
            "of ten pages at once, one ended with {text:?} instead of \"<name> and <town>\""
        );
    }
    let peak = shelf.gauge.peak();
    assert!(
        peak <= 10,
        "ten pages with two placeholders were rendered at once: {peak} lookups were in progress at the same time instead of \
         10: those of one page overlap\n\n\
         What is awaited together begins together. A page looks its values up one after another, so that the first one that \
         is missing can end it."
    );
    assert!(
        peak == 10,
        "ten pages were rendered at once: at most {peak} of them had a lookup in progress at the same time, instead of all\n\n\
         A page that waits without an await keeps its thread, and so the other pages."
    );
}

#[check]
async fn each_placeholder_becomes_its_value_and_other_text_stays() {
    symptom::is_gone(a_value_is_shown()).await;
    // What begins with "no" is missing.
    let name = format!("na{}", varied_word("me"));
    let (hello, shown) = (format!("Hello, ${name}!"), format!("Hello, <{name}>!"));
    for (template, wanted, names) in [
        ("", "", &[][..]),
        ("nothing", "nothing", &[]),
        ("$name", "<name>", &["name"]),
        (hello.as_str(), shown.as_str(), &[name.as_str()]),
        ("$b-$a $c.", "<b>-<a> <c>.", &["b", "a", "c"]),
        ("$a$a$a", "<a><a><a>", &["a", "a", "a"]),
        ("5 $ and $", "5 $ and $", &[]),
        ("$$name$", "$<name>$", &["name"]),
        ("ü$Ab1 ü$näme", "ü<Ab>1 ü<n>äme", &["Ab", "n"]),
    ] {
        let shelf = Shelf::open();
        let text = Page::new(shelf.clone()).render(template).await;
        assert!(
            text.as_deref() == Ok(wanted),
            "the page {template:?} must be {wanted:?}, and is {text:?}"
        );
        let asked = shelf.asked();
        assert!(
            asked == names,
            "the page {template:?}: the lookups must be {names:?}, and are {asked:?}"
        );
        assert!(
            shelf.gauge.peak() <= 1,
            "the page {template:?}: {} lookups were in progress at once instead of one after another",
            shelf.gauge.peak()
        );
    }
    let shelf = Shelf::open();
    let text = Page::new(shelf.clone()).render(&"$a,".repeat(2_000)).await;
    assert!(
        text == Ok("<a>,".repeat(2_000)) && shelf.asked().len() == 2_000,
        "a page with 2000 placeholders: {} lookups, and a text that is wrong",
        shelf.asked().len()
    );
}

#[check]
async fn the_first_missing_value_ends_the_page() {
    symptom::is_gone(a_value_is_shown()).await;
    for (template, missing, lookups) in [
        ("$none", "none", 1),
        ("$a $none $b $nothing", "none", 2),
        ("$a $b $nothing $none", "nothing", 3),
    ] {
        let shelf = Shelf::open();
        let text = Page::new(shelf.clone()).render(template).await;
        turns(100).await;
        assert!(
            text == Err(Missing(missing.to_owned())),
            "in the page {template:?}, {missing:?} is the first missing value: `render` returned {text:?} instead of its error\n\n\
             A value that is missing is an error of the lookup, not an empty text."
        );
        let asked = shelf.asked();
        assert!(
            asked.len() == lookups,
            "in the page {template:?}, {missing:?} is the first missing value: {asked:?} were looked up, instead of the \
             first {lookups}\n\nThe page cannot be shown. What is looked up after that is thrown away."
        );
    }
}

#[check]
async fn dropping_the_future_drops_the_lookup() {
    symptom::is_gone(a_value_is_shown()).await;
    for begun in 1..=3 {
        let shelf = Shelf::open();
        let page = Page::new(shelf.clone());
        // The store sends no value of this name.
        let template = format!("{}$silent $c $d", "$a ".repeat(begun - 1));
        let mut started = shelf.started.subscribe();
        {
            let mut render = pin!(page.render(&template));
            select! {
                biased;
                text = &mut render => panic!(
                    "the page {template:?} was ready before lookup {begun} had a value: {text:?}"
                ),
                started = started.wait_for(|&started| started >= begun) => {
                    started.expect("the store exists");
                }
            }
            assert!(
                shelf.gauge.in_flight() == 1,
                "lookup {begun} had begun: {} lookups are in progress instead of 1",
                shelf.gauge.in_flight()
            );
        }
        let scene = format!("`render` was dropped during lookup {begun}");
        assert!(
            shelf.gauge.in_flight() == 0,
            "{scene}, and the lookup is still in progress\n\n\
             A caller that gives up drops the future. What runs in a task or a thread of its own does not end with it."
        );
        turns(100).await;
        assert!(
            shelf.gauge.started() == begun,
            "{scene}, and {} more began after that",
            shelf.gauge.started() - begun
        );
    }
}

/// The symptom: one placeholder, and a store whose answers come from another task.
async fn a_value_is_shown() {
    let shelf = Shelf::open();
    let page = Page::new(shelf.clone());
    let text = tokio::spawn(async move { page.render("Hello, $name!").await }).await;
    match text {
        Ok(text) => assert!(
            text.as_deref() == Ok("Hello, <name>!"),
            "the page \"Hello, $name!\" must be \"Hello, <name>!\", and is {text:?}; looked up was {:?} instead of [\"name\"]",
            shelf.asked()
        ),
        Err(error) => {
            let message = error
                .try_into_panic()
                .map(|payload| panic_message(&*payload))
                .unwrap_or_default();
            let in_place = match message.starts_with("can call blocking only") {
                true => ". That is `block_in_place`, and the runtime of this task has one thread",
                false => "",
            };
            panic!(
                "a page with one placeholder was rendered in a task, and the task panicked: {message}{in_place}\n\n\
                 A function that waits for a future without being async keeps its thread. If the thread is the runtime's, \
                 nothing is left that could run the future, or what the future waits for."
            )
        }
    }
}

type Request = (String, oneshot::Sender<Result<String, Missing>>);

/// A store whose values come from a task, as those of a server come from its connection.
#[derive(Clone)]
struct Shelf {
    requests: mpsc::UnboundedSender<Request>,
    asked: Arc<Mutex<Vec<String>>>,
    started: watch::Sender<usize>,
    gauge: Gauge,
}

impl Shelf {
    fn open() -> Self {
        let (requests, mut queue) = mpsc::unbounded_channel::<Request>();
        tokio::spawn(async move {
            while let Some((name, reply)) = queue.recv().await {
                tokio::spawn(async move {
                    turns(10).await;
                    if name == "silent" {
                        pending::<()>().await;
                    }
                    let value = match name.starts_with("no") {
                        true => Err(Missing(name)),
                        false => Ok(format!("<{name}>")),
                    };
                    // A lookup that was dropped takes no value.
                    let _ = reply.send(value);
                });
            }
        });
        Self {
            requests,
            asked: Arc::default(),
            started: watch::Sender::default(),
            gauge: Gauge::new(),
        }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Store for Shelf {
    async fn get(&self, name: String) -> Result<String, Missing> {
        let _pass = self.gauge.enter();
        self.asked.lock().unwrap().push(name.clone());
        self.started.send_modify(|started| *started += 1);
        let (reply, value) = oneshot::channel();
        self.requests
            .send((name, reply))
            .expect("the store's task runs");
        value.await.expect("the store's task replies")
    }
}

/// Lets the other tasks run. No timer: it may be that a blocking thread keeps the clock from moving.
async fn turns(turns: usize) {
    for _ in 0..turns {
        yield_now().await;
    }
}
