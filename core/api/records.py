"""How many records somebody reads over the API, for whoever keeps count of a caller."""

from django.dispatch import Signal
from rest_framework.request import Request

# With `auth` (what the caller came with) and `records`. A receiver may refuse: then nothing is answered.
records_read = Signal()


def count_read(request: Request, records: int) -> None:
    """Say that an answer holds so many records, before it is given.

    Raises: what a receiver refuses.
    """
    records_read.send(sender=None, auth=request.auth, records=records)
