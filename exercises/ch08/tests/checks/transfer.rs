//! Checks of transfer.

use std::future::poll_fn;
use std::panic::resume_unwind;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use ch08::transfer::{Bank, NotEnough};
use kit::{ByHand, Gauge, cancel, check, varied, virtual_ms};
use tokio::task::{JoinHandle, consume_budget};
use tokio::time::{sleep, timeout};

type Moved = Result<(), NotEnough>;
type Pair = (usize, usize);

/// A cycle of transfers, each holding what the next one waits for, never ends. With one order for all locks
/// there is no such cycle.
#[check]
async fn transfers_there_and_back_all_end() {
    let every = |n: usize| (n / 3, (n / 3 + n % 3 + 1) % 4);
    let scenes: [(&str, Vec<Pair>); 5] = [
        (FIRST, vec![(0, 1), (1, 0)]),
        ("0 to 2 and 2 to 0", vec![(0, 2), (2, 0)]),
        ("1 to 3 and 3 to 1", vec![(1, 3), (3, 1)]),
        ("in a circle 0 to 1 to 2 to 0", vec![(0, 1), (1, 2), (2, 0)]),
        ("from each of 4 to each other", (0..12).map(every).collect()),
    ];
    let mut right = String::new();
    for (scene, pairs) in scenes {
        let branch = Branch::open(&[1_000; 4], |from, to| (3 * from + to) as u64 % 5 + 1);
        let mut transfers = Vec::new();
        for _ in 0..5 {
            // Those behind the first wait for locks that are taken.
            transfers.extend(
                pairs
                    .iter()
                    .map(|&(from, to)| branch.transfer(from, to, 10)),
            );
            sleep(Duration::from_millis(1)).await;
        }
        sleep(MINUTE).await;
        let waiting = transfers.iter().filter(|transfer| !transfer.is_finished());
        let (waiting, of) = (waiting.count(), transfers.len());
        if waiting > 0 && right.is_empty() && all_end_there().await {
            right = "right for transfers 0 to 1 alone, wrong if others go back at the same time: "
                .to_owned();
        }
        assert!(
            waiting == 0,
            "{right}transfers {scene}, five times: a minute later {waiting} of {of} have not ended, and {}{}",
            match branch.audits.in_flight() {
                0 => "none is being audited: each waits for a lock".to_owned(),
                audited => format!("{audited} are being audited"),
            },
            match scene {
                FIRST => "",
                _ =>
                    "\n\nAn order for all locks must tell any two accounts apart. Two transfers there and back otherwise \
                     take theirs by turns, and each waits for the lock that the other one holds.",
            }
        );
        for transfer in transfers {
            let got = joined(transfer).await;
            assert!(
                got == Ok(()),
                "transfers {scene}: one of them returned {got:?}"
            );
        }
        assert!(
            branch.audits.finished() == of,
            "transfers {scene}: of {of} that ended, {} had been audited",
            branch.audits.finished()
        );
        branch.nothing_clashed(scene).await;
        let sum: u64 = branch.balances(scene).await.iter().sum();
        assert!(
            sum == 4_000,
            "transfers {scene}: the sum was 4000, and is {sum}"
        );
        right = format!("right for transfers {scene}, wrong for others: ");
    }
}

const FIRST: &str = "0 to 1 and 1 to 0";

/// Whether all transfers end if they all go from 0 to 1.
async fn all_end_there() -> bool {
    let branch = Branch::open(&[1_000; 4], |_, _| 5);
    let transfers: Vec<_> = (0..5).map(|_| branch.transfer(0, 1, 10)).collect();
    sleep(MINUTE).await;
    transfers.iter().all(JoinHandle::is_finished)
}

/// The same lock, taken a second time by the one that holds it, waits for itself.
#[check]
async fn a_transfer_to_itself_ends_and_changes_nothing() {
    for (amount, result) in [
        (30, Ok(())),
        (100, Ok(())),
        (101, Err(NotEnough { balance: 100 })),
    ] {
        let branch = Branch::open(&[7, 100], |_, _| 5);
        let scene = format!("a transfer of {amount} from an account with 100 to itself");
        let Ok(got) = timeout(MINUTE, joined(branch.transfer(1, 1, amount))).await else {
            panic!("{scene} has not ended a minute later");
        };
        assert!(
            branch.audits.finished() == 1,
            "{scene} ended, and its audit ran {} times to its end, not once\n\n\
             Each transfer is audited once, also one that changes nothing.",
            branch.audits.finished()
        );
        assert!(
            got == result,
            "{scene} returned {got:?} instead of {result:?}"
        );
        let got = branch.balances(&scene).await;
        assert!(got == [7, 100], "{scene}: [7, 100] has become {got:?}");
    }
}

