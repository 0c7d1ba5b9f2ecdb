"""One migration per file, named by its number."""
