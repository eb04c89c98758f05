"""The report of `skillpath bench db`, for people."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

# Of a file or a pipe.
_WIDTH = 160

if TYPE_CHECKING:
    from rich.table import Table


def print_report(report: Mapping[str, Any]) -> None:
    """Every statement at the largest size, by its first page and its page 10,000; then by size."""
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDTH
    measured = report["statements"]
    sizes = sorted({one["rows"] for one in measured})
    console.print(
        f"{report['rows']:,} assessments of {report['result_bytes']:,} bytes each, {report['rows'] // 10:,} users; "
        f"{report['taxonomy']}; {report['seconds']:,} s"
    )
    console.print(_by_page([one for one in measured if one["rows"] == sizes[-1]]))
    console.print(_by_size(measured, sizes))
    erased = report["erasure_of_documents"]
    console.print(f"An account with {erased['documents']:,} documents is erased in {erased['ms']:,} ms.")


def _by_page(measured: list[Mapping[str, Any]]) -> "Table":
    table = _table("statement", "buffers, first page", "ms", "page", "buffers there", "ms", "found by")
    for one in measured:
        first, deep = one["first"], one["deep"]
        there = (f"{one['deep_page']:,}", f"{deep['buffers']:,}", f"{deep['ms']:.2f}") if deep else ("", "", "")
        ways = dict.fromkeys([*first["ways"], *(deep["ways"] if deep else ())])
        table.add_row(one["name"], f"{first['buffers']:,}", f"{first['ms']:.2f}", *there, _some(list(ways)))
    return table


def _by_size(measured: list[Mapping[str, Any]], sizes: list[int]) -> "Table":
    columns = [f"{what} at {size:,}" for what in ("buffers", "ms") for size in sizes]
    table = _table("statement", *columns)
    for name in dict.fromkeys(one["name"] for one in measured):
        by_size = {one["rows"]: one["first"] for one in measured if one["name"] == name}
        costs = [by_size[size] for size in sizes]
        table.add_row(name, *(f"{cost['buffers']:,}" for cost in costs), *(f"{cost['ms']:.2f}" for cost in costs))
    return table


def _some(ways: list[str]) -> str:
    """An erasure goes through every index."""
    return ", ".join(ways[:3]) + (f" and {len(ways) - 3} more" if len(ways) > 3 else "")


def _table(name: str, *columns: str) -> "Table":
    from rich.table import Table

    table = Table(name, show_header=True)
    for column in columns:
        table.add_column(column, justify="left" if column == "found by" else "right")
    return table
