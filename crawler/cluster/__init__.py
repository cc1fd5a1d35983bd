"""The same job on many machines, by Dask: parts of an archive go out and come back.

Nothing else of the program imports this room, nor Dask, unless a scheduler is named.
"""
