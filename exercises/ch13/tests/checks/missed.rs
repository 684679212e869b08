//! Checks of missed.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use ch13::missed::Stock;
use futures::StreamExt;
use futures::future::{join, join_all};
use futures::stream::FuturesUnordered;
use kit::{cancel, check, counted, virtual_ms};
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

use crate::symptom;

#[check]
async fn take_returns_as_soon_as_enough_pieces_are_there() {
    pieces_that_arrive_during_the_order_count().await;
    // Ten pieces are wanted, and arrive at these times. The order takes from 0 to 100 ms.
    for (deliveries, due) in [
        (vec![(50, 10)], 100),
        (vec![(0, 10)], 100),
        (vec![(20, 4), (40, 6)], 100),
        (vec![(20, 4), (140, 6)], 140),
        (vec![(140, 4), (150, 3), (170_000, 3)], 170_000),
        (vec![(10, 9), (90, 0), (200, 0), (300, 1)], 300),
        (vec![(150, 20), (160, 1)], 150),
        (vec![(7_200_000, 10)], 7_200_000),
    ] {
        let stock = Stock::new(0);
        let began = virtual_ms();
        let customer = async {
            stock.take(10, async |_| sleep(ms(100)).await).await;
            virtual_ms() - began
        };
        let supplier = async {
            let mut now = 0;
            for (at, pieces) in &deliveries {
                sleep(ms(at - now)).await;
                now = *at;
                stock.deliver(*pieces);
            }
        };
        let at = timeout(ms(10_000_000), join(customer, supplier)).await;
        let delivered: Vec<String> = deliveries
            .iter()
            .map(|(at, pieces)| format!("{pieces} at {at} ms"))
            .collect();
        let scene = format!(
            "10 pieces are wanted, the order takes 100 ms, and pieces arrive ({})",
            delivered.join(", ")
        );
        let Ok((at, ())) = at else {
            panic!("{scene}: `take` never returned");
        };
        let by_itself = at > due && deliveries.iter().all(|(delivered, _)| *delivered != at);
        assert!(
            at == due,
            "{scene}: `take` was due at {due} ms and returned at {at} ms{}",
            if by_itself {
                format!(
                    ": no pieces arrived at {at} ms, so it was not woken by them, and has looked again by itself{LOOKS}"
                )
            } else {
                String::new()
            }
        );
        let left = deliveries.iter().map(|(_, pieces)| pieces).sum::<u32>() - 10;
        assert!(
            stock.pieces() == left,
            "{scene}: {} pieces are left over instead of {left}",
            stock.pieces()
        );
    }
    // Deliveries that follow each other at once.
    for deliveries in 2..=6 {
        for yields in 0..=4 {
            let stock = Stock::new(0);
            let customer = stock.take(deliveries, async |_| ());
            let supplier = async {
                for _ in 0..deliveries {
                    stock.deliver(1);
                    for _ in 0..yields {
                        yield_now().await;
                    }
                }
            };
            let both = timeout(HOUR, join(customer, supplier)).await;
            assert!(
                both.is_ok(),
                "{deliveries} deliveries of one piece, {yields} yields apart, and a customer that wants them all: \
                 `take` never returned"
            );
        }
    }
}

#[check]
async fn a_delivery_is_noticed_by_all_customers() {
    symptom::is_gone(pieces_that_arrive_during_the_order_count()).await;
    for customers in [2, 3, 50] {
        for delivered_at in [50, 150] {
            let stock = Stock::new(0);
            let began = virtual_ms();
            let returned = Cell::new(0);
            let all = join_all((0..customers).map(async |_| {
                stock.take(2, async |_| sleep(ms(100)).await).await;
                returned.set(returned.get() + 1);
                virtual_ms() - began
            }));
            let supplier = async {
                sleep(ms(delivered_at)).await;
                stock.deliver(2 * customers);
            };
            let due = delivered_at.max(100);
            let scene = format!(
                "{customers} customers want 2 pieces each, orders take 100 ms, and all pieces arrive at once at \
                 {delivered_at} ms"
            );
            let Ok((ends, ())) = timeout(HOUR, join(all, supplier)).await else {
                panic!(
                    "{scene}: {} of them returned, {} pieces are still there, and the other customers wait\n\n\
                     A delivery can be enough for many. A customer that is not woken by it waits for the next one.",
                    returned.get(),
                    stock.pieces()
                );
            };
            let last = ends.iter().max().copied().unwrap_or_default();
            assert!(
                ends.iter().all(|at| *at == due),
                "{scene}: the last customer returned at {last} ms instead of {due}{}",
                if last > due {
                    format!(", when no pieces arrived: it has looked again by itself{LOOKS}")
                } else {
                    String::new()
                }
            );
        }
    }
}

