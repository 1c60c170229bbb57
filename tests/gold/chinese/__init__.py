"""Whole Chinese pages of our own writing, with their truth: title, body, authors, time, source."""
