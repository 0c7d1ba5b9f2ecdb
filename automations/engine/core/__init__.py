"""The functional core: no clock, no disk, no network, no logging."""
