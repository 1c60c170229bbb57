"""One field of the article each: title, authors, times, language, publisher, tags, the own digest of the page."""
