"""`manage.py draw verify`: the same draw again, from a file or from the site."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from schedules import published
from schedules.actions import draws
from schedules.drawing import fingerprint
from tests.factories.schedules import DrawFactory, TurnRequestFactory, WindowFactory, tomorrow_at

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["least_served", "lottery", "first_come"])
def drawn(request):
    draw = DrawFactory(
        rule=request.param,
        draws_at=timezone.now() - timedelta(minutes=1),
        seed_hash=fingerprint("5eed" * 16),
    )
    WindowFactory(amenity=draw.amenity, seats=2, starts_at=tomorrow_at(draw.amenity, 10))
    TurnRequestFactory.create_batch(5, draw=draw)
    return draws.carry_out(draw.pk, draw.organization_id)


@pytest.fixture
def file(drawn, tmp_path):
    path = tmp_path / "draw.json"
    path.write_text(published.text(draws.publication(drawn)))
    return path


def test_a_draw_of_this_site_gives_the_same_result(drawn, capsys):
    call_command("draw", "verify", str(drawn.pk))

    assert capsys.readouterr().out == (
        "same result: 5 entries, and the seed is the promised one\n"
        f"fingerprint of the file: {drawn.file_hash}\n"
    )


def test_so_does_its_file(file, capsys):
    call_command("draw", "verify", "--file", str(file))

    assert capsys.readouterr().out.startswith("same result: 5 entries")


def swapped(said):
    """Two households changed places."""
    first, second = said["results"][:2]
    first[0], second[0] = second[0], first[0]


def other_seed(said):
    said["seed"] = "0" * 64


@pytest.mark.parametrize(
    ("change", "words"), [(swapped, "another result"), (other_seed, "seed is not the one")]
)
def test_whatever_was_changed_is_found(file, change, words):
    said = json.loads(file.read_text())
    change(said)
    file.write_text(json.dumps(said))

    with pytest.raises(CommandError, match=words):
        call_command("draw", "verify", "--file", str(file))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format":"posada-draw-1"}', "\x00"])
def test_what_is_no_file_of_a_draw_is_refused(tmp_path, text):
    path = tmp_path / "draw.json"
    path.write_text(text)

    with pytest.raises(CommandError, match="not the file of a draw"):
        call_command("draw", "verify", "--file", str(path))


def test_a_draw_that_is_not_here_is_refused():
    with pytest.raises(CommandError, match="no such draw"):
        call_command("draw", "verify", str(uuid4()))


def test_a_draw_to_come_is_refused():
    with pytest.raises(CommandError, match="has not been made yet"):
        call_command("draw", "verify", str(DrawFactory().pk))
