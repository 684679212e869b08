// ANCHOR: main
/// All Fibonacci numbers up to `limit`.
fn fibonacci(limit: u64) -> Vec<u64> {
    let (mut a, mut b) = (0, 1);
    let mut numbers = Vec::new();
    while a <= limit {
        numbers.push(a);
        (a, b) = (b, a + b);
    }
    numbers
}

fn main() {
    let numbers = fibonacci(1_000_000);
    let found = numbers.iter().find(|number| **number > 10);
    println!("found: {}", found.unwrap());
    println!("computed: {} numbers", numbers.len());
}
// ANCHOR_END: main
