"""How codes of alerts stand in addresses."""

from alerts.models.alerts import CODE_LETTERS


class AlertCodeConverter:
    """Nine letters and digits, so that no other address of a network is taken for one."""

    regex = rf"[0-9A-Za-z]{{{CODE_LETTERS + 1}}}"

    def to_python(self, value: str) -> str:
        """As it stands; whether it is a code is seen when it is looked up."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value
