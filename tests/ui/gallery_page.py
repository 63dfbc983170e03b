"""docs/gallery.md as the exhibits make it."""

from __future__ import annotations

from pathlib import Path

from tests.ui.exhibits import EXHIBITS

__all__ = ["PAGE", "PICTURES", "gallery_page"]

PAGE = Path(__file__).parents[2] / "docs" / "gallery.md"
PICTURES = PAGE.with_name("screenshots")


def gallery_page() -> str:
    """docs/gallery.md as it has to be."""
    lines = [
        "# Gallery",
        "",
        "Every step, the verdicts that matter, and the three papers, painted by the program's own",
        "window; everybody is invented. `./dev gallery` paints all of it anew, this page included,",
        "and `./dev gallery FOLDER` every page there is, in both languages and sizes.",
    ]
    for title, exhibits in EXHIBITS.items():
        lines += ["", f"## {title}"]
        for each in exhibits:
            lines += ["", each.caption, "", f"![{each.name}](screenshots/{each.name}.png)"]
    return "\n".join(lines) + "\n"
