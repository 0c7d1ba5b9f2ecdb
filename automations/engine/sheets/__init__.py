"""Adapters that read and write workbooks."""
