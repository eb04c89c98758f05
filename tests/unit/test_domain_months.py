from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.months import first_of_month, month_name, month_number


@given(st.dates())
def test_a_month_is_found_again_by_its_number(day):
    assert first_of_month(month_number(day)) == day.replace(day=1)


def test_months_are_counted_across_years_and_named_in_english():
    assert month_number(date(2022, 1, 1)) - month_number(date(2020, 12, 31)) == 13
    assert month_name(date(2021, 3, 9)) == "March 2021"
