"""The HTTP app: the JSON API and the pages over search, sources and queues; started through `web.process`."""
