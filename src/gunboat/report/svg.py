"""Drawing: SVG elements by way of the standard library's XML tree, in the colours of the report."""

from __future__ import annotations

from xml.etree import ElementTree as Tree

COLOURS = {
    "ink": "#1d1d1b", "faint": "#8a867d", "line": "#d8d3c7", "paper": "#fffdf8", "model": "#d55e00",
    "band": "#f3c9a8", "record": "#0072b2", "land": "#e9e2d0", "water": "#f4f8fa",
}  # fmt: skip
"""The light colours, Okabe and Ito's orange and blue for model and record; a page may give each class its own."""


class Picture:
    """A picture of `width` by `height` units with a title and a description for those who do not see it."""

    def __init__(self, width: float, height: float, title: str, description: str) -> None:
        spoken = {"role": "img", "aria-label": f"{title}. {description}"}
        box = f"0 0 {width:g} {height:g}"
        self.root = Tree.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": box, **spoken})
        self.width, self.height = width, height

    def add(
        self, tag: str, css: str, parent: Tree.Element | None = None, text: str = "", **numbers: object
    ) -> Tree.Element:
        """Add an element of class `css`; underscores in names become hyphens, numbers are rounded to a tenth."""
        shown = {name.replace("_", "-"): _plain(value) for name, value in numbers.items()}
        made = Tree.SubElement(self.root if parent is None else parent, tag, {"class": css, **shown})
        made.text = text or None
        return made

    def text(
        self, x: float, y: float, said: str, css: str = "ink", anchor: str = "start", size: float = 13,
        weight: int = 400,
    ) -> None:  # fmt: skip
        """Add a line of text."""
        self.add("text", f"t {css}", text=said, x=x, y=y, text_anchor=anchor, font_size=size, font_weight=weight)

    def inline(self) -> str:
        """The picture for a page that gives its classes their colours."""
        return Tree.tostring(self.root, encoding="unicode")

    def _repr_svg_(self) -> str:
        return self.standalone()

    def standalone(self) -> str:
        """The picture as a file of its own, with its colours and fonts inside and a ground of paper."""
        root = Tree.fromstring(self.inline())
        rules = "".join(
            f".{name}{{fill:{colour}}}.s-{name}{{stroke:{colour};fill:none}}" for name, colour in COLOURS.items()
        )
        style = Tree.Element("style")
        style.text = f"{rules}.t{{font-family:Georgia,'Noto Serif CJK TC','Noto Serif CJK SC',serif}}"
        ground = Tree.Element("rect", {"class": "paper", "width": "100%", "height": "100%"})
        root.insert(0, ground)
        root.insert(0, style)
        root.set("width", f"{self.width:g}")
        root.set("height", f"{self.height:g}")
        text = Tree.tostring(root, encoding="unicode")
        return text.replace("ns0:", "").replace(":ns0", "") + "\n"


def _plain(value: object) -> str:
    return f"{round(value, 1):g}" if isinstance(value, float) else str(value)
