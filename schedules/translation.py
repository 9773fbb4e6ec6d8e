"""Which public texts of this app exist in several languages."""

from modeltranslation.translator import TranslationOptions, register

from schedules.models import Priority


@register(Priority)
class PriorityTranslation(TranslationOptions):
    """What a priority is called at the desk and on the board."""

    fields = ("name",)
