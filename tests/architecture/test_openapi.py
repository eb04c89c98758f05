"""What front ends are built from says what the functions do."""

import os

from shared.cli.openapi import HOW_TO_MEND, drifted, made


def test_the_committed_document_and_its_types_are_those_of_the_functions():
    stale = [os.fspath(path) for path in drifted(made())]
    assert not stale, HOW_TO_MEND