/// Both locks are held from before the audit until after the change.
#[check]
async fn both_accounts_are_locked_during_the_audit() {
    let shared: [(Pair, Pair); 9] = [
        ((0, 1), (0, 1)),
        ((0, 1), (1, 0)),
        ((0, 1), (0, 2)),
        ((0, 1), (2, 1)),
        ((1, 0), (2, 1)),
        ((0, 1), (1, 2)),
        ((0, 0), (0, 1)),
        ((0, 1), (1, 1)),
        ((2, 2), (2, 2)),
    ];
    let ms = varied(50, 31..=90);
    for (first, second) in shared {
        let branch = Branch::open(&[100, 100, 100], move |_, _| ms);
        let began = virtual_ms();
        let transfers = [first, second].map(|(from, to)| branch.transfer(from, to, 5));
        for transfer in transfers {
            moved(transfer).await;
        }
        let scene = format!("{first:?} and {second:?} at the same time");
        branch.nothing_clashed(&scene).await;
        let seen = branch.seen.lock().unwrap().clone();
        assert!(
            seen == [first, second] || seen == [second, first],
            "transfers {scene}: `audit` was called with {seen:?}"
        );
        let after = virtual_ms() - began;
        assert!(
            after == 2 * ms,
            "transfers {scene}, with an audit of {ms} ms each: both had ended after {after} ms, not after {} ms",
            2 * ms
        );
    }
}

/// One lock around all accounts prevents deadlocks, and makes each transfer wait for all others.
#[check]
async fn transfers_without_a_common_account_are_audited_at_the_same_time() {
    for pairs in [
        vec![(0, 1), (2, 3)],
        vec![(5, 0), (1, 4), (3, 2)],
        vec![(0, 0), (2, 1), (3, 3), (4, 5)],
    ] {
        let branch = Branch::open(&[100; 6], |_, _| 50);
        let began = virtual_ms();
        let transfers: Vec<_> = pairs
            .iter()
            .map(|&(from, to)| branch.transfer(from, to, 5))
            .collect();
        for transfer in transfers {
            moved(transfer).await;
        }
        let (peak, after) = (branch.audits.peak(), virtual_ms() - began);
        assert!(
            peak == pairs.len() && after == 50,
            "transfers {pairs:?} have no account in common, and each audit takes 50 ms: the most that were \
             audited at the same time is {peak} of {}, and all had ended after {after} ms",
            pairs.len()
        );
    }
    let branch = Branch::open(&[100; 6], |_, _| 50);
    let began = virtual_ms();
    let first = branch.transfer(0, 1, 5);
    let waits = branch.transfer(1, 2, 5);
    moved(branch.transfer(4, 5, 5)).await;
    let after = virtual_ms() - began;
    assert!(
        after == 50,
        "a transfer of accounts 4 and 5 ended after {after} ms instead of 50: right alone, wrong while a transfer of \
         1 and 2 waits for one of 0 and 1"
    );
    moved(first).await;
    moved(waits).await;
}

/// The amount leaves one account and arrives in the other.
#[check]
async fn the_amount_moves_from_one_account_to_the_other() {
    let had = |balance| Err(NotEnough { balance });
    let (has, moves) = (varied(100, 90..=190), varied(30, 11..=49));
    for (before, (from, to), amount, result, after) in [
        ([has, 50], (0, 1), moves, Ok(()), [has - moves, 50 + moves]),
        ([has, 50], (1, 0), moves, Ok(()), [has + moves, 50 - moves]),
        ([100, 50], (0, 1), 100, Ok(()), [0, 150]),
        ([100, 50], (1, 0), 0, Ok(()), [100, 50]),
        ([0, 0], (0, 1), 0, Ok(()), [0, 0]),
        ([u64::MAX, 0], (0, 1), u64::MAX, Ok(()), [0, u64::MAX]),
        ([has, 50], (0, 1), has + 1, had(has), [has, 50]),
        ([100, 50], (1, 0), u64::MAX, had(50), [100, 50]),
        ([100, 0], (1, 0), 1, had(0), [100, 0]),
    ] {
        let branch = Branch::open(&before, |_, _| 5);
        let got = joined(branch.transfer(from, to, amount)).await;
        let scene = format!("of {before:?}, a transfer of {amount} from {from} to {to}");
        assert!(
            got == result,
            "{scene} returned {got:?} instead of {result:?}"
        );
        let seen = branch.seen.lock().unwrap().clone();
        assert!(
            seen == [(from, to)],
            "{}{scene} returned {got:?}, and {}\n\nEach transfer is audited once, also one that fails.",
            match result {
                Ok(()) => "",
                Err(_) => "right if the account has enough, wrong if it has too little: ",
            },
            match seen.as_slice() {
                [] => "`audit` was not called".to_owned(),
                seen => format!("`audit` was called with {seen:?}"),
            }
        );
        let left = branch.balances(&scene).await;
        assert!(
            left == after,
            "{}",
            wrong_balances(&scene, before, (from, to), amount, result, &left)
        );
    }
}

