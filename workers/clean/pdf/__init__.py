"""The article of a PDF."""
