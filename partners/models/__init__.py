"""Keys of other organizations, the bands that were published to them, and who is sent alerts."""

from partners.models.bands import PublishedBand
from partners.models.keys import PartnerKey
from partners.models.webhooks import Delivery, WebhookReceiver

__all__ = ["Delivery", "PartnerKey", "PublishedBand", "WebhookReceiver"]
