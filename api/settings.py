"""What a deployment may set of the service, by environment variables that begin with GUIDE_."""

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

_PREFIX = "GUIDE_"


class StartError(Exception):
    """The service cannot start; says which setting or option is wrong and what to do."""


class Settings(BaseSettings):
    """Settings of the service.

    Attributes:
        answer_days: days for which an answer stays behind its link, 1 to 3650.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True)

    answer_days: int = Field(default=90, ge=1, le=3650)


def read_settings() -> Settings:
    """The settings of the environment; raises StartError."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = _PREFIX + ".".join(map(str, first["loc"])).upper()
        raise StartError(f"{name} is {first['input']!r}: {first['msg']}. Set it anew, or leave it out.") from error
