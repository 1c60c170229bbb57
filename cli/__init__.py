"""The `trawlnet` command; starts everything on one machine."""
