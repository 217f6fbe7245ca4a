"""Reads a prompt as what it is: an order, wishes for the film, and the words and facts that it must tell.

"Make a 30 second video about our mug. Tone: funny. 20% off with code MUG20." orders a film of 30 seconds in
a funny tone about our mug, which says that there is 20% off with the code MUG20. The order is not spoken,
wishes become settings or limits, facts stay word for word. Nothing is guessed: a sentence that is not plainly
part of the order is told. Orders are read in the languages of data/prompts, whichever the film is in. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from generation.text.plain_text import capital, has_word
from generation.text.prompt import wishes as prompt_wishes
from generation.text.prompt.facts import (
    ANNOUNCED,
    CODE,
    CONTACT,
    OFFER,
    PLACE,
    PRICE,
    PromptFact,
    facts_in,
)
from generation.text.prompt.lessons import lesson
from generation.text.prompt.orders import form_in, is_ours, split_order, thanks_at_end
from generation.text.prompt.parts import (
    at_colon,
    last_part,
    lines,
    longest_each,
    opens_part,
    parts_of,
    sentences_of,
    wishes_at_end,
)
from generation.text.prompt.subjects import (
    bare_subject,
    enumerated,
    listed_subject,
    nominative,
    subject_of,
    thing_named,
)
from generation.text.prompt.wishes import FilmWishes
from generation.text.prompt.words import OrderWords, in_order

# Why words of a prompt are not told.
ORDER = "the order itself"
WISH = "says how the video is to be"
UNWANTED = "is not to be said or shown"
COURTESY = "is said to us, not to viewers"

# A subject of more words is a sentence of its own, not what stands before a colon.
_MOST_SUBJECT_WORDS = 9
# An order before a colon has at most so many words.
_MOST_ORDER_WORDS = 12
# "A video where grandma bakes bread" states what happens.
_STATES = re.compile(
    r"(?i)(?<!\w)(?:where|in which|wo|in dem|où|dans laquelle|donde|dove|in cui|onde|em que|waarin|där)\s*$"
)
# "A reel about TikTok": what stands last is the subject.
_ABOUT_LAST = re.compile(r"(?i)(?<!\w)(?:about|on|über|sur|sobre|su|over|om|o|hakkında)\s+\S+$")
# A film is named before labels in so few words: "Spring launch video".
_MOST_HEADER_WORDS = 4
# Whom a film is for is named in so few words.
_MOST_AUDIENCE_WORDS = 4
# "Just the product: a phone stand" names it as "Product: a phone stand" does.
_JUST_THE = re.compile(
    r"(?i)(^|[.!?]\s+)(?:just|only|nur|seulement|juste|solo|sólo|apenas|alleen)\s+"
    r"(?:the|our|my|das|unser|le|la|notre|el|il|o|het)\s+(?=\w+\s*[:：])"
)
# "Topic - electric bikes".
_DASHED_NAME = re.compile(r"(?:(?<=^)|(?<=[.;,|!?:] ))(\w[\w ]{1,24}?)\s+[-–—]\s+")
# What goes with a price that is left out; a sentence that is about a price says nothing without it.
_BEFORE_PRICE = (
    r"(?:[,(]?\s*(?:for|at|from|only|just|für|nur|ab|zu|pour|à|dès|por|desde|solo|per|a soli|da|apenas)\s*)"
    r"{0,2}"
)
_COSTS = re.compile(r"(?i)\b(?:costs?|priced?|kostet|kosten|coûte|cuesta|costa|custa)\s*[.!]?$")
_BETWEEN_WISHES = re.compile(
    r"[,;]\s+|[、，；]\s*|\s+(?:and|und|et|y|e|en|och|i|ve)\s+"
    r"(?=(?:with(?:out)?|no|ohne|keine?n?|sans|sin|senza|sem|zonder|geen|utan|ingen|bez)\s)"
)
# In a sentence that people end without a capital after it: "use our logo. video about our jackets".
_LOWER_START = re.compile(r"(?<=[^\W\d_]{4})[.!?]\s+(?=[a-z])")
# "We are a brewery and would love an ad about our stout".
_AND_WANT = re.compile(
    r"(?i)^(?:(?:hi|hello|hey|hallo|bonjour|hola|ciao|olá|oi)(?: \w+)?[,!]? )?"
    r"(?P<told>(?:we|i|wir|ich|nous|je|somos|soy|siamo|sono|wij|ik)\b.+?),? (?:and|so|und|also|et|y|e|en)"
    r"(?: (?:we|i|wir|ich|nous|je|wij|ik))? (?:(?:would|['’]d) (?:really )?(?:like|love)|want|need"
    r"|are looking for|am looking for|hätten? gern(?:e)?|möchten?|wollen|will|brauchen?|suchen?|aimerions"
    r"|aimerais|voudrions|voudrais|cherchons|cherche|voulons|queremos|quiero|necesitamos|buscamos|vorremmo|vorrei"
    r"|vogliamo|cerchiamo|gostaríamos de|precisamos de|willen|zoeken) (?P<rest>\S.+)$"
)
# "'Feel the wild' – slogan for an ad for our boots": the quoted words, and an order.
_QUOTED_FIRST = re.compile(
    r"(?i)^[\"“„«](?P<words>[^\"”“»]+)[\"”“»]\s*(?:[-–—:,]|is (?:the|our)|as(?: the| our)?)\s*"
    r"(?:the |our |a )?"
    r"(?:slogan|tagline|headline|claim|motto|hook)(?: line)?\s+(?:for|of|in)\s+(?P<rest>.+)$"
)


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Words of a prompt that the film does not tell, and why."""

    text: str
    why: str


