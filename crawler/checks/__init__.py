"""Looks at sites beside the crawl: what a source yields now, and what a site has that could be a source."""