#[check]
async fn a_customer_that_waits_takes_nothing() {
    symptom::is_gone(pieces_that_arrive_during_the_order_count()).await;
    for ordering in [0, 100_000] {
        let stock = Stock::new(0);
        let big = stock.take(100, async |_| sleep(ms(ordering)).await);
        let small = async {
            for round in 1..=5 {
                stock.deliver(3);
                sleep(ms(10)).await;
                assert!(
                    stock.pieces() == 3,
                    "a customer waits for 100 pieces, and 3 arrived: {} of these 3 are there: the customer that waits has taken the others\n\n\
                     Pieces that are set aside for a big request are missing for the small ones.",
                    stock.pieces()
                );
                let take = stock.take(3, async |_| ());
                assert!(
                    timeout(HOUR, take).await.is_ok(),
                    "a customer waits for 100 pieces, and 3 arrived: request {round} for 3 pieces still waits"
                );
            }
            stock.deliver(100);
        };
        let both = timeout(ms(100_000_000), join(big, small)).await;
        assert!(
            both.is_ok() && stock.pieces() == 0,
            "the 100 pieces arrived: the customer that wanted them {}, and {} pieces are there instead of 0",
            if both.is_ok() {
                "returned"
            } else {
                "still waits"
            },
            stock.pieces()
        );
    }
}

#[check]
async fn it_orders_once_and_only_if_there_are_too_few() {
    symptom::is_gone(pieces_that_arrive_during_the_order_count()).await;
    for (there, wanted) in [(0, 0), (5, 5), (5, 4), (0, 1), (4, 5), (1, 100)] {
        let stock = Stock::new(there);
        let orders = RefCell::new(Vec::new());
        let customer = stock.take(wanted, async |pieces| {
            orders.borrow_mut().push(pieces);
            sleep(ms(10)).await;
        });
        let supplier = async {
            for _ in there..wanted {
                sleep(ms(60_000)).await;
                stock.deliver(1);
            }
        };
        let returned = timeout(ms(1_000_000_000), join(customer, supplier)).await;
        let orders = orders.take();
        let want = if wanted > there { vec![wanted] } else { vec![] };
        assert!(
            orders == want && returned.is_ok(),
            "{wanted} pieces are wanted, {there} are there, and the others arrive one a minute: `order` was called {} \
             instead of {}; orders were {:?}{}",
            counted(orders.len(), "time"),
            want.len(),
            &orders[..orders.len().min(4)],
            if orders.len() > 1 {
                ", …\n\nThe supplier sends what was ordered: an order that is repeated is delivered twice."
            } else {
                ""
            }
        );
    }
}

#[check]
async fn a_dropped_take_has_taken_nothing_and_the_others_are_served() {
    symptom::is_gone(pieces_that_arrive_during_the_order_count()).await;
    for dropped_at in 1..=3 {
        for early in [0, 4, 9] {
            let stock = Stock::new(0);
            let order = async |_| {
                stock.deliver(early);
                sleep(ms(10)).await;
                sleep(ms(10)).await;
            };
            let take = stock.take(10, order);
            let other = async {
                sleep(ms(100)).await;
                stock.deliver(3);
                sleep(ms(10)).await;
                stock.deliver(7);
            };
            let rest = async {
                sleep(ms(50)).await;
                stock.take(10, async |_| ()).await;
            };
            let gone = cancel::up_to(take, dropped_at);
            let all = futures::future::join3(rest, gone, other);
            let all = timeout(HOUR, all).await;
            let scene = format!(
                "a customer was dropped while it waited (poll {dropped_at}), {early} pieces arrived before and 10 after \
                 that, and another customer wanted 10"
            );
            let left = stock.pieces();
            assert!(
                all.is_ok_and(|((), gone, ())| gone.is_none()),
                "{scene}: the dropped one has returned before, or the other one still waits; {left} pieces are there"
            );
            assert!(
                left == early,
                "{scene}: {left} pieces are there instead of {early}{}",
                if left < early {
                    "\n\nWhat a customer has taken before it was dropped is gone: it takes all, or waits."
                } else {
                    ""
                }
            );
        }
    }
    enough_arrived_during_the_order_of_a_dropped_take().await;
    enough_arrived_and_the_take_was_not_polled_again().await;
}

