"""What a deployment may set of what is kept, by environment variables that begin with GUIDE_."""

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from asked.errors import AskedFault

_PREFIX = "GUIDE_"


class AskedSettings(BaseSettings):
    """Settings of what is kept of what people asked.

    Attributes:
        keep_questions: whether questions are kept at all; only the marks that people give are, where it is off.
        question_days: days for which questions and feedback are kept, 1 to 366.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True)

    keep_questions: bool = False
    question_days: int = Field(default=90, ge=1, le=366)


def read_settings() -> AskedSettings:
    """The settings of the environment; raises AskedFault."""
    try:
        return AskedSettings()
    except ValidationError as error:
        first = error.errors()[0]
        name = _PREFIX + ".".join(map(str, first["loc"])).upper()
        raise AskedFault(f"{name} is {first['input']!r}: {first['msg']}. Set it anew, or leave it out.") from error
