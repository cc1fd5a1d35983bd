"""Documents for people to look at: markup that runs and loads nothing, with one place marked."""

from extract.show.showing import Shown, show

__all__ = ["Shown", "show"]
