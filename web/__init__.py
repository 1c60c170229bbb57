"""The HTTP app: JSON API and pages over search, sources and queues."""
