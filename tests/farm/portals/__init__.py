"""One module a family or a group of traps; each offers `PORTALS`, builders by name."""
