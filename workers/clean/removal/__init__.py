"""What is not the article: which blocks go, and under which reason."""
