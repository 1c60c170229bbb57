"""Whether a page is an article at all, and what else it is."""
