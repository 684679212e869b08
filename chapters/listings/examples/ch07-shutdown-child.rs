use tokio_util::sync::CancellationToken;

fn main() {
    // ANCHOR: main
    let gateway = CancellationToken::new();
    let (pump, valve) = (gateway.child_token(), gateway.child_token());
    let say = |what: &str| {
        let [gateway, pump, valve] = [&gateway, &pump, &valve].map(|token| token.is_cancelled());
        println!("{what}: gateway {gateway}, pump {pump}, valve {valve}");
    };
    pump.cancel();
    say("pump.cancel()");
    gateway.cancel();
    say("gateway.cancel()");
    println!(
        "a child made later: {}",
        gateway.child_token().is_cancelled()
    );
    // ANCHOR_END: main
}
