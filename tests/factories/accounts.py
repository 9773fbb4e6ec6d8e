"""Networks, organizations, users and members."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Membership, Network, Organization, User
from accounts.rights import Role


class NetworkFactory(DjangoModelFactory):
    class Meta:
        model = Network

    code = factory.Sequence(lambda n: f"red-{n}")
    name = factory.Sequence(lambda n: f"Red {n}")
    time_zone = "America/Tijuana"


class OrganizationFactory(DjangoModelFactory):
    class Meta:
        model = Organization

    network = factory.SubFactory(NetworkFactory)
    kind = Organization.Kind.SHELTERS
    name = factory.Sequence(lambda n: f"Casa {n}")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    password = "!"


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    organization = factory.SubFactory(OrganizationFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.COORDINATOR
    expires_at = factory.LazyAttribute(
        lambda row: timezone.now() + timedelta(days=90) if row.role == Role.VOLUNTEER else None
    )
