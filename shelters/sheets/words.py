"""Words as people write them in column names and cells, in English and Spanish."""

import re
import unicodedata

_GAPS = re.compile(r"[\W_]+")

# Built-in groups by the words that files use for them, beside their own names in every language.
GROUP_WORDS: dict[str, str] = {
    "families": "family, families, familia, familias, single parent family",
    "women-children": "women with children, women and children, mothers, mujeres con hijos, madres, "
    "mujeres con ninos, mujeres y ninos, mujeres con hijas e hijos",
    "women": "women, single women, female, mujer, mujeres, mujeres solas",
    "men": "men, single men, male, hombre, hombres, hombres solos, varones",
    "lgbtq": "lgbtq, lgbt, lgbtiq, lgbttiq, lgbtq friendly, trans, comunidad lgbt",
    "adults": "adults, adult, mixed adult, mixed adults, mixed, co ed, coed, adultos, personas adultas, "
    "mixto",
    "youth": "youth, young adults, jovenes, juventud",
    "minors-hand-over": "unaccompanied minors, unaccompanied children, menores no acompanados, "
    "nna no acompanados, ninez no acompanada",
    "any": "any, anyone, all, everybody, todos, todas, todas las personas, cualquier persona, general",
}
FEATURE_WORDS: dict[str, str] = {
    "lower": "lower, lower bunk, cama baja, abajo, litera baja",
    "ground_floor": "ground floor, planta baja",
    "cot": "cot, crib, cuna",
    "near_bathroom": "near the bathroom, near bathroom, cerca del bano",
    "quiet": "quiet, tranquila, tranquilo, silenciosa",
}


def plain(text: str) -> str:
    """Lower case, without accents and punctuation: "Dirección_1" and "DIRECCION 1" are the same."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _GAPS.sub(" ", bare).strip()


def listed(words: str) -> list[str]:
    """The words of a comma-separated list, each in its plain form."""
    return [plain(word) for word in words.split(",")]


def several(words: str) -> frozenset[str]:
    """Single words, between blanks."""
    return frozenset(words.split())


NOT_STATED = frozenset(
    listed(
        "varies, varia, variable, n/a, na, n/d, nd, s/d, sd, unknown, not stated, desconocido, se desconoce, "
        "no indicado, sin dato"
    )
)
