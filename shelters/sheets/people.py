"""Keeping lists of people out: by what a column is called, and by what stands in it."""

import re
from collections.abc import Collection, Iterable, Sequence

from openpyxl.utils import get_column_letter

from shelters.sheets.columns import Matching
from shelters.sheets.errors import PeopleInFile
from shelters.sheets.reading import Table
from shelters.sheets.words import listed, plain, several

_COLUMN_WORDS = frozenset(
    listed(
        "full name, nombre completo, nombre y apellido, nombre y apellidos, nombre de la persona, "
        "nombre de persona, nombre del huesped, nombre de pila, nombres, first name, firstname, given "
        "name, given names, last name, lastname, family name, middle name, maiden name, person, "
        "persona, people, name of person, dob, curp, ssn, rfc, ine, nss, a number, anumber, a no, alien "
        "number, alien registration number, case number, numero de expediente, document number, numero "
        "de documento, fingerprint, huella, country of origin, pais de origen, country of birth, "
        "citizenship, ciudadania, next of kin, numero a, phone of guest, telefono del huesped, "
        "diagnosis, diagnostico, photo, foto"
    )
)
# One of these words anywhere in a column name is enough.
_TELLING = several(
    "apellido apellidos surname surnames lastname firstname guest guests huesped huespedes nacimiento "
    "birth birthday birthdate passport pasaporte curp nationality nacionalidad migrante beneficiary "
    "beneficiario beneficiaria visa cedula biometric biometrico"
)
# ... unless the column counts.
_COUNTING = several("capacity capacidad total max maximum maximo count")

_CURP = re.compile(r"[A-Z][AEIOUX][A-Z]{2}[0-9]{6}[HMX][A-Z]{5}[A-Z0-9][0-9]", re.IGNORECASE)
_A_NUMBER = re.compile(r"A[- #]*[0-9]{3}[- ]?[0-9]{3}[- ]?[0-9]{2,3}", re.IGNORECASE)
_ONLY_LETTERS = re.compile(r"[^\W\d_]+(?:[ .,'’-]+[^\W\d_]+)+\.?")
# Frequent given names of people who pass through shelters, in their plain form.
_GIVEN = several(
    "abraham adriana aida alba alejandra alejandro alexander alfredo alicia alma alonso amalia amanda "
    "amina ana andrea andres angela angelica antonio araceli armando arturo aurora beatriz blanca "
    "brenda camila carla carlos carmen carolina catalina cecilia cesar claudia cristian cristina "
    "cristobal daniel daniela david delmy diana diego dolores domingo edgar eduardo elena elizabeth "
    "elmer emilio emmanuel enrique erick erika ernesto esperanza esteban estela esther eva evelyn "
    "fabiola fatima felipe fernanda fernando fidel flor francisca francisco frantz fritz gabriel "
    "gabriela gerardo gilberto gladys gloria gonzalo graciela guadalupe guerline guillermo gustavo "
    "hector hugo ibrahim ignacio ines irma isabel ismael ivan jacqueline jaime james jaqueline javier "
    "jean jennifer jessica jesus joao joaquin john jonathan jorge jose josefina josue juan juana "
    "julia julio karen karina karla katherine kenia kevin laura leonardo leticia lidia liliana linda "
    "lorena lorenzo lourdes lucas lucia luis luisa luz magdalena manuel manuela marc marcela marco "
    "marcos margarita maria mariana marie mario maritza marleny marlon marta martha martin marvin "
    "mary mateo mauricio mercedes michael michelle miguel mirna mohamed mohammed moises monica nancy "
    "natalia nelson nicolas nora norma olga oscar pablo paola patricia paul pedro pierre rafael ramon "
    "raquel raul rebeca ricardo robert roberto rocio rodrigo rogelio ronald rosa rosario ruben ruth "
    "salvador samuel sandra santiago santos sara saul sebastian sergio silvia sofia sonia stephanie "
    "susana teresa tomas valentina valeria vanessa veronica victor victoria vilma virginia walter "
    "wendy wilson yolanda zoila"
)
_HOUSE = several(
    "casa albergue shelter house centro center centre hogar hotel motel hostal hostel refugio templo "
    "iglesia church mission mision residence residencia home posada puente parroquia ministry "
    "ministerio society services services foundation fundacion calle avenida street st ave rd colonia"
)
# Columns in which streets, towns and groups may well be called after people.
_MAY_BE_CALLED_AFTER_PEOPLE = frozenset({"address", "area", "group", "operator", "postal_code", "features"})


def refuse_people(table: Table, matching: Matching, *, professional: Collection[str] = ()) -> None:
    """Refuse the whole file if one of its columns looks like data about people.

    `professional`: columns in which a register names people of a profession, and their numbers there. Only
    papers of guests are looked for in them.

    Raises: PeopleInFile.
    """
    width = max(len(table.headers), *(len(record.cells) for record in table.records))
    for index in range(width):
        header = table.headers[index] if index < len(table.headers) else ""
        key = matching[index] if index < len(matching) else ""
        values = [record.cells[index] for record in table.records if index < len(record.cells)]
        filled = [value for value in values if value]
        if key in professional:
            is_refused = any(_is_paper(value) for value in filled)
        else:
            is_refused = _is_about_people(header) or _holds_people(key, header, filled)
        if is_refused:
            raise PeopleInFile(letter=get_column_letter(index + 1))


def looks_like_a_person(text: str) -> bool:
    """Two to five words of letters, a given name among the first ones, and no word for a house."""
    if not _ONLY_LETTERS.fullmatch(text):
        return False
    words = plain(text).split()
    if not 2 <= len(words) <= 6 or _HOUSE.intersection(words):
        return False
    return words[0] in _GIVEN or ("," in text and not _GIVEN.isdisjoint(words))


def _is_about_people(header: str) -> bool:
    word = plain(header)
    tokens = set(word.split())
    return word in _COLUMN_WORDS or bool(tokens & _TELLING and not tokens & _COUNTING)


def _is_paper(value: str) -> bool:
    """A number that the papers of a guest hold."""
    return bool(_CURP.fullmatch(value) or _A_NUMBER.fullmatch(value))


def _holds_people(key: str, header: str, values: Sequence[str]) -> bool:
    if any(_CURP.fullmatch(value) for value in values):
        return True
    if key == "reference":
        return False
    if any(_A_NUMBER.fullmatch(value) for value in values):
        return True
    if key in _MAY_BE_CALLED_AFTER_PEOPLE:
        return False
    if key:
        # A house may be called after a person; a column of which half is, is a list of people.
        return len(values) > 1 and _share(values) >= 0.5
    return _share([header, *values] if header else values) >= 0.2


def _share(values: Iterable[str]) -> float:
    """How much of the different values looks like names of people."""
    different = set(values)
    return sum(looks_like_a_person(value) for value in different) / len(different) if different else 0.0
