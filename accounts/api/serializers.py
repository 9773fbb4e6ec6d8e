"""Networks and organizations as the API shows them."""

from rest_framework import serializers

from accounts.models import Lock, Network, Organization


class NetworkSerializer(serializers.ModelSerializer[Network]):
    """A network."""

    class Meta:
        model = Network
        fields = ["id", "code", "name", "time_zone"]


class OrganizationSerializer(serializers.ModelSerializer[Organization]):
    """An organization of the network; its phone is for colleagues."""

    class Meta:
        model = Organization
        fields = ["id", "network", "kind", "name", "phone"]


class LockSerializer(serializers.ModelSerializer[Lock]):
    """A lock that was pressed."""

    class Meta:
        model = Lock
        fields = ["id", "locked_at"]
