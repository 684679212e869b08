/// Three attempts of an import. Each begins where the server lets it, and brings some rows.
const ATTEMPTS: [(u32, u32); 3] = [(0, 40), (0, 60), (60, 40)]; // (from, rows)

fn main() {
    // ANCHOR: naive
    let mut done = 0;
    for (_from, rows) in ATTEMPTS {
        for _row in 0..rows {
            done += 1; // draws "{done} of 100 rows"
        }
    }
    println!("{done} of 100 rows");
    // ANCHOR_END: naive

    // ANCHOR: two
    let (mut there, mut received) = (0, 0);
    for (from, rows) in ATTEMPTS {
        there = from;
        for _row in 0..rows {
            there += 1;
            received += 1;
        }
    }
    println!("{there} of 100 rows, {received} received");
    // ANCHOR_END: two

    // ANCHOR: totals
    let totals = [Some(100), None, Some(50)]; // of three tables, as far as they are known
    let known: u32 = totals.iter().flatten().sum();
    let all: Option<u32> = totals.iter().copied().sum();
    println!("of those that are known: {known}; of all: {all:?}");
    // ANCHOR_END: totals
}
