"""Every command as its users type it: one crawled installation where they only read, their own where they change."""
