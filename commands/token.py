"""`guide token`: add, list or remove the tokens of the service."""

from pathlib import Path

from api.settings import StartError, read_settings
from api.tokens import FILE, Role, TokenFault, add, read, remove
from commands.errors import InputError


def run(home: Path, action: str, name: str | None, role: str) -> None:
    """Do it and print it; raises InputError."""
    if name is None and action != "list":
        raise InputError(f"Name the token: guide token {action} NAME.")
    try:
        file = read_settings().tokens or home / FILE
        if action == "list":
            tokens = read(file)
            lines = [f"{token.name}  {token.role.name.lower()}  made on {token.made_on or '?'}" for token in tokens]
            print(
                *(lines or [f"There are no tokens in {file}. 'guide token add NAME --role ROLE' makes one."]), sep="\n"
            )
        elif action == "remove":
            remove(file, name or "")
            print(f"{name} opens nothing any more.")
        else:
            print(add(file, name or "", Role[role.upper()]))
            print("This is shown once; only its hash is kept. Send it as 'Authorization: Bearer TOKEN'.")
    except (TokenFault, StartError) as fault:
        raise InputError(str(fault)) from fault
