"""A person who works somewhere. Guests never have an account."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core.models import Row


class UserManager(BaseUserManager["User"]):
    """Makes users for tests and commands; people come in by invitation."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """A user with this password, or with none that works. Capitals in a username do not matter."""
        user = self.model(username=self.model.normalize_username(username).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(Row, AbstractBaseUser):
    """Signs in by username; an e-mail address is optional and never needed.

    What a user may do stands in memberships. There is no superuser: nobody sees every tenant.
    """

    username = models.CharField(
        _("username"),
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("Somebody already has this username. Choose another one.")},
    )
    email = models.EmailField(_("e-mail (optional)"), blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)
    # Every change ends all sessions: "block this person's devices", a new role, a recovery.
    session_round = models.PositiveIntegerField(_("session round"), default=0)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.username

    @property
    def is_staff(self) -> bool:
        """Django's admin asks this; what is shown there is decided by the membership."""
        return self.is_active

    def has_perm(self, perm: str, obj: object = None) -> bool:  # noqa: ARG002
        """No: rights come from the membership table, never from Django's permissions."""
        return False

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002
        """No: see has_perm."""
        return False

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with the session round, so old sessions end."""
        return self._session_hash()

    def get_session_auth_fallback_hash(self) -> Any:
        """The same under the former secret keys (Django's key rotation)."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | bytes | None = None) -> str:
        value = f"{self.password}|{self.session_round}"
        return salted_hmac("accounts.User.session", value, secret=secret, algorithm="sha256").hexdigest()
