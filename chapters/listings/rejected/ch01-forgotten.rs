async fn save(visit: &str) -> usize {
    println!("saved: {visit}");
    visit.len()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    save("monday");
    let _ = save("tuesday");
    let _saving = save("wednesday");
    drop(save("thursday"));
    save("friday").await;
    println!("the end");
}
