"""The columns that a file about houses, or about rooms and beds, may have, in people's own words."""

from django.utils.translation import gettext_lazy as _

from shelters.sheets.columns import Column

MOST_ADDRESS = 200
HOUSE_COLUMNS = (
    Column(
        "reference",
        _("number in the source"),
        "reference, referencia, object id, objectid, id, number, numero, num, no, clave, folio, code, codigo",
        longest=60,
    ),
    Column(
        "name",
        _("name"),
        "name, nombre, shelter name, nombre del albergue, shelter, albergue, facility name, "
        "location name, casa",
        longest=120,
        is_required=True,
    ),
    Column(
        "address",
        _("address"),
        "address, direccion, street address, domicilio, street, calle, location address",
        longest=MOST_ADDRESS,
    ),
    Column(
        "postal_code", _("postal code"), "postal code, codigo postal, zip, zip code, postcode, cp", longest=20
    ),
    Column(
        "area",
        _("area"),
        "area, municipality, municipio, city, ciudad, zone, zona, district, distrito, alcaldia, "
        "neighborhood, neighbourhood, barrio, colonia, location city",
        longest=80,
    ),
    Column("phone", _("phone for colleagues"), "phone, telefono, tel, telephone", longest=40),
    Column(
        "group",
        _("group"),
        "group, grupo, sector, groups, population, poblacion, poblacion que atiende",
        longest=80,
    ),
    Column(
        "installed",
        _("installed beds"),
        "capacity, capacidad, cupo, places, lugares, plazas, beds, camas, installed, total capacity, "
        "capacidad total",
    ),
    Column(
        "operator",
        _("organization"),
        "organization, organizacion, operator, operador, organization name, organisation",
    ),
)
BED_COLUMNS = (
    Column(
        "shelter", _("shelter"), "shelter, albergue, casa, shelter name, house", longest=120, is_required=True
    ),
    Column("room", _("room"), "room, cuarto, habitacion, dormitorio, sala, room name", 60, is_required=True),
    Column("group", _("group"), "group, grupo, sector", longest=80, is_required=True),
    Column("floor", _("floor (0 is the ground floor)"), "floor, piso, planta, nivel"),
    Column("beds", _("beds"), "beds, camas, single beds, camas sencillas"),
    Column("bunks", _("bunks"), "bunks, bunk beds, literas"),
    Column("features", _("features"), "features, caracteristicas, needs, notas de cama"),
)
