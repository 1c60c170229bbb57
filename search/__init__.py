"""Owns the index: document mapping, two index backends, query language, ranking."""
