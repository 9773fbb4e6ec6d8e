"""What keeps the end of a household cheap however many others its organization has."""

import pytest
from django.db import connection

from shelters.models import Change, Person, Stay

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "column"),
    [(Person, "household"), (Stay, "household"), (Stay, "person"), (Stay, "hold"), (Change, "household")],
)
def test_what_hangs_on_a_row_that_goes_is_found_by_its_key_and_organization(model, column):
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    indexes = [each["columns"] for each in found.values() if each["index"]]
    assert [f"{column}_id", "organization_id"] in indexes
