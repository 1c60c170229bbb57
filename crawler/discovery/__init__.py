"""Where news is found: feeds, sitemaps and listings, each read into the URLs that it names."""
