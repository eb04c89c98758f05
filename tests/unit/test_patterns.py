"""Patterns that were compiled as a package was built, and what takes them as a function starts."""

import marshal
import re
import subprocess
import sys

import pytest

from shared.api import patterns
from shared.deploy.patterns import write_patterns
from shared.deploy.target import this_machine

START = """
import sys
from shared.api import patterns
patterns.use_compiled(sys.argv[1])
import re
compiled = re.compile(r"(?P<year>20\\d\\d)-(\\d+)", re.IGNORECASE)
found = compiled.fullmatch("2026-11").groups()
print(found, compiled.groupindex, compiled.flags, re.compile("[a-c]+").findall("xabcx"))
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("patterns") / patterns.FILE
    write_patterns(path, this_machine())
    return path


def test_what_is_kept_of_each_pattern_of_the_functions_is_what_compiling_it_anew_gives(written):
    made_for, kept = marshal.loads(written.read_bytes())  # noqa: S302 - written here
    assert made_for == patterns.engine()
    assert len(kept) > 150, "those of extraction alone are more than a hundred"
    different = [key for key, value in kept.items() if patterns.make(key[0], value) != re.compile(*key)]
    assert different == []


def test_the_same_functions_give_the_same_bytes(written, tmp_path):
    write_patterns(tmp_path / "again", this_machine())
    assert (tmp_path / "again").read_bytes() == written.read_bytes()


def start(folder):
    done = subprocess.run([sys.executable, "-c", START, folder], capture_output=True, text=True, check=True)
    return done.stdout


def keep(folder, made_for, kept):
    (folder / patterns.FILE).write_bytes(marshal.dumps((made_for, kept), 2))
    return start(str(folder))


@pytest.fixture
def one():
    key = (r"(?P<year>20\d\d)-(\d+)", int(re.IGNORECASE))
    return {key: patterns.compiled(*key)}


def test_a_kept_pattern_is_taken_and_what_is_not_kept_is_compiled(tmp_path, one):
    plain = start(str(tmp_path))
    assert plain == "('2026', '11') {'year': 1} 34 ['abc']\n"
    assert keep(tmp_path, patterns.engine(), one) == plain
    # To show that it is the kept one: another, under its key.
    (key,) = one
    one[key] = patterns.compiled(r"(?P<month>20\d\d-)(\d\d)", 0)
    assert keep(tmp_path, patterns.engine(), one) == "('2026-', '11') {'month': 1} 32 ['abc']\n"


def test_patterns_for_another_version_of_the_engine_are_left_alone(tmp_path, one):
    one[next(iter(one))] = patterns.compiled("never", 0)
    assert keep(tmp_path, (3, 99), one) == start(str(tmp_path / "nothing"))


def test_what_the_engine_refuses_is_compiled_anew(tmp_path, one):
    ((key, (flags, _, *rest)),) = one.items()
    broken = {key: (flags, b"\xff" * 64, *rest)}
    assert keep(tmp_path, patterns.engine(), broken) == start(str(tmp_path / "nothing"))


def test_the_engine_refuses_what_is_no_code_of_its_own(one):
    ((pattern, _), (flags, _, *rest)) = next(iter(one.items()))
    with pytest.raises(RuntimeError, match="invalid SRE code"):
        patterns.make(pattern, (flags, b"\xff" * 64, *rest))
