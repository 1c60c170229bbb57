"""Article tails, each paragraph labelled: what an attentive editor keeps, and why the rest goes."""
