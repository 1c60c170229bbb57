"""The invented publications: their data, their templates, and what turns both into a small web."""
