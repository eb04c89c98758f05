"""How packages are made small: libraries without symbols, and files packed in parts."""

import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import numpy as np
import Stemmer

from shared.deploy.archive import write_archive, write_part
from shared.deploy.symbols import forget_symbols, without_symbols

_STEM = """
import sys
sys.path.insert(0, sys.argv[1])
import Stemmer
print(Stemmer.__file__, Stemmer.Stemmer("english").stemWord("running"))
"""


def test_a_library_without_symbols_packs_to_less_and_does_the_same(tmp_path):
    there = Path(Stemmer.__file__)
    library = there.read_bytes()
    made = tmp_path / there.name
    made.write_bytes(library)
    (tmp_path / "libempty.so").write_bytes(b"no library")
    forget_symbols(tmp_path)
    shorter = made.read_bytes()
    assert len(shorter) == len(library)
    assert len(zlib.compress(shorter)) <= len(zlib.compress(library))
    assert without_symbols(shorter) == shorter
    assert (tmp_path / "libempty.so").read_bytes() == b"no library"
    done = subprocess.run([sys.executable, "-c", _STEM, tmp_path], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(made), "run"]


def test_what_is_packed_in_parts_is_the_same_and_packs_to_less(tmp_path):
    draw = np.random.default_rng(0)
    numbers = np.round(draw.normal(0, 4, 2**19)).astype(np.int8).tobytes()
    text = b"".join(b"%d times two is %d\n" % (number, 2 * number) for number in range(20_000))
    contents = {"both": numbers + text + numbers[:5], "empty": b"", "numbers": numbers, "short": b"short", "text": text}
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    whole, part = tmp_path / "whole.zip", tmp_path / "part.zip"
    write_archive(whole, {name: tmp_path / name for name in contents})
    assert write_part(part, whole, ["text", "both"]) == len(contents["text"]) + len(contents["both"])
    for path, names in ((whole, [*contents]), (part, ["both", "text"])):
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            assert archive.namelist() == names
            assert {name: archive.read(name) for name in names} == {name: contents[name] for name in names}
            assert archive.getinfo("both").compress_size < 0.97 * len(zlib.compress(contents["both"], 9))
