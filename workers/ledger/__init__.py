"""The queue of record: a row for each page handed over, kept until its one outcome. `workers.queue` is its doorway."""
