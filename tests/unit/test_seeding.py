"""What a person sees while the catalogue is filled."""

import io
import re

import pytest
import typer
from rich.console import Console

from shared.cli.seeding import fill_catalogue, show_progress
from shared.services.catalogue import Seeded


def piped() -> Console:
    return Console(file=io.StringIO(), width=80, color_system=None)


def terminal() -> Console:
    return Console(file=io.StringIO(), width=120, color_system=None, force_terminal=True)


def said(console: Console) -> str:
    return console.file.getvalue()


def test_a_pipe_gets_one_line_for_each_kind_that_is_filled_in():
    console = piped()
    with show_progress(console) as report:
        report(Seeded.SKILLS, 996, 1_000)
        report(Seeded.SKILLS, 1_000, 1_000)
        report(Seeded.ROLES, 0, 600)
        report(Seeded.ROLES, 498, 600)
        report(Seeded.ROLES, 600, 600)
        report(Seeded.ROLE_SKILLS, 70, 70)
    assert said(console).splitlines() == [
        "Fill in 1,000 skills (996 are there) …",
        "Fill in 600 roles …",
    ]


@pytest.mark.parametrize("make", [piped, terminal])
def test_an_interruption_ends_in_one_line_that_says_how_far_it_came(make):
    console = make()

    def fill_until_interrupted():
        with show_progress(console) as report:
            report(Seeded.SKILLS, 5, 5)
            report(Seeded.ROLES, 0, 600)
            report(Seeded.ROLES, 498, 600)
            raise KeyboardInterrupt

    with pytest.raises(typer.Exit) as stopped:
        fill_until_interrupted()
    assert stopped.value.exit_code == 130
    assert "Stopped with 5 of 5 skills, 498 of 600 roles filled in; the same command goes on" in said(console)


def test_a_bar_goes_on_from_what_was_there_and_does_not_count_it_as_done_in_no_time():
    console = terminal()
    with show_progress(console) as report:
        report(Seeded.SKILLS, 500, 1_000)
    shown = said(console).split("\n")
    line = next(text for text in reversed(shown) if "Fill in skills  " in text)
    assert "500/1000" in line
    # Nothing was written yet, so nobody can say how long the rest takes.
    assert "-:--:--" in line


def test_the_summary_says_what_was_written_and_a_second_time_that_nothing_was(tiny_taxonomy, tmp_path, monkeypatch):
    from shared import bootstrap

    settings = {
        "SKILLPATH_STORE": "sql",
        "SKILLPATH_DATABASE_URL": f"sqlite:///{tmp_path / 'store.sqlite'}",
        "SKILLPATH_TAXONOMY": str(tiny_taxonomy.path),
    }
    for name in settings:
        # So that what fill_catalogue sets is taken back.
        monkeypatch.setenv(name, "")
    bootstrap.reset()
    try:
        first, second = piped(), piped()
        fill_catalogue(first, settings)
        fill_catalogue(second, settings)
    finally:
        bootstrap.reset()
    assert re.search(r"8 skills, 3 roles, 7 skills of roles written", said(first))
    assert "everything is there already" in said(second)
    assert "Fill in" not in said(second)
