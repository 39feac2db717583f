"""Copies the front-end files that pages use out of node_modules: `python -m web.vendor`, after `npm ci`.

The styles come without their web font, which is licensed for NHS sites and lies on another origin, and
without any other address outside the file: no page of this service sends a request to anyone else.
"""

import re
import shutil
import sys
from pathlib import Path

WEB = Path(__file__).parent
FONT_NAME = re.compile(r"""["']?Frutiger W01["']?\s*,\s*""", re.IGNORECASE)
FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
OUTSIDE_URL = re.compile(r"""url\((?!\s*["']?(?:data:|#))[^)]*\)""")
SOURCE_MAP = re.compile(r"/\*#\s*sourceMappingURL=.*?\*/")

STYLES = {
    "nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.css": "nhsuk-frontend.css",
    "swagger-ui-dist/swagger-ui.css": "swagger-ui.css",
}
OTHERS = {
    "swagger-ui-dist/swagger-ui-bundle.js": "swagger-ui-bundle.js",
    "swagger-ui-dist/LICENSE": "swagger-ui.LICENSE.txt",
    "swagger-ui-dist/NOTICE": "swagger-ui.NOTICE.txt",
    "simple-keyboard/build/index.modern.esm.js": "simple-keyboard.js",
    "simple-keyboard/LICENSE": "simple-keyboard.LICENSE.txt",
}


def self_contained(css: str) -> str:
    """Return the style sheet without web fonts and without any address outside the file."""
    css = FONT_NAME.sub("", FONT_FACE.sub("", css))
    return SOURCE_MAP.sub("", OUTSIDE_URL.sub("none", css))


def copy_all(modules: Path, target: Path) -> list[Path]:
    """Write the files that pages use from `modules` to `target`; OSError when one is missing."""
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for source, name in STYLES.items():
        css = self_contained((modules / source).read_text(encoding="utf-8"))
        (target / name).write_text(css, encoding="utf-8")
        written.append(target / name)
    for source, name in OTHERS.items():
        shutil.copyfile(modules / source, target / name)
        written.append(target / name)
    return written


def main() -> int:
    """Copy, and say what to do when npm has not run."""
    try:
        written = copy_all(WEB / "node_modules", WEB / "static" / "vendor")
    except OSError as fault:
        print(f"web.vendor: {fault}. Run 'npm ci' in {WEB.name}/ first.", file=sys.stderr)
        return 1
    print(f"web.vendor: {len(written)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
