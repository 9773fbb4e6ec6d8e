"""Why a file is not taken, and what to do about it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError

if TYPE_CHECKING:
    from shelters.sheets.plans import Plan, Wrong


class FileEmpty(DomainError):
    """No bytes, or a header and no rows."""

    code = "file_empty"
    message = _("There are no rows in this file.")
    help = _("Nothing was changed. The first row holds the column names, each further row one entry.")
    status = 400


class FileTooLarge(DomainError):
    """More than anybody types into one sheet, also after unpacking."""

    code = "file_too_large"
    message = _("This file is too large: at most %(rows)s rows, %(columns)s columns and %(megabytes)s MB.")
    help = _("Nothing was changed. Divide it into several files and import one after the other.")
    status = 413


class NotATable(DomainError):
    """A picture, a letter, an old or a broken workbook."""

    code = "not_a_table"
    message = _("This file is not a table that can be read.")
    help = _("Nothing was changed. Save it as CSV (UTF-8) or as XLSX and choose it again.")
    status = 400


class WrongEncoding(DomainError):
    """Neither UTF-8 nor the encoding of Western Windows."""

    code = "wrong_encoding"
    message = _("The letters of this file cannot be read.")
    help = _("Nothing was changed. Save it as “CSV UTF-8” or as XLSX and choose it again.")
    status = 400


class ColumnMissing(DomainError):
    """No column of the file is matched to one that is needed."""

    code = "column_missing"
    message = _("No column of the file is “%(column)s”.")
    help = _("Nothing was changed. Name that column in the first row, or choose which column it is.")
    status = 400


class ColumnTwice(DomainError):
    """Two columns of the file are matched to the same one."""

    code = "column_twice"
    message = _("Two columns of the file are “%(column)s”.")
    help = _("Nothing was changed. Choose one of them and leave the other out.")
    status = 400


class PeopleInFile(DomainError):
    """The file seems to name people: it is refused whole."""

    code = "people_in_file"
    message = _("Column %(letter)s looks like data about people. This site takes no lists of people.")
    help = _(
        "Nothing was changed and nothing of the file was kept. Import shelters, rooms and beds only: "
        "remove every column about guests or staff, save the file and choose it again."
    )
    status = 400


class PreviewTooOld(DomainError):
    """The page stood open too long, or belongs to somebody else."""

    code = "preview_too_old"
    message = _("This page is too old to import from.")
    help = _("Nothing was changed and nothing of the file was kept. Choose the file again.")


class ChangedMeanwhile(DomainError):
    """Somebody else added the same name at this moment, or names go round in a circle."""

    code = "changed_meanwhile"
    message = _("Shelters of these names or numbers were changed at the same moment.")
    help = _("Nothing was changed. Look at the file again and import it then.")


class RowsRefused(DomainError):
    """Some rows cannot be used, so none is."""

    code = "rows_refused"
    message = _("%(count)s cells or rows cannot be used.")
    help = _("Nothing was changed. Correct these rows in your file and choose it again.")
    status = 400

    def __init__(self, plan: "Plan") -> None:
        super().__init__(count=len(plan.wrongs))
        self.plan = plan

    @property
    def wrongs(self) -> "Sequence[Wrong]":
        """Each with row, column, value and what to do."""
        return self.plan.wrongs
