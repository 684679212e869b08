    let visitor = visitor.await;
    let (orders, friends) = tokio::join!(orders(visitor.number), friends(visitor.number));
    Page {
        name: visitor.name,
        orders,
        friends,
    }
