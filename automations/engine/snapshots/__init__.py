"""Copies of the workbooks and of the store, by day: made, kept for a while, and put back."""