async fn enough_arrived_during_the_order_of_a_dropped_take() {
    for dropped_at in [1, 2] {
        for (wanted, arrive) in [(10, 10), (10, 25), (2, 3), (100, 199)] {
            let stock = Stock::new(0);
            let order = async |_| {
                stock.deliver(arrive);
                sleep(ms(10)).await;
                sleep(ms(10)).await;
            };
            let gone = cancel::up_to(stock.take(wanted, order), dropped_at).await;
            assert!(
                gone.is_none(),
                "{arrive} pieces arrived while `order` ran for {wanted}: `take` returned before `order` did"
            );
            sleep(ms(1)).await;
            let left = stock.pieces();
            let next = timeout(HOUR, stock.take(wanted, async |_| ())).await;
            assert!(
                left == arrive && next.is_ok(),
                "right if fewer arrive; {wanted} pieces were wanted, {arrive} arrived while `order` ran, and `take` \
                 was dropped before `order` returned: {left} are there instead of {arrive}, and the next customer {}\n\n\
                 `take` can be dropped at each await until it returns. Pieces that it takes before the last one are lost \
                 then.",
                if next.is_ok() {
                    "has its pieces"
                } else {
                    "still waits after an hour"
                }
            );
        }
    }
}

/// The others begin to wait before the dropped one, after it, or not at all. They are polled only if they are woken.
async fn enough_arrived_and_the_take_was_not_polled_again() {
    for (wanted, arrive) in [(10, 10), (10, 25), (2, 3)] {
        for (before, after) in [(0, 0), (0, 1), (1, 0), (2, 2)] {
            let stock = Stock::new(0);
            let take = || Box::pin(stock.take(wanted, async |_| ()));
            let mut others: FuturesUnordered<_> = (0..before).map(|_| take()).collect();
            let mut gone = take();
            let none_is_there = timeout(ms(10), join(others.next(), &mut gone)).await;
            others.extend((0..after).map(|_| take()));
            let no_piece_yet = timeout(ms(10), join(others.next(), &mut gone)).await;
            assert!(
                none_is_there.is_err() && no_piece_yet.is_err(),
                "no piece is there, and a customer that wants {wanted} has returned"
            );
            stock.deliver(arrive);
            drop(gone);
            sleep(ms(1)).await;
            let left = stock.pieces();
            let scene = format!(
                "right if it is dropped before pieces arrive; a customer waited for {wanted} pieces, {arrive} arrived, and it \
                 was dropped before it was polled again"
            );
            if others.is_empty() {
                assert!(
                    left == arrive,
                    "{scene}: {left} are there instead of {arrive}{TAKEN_FOR_IT}"
                );
                continue;
            }
            let waiting = counted(others.len(), "other customer");
            let served = timeout(HOUR, others.next()).await.is_ok();
            assert!(
                served,
                "{scene}: of {waiting} that wait for as many, none has returned within an hour, and {left} pieces are there{}",
                if left < wanted {
                    TAKEN_FOR_IT
                } else {
                    "\n\nA customer that was woken may never be polled again. If it alone was woken, no other one knows of \
                     the pieces."
                }
            );
        }
    }
}

const TAKEN_FOR_IT: &str = "\n\nBetween the wake-up and the next poll, a future can be dropped. What was taken for it by \
                            then is lost, unless its drop gives it back.";

/// The scenario of the report.
async fn pieces_that_arrive_during_the_order_count() {
    let stock = Stock::new(0);
    let take = stock.take(1, async |pieces| stock.deliver(pieces));
    if timeout(HOUR, take).await.is_ok() {
        return;
    }
    // The same with a delivery after the order.
    let later = Stock::new(0);
    let deliver = async {
        sleep(ms(50)).await;
        later.deliver(1);
    };
    let noticed = timeout(HOUR, join(later.take(1, async |_| ()), deliver)).await;
    panic!(
        "the pieces arrived while `order` ran: an hour later `take` still waits, and {} is there; with pieces that arrive \
         50 ms after the order it {}\n\n\
         `notify_waiters` wakes the futures of `notified` that exist, or are enabled, at that time. It stores nothing for \
         later ones. Which one exists while `order` runs?",
        stock.pieces(),
        if noticed.is_ok() {
            "returns"
        } else {
            "waits too"
        }
    );
}

const LOOKS: &str = "\n\nA look now and then makes a lost wake-up late, and wakes customers for nothing. A customer that \
                     is registered before it looks loses none.";

const HOUR: Duration = Duration::from_secs(3600);

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}
