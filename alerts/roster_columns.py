"""The columns that a roster of helpers may have, and the words in its cells, in people's own languages."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from alerts.models import Helper
from alerts.models.words import PointKind
from shelters.languages import NAMED
from shelters.sheets.columns import Column
from shelters.sheets.words import listed, plain

# In these a register names professionals. Whether one is a private person is asked row by row.
PROFESSIONAL = ("name", "given", "surname", "surname2", "licence")
CONTACTS: dict[str, PointKind | None] = {
    "phone": PointKind.PHONE,
    "email": PointKind.EMAIL,
    "web": PointKind.URL,
    "contacts": None,
}
COLUMNS = (
    Column(
        "given",
        _("given name"),
        "given name, given names, first name, firstname, nombres, nombre de pila, prenom, prenoms",
        longest=80,
    ),
    Column(
        "surname",
        _("family name"),
        "family name, last name, lastname, surname, apellidos, apellido, primer apellido, apellido paterno, "
        "nom de famille",
        longest=80,
    ),
    Column(
        "surname2",
        _("second family name"),
        "second surname, second last name, segundo apellido, apellido materno",
        longest=80,
    ),
    Column(
        "name",
        _("name in the register"),
        "name, nombre, nom, organization name, organization, organisation, name of organization, recognized "
        "organization, organizacion, nombre de la organizacion, nom de l organisation, organisme, "
        "association, asociacion, razon social, denominacion, full name, nombre completo, nom complet, "
        "attorney name, attorney, lawyer, accredited representative, representative, abogado, abogada, "
        "representante, avocat, avocate, authority, autoridad, autorite, institucion",
        longest=160,
    ),
    Column(
        "licence",
        _("number in the register"),
        "number in the register, licence number, license number, licence, license, bar number, bar no, bar "
        "id, bar, state bar number, sbn, eoir id, eoir id number, eoir number, registration number, "
        "registration no, cedula profesional, cedula, numero de cedula, no de cedula, no cedula, matricula, "
        "numero de licencia, licencia, numero de registro, numero d inscription, numero au barreau, "
        "matricule, number, numero, num, no, id",
        longest=60,
    ),
    Column(
        "kind", _("kind"), "kind, kind of helper, organization type, tipo de organizacion, clase", longest=60
    ),
    Column("source", _("register"), "register, source, registro, fuente, registre", longest=80),
    Column(
        "source_url",
        _("address of the register"),
        "address of the register, register url, source url, enlace del registro, liga del registro, "
        "lien du registre",
        longest=200,
    ),
    Column(
        "area",
        _("area"),
        "area, city, ciudad, municipality, municipio, ville, county, condado, zone, zona, state, estado, "
        "region, location, ubicacion, lieu",
        longest=120,
    ),
    Column(
        "languages",
        _("languages"),
        "languages, language, languages spoken, idiomas, idioma, lenguas, langues, langue",
        longest=200,
    ),
    Column(
        "cost",
        _("cost"),
        "cost, costs, fee, fees, costo, costos, tarifa, honorarios, cout, prix, frais",
        longest=60,
    ),
    Column(
        "about",
        _("what they do, in one sentence"),
        "about, services, servicios, description, descripcion, practice areas, areas of practice",
        longest=240,
    ),
    Column(
        "phone",
        _("phone"),
        "phone, telephone, phone number, office phone, tel, telefono, telefonos, numero de telefono, "
        "telefono de oficina, whatsapp, numero de telephone",
        longest=200,
    ),
    Column(
        "email",
        _("e-mail address"),
        "e mail, email, email address, mail, correo, correo electronico, courriel",
        longest=200,
    ),
    Column(
        "web",
        _("web page"),
        "web page, web, website, web site, url, page, pagina, pagina web, sitio, sitio web, site, site web",
        longest=400,
    ),
    Column(
        "contacts",
        _("contact points"),
        "contact points, contacts, contact, contacto, contactos, puntos de contacto",
        longest=600,
    ),
    Column(
        "checked_on",
        _("checked"),
        "checked, checked on, date checked, revisado, fecha de revision, verifie, verifie le",
        longest=30,
    ),
    Column(
        "check_again_by",
        _("check again by"),
        "valid until, expires, expiration, vence, vigencia, valido hasta, valable jusqu au",
        longest=30,
    ),
)
LABELS = {column.key: column.label for column in COLUMNS}

KINDS: Mapping[str, str] = {
    Helper.Kind.ORGANIZATION: "organization, organisation, organizacion, nonprofit, non profit, ngo, ong, "
    "association, asociacion civil, ac, recognized organization",
    Helper.Kind.REPRESENTATIVE: "representative, lawyer, attorney, accredited representative, abogado, "
    "abogada, licenciado, licenciada, representante, avocat, avocate, representant",
    Helper.Kind.AUTHORITY: "authority, autoridad, autorite, government, gobierno, consulate, consulado, "
    "consulat",
}
SOURCES: Mapping[str, str] = {
    Helper.Source.EOIR_ORGANIZATION: "eoir organization, eoir recognized organization, recognized "
    "organization, organizacion reconocida",
    Helper.Source.EOIR_REPRESENTATIVE: "eoir representative, eoir accredited representative, accredited "
    "representative, representante acreditado",
    Helper.Source.STATE_BAR: "state bar, bar, bar association, barra, barra estatal, colegio de abogados, "
    "barreau",
    Helper.Source.CEDULA: "cedula, cedula profesional, sep, registro nacional de profesionistas",
    Helper.Source.AUTHORITY: "authority, autoridad, autorite, official page, pagina oficial",
    Helper.Source.NETWORK: "network, red, reseau",
}
COSTS: Mapping[str, str] = {
    Helper.Cost.FREE: "free, free of charge, no cost, pro bono, gratis, gratuito, gratuita, sin costo, "
    "gratuit, gratuite, 0",
    Helper.Cost.LOW: "low, low fee, low cost, low bono, nominal, bajo costo, cuota baja, bas prix",
    Helper.Cost.PAID: "paid, with a fee, fee, con costo, de pago, payant, payante",
    Helper.Cost.UNKNOWN: "unknown, not known, desconocido, inconnu, n a, n d",
}
LANGUAGES: Mapping[str, str] = {
    "es": "spanish, espanol, espagnol, castellano, spa",
    "en": "english, ingles, anglais, eng",
    "ht": "haitian creole, haitian, creole, kreyol, kreyol ayisyen, criollo haitiano, creole haitien, hat",
    "fr": "french, frances, francais, fra",
    "pt": "portuguese, portugues, portugais, por",
    "ru": "russian, ruso, russe, rus",
    "ar": "arabic, arabe, ara",
    "zh": "chinese, mandarin, chino, mandarin chino, chinois",
    "uk": "ukrainian, ucraniano, ukrainien",
    "quc": "quiche, kiche",
    "mix": "mixtec, mixteco, mixteque",
    "nah": "nahuatl, mexicano",
    "qu": "quechua, quichua",
    "gn": "guarani",
}


def meanings(words: Mapping[str, str]) -> dict[str, str]:
    """The code that each word stands for; codes stand for themselves."""
    own = {plain(code): str(code) for code in words}
    return {word: str(code) for code, said in words.items() for word in listed(said)} | own


def labelled(choices: type[models.TextChoices]) -> dict[str, str]:
    """The code of each label, in the language of whoever imports: what the page calls it is understood."""
    return {plain(str(label)): str(code) for code, label in choices.choices}


KIND_OF = meanings(KINDS)
SOURCE_OF = meanings(SOURCES)
COST_OF = meanings(COSTS)
LANGUAGE_OF = (
    meanings(LANGUAGES)
    | {plain(str(name)): code for code, name in NAMED}
    | {plain(code): code for code, _name in NAMED}
)
