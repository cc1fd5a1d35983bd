"""One thin file a group of commands; each lists its commands in `COMMANDS`."""
