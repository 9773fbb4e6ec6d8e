"""Reading and compiling translations without the gettext programs."""

import gettext

import pytest

from config.catalogs import compile_all, entries

PO = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#. for the desk
msgid "free bed"
msgid_plural "free beds"
msgstr[0] "cama libre"
msgstr[1] "camas libres"

msgctxt "verb"
msgid "Place"
msgstr "Ubicar"

msgid ""
"A long text "
"with \"quotes\""
msgstr "Un texto largo con \"comillas\""

#, fuzzy
msgid "Unsure"
msgstr "Inseguro"

#, python-format
msgid "%(count)s of 20"
msgstr ""

#~ msgid "Old"
#~ msgstr "Viejo"
"""


@pytest.fixture
def folder(tmp_path):
    po = tmp_path / "es" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(PO, encoding="utf-8")
    return tmp_path


def test_python_reads_what_was_compiled(folder):
    compile_all([folder])

    spanish = gettext.translation("django", folder, ["es"])
    assert spanish.ngettext("free bed", "free beds", 1) == "cama libre"
    assert spanish.ngettext("free bed", "free beds", 3) == "camas libres"
    assert spanish.pgettext("verb", "Place") == "Ubicar"
    assert spanish.gettext('A long text with "quotes"') == 'Un texto largo con "comillas"'
    assert spanish.gettext("Unsure") == "Unsure"


def test_gaps_are_missing_and_unsure_texts(folder):
    po = folder / "es" / "LC_MESSAGES" / "django.po"

    assert [entry.source for entry in entries(po) if entry.is_gap] == ["Unsure", "%(count)s of 20"]


def test_only_changed_files_are_compiled(folder):
    assert [compile_all([folder]), compile_all([folder])] == [1, 0]
