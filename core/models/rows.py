"""The base of every model."""

import uuid

from django.db import models


class Row(models.Model):
    """A row whose key tells nothing: not how many there are, not when it was made."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True
