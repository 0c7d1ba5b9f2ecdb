"""The store: what the service remembers, on SQLAlchemy Core."""
