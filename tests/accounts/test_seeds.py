"""Seeds of second factors lie under the keyring; without it two coordinators bring a person back."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

from accounts.actions import recoveries
from accounts.errors import SecondFactorLost
from accounts.factors import erase, of_user, open_seed, seal_seed, take_away
from accounts.models import User
from accounts.retention.access import erase_memberships
from accounts.rights import Role
from privacy import keyring
from privacy.keyring import SITE, KeyGone, Subject
from tests.accounts.door import PASSWORD, SEED, digits, first_step, is_in, walk_in, with_password
from tests.factories.accounts import MembershipFactory
from tests.privacy.test_sealing import sealed_as_before

migration = import_module("accounts.migrations.0005_seeds_in_the_keyring")


def lose_the_key(user):
    """As if the keyring had been lost and made anew."""
    subject = Subject(SITE, user.pk, None)
    assert keyring.retire_unchanged(subject, since=keyring.stamp(subject))


@pytest.mark.django_db
def test_the_migration_seals_the_seeds_of_a_filled_database_anew(settings, desk, reader, stranger):
    def before(member, secret):
        return sealed_as_before(SEED, purpose="second factor", owner=member.user_id, secret=secret)

    for member, secret in (
        (desk, settings.POSADA_ROOT_SECRET),
        (reader, "a root secret that was lost"),
    ):
        of_user(member.user).create(user=member.user, type="totp", data={"secret": before(member, secret)})
    codes = {"seed": before(desk, settings.POSADA_ROOT_SECRET), "used_mask": 5}
    of_user(desk.user).create(user=desk.user, type="recovery_codes", data=codes)
    of_user(stranger.user).create(user=stranger.user, type="webauthn", data={"name": "key"})

    migration.seal_anew(apps, BaseDatabaseSchemaEditor(connection))

    app, codes = (of_user(desk.user).get(type=kind).data for kind in ("totp", "recovery_codes"))
    assert app["secret"].startswith("s2.")
    assert open_seed(app["secret"], user_id=desk.user_id) == SEED
    assert open_seed(codes["seed"], user_id=desk.user_id) == SEED
    assert codes["used_mask"] == 5
    assert of_user(reader.user).get().data["secret"].startswith("s1.")
    assert of_user(stranger.user).get().data == {"name": "key"}


@pytest.mark.django_db
def test_the_seed_of_an_erased_account_is_gone_for_ever(desk):
    sealed = seal_seed(SEED, user_id=desk.user_id)

    erase(desk.user_id)

    with pytest.raises(KeyGone):
        open_seed(sealed, user_id=desk.user_id)
    with pytest.raises(keyring.Fenced):
        seal_seed(SEED, user_id=desk.user_id)


@pytest.mark.django_db
def test_new_factors_after_a_recovery_have_a_new_key(desk, django_capture_on_commit_callbacks):
    user = with_password(desk)
    before = of_user(user).get().data["secret"]
    with django_capture_on_commit_callbacks(execute=True):
        take_away(user)

    again = seal_seed(SEED, user_id=user.pk)

    assert open_seed(again, user_id=user.pk) == SEED
    with pytest.raises(KeyGone):
        open_seed(before, user_id=user.pk)


@pytest.mark.django_db
def test_without_its_key_no_code_counts_and_the_page_says_what_to_do(client, desk):
    user = with_password(desk)
    lose_the_key(user)

    answer = walk_in(client, user)

    assert answer.status_code == SecondFactorLost.status
    assert str(SecondFactorLost.message) in answer.content.decode()
    assert not is_in(client)


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_bring_back_whose_key_was_lost(client, house):
    lost, one, two = (MembershipFactory(organization=house, role=Role.COORDINATOR) for _ in range(3))
    user = with_password(lost)
    lose_the_key(user)
    code = recoveries.approve(recoveries.ask(lost, by=one), by=two)
    new = "otra puerta azul de casa"

    recoveries.use(code, password=new)
    user.refresh_from_db()
    of_user(user).create(user=user, type="totp", data={"secret": seal_seed(SEED, user_id=user.pk)})
    first_step(client, user, PASSWORD)
    assert not is_in(client)
    first_step(client, user, new)
    client.post("/account/2fa/authenticate/", {"code": digits()})

    assert is_in(client)


@pytest.mark.django_db
def test_with_the_account_of_somebody_who_left_the_key_of_the_seeds_goes(
    desk, django_capture_on_commit_callbacks
):
    former = MembershipFactory(organization=desk.organization, ended_at=timezone.now() - timedelta(days=200))
    sealed = seal_seed(SEED, user_id=former.user_id)

    with django_capture_on_commit_callbacks(execute=True):
        gone = erase_memberships(desk.organization_id, timezone.now() - timedelta(days=180), 10)

    assert gone >= 2
    assert not User.objects.filter(pk=former.user_id).exists()
    with pytest.raises(KeyGone):
        open_seed(sealed, user_id=former.user_id)


@pytest.mark.django_db
def test_while_the_keyring_is_away_a_code_waits_and_then_counts(client, desk, settings, tmp_path):
    user = with_password(desk)
    folder = settings.KEYRING_DIR
    settings.KEYRING_DIR = tmp_path / "not mounted"

    answer = walk_in(client, user)

    assert answer.status_code == keyring.KeyringMissing.status
    assert str(keyring.KeyringMissing.message) in answer.content.decode()
    settings.KEYRING_DIR = folder
    walk_in(client, user)
    assert is_in(client)
