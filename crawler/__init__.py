"""Decides what to fetch and fetches it: sources, frontier, politeness, spiders, archive."""
