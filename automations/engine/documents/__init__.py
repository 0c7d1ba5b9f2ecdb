"""Adapters that write Word and Excel documents."""
