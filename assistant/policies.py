"""The timing policies, read from `prompts/policies/`; one in the user's own configuration folder goes before ours."""

from assistant.errors import Fault, PolicyError
from assistant.plan import policy
from assistant.plan.policy import Policy
from assistant.prompts import folder, read_text, shown
from assistant.settings import config_folder

ORDER = (policy.SHARED, policy.DEFAULT, "s0", "s1", "s3", "s4")  # then as the articles are numbered


def load() -> dict[str, Policy]:
    """Every policy by its id, ours in their order and then the user's own. Raises PolicyError."""
    files = {path.stem: path for path in sorted((folder() / "policies").glob("*.yaml"))}
    files |= {path.stem: path for path in sorted((config_folder() / "policies").glob("*.yaml"))}
    found: dict[str, Policy] = {}
    for name in sorted(files, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name)):
        path = files[name]
        read = policy.parse(read_text(path), shown(path))
        if read.id != name:
            message = f'the policy is called "{read.id}": name the file {read.id}.yaml'
            raise PolicyError(shown(path), [Fault(1, message)])
        found[name] = read
    return found
