"""What every request carries after the middleware of this app."""

from django.http import HttpRequest

from accounts.models import Membership, User


class MemberRequest(HttpRequest):
    """A request of somebody who acts in an organization. For annotations: in edges behind
    `member_required`, the admin or the API's permissions, `member` is there."""

    user: User
    member: Membership
    memberships: list[Membership]
