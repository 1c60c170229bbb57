"""The crowd: any number of invented sites on one port, made from a seed, that publish on a virtual clock.

`schedule` says when each publishes, `sites` what it answers at a moment, `bulk` gives hosts with pages alone, `server`
serves them all in a process of its own with a log of every request, and `running` holds that process.
"""
