"""Sources as data: how files describe them, and how each wants to be asked."""
