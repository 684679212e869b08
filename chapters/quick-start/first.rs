    let visitor = visitor.await;
    let orders = orders(visitor.number).await;
    let friends = friends(visitor.number).await;
    Page {
        name: visitor.name,
        orders,
        friends,
    }
