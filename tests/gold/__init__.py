"""Labelled sets of our own writing: pages with their truth, half of them (`held/`) opened only for the final figure."""
