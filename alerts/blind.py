"""Blinded tokens: enough to say "the same one again" and "never the same person", not enough to say who.

A token is a keyed hash under a key that lives in the keyring, outside of the database and its backups.
Whoever reads the database, or a backup of it, learns from a token neither an organization nor a person, and
cannot compare tokens of two contact points. Whoever has the keyring too can try every organization: the
operator (docs/decisions/0017).
"""

import hashlib
import hmac
from uuid import UUID

from accounts.models import Membership
from alerts.models import AlertsOffice
from privacy import keyring
from privacy.keyring import Subject


def token(office: AlertsOffice, use: str, *parts: UUID | str) -> str:
    """64 hexadecimal digits for these parts and this use; the same ones give the same token again.

    Raises: KeyringUnavailable.
    """
    key = keyring.key_for_sealing(Subject(office.organization_id, office.pk, None))
    said = "\0".join((use, *map(str, parts)))
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()


def of_person(office: AlertsOffice, by: Membership) -> str:
    """The token of a member who drafts, writes or reviews. Two memberships of one user are one person."""
    return token(office, "person", by.user_id or by.pk)


def of_house(office: AlertsOffice, by: Membership) -> str:
    """The token of the organization for which a member drafts or reviews."""
    return token(office, "house", by.organization_id)


def of_pair(office: AlertsOffice, by: Membership) -> str:
    """The token of an organization and a role together: two of them are one pair of eyes."""
    return token(office, "pair", by.organization_id, by.role)


def of_witness(office: AlertsOffice, organization: UUID, kind: str, value: str) -> str:
    """The token of an organization that reports this contact point, and of no other point."""
    return token(office, "witness", organization, kind, value)