@dataclass(frozen=True, kw_only=True)
class PromptReading:
    """A prompt, understood.

    `subject` is what the film is about ("our coffee mug"). `sentences` are what is to be told, in its
    own words and order; `items` are the points of a list in it, `listed` the number that its title promises
    ("10 facts about the Moon"), 0 without one, and `list_title` that title. `facts` are all of `sentences`
    and `items`. `wishes` set the film's fields. `avoid` is what must not be said or shown. `ordered`: there
    was an order around it all, in `order_language`; `preposition` is the word that governs the subject there,
    where its case says so ("o", in Polish). `is_stated`: the subject follows a colon, as words that may be a
    sentence of their own. `selling`: it orders an advert, or announces an offer.
    """

    subject: str
    sentences: tuple[str, ...]
    items: tuple[str, ...] = ()
    listed: int = 0
    list_title: str = ""
    facts: tuple[PromptFact, ...] = ()
    wishes: FilmWishes = FilmWishes()
    avoid: tuple[str, ...] = ()
    ordered: bool = False
    selling: bool = False
    left_out: tuple[LeftOut, ...] = ()
    order_language: str = ""
    preposition: str = ""
    is_stated: bool = False

    def of_kind(self, kind: str) -> str:
        """The first fact of a kind, in the prompt's words; for a code the code alone; "" without one."""
        found = next((fact for fact in self.facts if fact.kind == kind), None)
        if found is None:
            return ""
        return found.value if kind in (CODE, PLACE) else found.text

    @property
    def announced(self) -> tuple[PromptFact, ...]:
        """The facts that are said, or shown as words, whatever else is left out."""
        return tuple(fact for fact in self.facts if fact.kind in ANNOUNCED)

    @property
    def title(self) -> str:
        """A few words that name the film."""
        named = self.subject if self.lacks_items else self.list_title or self.subject
        return capital(nominative(named).rstrip("。！"))

    @property
    def lacks_items(self) -> bool:
        """Whether the prompt asks for so many facts, reasons or tips and gives none of them."""
        return bool(self.listed) and not self.items


@lru_cache(maxsize=256)
def read_prompt(prompt: str, language: str = "en") -> PromptReading:
    """The PromptReading of a prompt; `language` (BCP 47) is the film's, whose words are looked at first."""
    draft = _Draft(in_order(language.split("-")[0].lower()))
    for line, is_item, is_scene in lines(prompt):
        if is_scene:  # what is seen there is no order: "indica la sua casa"
            draft.told += [sentence for sentence in sentences_of(line) if re.search(r"\w", sentence)]
        else:
            draft.read_line(line, is_item)
    return draft.reading()