/// What a transfer has done to two accounts, if `left` is not what it must leave; its result is right.
fn wrong_balances(
    scene: &str,
    before: [u64; 2],
    (from, to): Pair,
    amount: u64,
    result: Moved,
    left: &[u64],
) -> String {
    let has = |account: usize| left.get(account).copied();
    let was_given = has(to) == before[to].checked_add(amount);
    let has_paid = has(from) == before[from].checked_sub(amount);
    let seen = match result {
        Err(_) if was_given && has(from) == Some(before[from]) => {
            format!("account {to} was given the {amount} all the same")
        }
        Err(_) => "it changed the balances all the same".to_owned(),
        Ok(()) if has_paid && has(to) == Some(before[to]) => {
            format!("the {amount} left {from} and did not arrive in {to}")
        }
        Ok(()) if was_given && has(from) == Some(before[from]) => {
            format!("the {amount} arrived in {to} and did not leave {from}")
        }
        Ok(()) => "other amounts were moved".to_owned(),
    };
    let left = format!("the balances are {left:?}");
    match result {
        Err(NotEnough { balance }) => format!(
            "right if the account has enough, wrong if it has too little: {scene} returned {result:?}, but {seen}: {left} \
             instead of {before:?}\n\nWith {balance} on the account, a transfer of {amount} must change nothing. An \
             error that is found after the first change does not undo it: look at the balance before either changes."
        ),
        Ok(()) => format!("{scene} returned {result:?}, and {seen}: {left}"),
    }
}

/// A transfer decides by the balance that is there when both locks are held. What was read before is old.
#[check]
async fn what_counts_is_the_balance_after_the_wait() {
    for (second, result) in [((0, 2), Err(NotEnough { balance: 40 })), ((1, 2), Ok(()))] {
        let branch = Branch::open(&[100, 0, 0], |_, _| 50);
        let first = branch.transfer(0, 1, 60);
        sleep(Duration::from_millis(10)).await;
        let (from, to) = second;
        let waits = branch.transfer(from, to, 60);
        moved(first).await;
        let got = joined(waits).await;
        assert!(
            got == result,
            "60 of [100, 0, 0] moved from 0 to 1 while a transfer of 60 from {from} to {to} waited: that one \
             returned {got:?} instead of {result:?}"
        );
    }
}

/// Dropped at an await, the code after it does not run. So there must be no await between "take" and "give".
#[check]
async fn a_dropped_transfer_has_happened_or_not_at_all() {
    let mut dropped = 0;
    for pendings in 1..=100 {
        let branch = Branch::open(&[100, 50, 0], |_, _| 20);
        let got = cancel::up_to(branch.bank.transfer(0, 1, 30), pendings).await;
        let scene = format!(
            "[100, 50, 0], and a transfer of 30 from 0 to 1 that was dropped at its await {pendings}"
        );
        if got.is_some() {
            break;
        }
        dropped = pendings;
        let balances = branch.balances(&scene).await;
        assert!(
            balances == [100, 50, 0] || balances == [70, 80, 0],
            "{scene}: it left {balances:?}"
        );
        for (from, to) in [(1, 0), (0, 2)] {
            let began = virtual_ms();
            let Ok(got) = timeout(MINUTE, joined(branch.transfer(from, to, 10))).await else {
                panic!(
                    "{scene}: its accounts stay locked. A transfer from {from} to {to} after it has not ended a minute \
                     later\n\nIf a transfer is dropped at an await, the code after that await does not run. What its \
                     future owns is dropped, such as the guard of a lock."
                );
            };
            let after = virtual_ms() - began;
            assert!(
                got == Ok(()) && after == 20,
                "{scene}: a transfer from {from} to {to} after it, with an audit of 20 ms, took {after} ms and \
                 returned {got:?}"
            );
        }
    }
    assert!(
        dropped >= 1,
        "a transfer whose audit waits was ready at its first poll: the audit is not awaited"
    );

    // After its audit, the transfer can do `left` operations of tokio before one of them returns Pending.
    for left in 0..=4 {
        for pendings in 1..=100 {
            let bank = Bank::new(&[100, 50, 0], move |_, _| budget_left(left));
            if cancel::up_to(bank.transfer(0, 1, 30), pendings)
                .await
                .is_some()
            {
                break;
            }
            let Ok(balances) = timeout(MINUTE, bank.balances()).await else {
                panic!(
                    "a transfer was dropped at its await {pendings}, and `balances`, called after it, has not ended a \
                     minute later"
                );
            };
            assert!(
                balances == [100, 50, 0] || balances == [70, 80, 0],
                "right if each lock after the audit is ready at once, wrong if one returns Pending first: [100, 50, 0], \
                 and a transfer of 30 from 0 to 1 that was dropped there left {balances:?}\n\n\
                 A lock that is free can return Pending too: tokio makes a task yield when it has used up the budget of \
                 its poll. At each await the transfer may be dropped, so there must be none between \"take\" and \"give\"."
            );
        }
    }
}

