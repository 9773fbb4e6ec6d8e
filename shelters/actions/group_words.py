"""Groups by the words that files use for them."""

from uuid import UUID

from django.conf import settings

from shelters.models import Group
from shelters.sheets.words import GROUP_WORDS, listed, plain


class GroupWords:
    """The groups an organization may use, by code, by name in every language, and by usual words.

    An own group's name goes before a usual word for a built-in one.
    """

    def __init__(self, organization_id: UUID) -> None:
        groups = list(Group.objects.usable_by(organization_id))
        self.words: dict[str, Group] = {}
        for group in sorted(groups, key=lambda group: group.organization_id is None):
            for word in (*_names(group), *listed(GROUP_WORDS.get(group.code, ""))):
                if word:
                    self.words.setdefault(word, group)
        self.anyone = next(group for group in groups if group.organization_id is None and group.code == "any")
        self.offered = [str(group) for group in groups]

    def word_for(self, group: Group) -> str:
        """What to write into a file so that it is read as this group again."""
        name = str(group)
        return name if self.words.get(plain(name)) == group else group.code


def _names(group: Group) -> list[str]:
    translated = (getattr(group, f"name_{language}") for language in settings.MODELTRANSLATION_LANGUAGES)
    return [plain(group.code), *(plain(name) for name in translated if name)]
