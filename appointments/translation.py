"""Which public texts of this app exist in several languages."""

from modeltranslation.translator import TranslationOptions, register

from appointments.models import (
    AnswerCard,
    Closure,
    KnownProblem,
    Programme,
    ProgrammeRule,
    ProgrammeState,
)


@register(Programme)
class ProgrammeTranslation(TranslationOptions):
    """What families read about a programme."""

    fields = ("name", "explanation", "channel")


@register(ProgrammeState)
class ProgrammeStateTranslation(TranslationOptions):
    """Why it was opened, suspended or closed."""

    fields = ("reason",)


@register(ProgrammeRule)
class ProgrammeRuleTranslation(TranslationOptions):
    """What changed, and what to bring."""

    fields = ("summary", "documents")


@register(Closure)
class ClosureTranslation(TranslationOptions):
    """Why the office is closed."""

    fields = ("reason",)


@register(KnownProblem)
class KnownProblemTranslation(TranslationOptions):
    """Advice; the words on the screen stay as the screen says them."""

    fields = ("helps", "does_not_help")


@register(AnswerCard)
class AnswerCardTranslation(TranslationOptions):
    """Question and answer."""

    fields = ("question", "answer")
