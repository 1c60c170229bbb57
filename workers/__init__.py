"""Turns a Page into an Article, enriches it, and hands it to the index."""
