"""The deterministic sample web that demo, tests and benchmarks crawl."""
