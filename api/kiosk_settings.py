"""What a deployment may set of its touch screen, by environment variables that begin with GUIDE_."""

from pydantic import AnyHttpUrl, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.settings import StartError

_PREFIX = "GUIDE_"


class KioskSettings(BaseSettings):
    """Settings of the touch screen.

    Attributes:
        public_url: address at which visitors' phones reach this service; without it a QR code holds the answer as text.
        kiosk_idle_seconds: seconds without a touch until the screen warns that it will clear itself.
        kiosk_counts_token: opens the staff's page of today's counts; without it there is no such page.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, hide_input_in_errors=True)

    public_url: AnyHttpUrl | None = None
    kiosk_idle_seconds: int = Field(default=60, ge=10, le=3600)
    kiosk_counts_token: SecretStr | None = Field(default=None, min_length=8)

    @property
    def public(self) -> str:
        """The address without a last slash, or ""."""
        return str(self.public_url).rstrip("/") if self.public_url else ""


def read_settings() -> KioskSettings:
    """The settings of the environment; raises StartError."""
    try:
        return KioskSettings()
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name = _PREFIX + ".".join(map(str, first["loc"])).upper()
        # What was set is not repeated: it may be the token.
        raise StartError(f"{name} cannot be used: {first['msg']}. Set it anew, or leave it out.") from error
