"""Guards, and the test that fails when one is taken out: `python -m tests.trust.mutations` shows it for each.

Each mutation is made in a copy of the program; there its test is run, and must fail. That the guards and the tests are
still there is checked with every run of the suite.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FAULTS = "tests/faults/test_live_faults.py::"
PRIVATE = "tests/trust/test_private.py::"
GUARD = "tests/web/test_guard.py::"
LIMITS = "tests/web/test_limits.py::"
UNPACK = "tests/store/test_models_unpack.py::"


@dataclass(frozen=True, slots=True)
class Mutation:
    """`guard` in the file `path` becomes `instead`; then `test` must fail."""

    path: str
    guard: str
    instead: str
    test: str


MUTATIONS = (
    Mutation(
        "journal.py", "os.ftruncate(self._file, self._whole)", "pass", f"{FAULTS}test_a_disk_that_stays_full_is_told_in_one_line_and_the_session_is_whole_so_far"
    ),
    Mutation(
        "journal.py", "and not self._patient", "", f"{FAULTS}test_a_full_disk_ends_no_call_and_nothing_is_lost_once_there_is_room"
    ),
    Mutation(
        "journal.py", 'path.read_bytes().rpartition', 'path.read_bytes().decode().encode().rpartition', f"{FAULTS}test_a_session_that_is_cut_within_a_letter_is_read"
    ),
    Mutation("live/hearing.py", "                kill()\n", "                pass\n", f"{FAULTS}test_a_recogniser_process_that_hangs_is_ended"),
    Mutation("live/hearing.py", "thread.join(HANGS_SECONDS)", "thread.join()", f"{FAULTS}test_a_recogniser_that_hangs_is_said_and_the_call_still_ends"),
    Mutation(
        "live/hearing.py", "            if not sound:", "            if False:", f"{FAULTS}test_a_recogniser_with_a_fault_of_its_own_is_said"
    ),
    Mutation("audio/intake.py", "if missing <= self.SLEPT * SAMPLE_RATE:", "if True:", f"{FAULTS}test_a_pause_of_a_busy_machine_is_silence_as_before"),
    Mutation("audio/keeping.py", "self.failure = StoreError(", "_ = StoreError(", f"{FAULTS}test_sound_that_a_full_disk_refuses_is_told_and_what_there_is_plays"),
    Mutation("store/sessions.py", "            continue  #", "            return folder  #", f"{FAULTS}test_two_programs_in_the_same_second_have_sessions_of_their_own"),
    Mutation("store/sessions.py", "            continue  #", "            return folder  #", f"{FAULTS}test_a_clock_set_back_overwrites_nothing"),
    Mutation("desk.py", "            if trouble:\n", "            if False:\n", f"{FAULTS}test_a_fault_in_the_program_is_told_on_the_page"),
    Mutation("store/database.py", "_for_its_owner(path)  #", "pass  #", f"{PRIVATE}test_what_the_program_keeps_is_for_its_owner_alone"),
    Mutation("settings.py", "folder.chmod(PRIVATE)", "pass", f"{PRIVATE}test_a_folder_that_others_can_read_is_closed_again"),
    Mutation("cli/__init__.py", "os.umask(0o077)", "os.umask(0o022)", f"{PRIVATE}test_files_that_commands_write_are_for_their_owner_alone"),
    Mutation("crash.py", 'not in ("y", "yes")', 'in ("never",)', f"{PRIVATE}test_a_report_of_a_bug_is_kept_only_where_the_user_wants_it"),
    Mutation("past/forgetting.py", "index.scrub()", "pass", "tests/past/test_forgetting.py::test_a_session_is_forgotten_with_all_that_came_of_it"),
    Mutation("past/forgetting.py", 'OutcomeChange(item.t, item.outcome, "", item.score)', "item", "tests/past/test_forgetting.py::test_what_they_said_is_forgotten_and_what_came_of_it_stays"),
    Mutation("displays/web/guard.py", 'if request.headers.get("host") not in hosts:', "if False:", f"{GUARD}test_a_name_that_was_rebound_to_this_machine_is_refused"),
    Mutation("displays/web/guard.py", "if (origin is None and changes)", "if False and (origin is None and changes)", f"{GUARD}test_another_page_may_not_ask"),
    Mutation("displays/web/guard.py", 'samesite="strict"', 'samesite="lax"', f"{GUARD}test_the_link_gives_a_cookie_that_no_script_and_no_other_site_can_use"),
    Mutation("displays/web/limits.py", "if len(body) > LONGEST:", "if False:", f"{LIMITS}test_a_question_that_is_too_long_is_refused_before_it_fills_the_memory"),
    Mutation("displays/web/limits.py", "if self._left < 1.0:", "if False:", f"{LIMITS}test_too_many_questions_are_refused_until_they_stop"),
    Mutation("displays/web/limits.py", "if self._sockets >= SOCKETS:", "if False:", f"{LIMITS}test_more_pages_than_anybody_has_are_refused"),
    Mutation("displays/web/limits.py", "            self.transport.close()", "            pass", f"{LIMITS}test_a_connection_that_asks_for_nothing_is_closed"),
    Mutation("store/unpack.py", "kind not in (0, stat.S_IFREG)", "False", f"{UNPACK}test_a_link_or_a_device_is_refused"),
    Mutation("store/unpack.py", "if swollen > max(", "if False and swollen > max(", f"{UNPACK}test_a_bomb_is_refused_before_it_goes_off"),
)  # fmt: skip


def survivors() -> Iterator[Mutation]:
    """The mutations that no test noticed."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in ("prompts", "models", "pyproject.toml", "README.md", "tests"):
            (place / name).symlink_to(ROOT / name)
        shutil.copytree(ROOT / "assistant", place / "assistant", ignore=shutil.ignore_patterns("__pycache__"))
        for each in MUTATIONS:
            path = place / "assistant" / each.path
            whole = path.read_text(encoding="utf-8")
            path.write_text(whole.replace(each.guard, each.instead), encoding="utf-8")
            # Without the folders' real path, pytest would follow the link and test the program as it is.
            run = [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", each.test]
            env = {"PYTHONPATH": str(place), "PATH": "/usr/bin:/bin", "HOME": folder}
            try:
                done = subprocess.run(run, cwd=place, env=env, capture_output=True, text=True, timeout=120)
                noticed = done.returncode == 1
            except subprocess.TimeoutExpired:
                noticed = True
            path.write_text(whole, encoding="utf-8")
            print(f"{'noticed' if noticed else 'SURVIVED'}: {each.path}: {' '.join(each.guard.split())}", flush=True)
            if not noticed:
                yield each


def main() -> None:
    """Show them all; exit with 1 where one survived."""
    left = list(survivors())
    print(f"{len(MUTATIONS) - len(left)} of {len(MUTATIONS)} guards are noticed when they are taken out")
    sys.exit(bool(left))


if __name__ == "__main__":
    main()
