"""Keys of other organizations, and the bands that were published to them."""

from partners.models.bands import PublishedBand
from partners.models.keys import PartnerKey

__all__ = ["PartnerKey", "PublishedBand"]