/// Leaves so many operations of the budget that tokio gives a task for each poll.
async fn budget_left(left: usize) {
    // The poll that follows has its whole budget.
    tokio::task::yield_now().await;
    let used = poll_fn(|cx| {
        let mut used = 0;
        while pin!(consume_budget()).poll(cx).is_ready() {
            used += 1;
            assert!(used < 10_000, "a poll under tokio has a budget");
        }
        Poll::Ready(used)
    });
    let budget: usize = used.await;
    tokio::task::yield_now().await;
    for _ in left..budget {
        consume_budget().await;
    }
}

/// A transfer that is dropped while it waits releases what it holds, and what it was granted and has not yet seen.
#[check]
async fn a_transfer_that_is_dropped_while_it_waits_frees_its_accounts() {
    for (holds, waits) in [
        ((1, 3), (0, 1)),
        ((1, 3), (1, 0)),
        ((0, 3), (0, 1)),
        ((3, 0), (1, 0)),
    ] {
        for granted in [false, true] {
            let branch = Branch::open(&[100; 4], |_, _| 50);
            let first = branch.transfer(holds.0, holds.1, 1);
            sleep(Duration::from_millis(10)).await;
            let mut second = ByHand::new(branch.bank.transfer(waits.0, waits.1, 1));
            let pending = second.poll().is_pending();
            let audits = branch.audits.started();
            assert!(
                pending && audits == 1,
                "a transfer {waits:?} was polled during the audit of {holds:?}, with which it has an account in \
                 common: {audits} audits had begun by then\n\n\
                 Both locks are held from before the audit until after the change."
            );
            if granted {
                moved(first).await;
            }
            second.cancel();
            let scene = format!(
                "a transfer {waits:?} was dropped {} the transfer {holds:?} for which it waited",
                if granted { "at the end of" } else { "during" }
            );
            // The locks of `holds` are free after 50 ms, at the latest.
            for (from, to) in [(0, 1), (1, 2)] {
                let transfer = timeout(MINUTE, joined(branch.transfer(from, to, 1)));
                if transfer.await.is_ok() {
                    continue;
                }
                let mut locked = Vec::new();
                for account in 0..4 {
                    let alone = timeout(MINUTE, joined(branch.transfer(account, account, 0)));
                    if alone.await.is_err() {
                        locked.push(account);
                    }
                }
                panic!(
                    "{scene}: of accounts 0 to 3, {locked:?} stay locked. A transfer from {from} to {to} has not ended \
                     a minute later"
                );
            }
            let got = branch.balances(&scene).await;
            assert!(
                got.iter().sum::<u64>() == 400,
                "{scene}: four accounts of 100 have become {got:?}"
            );
        }
    }
}

