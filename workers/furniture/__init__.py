"""The memory by source: which blocks recur on a source's pages, learned from its recent ones, in numbered snapshots."""
