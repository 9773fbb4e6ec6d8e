"""The record of processing activities: what an organization hands to its authority when asked.

Made for one organization from the inventory and its own hours. What only a lawyer can say stays blank.
"""

from collections.abc import Iterator
from uuid import UUID

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.errors import Text
from privacy.documents import holdings, spans
from privacy.inventory import DECLARED, Declaration, Kind

COLUMNS: tuple[Text, ...] = (
    _("responsible organization"),
    _("activity"),
    _("purpose"),
    _("categories of persons"),
    _("categories of data"),
    _("recipients"),
    _("erased after"),
    _("erased after (hours)"),
    _("safeguards"),
    _("legal basis (your lawyer fills this in)"),
)
# Whoever is named in a row of these models works here or acts for a partner.
COLLEAGUES = {"user", "membership", "member", "member_id"}
COLLEAGUES_OWN = {"accounts.User", "accounts.Membership", "accounts.Invitation", "sessions.Session"}


def rows(organization: str, tenant: UUID) -> Iterator[list[str | int | None]]:
    """One row for each kind of data about persons, in the order of COLUMNS, in the reader's language."""
    for one in DECLARED.values():
        if one.label.partition(".")[0] in holdings.NOBODYS or not (one.about_guests or about_colleagues(one)):
            continue
        rule = spans.rule_of(one)
        yield [
            organization,
            str(capfirst(str(apps.get_model(one.label)._meta.verbose_name_plural))),
            str(one.purpose),
            gettext("guests") if one.about_guests else gettext("colleagues"),
            ", ".join(_data(one, tenant)),
            _recipients(one),
            spans.told(one, tenant),
            spans.hours(rule, tenant) if rule else None,
            " ".join(_safeguards(one)),
            "",
        ]


def about_colleagues(one: Declaration) -> bool:
    """Whether its rows say something about somebody who works here."""
    return one.label in COLLEAGUES_OWN or not COLLEAGUES.isdisjoint(one.kinds)


def _data(one: Declaration, tenant: UUID) -> Iterator[str]:
    if Kind.CODE in one.kinds.values():
        yield gettext("random codes")
    yield from holdings.words(one)
    for name, until in holdings.sealed(one, tenant):
        yield gettext("%(name)s (encrypted, erased after: %(until)s)") % {"name": name, "until": until}


def _recipients(one: Declaration) -> str:
    if one.about_guests:
        return gettext(
            "Colleagues of this organization. A neighbouring organization only for places that the family "
            "agreed to. Nobody else; no transfer to another country by the system."
        )
    return gettext("Coordinators of this organization. No transfer to another country by the system.")


def _safeguards(one: Declaration) -> Iterator[str]:
    yield gettext(
        "Second factor at sign-in. Rights by role. Organizations kept apart. Every access is written down."
    )
    if Kind.SEALED in one.kinds.values():
        yield gettext("Encrypted with keys outside the database, which are destroyed at the end.")
    if Kind.CODE in one.kinds.values():
        yield gettext("Random codes in place of names.")
