use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use tokio::time::sleep;

type Report = Arc<Mutex<BTreeMap<&'static str, &'static str>>>;

async fn import(table: &'static str) -> Result<(), String> {
    let takes = if table == "orders" { 60_000 } else { 10 };
    sleep(Duration::from_millis(takes)).await;
    if table == "users" {
        return Err("column \"e-mail\" is missing".to_owned());
    }
    Ok(())
}

// ANCHOR: naive
async fn naive(table: &'static str, report: Report) {
    let outcome = match import(table).await {
        Ok(()) => "done",
        Err(_) => "failed",
    };
    report.lock().unwrap().insert(table, outcome);
}
// ANCHOR_END: naive

// ANCHOR: guard
/// Writes its outcome when it is dropped, however that happens.
struct Entry {
    table: &'static str,
    outcome: &'static str,
    report: Report,
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.report.lock().unwrap().insert(self.table, self.outcome);
    }
}

async fn guarded(table: &'static str, report: Report) {
    let mut entry = Entry {
        table,
        outcome: "interrupted",
        report,
    };
    entry.outcome = match import(table).await {
        Ok(()) => "done",
        Err(_) => "failed",
    };
}
// ANCHOR_END: guard

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    for guards in [false, true] {
        let report = Report::default();
        let tables = ["pages", "users", "orders"];
        let tasks = tables.map(|table| match guards {
            false => tokio::spawn(naive(table, report.clone())),
            true => tokio::spawn(guarded(table, report.clone())),
        });
        sleep(Duration::from_secs(1)).await;
        for task in tasks {
            task.abort(); // the user has had enough
            let _ = task.await;
        }
        println!("{:?}", report.lock().unwrap());
    }
    // ANCHOR_END: main
    // ANCHOR: json
    let error = import("users").await.unwrap_err();
    let by_hand = format!("{{\"error\": \"{error}\"}}");
    println!("{by_hand}");
    let parsed: Result<serde_json::Value, _> = serde_json::from_str(&by_hand);
    println!("is it JSON? {}", parsed.is_ok());
    println!("{}", json!({ "error": error }));
    // ANCHOR_END: json
}
