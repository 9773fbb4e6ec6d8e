"""Odd answers into every form of alerts, as it stands on its page: refused in words or written down, never
a fault. The forms of appointments have the same in tests/contract/test_odd_forms.py."""

from typing import Any

import pytest

from alerts.actions import helpers, living, recordings
from alerts.actions.reports import Told, report
from tests.alerts import sounds
from tests.alerts.actions.test_helpers import ENTRY
from tests.alerts.moderating import drafted, published, told, waiting
from tests.contract.odd_pages import Page, broken_by

pytestmark = pytest.mark.django_db
PLACES = (
    "desk/", "desk/new/", "helpers/", "helpers/new/", "helpers/import/", "office/", "check/", "report/",
    "letters/",
)  # fmt: skip
IN_PUBLIC = ("", "tell/", "receipt/", "check/", "helpers/")
QUERIES = ("language", "file", "state", "page", "q", "contact")


@pytest.fixture
def pages(moderator: Any, second: Any, network: Any) -> list[Page]:
    """Who opens which page: something of each kind is there."""
    told(moderator)
    report(network.pk, Told(tactic="rumour", words="x"), by=None, door="public")
    begun, given = drafted(moderator, beware=["664 555 1111"]), waiting(moderator, beware=["664 555 2222"])
    told_of = published(moderator, second, beware=["664 555 3333"])
    hidden = living.hide(published(moderator, second, beware=["664 555 5555"]), reason="queja", by=moderator)
    recordings.put(told_of, "es", sounds.opus(), by=moderator)
    helper = helpers.add(ENTRY, by=moderator)
    here = f"/a/{network.code}/"
    alerts = [begun, given, told_of, hidden]
    mine = [f"/alerts/{place}" for place in PLACES]
    mine += [f"/alerts/desk/{alert.pk}/{part}" for alert in alerts for part in ("", "facts/", "words/es/")]
    mine += [f"/alerts/{told_of.pk}/recordings/", f"/alerts/helpers/{helper.pk}/"]
    theirs = [f"/alerts/desk/{alert.pk}/" for alert in alerts[1:]] + [f"/alerts/{told_of.pk}/recordings/"]
    of_all = [here + place for place in IN_PUBLIC]
    of_all += [f"{here}{told_of.code}/{part}" for part in ("", "reply/", "me-too/", "text/")]
    return [
        *((moderator, address) for address in mine),
        *((second, address) for address in theirs),
        *((None, address) for address in of_all),
    ]


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
def test_nothing_odd_breaks_a_page(pages: list[Page]) -> None:
    broken, forms = broken_by(pages, below=("/alerts/", "/a/"), queries=QUERIES)

    assert broken == {}
    assert forms > 20
