"""The typed records, errors and names that every room shares; imports nothing of ours."""
