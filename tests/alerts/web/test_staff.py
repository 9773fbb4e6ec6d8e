"""One alert for staff, also what has no page for everybody."""

import re

import pytest

from alerts.actions import living
from alerts.models.alerts import new_alert_code
from tests.alerts import moderating
from tests.alerts.chain import make_helper
from tests.callers import Caller


@pytest.mark.parametrize("mark", ["red", "amber+strict", "amber", "green", "clear"])
def test_staff_read_what_their_circle_is_told_while_it_holds(
    desk, reader, city, moderator, colleague, outsider, mark
):
    alert = moderating.published(moderator, colleague, mark=mark)
    address = f"/alerts/read/{alert.code}/"

    def answers(*members):
        return [Caller(member).client.get(address) for member in members]

    circle, staff = answers(moderator, colleague), answers(desk, reader, city)

    assert [shown.status_code for shown in circle] == [200, 200]
    wide = {"amber", "green", "clear"}
    assert {shown.status_code for shown in staff} == {200 if mark in wide else 404}
    for shown in (*circle, *(staff if mark in wide else ())):
        text = shown.content.decode()
        assert "[es] Un falso abogado pide dinero" in text
        assert "+52 664 555 4471" in text
    assert [shown.status_code for shown in answers(outsider)] == [404]
    living.hide(alert, reason="duda", by=moderator)
    assert {shown.status_code for shown in answers(moderator, colleague, desk)} == {404}


def test_verified_helpers_stand_beside_what_staff_read(desk, moderator, colleague, office):
    make_helper(office.organization)
    alert = moderating.published(moderator, colleague, mark="amber")

    shown = Caller(desk).client.get(f"/alerts/read/{alert.code}/").text

    assert "Ayuda Verificada" in shown
    assert 'href="tel:+526645550100"' in shown


def said_in(answer):
    """What the page itself says; the frame around it has tokens and addresses."""
    return re.search(r'<div id="content".*</main>', answer.text, re.DOTALL)[0]


def test_a_link_to_what_is_not_shown_says_the_same_whatever_happened_to_it(desk, moderator, colleague):
    hidden, withdrawn, red, draft = (
        moderating.published(moderator, colleague),
        moderating.published(moderator, colleague),
        moderating.published(moderator, colleague, mark="red"),
        moderating.drafted(moderator),
    )
    living.hide(hidden, reason="duda", by=moderator)
    living.withdraw(withdrawn, reason="error", by=moderator)
    codes = [hidden.code, withdrawn.code, red.code, draft.code, new_alert_code()]
    reader = Caller(desk).client

    answers = [reader.get(f"/alerts/read/{code}/") for code in codes]

    assert {answer.status_code for answer in answers} == {404}
    assert len({said_in(answer) for answer in answers}) == 1
    assert "This warning is not shown." in answers[0].text
    assert "Perhaps it is being looked at again, was withdrawn or has ended" in answers[0].text
    assert "abogado" not in answers[0].text
