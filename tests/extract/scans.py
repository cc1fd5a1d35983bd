"""Scans made to measure: reports with known numbers, drawn, printed and scanned by program."""

from __future__ import annotations

import io
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from extract.forms import Form, TableForm, load_forms
from extract.rules.facts import APPLICANTS
from tests.extract.sheets import HEIGHT, WIDTH, Numbers, draw_report


@dataclass(frozen=True)
class Scan:
    """A scanned report: its bytes, and the number of every cell by key."""

    body: bytes
    truth: Numbers


def scan_report(seed: int, *, degraded: bool) -> Scan:
    """Draw a whole report on three pages, in either form, as PDF or one long picture."""
    dice = random.Random(seed)
    form = dice.choice(load_forms())
    truth = random_numbers(form, dice)
    pages = draw_report(form.tables, truth, dice, form.since + 1)
    kind = dice.choice(("PDF", "PDF", "TIFF", "picture"))
    if kind == "picture":
        pages = [_stitch(pages)]
    if degraded:
        pages = [_degrade(page, np.random.default_rng((seed, at))) for at, page in enumerate(pages)]
    return Scan(_pack(pages, kind, degraded=degraded), truth)


def scan_table(seed: int) -> Mapping[str, bytes]:
    """Return one page with the smallest table, as each kind of picture and as PDF."""
    dice = random.Random(seed)
    form = dice.choice(load_forms())
    truth = random_numbers(form, dice)
    page = draw_report(form.tables, truth, dice, form.since + 1)[-1]
    bodies = {}
    for kind in ("PNG", "JPEG", "TIFF", "PDF"):
        body = io.BytesIO()
        page.save(body, kind)
        bodies[kind] = body.getvalue()
    return bodies


def random_numbers(form: Form, dice: random.Random) -> Numbers:
    """Return numbers for every cell of a form, by key."""
    truth: Numbers = {}
    for table in form.tables:
        truth.update(_numbers(table, dice))
    return truth


def _numbers(table: TableForm, dice: random.Random) -> Numbers:
    if table.name == "applications":
        return _applications(table, dice)
    if table.name == "challenges":
        return _challenges(dice)
    blank = dice.random() * 0.3
    return {
        cell.key: None
        if dice.random() < blank
        else round(dice.random() * 500, dice.choice((1, 2, 4)))
        if cell.kind == "decimal" and dice.random() < 0.6
        else _count(dice)
        for cell in table.indicators
    }


def _count(dice: random.Random) -> int:
    """Return a count as reports have them: mostly zero, sometimes ten thousand."""
    return 0 if dice.random() < 0.5 else int(10 ** (dice.random() * dice.choice((1, 1, 2, 3, 4.5))))


def _applications(table: TableForm, dice: random.Random) -> Numbers:
    rows = [row for row in table.rows if row.groups and row.key != "processed_total"]
    grid: dict[str, list[int]] = {
        row.key: [_count(dice) if dice.random() < 0.4 else 0 for _ in APPLICANTS] for row in rows
    }
    grid["processed_total"] = [sum(column) for column in zip(*grid.values(), strict=True)]
    grid["carried_out"] = [dice.choice((0, 0, 1, 7)) for _ in APPLICANTS]
    whole = zip(grid["processed_total"], grid["carried_out"], strict=True)
    both = [done + left for done, left in whole]
    grid["carried_in"] = [min(dice.choice((0, 0, 1, 11)), total) for total in both]
    grid["received"] = [
        total - before for total, before in zip(both, grid["carried_in"], strict=True)
    ]
    numbers: Numbers = {}
    for row, counts in grid.items():
        for column, count in zip((*APPLICANTS, "total"), (*counts, sum(counts)), strict=True):
            numbers[f"applications.{row}.{column}"] = count
    return numbers


def _challenges(dice: random.Random) -> Numbers:
    numbers: Numbers = {}
    for block in ("review", "litigation_direct", "litigation_after_review"):
        counts = [_count(dice) % 1000 for _ in range(4)]
        names = ("upheld", "corrected", "other", "pending", "total")
        for name, count in zip(names, (*counts, sum(counts)), strict=True):
            numbers[f"challenges.{block}.{name}"] = count
    return numbers


def _degrade(page: Image.Image, noise: np.random.Generator) -> Image.Image:
    """Skew by up to 0.7 degrees, blur, add noise, and squeeze to JPEG of quality 55."""
    angle = float(noise.choice((-0.7, 0.7)))
    turned = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=250)
    blurred = cv2.GaussianBlur(np.asarray(turned), (0, 0), 0.8).astype(np.float64)
    grain = noise.normal(0, 10, blurred.shape)
    speckled = Image.fromarray(np.clip(blurred + grain, 0, 255).astype(np.uint8))
    squeezed = io.BytesIO()
    speckled.save(squeezed, "JPEG", quality=55)
    return Image.open(squeezed)


def _stitch(pages: Sequence[Image.Image]) -> Image.Image:
    """Return the pages under one another, as portals show them in one long picture."""
    long = Image.new("L", (WIDTH, HEIGHT * len(pages)), 255)
    for at, page in enumerate(pages):
        long.paste(page, (0, at * HEIGHT))
    return long


def _pack(pages: Sequence[Image.Image], kind: str, *, degraded: bool) -> bytes:
    body = io.BytesIO()
    if kind == "PDF":
        pages[0].save(
            body, kind, save_all=True, append_images=pages[1:], resolution=150, quality=95
        )
    elif kind == "TIFF":
        pages[0].save(body, kind, save_all=True, append_images=pages[1:], dpi=(150, 150))
    elif degraded:
        pages[0].save(body, "JPEG", quality=55)
    else:
        pages[0].save(body, "PNG")
    return body.getvalue()
