use std::collections::BTreeMap;
use std::time::Duration;

use kit::Recorder;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

const MS: Duration = Duration::from_millis(1);

/// The table `orders` waits for a server that has stopped answering.
async fn export(table: &'static str, stop: CancellationToken) -> &'static str {
    let rows = if table == "orders" { 60_000 } else { 20 };
    for _ in 0..rows / 10 {
        if table != "orders" && stop.is_cancelled() {
            return "stopped";
        }
        sleep(if table == "orders" {
            60_000 * MS
        } else {
            10 * MS
        })
        .await;
    }
    "complete"
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    // ANCHOR: main
    let tables = ["pages", "users", "orders", "logs", "tags"];
    let mut report = BTreeMap::from(tables.map(|table| (table, "not started")));
    let (stop, mut running) = (CancellationToken::new(), JoinSet::new());
    for table in ["pages", "users", "orders", "logs"] {
        let export = lab.watch(table, export(table, stop.clone()));
        sleep(8 * MS).await;
        running.spawn(async move { (table, export.await) });
        report.insert(table, "cut"); // until it ends
    }

    // ANCHOR: cut
    stop.cancel(); // the first Ctrl-C
    let second = sleep(1000 * MS);
    let drain = async {
        while let Some(Ok((table, outcome))) = running.join_next().await {
            report.insert(table, outcome);
        }
    };
    tokio::select! {
        () = drain => {}
        () = second => {}
    }
    running.shutdown().await; // aborts, and waits until the tasks are gone
    // ANCHOR_END: cut
    for table in tables {
        println!("{table}: {}", report[table]);
    }
    // ANCHOR_END: main
    lab.keep_beside_listing();
}
