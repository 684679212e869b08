use std::collections::VecDeque;
use std::ops::Deref;
use std::sync::Mutex;
use std::time::Duration;

use kit::Recorder;
use kit::record::Lock;
use tokio::sync::{RwLock, RwLockReadGuard};
use tokio::time::{sleep, timeout};

// ANCHOR: handle
async fn handle(site: &Site) -> String {
    let root = site.read("handle").await;
    sleep(Duration::from_millis(10)).await; // asks a database for the title
    let link = site.lab.watch("link", link(site, "/tea")).await;
    format!("{link}, on {}", *root)
}

async fn link(site: &Site, path: &str) -> String {
    let root = site.read("link").await;
    format!("{}{path}", *root)
}

async fn reload(site: &Site) {
    sleep(Duration::from_millis(5)).await;
    site.write("reload", "b.example").await;
}
// ANCHOR_END: handle

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let patience = Duration::from_millis(500);
    let (site, _) = new_site();
    println!("alone: {:?}", timeout(patience, handle(&site)).await);

    let (site, lab) = new_site();
    let handled = lab.watch("handle", timeout(patience, handle(&site)));
    let reloaded = lab.watch("reload", reload(&site));
    let (handled, ()) = tokio::join!(handled, reloaded);
    println!("with a reload: {handled:?}");
    // ANCHOR_END: main
    lab.keep_beside_listing();
}

/// The name of the site behind tokio's lock, with the queue for the picture.
struct Site {
    root: RwLock<String>,
    /// The first reader, and behind it the requests that wait.
    line: Mutex<VecDeque<&'static str>>,
    lab: Recorder,
}

fn new_site() -> (Site, Recorder) {
    let lab = Recorder::new();
    let site = Site {
        root: RwLock::new("a.example".to_owned()),
        line: Mutex::default(),
        lab: lab.clone(),
    };
    (site, lab)
}

struct Root<'a> {
    root: RwLockReadGuard<'a, String>,
    _place: Place<'a>,
}

impl Deref for Root<'_> {
    type Target = String;

    fn deref(&self) -> &String {
        &self.root
    }
}

impl Site {
    async fn read(&self, name: &'static str) -> Root<'_> {
        let place = self.place(name);
        let root = self.root.read().await;
        Root {
            root,
            _place: place,
        }
    }

    async fn write(&self, name: &'static str, root: &str) {
        let _place = self.place(name);
        root.clone_into(&mut *self.root.write().await);
    }

    fn place(&self, name: &'static str) -> Place<'_> {
        self.line.lock().unwrap().push_back(name);
        self.tell();
        Place { site: self, name }
    }

    fn tell(&self) {
        let mut names = self.line.lock().unwrap().clone().into_iter();
        self.lab.lock(Lock {
            of: "root".to_owned(),
            holder: names.next().map(str::to_owned),
            queue: names.map(str::to_owned).collect(),
        });
    }
}

struct Place<'a> {
    site: &'a Site,
    name: &'static str,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.site
            .line
            .lock()
            .unwrap()
            .retain(|name| *name != self.name);
        self.site.tell();
    }
}
