"""One alert for staff, also what has no page for everybody."""

import pytest

from alerts.actions import living
from tests.alerts import moderating
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
