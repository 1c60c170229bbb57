"""What keeps endless spaces of addresses from eating a crawl, without cutting a large archive short."""
