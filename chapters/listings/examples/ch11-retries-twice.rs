use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::time::Duration;

use tokio::time::{sleep, timeout};

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

#[derive(Default)]
struct Shop {
    slow: Cell<bool>,
    sold: RefCell<Vec<&'static str>>,
    /// What was answered for which key.
    answered: RefCell<HashMap<u64, usize>>,
}

// ANCHOR: shop
impl Shop {
    async fn buy(&self, name: &'static str) -> usize {
        self.sold.borrow_mut().push(name);
        let number = self.sold.borrow().len();
        sleep(ms(if self.slow.replace(false) { 500 } else { 20 })).await; // the way back
        number
    }

    async fn buy_once(&self, key: u64, name: &'static str) -> usize {
        let known = self.answered.borrow().get(&key).copied();
        if let Some(number) = known {
            return number;
        }
        let number = self.sold.borrow().len() + 1;
        self.answered.borrow_mut().insert(key, number); // in one step with the order itself
        self.buy(name).await
    }
}
// ANCHOR_END: shop

fn slow_today() -> Shop {
    let shop = Shop::default();
    shop.slow.set(true);
    shop
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    let shop = slow_today(); // its first reply takes 500 ms
    for attempt in 1..=3 {
        match timeout(ms(100), shop.buy("tin")).await {
            Ok(number) => {
                println!("attempt {attempt}: order {number}");
                break;
            }
            Err(_) => println!("attempt {attempt}: no reply"),
        }
    }
    println!("sold: {:?}", shop.sold.borrow());
    // ANCHOR_END: main

    // ANCHOR: once
    let shop = slow_today();
    let key = 7_364_112; // chosen once for this order, before the first attempt
    for attempt in 1..=3 {
        match timeout(ms(100), shop.buy_once(key, "tin")).await {
            Ok(number) => {
                println!("attempt {attempt}: order {number}");
                break;
            }
            Err(_) => println!("attempt {attempt}: no reply"),
        }
    }
    println!("sold: {:?}", shop.sold.borrow());
    // ANCHOR_END: once
}
