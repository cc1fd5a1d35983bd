"""What researchers take home: a data package of the published copy, with its codebook."""

from archive.export.package import Exported, export

__all__ = ["Exported", "export"]
