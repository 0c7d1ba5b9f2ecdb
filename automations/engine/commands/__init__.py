"""The commands: each is a function from what was typed to an answer."""
