// ANCHOR: message
/// Sends a number through two atomics: the number, and a flag that says it is there.
/// Counts the runs, and those in which the receiver saw the flag and not the number.
pub fn message(store: Ordering, load: Ordering, count: &Count) {
    let number = Arc::new(AtomicU32::new(0));
    let is_there = Arc::new(AtomicBool::new(false));
    let (n, flag) = (number.clone(), is_there.clone());
    let sender = thread::spawn(move || {
        n.store(42, Ordering::Relaxed);
        flag.store(true, store);
    });
    count.runs.fetch_add(1, Ordering::SeqCst);
    if is_there.load(load) && number.load(Ordering::Relaxed) == 0 {
        count.missed.fetch_add(1, Ordering::SeqCst);
    }
    sender.join().unwrap();
}
// ANCHOR_END: message
