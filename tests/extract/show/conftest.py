"""Documents are read and drawn once, whichever of their cells are marked."""

from __future__ import annotations

from functools import cache

import pytest

from extract.readers import ofd, pdf, read_document
from extract.show import page_pictures, showing


@pytest.fixture
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_pictures, "picture_pdf", cache(page_pictures.picture_pdf))
    monkeypatch.setattr(ofd, "read_page", cache(ofd.read_page))
    monkeypatch.setattr(pdf, "read_pdf", cache(pdf.read_pdf))
    monkeypatch.setattr(showing, "read_document", cache(read_document))
