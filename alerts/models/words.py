"""The closed lists with which a fraud, and a warning about it, are described."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tactic(models.TextChoices):
    """How the deceit works (field-guide, section 3, "Fraud")."""

    FALSE_LAWYER = "false_lawyer", _("false lawyer")
    NOTARIO = "notario", _("“notario” or fixer who gives legal advice")
    CLONED_LAWYER = "cloned_lawyer", _("somebody who uses the name of a real lawyer")
    FALSE_OFFICIAL = "false_official", _("false official or agency")
    INSIDER = "insider", _("employee of an organization or office who asks for money")
    FALSE_APP = "false_app", _("false app or page")
    SOLD_PLACE = "sold_place", _("place, appointment or turn that is sold")
    RECOVERY = "recovery", _("“recovery” of a cancelled appointment")
    FALSE_HEARING = "false_hearing", _("false hearing by video")
    FALSE_JOB = "false_job", _("false job or transport")
    VIRTUAL_KIDNAPPING = "virtual_kidnapping", _("ransom for somebody who was not taken")
    EXTORTION = "extortion", _("extortion")
    RUMOUR = "rumour", _("rumour")
    OTHER = "other", _("something else")


class Channel(models.TextChoices):
    """Through what it reaches families."""

    IN_PERSON = "in_person", _("in person")
    AT_DOOR = "at_door", _("at the door of a shelter")
    AT_OFFICE = "at_office", _("outside of an office")
    PHONE = "phone", _("phone call")
    SMS = "sms", _("text message")
    WHATSAPP = "whatsapp", "WhatsApp"
    TELEGRAM = "telegram", "Telegram"
    FACEBOOK = "facebook", "Facebook"
    TIKTOK = "tiktok", "TikTok"
    INSTAGRAM = "instagram", "Instagram"
    EMAIL = "email", _("e-mail")
    WEB = "web", _("web page or app")
    OTHER = "other", _("something else")


class PointKind(models.TextChoices):
    """What a contact point is. Never a person: no name can be entered anywhere here."""

    PHONE = "phone", _("phone or WhatsApp number")
    EMAIL = "email", _("e-mail address")
    HANDLE = "handle", _("name of an account in a network, such as @account")
    URL = "url", _("address of a page, group or app")
    ACCOUNT = "account", _("account or card for deposits")
    LICENCE = "licence", _("licence number that is claimed")


class Mark(models.TextChoices):
    """Traffic Light Protocol 2.0 (https://www.first.org/tlp/): who may read it."""

    RED = "red", _("TLP:RED – only those who moderate")
    AMBER_STRICT = "amber+strict", _("TLP:AMBER+STRICT – only the office that keeps the alerts")
    AMBER = "amber", _("TLP:AMBER – staff of the network")
    GREEN = "green", _("TLP:GREEN – staff and partners, not in public")
    CLEAR = "clear", _("TLP:CLEAR – everybody")
