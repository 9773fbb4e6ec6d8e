"""No spelling of a contact point warns of a verified helper; what only imitates one can be warned of."""

from dataclasses import replace

import pytest

from alerts.actions import checking, helpers, living
from alerts.errors import FlaggedPoint, PointOfHelper
from tests.alerts.actions.test_helpers import ENTRY, _this_november  # noqa: F401  a fixture
from tests.alerts.moderating import drafted, published

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "points", "licence"),
    [
        ("619 555 0101", ["+1 619 555 0101"], ""),
        ("٦١٩ ٥٥٥ ٠١٠١", ["+1 619 555 0101"], ""),
        ("+52 1 664 555 4471", ["664 555 4471"], ""),
        ("wa.me/5216645554471", ["664 555 4471"], ""),
        ("664 555 4471 ext 9", ["664 555 4471"], ""),
        ("@ayuda", ["facebook.com/ayuda"], ""),
        ("https://x.com/AYUDA?s=21", ["@ayuda"], ""),
        ("https://www.ayuda.org:8443/pagar?x=1", ["ayuda.org"], ""),
        ("https://user@AYUDA.org\\pagar", ["https://www.ayuda.org/"], ""),
        ("INFO@Ayuda.org", ["info@ayuda.org"], ""),
        ("cédula 1234-5678", [], "12345678"),
    ],
    ids=str,
)
def test_no_spelling_warns_of_a_helper(moderator, second, typed, points, licence):
    """Neither before nor after the helper is entered: whoever looks the spelling up means the helper."""
    entry = replace(ENTRY, points=tuple(points), licence=licence)
    helper = helpers.add(entry, by=moderator)

    with pytest.raises(PointOfHelper):
        drafted(moderator, beware=[typed])
    helpers.retire(helper, by=moderator)
    alert = published(moderator, second, beware=[typed])

    with pytest.raises(FlaggedPoint):
        helpers.change(helper, entry, by=moderator)
    living.hide(alert, reason="wrong", by=moderator)
    helpers.change(helper, entry, by=moderator)
    with pytest.raises(PointOfHelper):
        living.show(alert, by=second)


@pytest.mark.parametrize(
    ("typed", "point"),
    [
        ("+1 664 555 4471", "664 555 4471"), ("tiktok.com/@ayuda", "facebook.com/ayuda"),
        ("@аyuda", "facebook.com/ayuda"), ("https://ayuda.org.evil.com/", "ayuda.org"),
        ("facebook.com/groups/1", "facebook.com/groups/2"), ("https://xn--yuda-5cd.org/", "ayuda.org"),
        ("https://ayuda.org@evil.com/", "ayuda.org"), ("linktr.ee/evil", "linktr.ee/ayuda"),
    ],
    ids=str,
)  # fmt: skip
def test_what_only_imitates_a_helper_is_warned_of(moderator, second, typed, point):
    helpers.add(replace(ENTRY, points=(point,)), by=moderator)

    published(moderator, second, kind="impersonation", beware=[typed], real=[point])

    assert checking.check(moderator.organization.network_id, typed).kind == checking.Known.ALERT
    assert checking.check(moderator.organization.network_id, point).kind == checking.Known.HELPER
