"""The groups that every site begins with. Own groups are added in the admin, by each organization."""

from typing import Any

from django.db import migrations

ADULTS = {"admits_minors": False}
# Names: es and en are the words of the shelters (field-guide, section 3); ht is a draft.
BUILT_IN: list[dict[str, Any]] = [
    {
        "code": "families",
        "name_en": "Families",
        "name_es": "Familias",
        "name_ht": "Fanmi",
        "admits_minors": True,
        "smallest_party": 2,
    },
    {
        "code": "women-children",
        "name_en": "Women with children",
        "name_es": "Mujeres con hijas e hijos",
        "name_ht": "Fanm ak timoun",
        "admits_men": False,
        "admits_lgbtq": False,
        "admits_minors": True,
        "needs_minor": True,
        "smallest_party": 2,
    },
    {
        "code": "women",
        "name_en": "Women",
        "name_es": "Mujeres",
        "name_ht": "Fanm",
        "admits_men": False,
        "admits_lgbtq": False,
        **ADULTS,
    },
    {
        "code": "men",
        "name_en": "Men",
        "name_es": "Hombres",
        "name_ht": "Gason",
        "admits_women": False,
        "admits_lgbtq": False,
        **ADULTS,
    },
    {
        "code": "lgbtq",
        "name_en": "LGBTQ+ friendly",
        "name_es": "Comunidad LGBTTIQ+",
        "name_ht": "Kominote LGBTQ+",
        "admits_men": False,
        "admits_women": False,
        **ADULTS,
    },
    {"code": "adults", "name_en": "Adults", "name_es": "Personas adultas", "name_ht": "Granmoun", **ADULTS},
    {"code": "youth", "name_en": "Young adults", "name_es": "Jóvenes", "name_ht": "Jèn", **ADULTS},
    {
        "code": "minors-hand-over",
        "name_en": "Unaccompanied minors (until handed over)",
        "name_es": "NNA no acompañados (hasta su entrega)",
        "name_ht": "Minè poukont yo (jiskaske yo remèt yo)",
        "admits_women": False,
        "admits_men": False,
        "admits_lgbtq": False,
        "admits_minors": True,
        "hand_over_only": True,
    },
    {"code": "any", "name_en": "Anyone", "name_es": "Cualquier persona", "name_ht": "Tout moun", "admits_minors": True},
]


def add_groups(apps: Any, schema_editor: Any) -> None:
    """Add each built-in group that is not there."""
    groups = apps.get_model("shelters", "Group").objects.using(schema_editor.connection.alias)
    for position, facts in enumerate(BUILT_IN, start=1):
        values = {"name": facts["name_en"], "position": position * 10, **facts}
        groups.get_or_create(organization=None, code=facts["code"], defaults=values)


class Migration(migrations.Migration):
    dependencies = [("shelters", "0001_initial")]

    operations = [migrations.RunPython(add_groups, migrations.RunPython.noop)]
