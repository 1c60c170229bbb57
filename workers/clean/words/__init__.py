"""How words are tried on a text, and those by which a block shows that it is none of the article."""
