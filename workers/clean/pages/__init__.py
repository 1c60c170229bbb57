"""A page as bytes, tree and blocks: its type and character set, what its head says, safe HTML of it."""
