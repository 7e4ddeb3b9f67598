"""The recipe of the project's own model has its own tools (models/build/requirements.txt), and so its training tests.

`build/model-venv/bin/python -m pytest tests/models_build` runs these too; elsewhere they are not collected.
"""

from importlib.util import find_spec

collect_ignore = [] if find_spec("torch") and find_spec("kaldifst") else ["test_build_training.py"]
