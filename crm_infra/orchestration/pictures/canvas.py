"""A small canvas that draws SVG: boxes, words, arrows; and the data URI that Dagster's UI shows.

SVG as an image cannot run anything or fetch anything, is sharp at any size, and costs no library.
Add here a shape that pictures need; what a picture shows belongs to the picture's own module.
"""

from base64 import b64encode
from dataclasses import dataclass, field
from html import escape

FONT = "Inter, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
INK, MUTED, PAPER, LINE = "#1b2733", "#5b6b7a", "#ffffff", "#c9d3dc"
BLUE, GREEN, RED, AMBER, VIOLET = "#1a62d6", "#1b7f4b", "#c0362c", "#a86500", "#6b3fb5"
TINT = {
    BLUE: "#eaf2fd",
    GREEN: "#e8f6ee",
    RED: "#fdecea",
    AMBER: "#fdf4e3",
    VIOLET: "#f2ecfb",
    LINE: "#f6f8fa",
}


@dataclass
class Canvas:
    """Collects shapes; ``svg`` puts them together."""

    width: int
    height: int
    shapes: list[str] = field(default_factory=list[str])

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        colour: str = LINE,
        fill: str = "",
        dashed: bool = False,
        radius: int = 8,
    ) -> None:
        """A rounded rectangle, filled with the tint of its colour unless told otherwise."""
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self.shapes.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius}" '
            f'fill="{fill or TINT.get(colour, PAPER)}" stroke="{colour}"{dash}/>'
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: int = 13,
        colour: str = INK,
        bold: bool = False,
        anchor: str = "start",
    ) -> None:
        """One line of words; ``y`` is its base line."""
        weight = ' font-weight="600"' if bold else ""
        self.shapes.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{colour}" '
            f'text-anchor="{anchor}"{weight}>{escape(words)}</text>'
        )

    def badge(self, right: float, y: float, words: str, *, good: bool = True) -> float:
        """A small label that ends at ``right``; gives where the next one to its left ends."""
        width = 6.4 * len(words) + 14
        colour = GREEN if good else RED
        self.box(right - width, y, width, 18, colour=colour, fill=PAPER, radius=9)
        self.text(
            right - width / 2, y + 13, words, size=11, colour=colour, anchor="middle", bold=True
        )
        return right - width - 6

    def arrow(self, x: float, top: float, bottom: float, *, colour: str, up: bool) -> None:
        """A vertical arrow."""
        tip, sign = (top, 1) if up else (bottom, -1)
        self.shapes.append(
            f'<path d="M{x:g} {top:g}V{bottom:g}M{x - 5:g} {tip + 8 * sign:g}L{x:g} {tip:g}'
            f'L{x + 5:g} {tip + 8 * sign:g}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )

    def line(
        self, left: float, right: float, y: float, *, colour: str, dashed: bool = False
    ) -> None:
        """A horizontal line with a tip at both ends: the two exchange something."""
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self.shapes.append(
            f'<path d="M{left:g} {y:g}H{right:g}M{left + 8:g} {y - 5:g}L{left:g} {y:g}'
            f"L{left + 8:g} {y + 5:g}M{right - 8:g} {y - 5:g}L{right:g} {y:g}"
            f'L{right - 8:g} {y + 5:g}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
        )

    def svg(self, title: str) -> str:
        """The whole picture."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" '
            f'height="{self.height}" viewBox="0 0 {self.width} {self.height}" '
            f'font-family="{FONT}"><title>{escape(title)}</title>'
            f'<rect width="100%" height="100%" fill="{PAPER}"/>{"".join(self.shapes)}</svg>'
        )


def inline_image(svg: str, title: str) -> str:
    """Markdown that shows the picture without fetching anything."""
    return f"![{title}](data:image/svg+xml;base64,{b64encode(svg.encode()).decode()})"
