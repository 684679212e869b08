//! The combinators and channels of the crate `futures` run on the reference executors as they are.

use std::thread;

use futures::channel::{mpsc, oneshot};
use futures::future::{Either, join_all, pending, select, try_join_all};
use futures::stream::{self, FuturesOrdered, FuturesUnordered};
use futures::{FutureExt, SinkExt, StreamExt, select_biased};

use crate::host::{Host, on_both};

/// So many tasks, waits or messages: more than any small special case of a combinator.
const MANY: u64 = 200;

fn join_all_waits_for_tasks_in_order<H: Host>() {
    let mut host = H::start();
    let spawner = host.spawner();
    let squares = host.run(async {
        let handles = (0..MANY).map(|n| H::spawn(&spawner, async move { n * n }));
        join_all(handles).await
    });
    let squares: Vec<u64> = squares.into_iter().map(Result::unwrap).collect();
    assert_eq!(squares, (0..MANY).map(|n| n * n).collect::<Vec<_>>());
}

fn try_join_all_ends_at_the_first_error<H: Host>() {
    // Few: of more than thirty, this combinator gives the first error only after those before it have ended.
    let outcome = H::start().run(try_join_all((0..20).map(|n| async move {
        if n == 7 {
            return Err(n);
        }
        pending::<()>().await;
        Ok(())
    })));
    assert_eq!(outcome, Err(7));
}

fn futures_unordered_gives_all_as_they_come<H: Host>() {
    let mut host = H::start();
    let spawner = host.spawner();
    let mut got = host.run(async {
        let mut senders = Vec::new();
        let waits = FuturesUnordered::new();
        for n in 0..MANY {
            let (send, receive) = oneshot::channel();
            senders.push(send);
            waits.push(receive.map(move |sent| (n, sent)));
        }
        let told = H::spawn(&spawner, async {
            for send in senders.into_iter().rev() {
                send.send(()).unwrap();
            }
        });
        let got: Vec<u64> = waits
            .map(|(n, sent)| sent.map(|()| n).unwrap())
            .collect()
            .await;
        told.await.unwrap();
        got
    });
    got.sort_unstable();
    assert_eq!(got, (0..MANY).collect::<Vec<_>>());
}

fn futures_ordered_and_buffered_keep_the_order<H: Host>() {
    let mut host = H::start();
    let spawner = host.spawner();
    let wanted: Vec<u64> = (0..MANY).collect();
    let (ordered, buffered) = host.run(async {
        let task = |n| H::spawn(&spawner, async move { n }).map(Result::unwrap);
        let ordered: FuturesOrdered<_> = (0..MANY).map(task).collect();
        let ordered: Vec<u64> = ordered.collect().await;
        let buffered = stream::iter(0..MANY).map(task).buffered(5);
        (ordered, buffered.collect::<Vec<u64>>().await)
    });
    assert_eq!((ordered, buffered), (wanted.clone(), wanted));
}

fn select_takes_the_one_that_is_ready<H: Host>() {
    let mut host = H::start();
    let spawner = host.spawner();
    let (first, second) = host.run(async {
        let task = H::spawn(&spawner, async { 7 });
        let first = match select(pending::<()>(), task).await {
            Either::Left(_) => None,
            Either::Right((output, _)) => Some(output.unwrap()),
        };
        let mut slow = pending::<()>().fuse();
        let mut task = H::spawn(&spawner, async { 8 }).fuse();
        let second = select_biased! {
            () = slow => None,
            output = task => Some(output.unwrap()),
        };
        (first, second)
    });
    assert_eq!((first, second), (Some(7), Some(8)));
}

fn a_bounded_channel_carries_all_between_tasks<H: Host>() {
    let mut host = H::start();
    let spawner = host.spawner();
    let got = host.run(async {
        // Far less room than messages: sender and receiver wait for each other all the time.
        let (mut send, receive) = mpsc::channel(1);
        let sender = H::spawn(&spawner, async move {
            for n in 0..MANY {
                send.send(n).await.unwrap();
            }
        });
        let got: Vec<u64> = receive.collect().await;
        sender.await.unwrap();
        got
    });
    assert_eq!(got, (0..MANY).collect::<Vec<_>>());
}

fn a_channel_carries_all_from_threads<H: Host>() {
    let mut host = H::start();
    let spawner = host.spawner();
    let (send, receive) = mpsc::unbounded();
    let threads: Vec<_> = (0..4)
        .map(|thread| {
            let send = send.clone();
            thread::spawn(move || {
                for n in 0..MANY {
                    send.unbounded_send(thread * MANY + n).unwrap();
                }
            })
        })
        .collect();
    drop(send);
    let counted = H::spawn(&spawner, receive.collect::<Vec<u64>>());
    let mut got = host.run(counted).unwrap();
    for thread in threads {
        thread.join().unwrap();
    }
    got.sort_unstable();
    assert_eq!(got, (0..4 * MANY).collect::<Vec<_>>());
}

fn a_dropped_sender_is_seen<H: Host>() {
    let mut host = H::start();
    let spawner = host.spawner();
    let (send, receive) = oneshot::channel::<()>();
    let waits = H::spawn(&spawner, receive);
    let drops = H::spawn(&spawner, async move { drop(send) });
    let seen = host.run(async {
        drops.await.unwrap();
        waits.await.unwrap()
    });
    assert_eq!(seen, Err(oneshot::Canceled));
}

on_both!(
    join_all_waits_for_tasks_in_order,
    try_join_all_ends_at_the_first_error,
    futures_unordered_gives_all_as_they_come,
    futures_ordered_and_buffered_keep_the_order,
    select_takes_the_one_that_is_ready,
    a_bounded_channel_carries_all_between_tasks,
    a_channel_carries_all_from_threads,
    a_dropped_sender_is_seen,
);
