"""Adapters that compose messages and hand them over."""
