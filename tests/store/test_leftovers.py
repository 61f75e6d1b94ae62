"""What a test leaves in the database is found after it."""

from django.contrib.auth import get_user_model

from tests.leftovers import find_leftovers, find_rows, is_test_database


def test_a_transaction_that_did_not_end_is_found_and_so_are_rows(db):
    assert is_test_database()
    assert find_leftovers() == "a transaction that did not end"  # the one this test is in
    assert find_rows() == ""
    get_user_model().objects.create_user(username="left")
    assert find_rows() == "rows in auth_user"
