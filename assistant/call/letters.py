"""How letters sound: English spelling, read from left to right, the most specific rule first."""

import re
from collections.abc import Sequence

# "pattern phones": the pattern is a regular expression tried where the reader stands; what it looks ahead or
# behind at is not read. A rule without phones is a silent letter.
_TABLE = """
tion$ SH AH N; tions$ SH AH N Z; sion$ ZH AH N; ough(?=t) AO; augh AO; eigh EY; igh AY; tch CH; sch SH; dge JH
ck K; ch CH; sh SH; th TH; ph F; gh(?=.) G; gh F; wh W; kn N; wr R; qu K W
ng(?=$|[^aeiouy]) NG; ng NG G; nk NG K; zh ZH; dh D; bh B; kh K; ts T S
ee IY; ea IY; ai EY; ay EY; oa OW; oo UW; ou AW; ow(?=.) AW; ow OW; au AO; aw AO; ei EY; ey$ IY; ey EY; ie$ IY
ie IY; oi OY; oy OY; ue$ UW; ui UW IY; eu Y UW; ew UW; ia IY AH; io IY OW; aa AA
a(?=r) AA; er(?=$|[^aeiouy]) ER; ir(?=$|[^aeiouy]) ER; ur(?=$|[^aeiouy]) ER; o(?=r) AO
a(?=[bcdfgklmnpstvz]e$) EY; i(?=[bcdfgklmnpstvz]e$) AY; o(?=[bcdfgklmnpstvz]e$) OW; u(?=[bcdfgklmnpstvz]e$) UW
a$ AH; a AE; (?<=[bcdfgklmnprstvz])e$ ; e EH; i$ IY; i IH; o$ OW; o AA; u$ UW; u AH; y(?=[aeiou]) Y; y$ IY; y IH
b+ B; cc(?=[iey]) K S; c(?=[iey]) S; c+ K; d+ D; f+ F; g(?=[iey]) JH; g+ G; h HH; j JH; k+ K; l+ L; m+ M; n+ N
p+ P; q K; r+ R; s+$ Z; (?<=[aeiou])s(?=[aeiou]) Z; s+ S; t+ T; v+ V; w W; x$ K S; x(?=.) K S; z+ Z
"""


class LetterRules:
    """Ordered rules: `read` takes the first that fits, at each place of the word."""

    __slots__ = ("_rules",)

    def __init__(self) -> None:
        self._rules: Sequence[tuple[re.Pattern[str], tuple[str, ...]]] = [
            (re.compile(pattern), tuple(phones.split()))
            for line in _TABLE.split("\n")
            for pattern, _, phones in [rule.lstrip().partition(" ") for rule in line.split(";") if rule]
        ]

    def read(self, word: str) -> tuple[str, ...]:
        """The phones of `word`; letters of other scripts are silent."""
        phones: list[str] = []
        place = 0
        while place < len(word):
            for pattern, sound in self._rules:
                match = pattern.match(word, place)
                if match:
                    phones.extend(sound)
                    place = match.end()
                    break
            else:
                place += 1
        return tuple(phones)
