"""The table that `make bench` prints."""

HEAD = ("measure", "prototype", "signalbox", "PostgreSQL", "ratio", "goal", "")


def shown(value):
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


class Table:
    """Rows in the order they were measured. `ratio` is the product's figure over the prototype's."""

    def __init__(self):
        self.rows = []

    def add(self, measure, prototype=None, product=None, postgres=None, goal="", good=None):
        ratio = f"{product / prototype:.2f}" if prototype and isinstance(product, (int, float)) else ""
        verdict = "" if good is None else ("ok" if good else "MISSED")
        self.rows.append((measure, shown(prototype), shown(product), shown(postgres), ratio, goal, verdict))

    def __str__(self):
        lines = [HEAD, *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
        text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines]
        return "\n".join([text[0], "  ".join("-" * width for width in widths), *text[1:]])
