// ANCHOR: loop
use std::collections::BTreeMap;

type Callback = Box<dyn FnOnce(&mut Loop, Result<String, String>)>;

/// A clock, and the callbacks by the time of their answer and the order of the requests.
#[derive(Default)]
struct Loop {
    now: u64,
    asked: u64,
    answers: BTreeMap<(u64, u64), (Result<String, String>, Callback)>,
}

impl Loop {
    /// Sends the request and returns at once. `callback` gets the answer.
    fn ask<F>(&mut self, service: &str, latency: u64, callback: F)
    where
        F: FnOnce(&mut Loop, Result<String, String>) + 'static,
    {
        println!("{:>3} ms  {service}: asked", self.now);
        let answer = match service {
            "rates" => Err("the rates are unreadable".to_owned()),
            _ => Ok(format!("{service}'s answer")),
        };
        if service != "silence" {
            self.asked += 1;
            let at = (self.now + latency, self.asked);
            self.answers.insert(at, (answer, Box::new(callback)));
        }
    }

    /// Runs the callbacks, in the order of time, until none is left.
    fn run(&mut self) {
        while let Some(((at, _), (answer, callback))) = self.answers.pop_first() {
            self.now = at;
            println!("{at:>3} ms  called back: {answer:?}");
            callback(self, answer);
        }
    }
}
// ANCHOR_END: loop

// ANCHOR: main
fn main() {
    let mut lab = Loop::default();
    lab.ask("weather", 100, |lab, weather| {
        lab.ask("news", 200, |lab, news| {
            lab.ask("rates", 150, |lab, rates| {
                if let (Ok(one), Ok(two), Ok(three)) = (weather, news, rates) {
                    println!("the page: {one}, {two}, {three}");
                }
                lab.ask("silence", 100, |_, _| println!("the end"));
            });
        });
    });
    println!("main goes on");
    lab.run();
}
// ANCHOR_END: main
