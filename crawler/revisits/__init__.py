"""When a feed, sitemap or listing is asked again: learnt rates of news, within one budget for all."""
