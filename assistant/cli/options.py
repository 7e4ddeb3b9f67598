"""Options that several commands have, each in one place: what it is called, and what its help says."""

from pathlib import Path
from typing import Annotated

import typer

Outline = Annotated[str, typer.Option(help="The outline, by name or file.")]
ProfileFile = Annotated[Path | None, typer.Option(help="Your facts (TOML); default: the active job's.")]
Recognizer = Annotated[str | None, typer.Option(help="vosk or sphinx; default: the best that is there.")]
Model = Annotated[Path | None, typer.Option(help="A Vosk model's folder.")]
Speaker = Annotated[str | None, typer.Option("--device", help="The speaker, by name; default: the system's.")]
Microphone = Annotated[str | None, typer.Option(help="Your microphone, by name; see `callprompter devices`.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Serve the page on this port; 0: any.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Print the page's link, open nothing.")]