/// A look at one account after the other sees money twice that moves ahead of it, or misses it.
#[check]
async fn balances_are_those_of_one_moment() {
    // The long transfer may keep a call of `balances` waiting between 0 and 3.
    for (long, short) in [((1, 2), (0, 3)), ((1, 2), (3, 0)), ((2, 1), (0, 3))] {
        let branch = Branch::open(
            &[100; 4],
            move |from, to| if (from, to) == long { 100 } else { 10 },
        );
        let transfers = [branch.transfer(long.0, long.1, 50)];
        sleep(Duration::from_millis(1)).await;
        let mut looks = vec![branch.look()];
        sleep(Duration::from_millis(1)).await;
        let short = branch.transfer(short.0, short.1, 30);
        for _ in 0..30 {
            sleep(Duration::from_millis(5)).await;
            looks.push(branch.look());
        }
        sleep(MINUTE).await;
        for look in looks {
            assert!(
                look.is_finished(),
                "`balances` was called during transfers, and has not ended a minute later"
            );
            let got = look
                .await
                .unwrap_or_else(|error| resume_unwind(error.into_panic()));
            let sum: u64 = got.iter().sum();
            assert!(
                sum == 400,
                "four accounts of 100, and transfers between them: `balances` returned {got:?}, which is {sum} \
                 in all"
            );
        }
        for transfer in transfers.into_iter().chain([short]) {
            moved(transfer).await;
        }
    }
}

const MINUTE: Duration = Duration::from_secs(60);

/// A bank, and what sees its audits.
struct Branch {
    bank: Arc<Bank>,
    audits: Gauge,
    /// The audits of each account.
    accounts: Vec<Gauge>,
    seen: Arc<Mutex<Vec<Pair>>>,
}

impl Branch {
    /// An audit takes `ms` of its accounts, and returns Pending twice.
    fn open(balances: &[u64], ms: impl Fn(usize, usize) -> u64 + Send + Sync + 'static) -> Self {
        let (audits, seen) = (Gauge::new(), Arc::new(Mutex::new(Vec::new())));
        let accounts: Vec<Gauge> = balances.iter().map(|_| Gauge::new()).collect();
        let (all, each, calls) = (audits.clone(), accounts.clone(), Arc::clone(&seen));
        let bank = Bank::new(balances, move |from, to| {
            calls.lock().unwrap().push((from, to));
            let (ms, source) = (ms(from, to), each[from].clone());
            let target = (from != to).then(|| each[to].clone());
            all.track(format!("audit of {from} and {to}"), async move {
                let _audited = (source.enter(), target.map(|target| target.enter()));
                tokio::task::yield_now().await;
                sleep(Duration::from_millis(ms)).await;
            })
        });
        Self {
            bank: Arc::new(bank),
            audits,
            accounts,
            seen,
        }
    }

    fn transfer(&self, from: usize, to: usize, amount: u64) -> JoinHandle<Moved> {
        let bank = Arc::clone(&self.bank);
        tokio::spawn(async move { bank.transfer(from, to, amount).await })
    }

    fn look(&self) -> JoinHandle<Vec<u64>> {
        let bank = Arc::clone(&self.bank);
        tokio::spawn(async move { bank.balances().await })
    }

    async fn balances(&self, scene: &str) -> Vec<u64> {
        let Ok(balances) = timeout(MINUTE, self.bank.balances()).await else {
            panic!("{scene}: `balances`, called after it, has not ended a minute later");
        };
        balances
    }

    fn clash(&self) -> Option<usize> {
        self.accounts.iter().position(|account| account.peak() > 1)
    }

    async fn nothing_clashed(&self, scene: &str) {
        let Some(account) = self.clash() else { return };
        let why = match (clashes((0, 1), (0, 2)).await, clashes((0, 1), (2, 1)).await) {
            (true, true) => "; an audit locks neither of its accounts",
            (true, false) => "; an audit locks only the account that the amount goes to",
            (false, true) => "; an audit locks only the account that the amount comes from",
            (false, false) => "",
        };
        panic!(
            "account {account} was in {} audits at the same time{why} (transfers {scene})\n\n\
             Both locks are held from before the audit until after the change.",
            self.accounts[account].peak()
        );
    }
}

/// Whether an account is in the audits of both at the same time.
async fn clashes(first: Pair, second: Pair) -> bool {
    let branch = Branch::open(&[100; 3], |_, _| 50);
    for transfer in [first, second].map(|(from, to)| branch.transfer(from, to, 1)) {
        // A transfer that does not end is for another check.
        let _ = timeout(MINUTE, transfer).await;
    }
    branch.clash().is_some()
}

/// What the task returned; its panic goes on here.
async fn joined(transfer: JoinHandle<Moved>) -> Moved {
    let ended = transfer.await;
    ended.unwrap_or_else(|error| resume_unwind(error.into_panic()))
}

async fn moved(transfer: JoinHandle<Moved>) {
    let got = joined(transfer).await;
    assert!(
        got == Ok(()),
        "a transfer from an account that has enough returned {got:?}"
    );
}
