"""The figures of SECURITY.md, measured anew: `python -m tests.trust.figures [--minutes N]` prints the table.

The tests of faults, privacy and the server are run and counted, sessions are killed, mutated input is fed for as many
minutes as asked, and guards are taken out. Soaking takes hours and has its own command, `make soak`.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TESTS = {
    "kinds of fault injected into a live call and survived": ["tests/faults/test_live_faults.py"],
    "requests and messages that must be refused, refused": [
        "tests/web/test_guard.py",
        "tests/web/test_limits.py",
        "tests/web/test_share.py",
    ],
    "archives and downloads made to do harm, refused": [
        "tests/store/test_models_unpack.py",
        "tests/store/test_models_download.py",
    ],
    "checks that nothing leaks and that what is forgotten is gone": [
        "tests/trust/test_private.py",
        "tests/past/test_forgetting.py",
    ],
}


def main() -> None:
    """Measure and print; exit with 1 where anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0, help="of fuzzing")
    parser.add_argument("--kills", type=int, default=200)
    asked = parser.parse_args()
    failed = False
    print("| what | figure |\n|---|---|", flush=True)

    def row(what: str, pattern: str, *args: str) -> None:
        nonlocal failed
        with tempfile.TemporaryDirectory() as home:
            environ = {**os.environ, "CALLPROMPTER_HOME": home}
            done = subprocess.run([sys.executable, "-m", *args], cwd=ROOT, env=environ, capture_output=True, text=True)
        failed = failed or done.returncode != 0
        found = re.search(pattern, done.stdout)
        print(f"| {what} | {found[0] if found else f'failed: {done.stdout[-300:]} {done.stderr[-300:]}'} |", flush=True)

    for what, paths in TESTS.items():
        row(what, r"(\d+ failed, )?\d+ passed", "pytest", "-p", "no:cacheprovider", *paths)
    row("live sessions killed at random moments", r".*sound lost", "tests.faults.killing", str(asked.kills))
    row("mutated input", r".*findings", "tests.fuzz.fuzzing", "--minutes", str(asked.minutes))
    row("guards taken out, one by one", r"\d+ of \d+ guards are noticed.*", "tests.trust.mutations")
    sys.exit(failed)


if __name__ == "__main__":
    main()
