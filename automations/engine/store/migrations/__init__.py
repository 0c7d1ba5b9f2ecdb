"""The versions of the store, run by Alembic from `upgrade.py`."""
