from shared.cli.picture import draw
from shared.domain.text import CvText


def test_the_picture_shows_the_proof_and_fetches_nothing(tiny_taxonomy):
    svg = draw(tiny_taxonomy, CvText("Analyst, Acme, 2019 - 2023\n- Designed reports in SQL for the board\n"))
    assert "SQL" in svg
    assert "@font-face" not in svg
    assert "url(http" not in svg
