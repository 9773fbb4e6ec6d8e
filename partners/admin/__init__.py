"""Keys of partners and receivers of alerts, in the admin."""

from partners.admin import keys, webhooks

__all__ = ["keys", "webhooks"]
