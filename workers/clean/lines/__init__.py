"""Pages and articles as lines of JSON, in many processes."""
