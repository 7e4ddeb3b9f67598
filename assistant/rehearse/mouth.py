"""What the simulated side says, one reply after another: aloud, and word by word to whoever follows the call."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace

from assistant.audio import Samples
from assistant.counterpart.conversation import Reply
from assistant.events import Heard, Partial, Speaker, Utterance
from assistant.rehearse.caller_voice import CallerVoice
from assistant.rehearse.speaking import Speaking
from assistant.rehearse.their_voice import SOUNDS, Playing, TheirVoice
from assistant.voices.telephone import ring

MOSTLY = 0.6  # of a reply that was said: it counts, and is not said again


class Mouth:
    """`waiting` are the replies to come, `saying` is the one that is being said, `sounded` when they were last heard.

    Whoever decides who speaks calls it, from one thread at a time; `tell` is given the words as they are said.
    """

    def __init__(self, voice: TheirVoice, caller: CallerVoice | None, clock: Callable[[], float]) -> None:
        """`caller` is told what is played, for what comes back of it; `clock` gives the seconds of the call."""
        self.tell: Callable[[Heard], None] = lambda _: None
        self.beeped: Callable[[], None] = lambda: None
        self.waiting: deque[Reply] = deque()
        self.saying: Speaking | None = None
        self.sounded = 0.0
        self._voice, self._caller, self._clock = voice, caller, clock

    def warm_up(self) -> None:
        """The first words of an engine take a third of a second."""
        self._voice.words("Hello?")

    def ring(self) -> Playing:
        """It rings, until what is returned ends."""
        sound = ring()
        playing, _ = self._voice.begin(sound, "")
        if self._caller is not None:
            self._caller.plays(sound, self._clock())
        return playing

    def say(self, now: float) -> None:
        """Begin the first of the waiting replies."""
        reply = self.waiting.popleft()
        self._begin(reply, self._voice.words(reply.text))
        self.sounded = now

    def show(self, now: float) -> None:
        """Tell the words that have been said."""
        saying = self.saying
        if saying is None:
            return
        self.sounded = now
        said = tuple(word for word in saying.words if word.end <= now)
        if len(said) > saying.told:
            saying.told = len(said)
            self.tell(Partial(said[-1].end, Speaker.THEM, " ".join(word.text for word in said), said))

    def end(self, now: float, hung_up: bool = False) -> Reply | None:
        """The reply is over, whole or not; None where its sound is yet to come."""
        saying = self.saying
        if saying is None:
            return None
        whole = saying.over
        self._silence(saying, saying.words[-1].end if whole and saying.words else now)
        self.sounded = now
        reply = saying.reply
        if reply.sound and reply.text and not hung_up:
            self._begin(replace(reply, text=""), SOUNDS[reply.sound]())
            return None
        if reply.sound == "beep" and not hung_up:
            self.beeped()
        return reply

    def cut(self, now: float) -> None:
        """They are interrupted: what they had hardly begun waits to be said again."""
        saying = self.saying
        if saying is None:
            return
        share = len(saying.said(now)) / max(1, len(saying.words))
        self._silence(saying, now)
        if self._caller is not None:
            self._caller.stopped(now)
        if share < MOSTLY or saying.reply.ends:
            self.waiting.appendleft(replace(saying.reply, delay=0.0))
        self.sounded = now

    def _begin(self, reply: Reply, sound: Samples) -> None:
        playing, seconds = self._voice.begin(sound, reply.text)
        began = self._clock()
        if self._caller is not None:
            self._caller.plays(sound, began)
        self.saying = Speaking(reply, sound, playing, seconds, began)

    def _silence(self, saying: Speaking, now: float) -> None:
        """The words that were said stand."""
        saying.playing.stop()
        self.saying = None
        said = saying.said(now)
        if said:
            self.tell(Utterance(said[-1].end, Speaker.THEM, " ".join(word.text for word in said), said))
