"""Rosters as people send them."""

from tests.shelters.sheets.files import as_text

# In three languages: a divided name, a shared switchboard, a private person, a number that the network warns
# of, a cell that is no contact point, a row twice.
BAR = as_text(
    "First Name,Last Name,Bar #,City,Languages,Phone,Web site,Fees",
    'Ana,Pérez,123456,San Diego,"Spanish; English, Klingon",(619) 555-0101,https://perez.example/,pro bono',
    "Luis,Gómez,123457,San Diego,Spanish,(619) 555-0101,,low",
    "María,Privada,,San Diego,Spanish,(619) 555-0109,,free",
    "Falso,Abogado,123458,San Diego,,(619) 555-0666,,",
    "Eva,Ruiz,123459,San Diego,,call me,,",
    "Ana,Pérez,123456,San Diego,,,,",
    "Rosa,Luna,123460,,,,,cheap",
)
CEDULAS = as_text(
    "Cédula\tNombre\tPrimer apellido\tSegundo apellido\tEstado\tTeléfono",
    "1234567\tJosé\tMartínez\tSoto\tTijuana\t664 555 0101",
)
BARREAU = as_text(
    "Nom;Prénom;Numéro au barreau;Ville;Langues;Téléphone;Courriel",
    "Dupont;Jean;QC-778;Montréal;français, créole haïtien;+1 514 555 0101;jean@dupont.example",
)
EOIR = as_text(
    "Recognized Organization,EOIR ID,City,Phone,Expires",
    "Casa Juan Diego,OR123456,Houston,713-555-0101,2027-11-30",
    "Juan Diego,,Houston,713-555-0102,2027-11-30",
)
