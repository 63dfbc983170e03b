"""The pictures of the README: chosen from those of a run, and made small."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

__all__ = ["README_PICTURES", "keep_for_the_readme"]

README_PICTURES = {
    "counter": "visual-check",
    "offline": "captured-resident-tong",
}
"""What each is called there, and which picture of a run it is."""

_COLOURS = 128
_MOST_BYTES = 150_000


def keep_for_the_readme(shots: Path, folder: Path) -> None:
    """Copy them with a palette; text stays sharp and a clone stays small.

    Raises:
        ValueError: a picture is too large all the same.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, shot in README_PICTURES.items():
        file = folder / f"{name}.png"
        with Image.open(shots / f"{shot}.png") as picture:
            small = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
        small.save(file, optimize=True)
        if file.stat().st_size > _MOST_BYTES:
            raise ValueError(f"{file}: {file.stat().st_size} bytes are too many for a README")
