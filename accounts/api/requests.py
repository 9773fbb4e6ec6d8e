"""Requests of which it is known who makes them."""

from rest_framework.request import Request

from accounts.models import Membership


class MemberRequest(Request):
    """A request behind the door: `member` is who acts, a person or a key."""

    member: Membership
