use futures::executor::block_on;

fn length(path: &str) -> impl Future<Output = usize> {
    let length = path.len();
    async move { length }
}

fn main() {
    let length = {
        let path = String::from("/items");
        length(&path)
    };
    println!("{}", block_on(length));
}