@dataclass
class _Draft:
    """A reading in the making."""

    words: Sequence[OrderWords]
    subject: str = ""
    told: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    listed: int = 0
    list_title: str = ""
    wishes: FilmWishes = field(default_factory=FilmWishes)
    avoid: list[str] = field(default_factory=list)
    ordered: bool = False
    selling: bool = False
    left_out: list[LeftOut] = field(default_factory=list)
    order_language: str = ""
    preposition: str = ""
    is_stated: bool = False

    def read_line(self, line: str, is_item: bool) -> None:
        labelled = self._labelled(line)
        if labelled is not None:
            for kind, label, value in labelled:
                self._read_label(kind, label, value)
            return
        for sentence in sentences_of(line):
            if is_item and not self._is_order(sentence):
                self._add_item(sentence)
                is_item = False
            else:
                self.read_sentence(sentence)

    def _is_order(self, sentence: str) -> bool:
        return any(
            pattern.match(sentence)
            for words in self.words
            for pattern in (words.never, words.directive, words.say)
        )

    # --- labels ------------------------------------------------------------------------------
    def _labelled(self, line: str) -> list[tuple[str, str, str]] | None:
        """[(kind, label, value)] of "Tone: funny. Target: students."; None where the line opens with none.

        Words before the first label are read as what they are.
        """
        line = _JUST_THE.sub(r"\1", line)
        line = self._with_colons(line)
        spots = sorted(
            (match.start(), match.end(), kind)
            for words in self.words
            for kind, match in words.labels_in(line)
            if opens_part(line, match.start())
        )
        spots = longest_each(spots)
        if not spots:
            return None
        first = spots[0][0]
        if first and self._is_title(line[:first]):
            return None
        if first and not self._read_header(line[:first].strip(" ,;|")):
            self.read_line(line[:first].strip(" ,;|"), False)
        ends = [start for start, _, _ in spots[1:]] + [len(line)]
        return [
            (kind, line[start:after], line[after:end].strip(" ,;|"))
            for (start, after, kind), end in zip(spots, ends, strict=True)
        ]

    def _read_header(self, before: str) -> bool:
        """Reads "Launch video, 9:16, hook in first 3 seconds" before labels: a film's name, and wishes."""
        first, *others = re.split(r",\s+", before.rstrip(" .:!"))
        named = any(
            len(first.split()) <= _MOST_HEADER_WORDS
            and (form := form_in(first, words, ordered=True))
            and form[1] == len(first)
            for words in self.words
        )
        if not named:
            return False
        self.ordered = True
        if not all(self._only_wishes(part) for part in others):
            return False
        self._read_wishes(before)
        self._leave(before, ORDER)
        return True

    def _with_colons(self, line: str) -> str:
        """ "Topic - bikes. Mood - calm." with colons, where at least two of these are names of labels."""
        if not _DASHED_NAME.search(line):
            return line
        instead = _DASHED_NAME.sub(r"\1: ", line)
        spots = {match.start() for words in self.words for _, match in words.labels_in(instead)}
        named = [spot for spot in spots if opens_part(instead, spot)]
        return instead if len(named) > 1 else line

    def _is_title(self, before: str) -> bool:
        """Whether words before a label's colon go on to it: "The best product: our mug"."""
        return not re.search(r"[.!?;,:|。！？；，、।][\"”»]?\s*$|^\s*$", before)

    def _read_label(self, kind: str, label: str, value: str) -> None:
        first, *later = [
            piece for sentence in sentences_of(value) for piece in _LOWER_START.split(sentence)
        ] or [""]
        whole = f"{label.strip()} {first}".strip()
        handler = getattr(self, f"_label_{kind}", None)
        if handler is not None:
            handler(first, whole)
        elif kind in ("tone", "length", "format", "language"):
            self.wishes = prompt_wishes.label(self.wishes, kind, first.rstrip(". "))
            self._leave(whole, WISH)
        elif not self._read_order(first):
            self._leave(whole, WISH)
        self.ordered = True
        for sentence in later:
            self.read_line(sentence, False)

    def _label_audience(self, value: str, whole: str) -> None:
        self.wishes = self.wishes.with_audience(value.rstrip(". "))
        self._leave(whole, WISH)

    def _label_never(self, value: str, whole: str) -> None:
        self._avoid(value, whole)

    def _label_subject(self, value: str, whole: str) -> None:
        self.ordered = True
        value = self._without_tail_wishes(value)
        if not self.subject:
            name, *more = re.split(r",\s+", value)
            self.subject = (name if len(more) > 1 else value).rstrip(". ")
        self.read_sentence(value)

    def _label_hook(self, value: str, whole: str) -> None:
        """What is said first, where it is a sentence; "Hook: funny" is a wish."""
        if re.search(r"[.!?…\"”»]$", value) or len(value.split()) > 4:
            return self._say(value)
        self._leave(whole, WISH)
        return None

    def _label_say(self, value: str, whole: str) -> None:
        self.read_sentence(value)

    def _label_call(self, value: str, whole: str) -> None:
        self.wishes = self.wishes.with_call_to_action(value.rstrip(". "))

    def _label_code(self, value: str, whole: str) -> None:
        for part in parts_of(whole):
            self._tell(part)

    def _label_price(self, value: str, whole: str) -> None:
        self._tell(value)

    def _label_date(self, value: str, whole: str) -> None:
        self._tell(whole if len(value.split()) < 4 else value)

    def _label_place(self, value: str, whole: str) -> None:
        self._tell(value)

    # --- sentences ---------------------------------------------------------------------------
    def read_sentence(self, sentence: str) -> None:
        """Takes a sentence as an order, a wish, a limit or words to tell."""
        sentence = self._without_thanks(sentence.strip())
        if self._read_apart(sentence) or self._read_limit(sentence):
            return None
        if any(words.lead.fullmatch(f"{sentence} ") for words in self.words):
            return self._leave(sentence, COURTESY)
        if self._read_order(sentence):
            return None
        for words in self.words:
            found = words.subject_is.match(sentence)
            if found and sentence[found.end() :].strip():
                self.ordered = True
                self._read_wishes(found.group(0))
                self._leave(found.group(0), ORDER)
                return self._read_subject(sentence[found.end() :].strip(), words)
        for words in self.words:
            found = words.say.match(sentence)
            rest = sentence[found.end() :].strip() if found else ""
            if rest and not words.directive.match(sentence.rstrip(".! ")):
                self.ordered = True
                return self._say(rest)
        bare = self._without_lead(sentence).rstrip(".!? ")
        if any(
            words.directive.match(text) for words in self.words for text in (bare, sentence.rstrip(".!? "))
        ):
            self._read_wishes(bare, audience=True)
            return self._leave(
                sentence, COURTESY if len(bare.split()) < 3 and not self.wishes.changed else WISH
            )
        parts = [part for part in _BETWEEN_WISHES.split(bare.rstrip("。！？")) if part]
        if parts and all(self._only_wishes(part) for part in parts):
            for part in parts:
                self._is_wish(part)
            return None
        if wishes_at_end(re.split(r",\s+|;\s+|\.\s+", bare)) == 0:
            self._read_wishes(bare)
            return self._leave(sentence, WISH)
        self._tell(self._without_tail_wishes(sentence))
        return None

    def _read_limit(self, sentence: str) -> bool:
        """Takes "Don't mention the price" as what it is."""
        words = next((words for words in self.words if words.never.match(sentence)), None)
        if words is not None:
            self._avoid(words.never.sub("", sentence, count=1), sentence)
        return words is not None

    def _read_apart(self, sentence: str) -> bool:
        """Reads "use our logo. video about our bags" as two, and quoted words before an order."""
        for stop in _LOWER_START.finditer(sentence):
            head, tail = sentence[: stop.start() + 1], sentence[stop.end() :]
            if self._is_order(tail) or any(split_order(tail, words) for words in self.words[:2]):
                self.read_sentence(head)
                self.read_sentence(tail)
                return True
        wanted = _AND_WANT.search(sentence)
        if wanted and any(split_order(wanted["rest"], words) for words in self.words):
            self.ordered = True
            self.read_sentence(wanted["rest"])
            self.told.insert(0, capital(wanted["told"].strip(" ,")))
            self.subject = self.subject or self.told[-1]
            return True
        quoted = _QUOTED_FIRST.match(sentence)
        if quoted:
            self.ordered = True
            self.read_sentence(quoted["rest"])
            self._tell(capital(quoted["words"]))
        return quoted is not None

    def _without_thanks(self, sentence: str) -> str:
        """The sentence without a "pls" or "thanks" behind at least four other words."""
        found = thanks_at_end().search(sentence)
        if not found or len(sentence[: found.start()].split()) < 4:
            return sentence
        self._leave(found.group(0).strip(" ,"), COURTESY)
        return sentence[: found.start()]

    def _say(self, rest: str) -> None:
        """What is to be mentioned: in quotation marks it is the words, else it is told as it stands."""
        quoted = re.fullmatch(r"[\"“„«]\s*(.+?)\s*[\"”“»][.!]?", rest)
        self._tell(capital(quoted.group(1) if quoted else rest))

    def _without_lead(self, sentence: str) -> str:
        for words in self.words:
            shorter = words.lead.sub("", sentence, count=1).strip()
            if shorter and shorter != sentence:
                return shorter
        return sentence

    def _read_order(self, sentence: str) -> bool:
        """Reads "Make a 30 second video about our mug": its wishes, and what is left, its subject."""
        if self._read_header_at_colon(sentence) or self._read_whole_order(sentence):
            return True
        for words in self.words:
            split = split_order(sentence, words)
            if split is None:
                continue
            header, rest, audience = split
            self.ordered = True
            self.order_language = self.order_language or words.language
            self.selling = self.selling or bool(words.selling.search(header))
            self._read_wishes(header)
            if audience:
                self.wishes = self.wishes.with_audience(audience)
            self._leave(header.strip(" :,–-"), ORDER)
            governs = header.rstrip(" :").split()[-1].lower()
            if not self.subject and governs in words.section("topic_after"):
                self.preposition = governs
            states = header.rstrip().endswith(":") or _STATES.search(header)
            self.is_stated = self.is_stated or bool(not self.subject and states)
            rest = words.ending_verbs.sub("", rest)
            if rest.endswith("?") and words.lead.match(sentence):
                rest = rest[:-1]
            self._read_subject(rest.strip(), words)
            return True
        for text in (sentence, self._without_verb(sentence)):
            if text and self._list_match(text) and not self.subject:
                if text != sentence:
                    self.ordered = True
                    self._leave(sentence.removesuffix(text).strip(" :,"), ORDER)
                self._read_subject(text, self.words[0])
                return True
        return False

    def _without_verb(self, sentence: str) -> str:
        """ "3 tips for tea" of "Please generate: 3 tips for tea"; "" where no such verb stands first."""
        for words in self.words:
            lead = words.lead.match(sentence)
            rest = sentence[lead.end() if lead else 0 :]
            made = words.make.match(rest)
            if made:
                return rest[made.end() :].strip()
        return ""

    def _read_header_at_colon(self, sentence: str) -> bool:
        """Reads "TikTok için 20 saniyelik video lazım: …": a film and its channel or length, then words."""
        found = re.search(r"\s?(?:(?<!\d)[:：]|[:：](?!\d))\s*", sentence)
        head, rest = (sentence[: found.start()], sentence[found.end() :]) if found else ("", "")
        if re.search(r"\w", rest) and self._read_whole_order(head, is_header=True):
            for part in parts_of(rest):
                self._tell(part)
            return True
        if not re.search(r"\w", rest) or len(head.split()) > _MOST_ORDER_WORDS or _ABOUT_LAST.search(head):
            return False
        last = " ".join(head.split()[-2:])
        forms = [
            words for words in self.words if words.form.search(head) or words.form_in_unspaced.search(head)
        ]
        flags = re.split(r",\s+", head)[1:]
        ends_so = (
            prompt_wishes.names_length_or_format(last)
            or any(words.form.search(last) for words in forms)
            or (flags and all(prompt_wishes.says_nothing_else(flag, in_order=True) for flag in flags))
        )
        if not forms or not ends_so or not prompt_wishes.names_length_or_format(head):
            return False
        self.ordered = True
        self.order_language = self.order_language or forms[0].language
        self.selling = self.selling or any(words.selling.search(head) for words in forms)
        self._read_wishes(head)
        self._leave(head, ORDER)
        self.is_stated = self.is_stated or not self.subject
        self._read_subject(rest.strip(), forms[0])
        return True

    def _read_whole_order(self, sentence: str, is_header: bool = False) -> bool:
        """Reads an order whose words stand around its subject: "うちのカフェの15秒CMを作って"."""
        bare = sentence.rstrip(" .!?。！？।؟")
        for words in self.words:
            orders = (*words.orders, *words.headers) if is_header else words.orders
            found = next((match for order in orders if (match := order.match(bare))), None)
            if found is None or (is_header and prompt_wishes.names_length_or_format(found["subject"])):
                continue
            groups = found.groupdict()
            subject, more = found["subject"].strip(" ,，、،:："), groups.get("more") or ""
            end = found.start("more") if more else len(bare)
            header = f"{bare[: found.start('subject')]} {bare[found.end('subject') : end]}"
            self.ordered = True
            self.order_language = self.order_language or words.language
            self.selling = self.selling or bool(words.selling.search(header))
            self._read_wishes(header)
            self._leave(" ".join(header.split()).strip(" ,，、،"), ORDER)
            head, colon, after = at_colon(subject)
            if colon and len(head.split()) <= _MOST_SUBJECT_WORDS:
                subject, more = head, ", ".join(filter(None, (after, more)))
            if not self.subject:
                governs = "genitive" if "genitive" in groups and not groups.get("preposition") else ""
                self.subject, self.preposition = subject, (groups.get("preposition") or governs).lower()
            self._tell(subject)
            self._read_more(more)
            return True
        return False

    def _read_more(self, more: str) -> None:
        """What follows a subject behind commas: wishes and limits, and words that are told together."""
        comma = "、" if re.search("[、，]", more) else ", "
        told: list[str] = []
        for part in filter(None, re.split(r"[，、،]\s*|,\s+", more)):
            if self._only_wishes(part) or self._is_order(part):
                self.read_sentence(part)
            else:
                told.append(part)
        for piece in parts_of(comma.join(told)):
            self._tell(piece)

    def _read_subject(self, rest: str, words: OrderWords) -> None:
        """The subject and what stands beside it: "Black Friday: 40% off all mugs, code MUG40"."""
        if self.told and self._only_wishes(rest.rstrip(" .!?")):  # "What is rust? Explain in 60 seconds."
            self._is_wish(rest.rstrip(" .!?"))
            return
        rest = self._without_tail_wishes(rest) if rest else rest
        if not re.search(r"\w", rest):
            return
        if re.match(r"\(?1[.)]\s", rest) and len(scenes := enumerated(rest, 0)) > 1:
            self.subject = self.subject or scenes[0]
            for scene in scenes:
                self._tell(capital(scene))
            return
        if self._read_list(rest):
            return
        head, colon, after = at_colon(rest)
        if colon and len(head.split()) <= _MOST_SUBJECT_WORDS:
            head = words.ending_verbs.sub("", head)
            self.subject = self.subject or bare_subject(head)
            self._tell(head)
            for part in parts_of(after):
                self._tell(part)
            return
        first, *others = parts_of(rest)
        self.subject = self.subject or bare_subject(first)
        for part in (first, *others):
            self._tell(part)

    # --- lists -------------------------------------------------------------------------------
    def _list_match(self, text: str) -> re.Match[str] | None:
        return next((found for words in self.words if (found := words.list_title.match(text))), None)

    def _read_list(self, rest: str) -> bool:
        """Reads "5 reasons to love tea: it warms, it wakes, ...": the number is no subject."""
        found = self._list_match(rest)
        if found is None:
            return False
        head, colon, after = at_colon(rest)
        words = next(words for words in self.words if words.list_title.match(rest))
        count = found["count"].lower()
        self.listed = int(count) if count.isdigit() else words.number_words.get(count, 0)
        self.list_title = head.rstrip(" .!?")
        inside = words.list_title.match(self.list_title) or found
        self.subject = self.subject or listed_subject(inside) or inside["thing"]
        if colon:
            for item in enumerated(after, self.listed):
                self._add_item(item)
        return True

    def _add_item(self, text: str) -> None:
        if facts_in(text) or re.search(r"\w", text):
            self.items.append(text.strip(" ;"))

    # --- wishes and limits -------------------------------------------------------------------
    def _read_wishes(self, text: str, audience: bool = False) -> None:
        self.wishes = prompt_wishes.read(self.wishes, text)
        if audience:
            for words in self.words:
                found = words.audience.search(text)
                if found and text[found.end() :].strip():
                    self.wishes = self.wishes.with_audience(text[found.end() :].strip(" ."))
                    return

    def _without_tail_wishes(self, text: str) -> str:
        """The text without parts at its end, or flags, that only tell how the film is to be."""
        end = text[-1] if text.endswith((".", "!", "?")) else ""
        bare = text.rstrip(".!? ") if end else text
        bracket = re.search(r"\s*[(\[]([^()\[\]]+)[)\]]$", bare)
        if (
            self.ordered
            and bracket
            and all(
                prompt_wishes.says_nothing_else(part, in_order=True) for part in re.split(r",\s*", bracket[1])
            )
        ):
            self._read_wishes(bracket[1])
            self._leave(bracket[1], WISH)
            bare = bare[: bracket.start()]
        bare, flags = prompt_wishes.without_flags(bare)
        for flag in flags:
            self.wishes = prompt_wishes.read(self.wishes, flag)
            self._leave(flag, WISH)
        for words in self.words:
            found = words.unwanted_tail.search(bare) if self.ordered else None
            if found:
                self._avoid(found.group(0), found.group(0).strip(), words)
                bare = bare[: found.start()].rstrip(" ,")
        pieces = re.split(r"(?<=[^\d]),\s+|,\s+(?=\D)", bare)
        if 0 < (first := wishes_at_end(pieces)) < len(pieces):
            # Beside a length the rest of them are wishes, too.
            self.ordered = True
        while True:
            head, comma, part = last_part(bare)
            if not comma or not self._is_wish(part):
                break
            bare = head
        bare = self._without_lesson(bare)
        pieces = re.split(r"(?<=[^\d]),\s+|,\s+(?=\D)", bare)
        if 0 < (first := wishes_at_end(pieces)) < len(pieces):
            for part in pieces[first:]:
                self._read_wishes(part)
                self._leave(part, WISH)
            bare = ", ".join(pieces[:first])
        shorter, tail = prompt_wishes.without_tail(bare, in_order=self.ordered)
        if tail:
            self._read_wishes(tail)
            self._leave(tail, WISH)
            bare = shorter
        return bare.rstrip(" ,;") + end if bare != text.rstrip(".!? ") else text

    def _without_lesson(self, text: str) -> str:
        """ "The moon landing in 30 seconds for kids" without its length, and without whom it is for."""
        found = lesson(text)
        if found is None:
            return text
        self.ordered = True
        self._read_wishes(found.length)
        self._leave(text[len(found.title) :], WISH)
        if found.learners:
            self.wishes = self.wishes.with_audience(found.learners)
        return found.title

    def _names_tone(self, part: str) -> bool:
        """Whether a few words name a tone that no table has: "Ton léger", "Luchtige toon"."""
        words = part.lower().split()
        if not 2 <= len(words) <= 3:
            return False
        names = prompt_wishes.tone_names()
        return bool(names.fullmatch(words[0]) or names.fullmatch(words[-1])) and not facts_in(part)

    def _only_wishes(self, part: str) -> bool:
        """Whether a part between commas says only how the film is to be, or what is not to be in it."""
        if self.ordered and any(
            pattern.match(part) for words in self.words for pattern in (words.never, words.directive)
        ):
            return True
        if prompt_wishes.says_nothing_else(part, in_order=self.ordered):
            return True
        if self.ordered and self._names_tone(part):
            return True
        whom = [words.audience.match(part) for words in self.words] if self.ordered else []
        return any(found and self._names_people(part[found.end() :]) for found in whom)

    @staticmethod
    def _names_people(rest: str) -> bool:
        """Whether a few words may be people: of what is ours ("our cat food") only words for people are."""
        if is_ours(rest):
            return False
        return 0 < len(rest.split()) <= _MOST_AUDIENCE_WORDS and not facts_in(rest)

    def _is_wish(self, part: str) -> bool:
        """Whether a part between commas is a wish or a limit; then it is taken as one."""
        for words in self.words:
            if self.ordered and words.never.match(part):
                self._avoid(words.never.sub("", part, count=1), part)
                return True
            found = words.audience.match(part) if self.ordered else None
            if found and self._names_people(part[found.end() :]):
                self.wishes = self.wishes.with_audience(part[found.end() :])
                self._leave(part, WISH)
                return True
        directed = self.ordered and (
            self._names_tone(part) or any(words.directive.match(part) for words in self.words)
        )
        if directed or prompt_wishes.says_nothing_else(part, in_order=self.ordered):
            self._read_wishes(part)
            self._leave(part, WISH)
            return True
        return False

    def _avoid(self, what: str, whole: str, words: OrderWords | None = None) -> None:
        """What must not be said or shown: things to look for, and switches of the film."""
        self.ordered = True
        if words is not None:
            what = words.never.sub("", what.strip(), count=1)
        joins = (words or self.words[0]).unwanted_joins
        things = [thing_named(part) for part in joins.split(what.strip(" .!。！।"))]
        self.wishes = prompt_wishes.without(self.wishes, things)
        self.avoid += [thing for thing in things if thing and thing not in self.avoid]
        self._leave(whole, UNWANTED)

    def _leave(self, text: str, why: str) -> None:
        if re.search(r"\w", text):
            self.left_out.append(LeftOut(text=text.strip(), why=why))

    def _tell(self, text: str) -> None:
        if re.search(r"\w", text):
            self.told.append(text.strip())

    # --- the whole ---------------------------------------------------------------------------
    def reading(self) -> PromptReading:
        self._lose_count()
        told = [kept for text in self.told if (kept := self._without_unwanted(text))]
        items = [kept for text in self.items if (kept := self._without_unwanted(text))]
        if self.subject:
            self.subject = self._without_price(self.subject)
        facts = tuple(dict.fromkeys(fact for text in (*told, *items) for fact in facts_in(text)))
        subject = self.subject or subject_of(told) or self.wishes.call_to_action
        selling = self.selling or any(fact.kind in (OFFER, CODE, CONTACT) for fact in facts)
        return PromptReading(
            subject=subject,
            sentences=tuple(told),
            items=tuple(items),
            listed=self.listed,
            list_title=self.list_title,
            facts=facts,
            wishes=self.wishes,
            avoid=tuple(self.avoid),
            ordered=self.ordered,
            selling=selling,
            left_out=tuple(self.left_out),
            order_language=self.order_language,
            preposition=self.preposition,
            is_stated=self.is_stated,
        )

    def _lose_count(self) -> None:
        """A list that is promised and not given: "喝茶的5个理由" is told as "喝茶的理由"."""
        if len(self.told) != 1 or self.items or self.listed or self.ordered:
            return
        title = self.told[0].rstrip(" .!。！")
        for words in self.words:
            shorter = words.without_count(title)
            if shorter:
                self.told = [shorter]
                self.subject = self.subject and shorter
                return

    def _without_unwanted(self, text: str) -> str:
        """Words to tell without a price that nobody is to say; "" where they name another unwanted thing."""
        kept = self._without_price(text)
        if kept != text:
            self._leave(text, UNWANTED)
        if kept and has_word(kept, self.avoid):
            self._leave(kept, UNWANTED)
            return ""
        return kept

    def _without_price(self, text: str) -> str:
        """A text without its prices where they are not to be said; "" where it says little else."""
        if not prompt_wishes.names_price(self.avoid):
            return text
        for fact in facts_in(text):
            if fact.kind == PRICE or (fact.kind == OFFER and not re.search(r"%|\bfree|gratis", fact.text)):
                text = re.sub(rf"\s*{_BEFORE_PRICE}\s*{re.escape(fact.text)}", "", text, flags=re.IGNORECASE)
                text = text if len(re.findall(r"\w+", text)) > 1 and not _COSTS.search(text) else ""
        return text


# --- parts of an order -------------------------------------------------------------------------


# --- parts of a text ---------------------------------------------------------------------------
