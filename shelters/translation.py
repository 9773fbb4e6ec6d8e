"""Which public texts of this app exist in several languages."""

from modeltranslation.translator import TranslationOptions, register

from shelters.models import Group, Shelter


@register(Group)
class GroupTranslation(TranslationOptions):
    """The group's name, as the people of that language say it."""

    fields = ("name",)


@register(Shelter)
class ShelterTranslation(TranslationOptions):
    """What guests and neighbours read; the name of a house stays as it is."""

    fields = ("house_rules", "services")
