"""What a command does when disk, lock or clock fail it."""
