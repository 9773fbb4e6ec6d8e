"""Whose keys and published answers are."""

from privacy.walls import wall

# Each house of the network decides about each key; the key itself is found by its beginning.
wall("partners.PartnerKey", network="network", door="prefix")
wall("partners.PublishedBand", network="network")

# Where alerts are sent is known to the organization that asked for it.
wall("partners.WebhookReceiver")
wall("partners.Delivery")
