"""An automated caller: says what the prompter shows, word for word, or in other words from the outline."""

import random
import re

from assistant.call.outline import Delivery
from assistant.call.phrases import expand
from assistant.events import Speaker
from assistant.profile import slots
from assistant.rehearse.rehearsal import Rehearsal

TURNS = 40


class Caller:
    """Follows the prompter. `paraphrases`: says a step's phrases instead of its line."""

    def __init__(self, rehearsal: Rehearsal, paraphrases: bool, seed: int = 0) -> None:
        self.rehearsal, self.paraphrases = rehearsal, paraphrases
        self.random = random.Random(seed)
        self.spoken: list[str] = []

    def run(self) -> None:
        """Call, until somebody hangs up."""
        self.spoken += [f"THEM {reply.text}" for reply in self.rehearsal.begin()]
        for _ in range(TURNS):
            if self.rehearsal.over:
                return
            text = self._turn()
            replies = self.rehearsal.say(text) if text else self.rehearsal.silent()
            self.spoken += [f"me {text or '...'}", *(f"THEM {reply.text}" for reply in replies)]
        self.rehearsal.end()

    def _turn(self) -> str:
        session = self.rehearsal.session
        step = session.script.outline.steps[session.view.step]
        done = {row.id for row in session.view.steps if str(row.status) == "done"}
        if step.delivery is Delivery.SILENT or (step.id in done and step.id == "close"):
            return ""
        if not self.paraphrases or step.by is Speaker.THEM:
            return session.script.lines[step.id]
        whole = [phrase for phrase in step.heard if phrase.weight == 1]
        said = slots(session.script.profile)
        texts: list[str] = []
        while len(texts) < 2 and whole:
            ways = expand(self.random.choice(whole).template, said)
            if ways:
                texts.append(" ".join(self.random.choice(ways)))
        digits = session.script.profile.phone if step.delivery is Delivery.SLOW else ""
        return re.sub(r" +", " ", ". ".join([*texts, digits]).strip(". "))
