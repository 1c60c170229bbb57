"""`python -m cli`: the same as `trawlnet`."""

from cli.main import main

main()
