"""Devices and loans as the API shows them to the staff of their own house, and takes them."""

from rest_framework import serializers

from core.api.examples import shown
from core.api.fields import Choice, RowOf, Strict, Truth, Whole
from core.codes import show_code
from schedules.actions import devices
from schedules.models import LentDevice, Loan
from shelters.models import Household

DEVICE, LOAN = "0192f0c1-7a51-7c7e-9a52-6f0d3c1b2a30", "0192f0c1-7a51-7c7e-9a52-6f0d3c1b2a31"
HOUSEHOLD, SHELTER = "0192f0c1-7a51-7c7e-9a52-6f0d3c1b2a22", "0192f0c1-7a51-7c7e-9a52-6f0d3c1b2a25"


@shown(
    id=DEVICE,
    shelter=SHELTER,
    kind="tablet",
    label="T1",
    amenity=None,
    is_shared=False,
    longest_minutes=120,
    is_broken=False,
    is_wiped=True,
)
class LentDeviceSerializer(serializers.ModelSerializer[LentDevice]):
    """A device by its label; no serial number exists. Only a whole, wiped one that nobody has goes out."""

    class Meta:
        model = LentDevice
        fields = [
            "id",
            "shelter",
            "kind",
            "label",
            "amenity",
            "is_shared",
            "longest_minutes",
            "is_broken",
            "is_wiped",
        ]


@shown(
    id=LOAN,
    device=DEVICE,
    household=HOUSEHOLD,
    code="7K3M-9QXT-4B2W-8",
    kind="tablet",
    handed_at="2026-11-24T14:00:00Z",
    due_at="2026-11-24T16:00:00Z",
    is_overdue=False,
    condition_out="good",
    returned_at=None,
    condition_in="",
    lost_at=None,
    closed_at=None,
)
class LoanSerializer(serializers.ModelSerializer[Loan]):
    """A device in the hands of a household. `closed_at`: back and wiped, or given up."""

    code = serializers.SerializerMethodField(help_text="The household's code, as printed on its card.")
    is_overdue = serializers.BooleanField(read_only=True)

    class Meta:
        model = Loan
        fields = [
            "id",
            "device",
            "household",
            "code",
            "kind",
            "turn",
            "handed_at",
            "due_at",
            "is_overdue",
            "condition_out",
            "returned_at",
            "condition_in",
            "lost_at",
            "closed_at",
        ]

    def get_code(self, row: Loan) -> str:
        """In groups of four."""
        return show_code(row.household.code)


@shown(device=DEVICE, household=HOUSEHOLD, minutes=60, condition="good")
class LoanOrder(Strict):
    """Who gets what. Without `minutes`, as long as the device allows; that is also the most."""

    device = RowOf(LentDevice.objects.visible_to)
    household = RowOf(Household.objects.visible_to)
    minutes = Whole(min_value=devices.SHORTEST, max_value=devices.LONGEST, required=False)
    condition = Choice(choices=Loan.Condition.choices, required=False)


@shown(condition="good")
class ConditionOrder(Strict):
    """How it looked when it came back."""

    condition = Choice(choices=Loan.Condition.choices, required=False)


@shown(signed_out=True, history_gone=True, camera_empty=True, downloads_gone=True, battery=80)
class WipeOrder(Strict):
    """What was done; anything that is false leaves the device where it is. `battery` in per cent."""

    signed_out = Truth()
    history_gone = Truth()
    camera_empty = Truth()
    downloads_gone = Truth()
    battery = Whole(max_value=100)
