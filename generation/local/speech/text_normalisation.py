"""Written text to text that espeak-ng reads sensibly, and the way back for the words' times.

espeak-ng reads "€29.00" as "euros twenty-nine point zero zero" and an emoji by its catalogue name.
Here amounts, units and symbols become words of the language, decoration is dropped, and every
character of the result remembers which character of the original it stands for.
"""

import bisect
import re
from dataclasses import dataclass

from generation.interfaces import WordTime

# One form, or singular and plural, or (Slavic) one, two to four, five and more.
_WORDS = {
    "en": "€=euro|euros $=dollar|dollars £=pound|pounds ¥=yen CHF=franc|francs g=gram|grams kg=kilo|kilos"
    " mg=milligram|milligrams ml=millilitre|millilitres cl=centilitre|centilitres l=litre|litres"
    " mm=millimetre|millimetres cm=centimetre|centimetres m=metre|metres km=kilometre|kilometres"
    " h=hour|hours min=minute|minutes s=second|seconds W=watt|watts kW=kilowatt|kilowatts"
    " Wh=watt-hour|watt-hours kWh=kilowatt-hour|kilowatt-hours mAh=milliamp-hour|milliamp-hours"
    " V=volt|volts GB=gigabyte|gigabytes MB=megabyte|megabytes TB=terabyte|terabytes"
    " Hz=hertz kHz=kilohertz MHz=megahertz dB=decibel|decibels °=degree|degrees %=percent"
    " square=square cubic=cubic per=per &=and ×=by –=to #=number",
    "de": "€=Euro $=Dollar £=Pfund ¥=Yen CHF=Franken g=Gramm kg=Kilo mg=Milligramm ml=Milliliter"
    " cl=Zentiliter l=Liter mm=Millimeter cm=Zentimeter m=Meter km=Kilometer h=Stunde|Stunden"
    " min=Minute|Minuten s=Sekunde|Sekunden W=Watt kW=Kilowatt Wh=Wattstunde|Wattstunden"
    " kWh=Kilowattstunde|Kilowattstunden mAh=Milliamperestunden V=Volt GB=Gigabyte MB=Megabyte TB=Terabyte"
    " Hz=Hertz kHz=Kilohertz MHz=Megahertz dB=Dezibel °=Grad %=Prozent square=Quadrat cubic=Kubik"
    " per=pro &=und ×=mal –=bis #=Nummer",
    "fr": "€=euro|euros $=dollar|dollars £=livre|livres ¥=yen CHF=franc|francs g=gramme|grammes kg=kilo|kilos"
    " mg=milligramme|milligrammes ml=millilitre|millilitres cl=centilitre|centilitres l=litre|litres"
    " mm=millimètre|millimètres cm=centimètre|centimètres m=mètre|mètres km=kilomètre|kilomètres"
    " h=heure|heures min=minute|minutes s=seconde|secondes W=watt|watts kW=kilowatt|kilowatts"
    " V=volt|volts GB=gigaoctet|gigaoctets Go=gigaoctet|gigaoctets Hz=hertz kHz=kilohertz MHz=mégahertz"
    " dB=décibel|décibels °=degré|degrés %=pour-cent square=+carré|+carrés cubic=+cube|+cubes"
    " per=par &=et ×=sur –=à #=numéro",
    "es": "€=euro|euros $=dólar|dólares £=libra|libras ¥=yenes CHF=franco|francos g=gramo|gramos"
    " kg=kilo|kilos"
    " mg=miligramo|miligramos ml=mililitro|mililitros cl=centilitro|centilitros l=litro|litros"
    " mm=milímetro|milímetros cm=centímetro|centímetros m=metro|metros km=kilómetro|kilómetros"
    " h=hora|horas min=minuto|minutos s=segundo|segundos W=vatio|vatios kW=kilovatio|kilovatios"
    " V=voltio|voltios GB=gigabytes Hz=hercios dB=decibelios °=grado|grados %=por-ciento"
    " square=+cuadrado|+cuadrados cubic=+cúbico|+cúbicos per=por &=y ×=por –=a #=número",
    "it": "€=euro $=dollaro|dollari £=sterlina|sterline ¥=yen CHF=franco|franchi g=grammo|grammi"
    " kg=chilo|chili"
    " mg=milligrammo|milligrammi ml=millilitro|millilitri cl=centilitro|centilitri l=litro|litri"
    " mm=millimetro|millimetri cm=centimetro|centimetri m=metro|metri km=chilometro|chilometri"
    " h=ora|ore min=minuto|minuti s=secondo|secondi W=watt kW=chilowatt V=volt GB=gigabyte Hz=hertz"
    " dB=decibel °=grado|gradi %=per-cento square=+quadrato|+quadrati cubic=+cubo|+cubi per=al &=e ×=per"
    " –=a #=numero",
    "pt": "€=euro|euros $=dólar|dólares £=libra|libras ¥=ienes R$=real|reais CHF=franco|francos"
    " g=grama|gramas"
    " kg=quilo|quilos mg=miligrama|miligramas ml=mililitro|mililitros cl=centilitro|centilitros"
    " l=litro|litros mm=milímetro|milímetros cm=centímetro|centímetros m=metro|metros"
    " km=quilómetro|quilómetros h=hora|horas min=minuto|minutos s=segundo|segundos W=watt|watts"
    " kW=quilowatts V=volt|volts GB=gigabytes Hz=hertz dB=decibéis °=grau|graus %=por-cento"
    " square=+quadrado|+quadrados cubic=+cúbico|+cúbicos per=por &=e ×=por –=a #=número",
    "nl": "€=euro $=dollar £=pond ¥=yen CHF=frank g=gram kg=kilo mg=milligram ml=milliliter cl=centiliter"
    " l=liter mm=millimeter cm=centimeter m=meter km=kilometer h=uur min=minuut|minuten"
    " s=seconde|seconden u=uur W=watt kW=kilowatt V=volt GB=gigabyte Hz=hertz dB=decibel °=graad|graden"
    " %=procent square=vierkante cubic=kubieke per=per &=en ×=bij –=tot #=nummer",
    "pl": "€=euro $=dolar|dolary|dolarów £=funt|funty|funtów zł=złoty|złote|złotych g=gram|gramy|gramów"
    " kg=kilogram|kilogramy|kilogramów mg=miligram|miligramy|miligramów"
    " ml=mililitr|mililitry|mililitrów l=litr|litry|litrów mm=milimetr|milimetry|milimetrów"
    " cm=centymetr|centymetry|centymetrów m=metr|metry|metrów km=kilometr|kilometry|kilometrów"
    " h=godzina|godziny|godzin min=minuta|minuty|minut s=sekunda|sekundy|sekund W=wat|waty|watów"
    " °=stopień|stopnie|stopni %=procent &=i ×=na –=do #=numer per=na",
    "sv": "€=euro $=dollar £=pund kr=krona|kronor g=gram kg=kilo mg=milligram ml=milliliter cl=centiliter"
    " dl=deciliter l=liter mm=millimeter cm=centimeter m=meter km=kilometer h=timme|timmar"
    " min=minut|minuter s=sekund|sekunder W=watt V=volt °=grad|grader %=procent square=kvadrat"
    " cubic=kubik per=per &=och ×=gånger –=till #=nummer",
    "da": "€=euro $=dollar £=pund kr=krone|kroner g=gram kg=kilo mg=milligram ml=milliliter cl=centiliter"
    " l=liter mm=millimeter cm=centimeter m=meter km=kilometer h=time|timer min=minut|minutter"
    " s=sekund|sekunder W=watt V=volt °=grad|grader %=procent square=kvadrat cubic=kubik per=per"
    " &=og ×=gange –=til #=nummer",
    "nb": "€=euro $=dollar £=pund kr=krone|kroner g=gram kg=kilo ml=milliliter l=liter mm=millimeter"
    " cm=centimeter m=meter km=kilometer h=time|timer min=minutt|minutter s=sekund|sekunder"
    " W=watt °=grad|grader %=prosent square=kvadrat cubic=kubikk per=per &=og ×=ganger –=til #=nummer",
    "fi": "€=euro|euroa $=dollari|dollaria £=punta|puntaa g=gramma|grammaa kg=kilo|kiloa"
    " ml=millilitra|millilitraa l=litra|litraa mm=millimetri|millimetriä cm=senttimetri|senttimetriä"
    " m=metri|metriä km=kilometri|kilometriä h=tunti|tuntia min=minuutti|minuuttia s=sekunti|sekuntia"
    " W=watti|wattia °=aste|astetta %=prosentti|prosenttia &=ja ×=kertaa #=numero per=per",
    "cs": "€=euro|eura|eur $=dolar|dolary|dolarů Kč=koruna|koruny|korun g=gram|gramy|gramů"
    " kg=kilogram|kilogramy|kilogramů ml=mililitr|mililitry|mililitrů l=litr|litry|litrů"
    " mm=milimetr|milimetry|milimetrů cm=centimetr|centimetry|centimetrů m=metr|metry|metrů"
    " km=kilometr|kilometry|kilometrů h=hodina|hodiny|hodin min=minuta|minuty|minut"
    " s=sekunda|sekundy|sekund W=watt|watty|wattů °=stupeň|stupně|stupňů %=procent|procenta|procent"
    " &=a ×=krát –=až #=číslo per=na",
    "tr": "€=avro $=dolar £=sterlin ₺=lira TL=lira g=gram kg=kilo mg=miligram ml=mililitre l=litre"
    " mm=milimetre cm=santimetre m=metre km=kilometre h=saat min=dakika s=saniye W=vat °=derece"
    " square=+kare cubic=+küp &=ve ×=çarpı #=numara",
    "el": "€=ευρώ $=δολάριο|δολάρια £=λίρα|λίρες g=γραμμάριο|γραμμάρια kg=κιλό|κιλά"
    " ml=μιλιλίτρ|μιλιλίτρ l=λίτρο|λίτρα mm=χιλιοστό|χιλιοστά cm=εκατοστό|εκατοστά m=μέτρο|μέτρα"
    " km=χιλιόμετρο|χιλιόμετρα h=ώρα|ώρες min=λεπτό|λεπτά s=δευτερόλεπτο|δευτερόλεπτα W=βατ"
    " °=βαθμός|βαθμοί %=τοις-εκατό &=και ×=επί –=έως #=νούμερο per=ανά",
    "ru": "€=евро $=доллар|доллара|долларов ₽=рубль|рубля|рублей г=грамм|грамма|граммов"
    " g=грамм|грамма|граммов кг=килограмм|килограмма|килограммов мл=миллилитр|миллилитра|миллилитров"
    " ml=миллилитр|миллилитра|миллилитров л=литр|литра|литров см=сантиметр|сантиметра|сантиметров"
    " м=метр|метра|метров км=километр|километра|километров ч=час|часа|часов h=час|часа|часов"
    " мин=минута|минуты|минут Вт=ватт|ватта|ватт °=градус|градуса|градусов"
    " %=процент|процента|процентов &=и ×=на –=до #=номер per=на",
    "ro": "€=euro $=dolar|dolari lei=leu|lei g=gram|grame kg=kilogram|kilograme ml=mililitru|mililitri"
    " l=litru|litri mm=milimetru|milimetri cm=centimetru|centimetri m=metru|metri km=kilometru|kilometri"
    " h=oră|ore min=minut|minute s=secundă|secunde W=watt|wați °=grad|grade %=la-sută &=și ×=pe"
    " –=până-la #=numărul per=pe",
    "cmn": "€=欧元 $=美元 £=英镑 ¥=元 g=克 kg=公斤 ml=毫升 l=升 mm=毫米 cm=厘米 m=米 km=公里 h=小时"
    " min=分钟 s=秒 W=瓦 °=度 &=和 ×=乘 –=到 #=号",
    "ja": "€=ユーロ $=ドル £=ポンド ¥=えん g=グラム kg=キロ ml=ミリリットル l=リットル mm=ミリ cm=センチ"
    " m=メートル km=キロ h=じかん min=ふん s=びょう W=ワット °=ど %=パーセント &=と",
    "ko": "€=유로 $=달러 £=파운드 ₩=원 g=그램 kg=킬로그램 ml=밀리리터 l=리터 mm=밀리미터 cm=센티미터"
    " m=미터 km=킬로미터 h=시간 min=분 s=초 W=와트 °=도 %=퍼센트 &=와",
}
_ALIASES = {
    "EUR": "€",
    "USD": "$",
    "GBP": "£",
    "JPY": "¥",
    "PLN": "zł",
    "L": "l",
    "mL": "ml",
    "hr": "h",
    "hrs": "h",
}
_ALIASES |= {
    "SEK": "kr",
    "DKK": "kr",
    "NOK": "kr",
    "CZK": "Kč",
    "BRL": "R$",
    "°C": "°",
    "°F": "°",
    "kr.": "kr",
}
_MONEY = ("€", "$", "£", "¥", "₩", "₺", "₽", "R$", "CHF", "zł", "kr", "Kč", "lei", "TL")
_UNITS = "mg kg g ml cl dl l mm cm km m h min s W kW Wh kWh mAh V GB MB TB Go Hz kHz MHz dB u"
_CYRILLIC_UNITS = "г кг мл л см м км ч мин Вт"


def _choice(names):
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_COIN = _choice((*_MONEY, "EUR", "USD", "GBP", "JPY", "PLN", "SEK", "DKK", "NOK", "CZK", "BRL", "kr."))
_UNIT = _choice((*_UNITS.split(), *_CYRILLIC_UNITS.split(), "L", "mL", "hr", "hrs"))
_POWER = r"[²³]|(?<=m)[23]"
_AMOUNT = r"\d{1,3}(?:[.,'\u00a0\u202f ]\d{3})+(?:[.,]\d{2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"
_RULES = re.compile(
    rf"(?P<link>(?:https?://|www\.)\S*[\w/])"
    rf"|(?P<before>(?:(?<!\w)(?:{_COIN}))[\u00a0\u202f ]?(?P<price>{_AMOUNT}))"
    rf"|(?P<after>(?<![\d.,])(?P<cost>{_AMOUNT})[\u00a0\u202f ]?(?P<coin>{_COIN})(?!\w))"
    rf"|(?P<unit>(?<=\d)[\u00a0\u202f ]?(?P<first>{_UNIT})(?P<power>{_POWER})?"
    rf"(?:/(?P<second>{_UNIT})(?P<base>{_POWER})?)?(?!\w))"
    r"|(?P<degrees>(?<=\d)[\u00a0\u202f ]?°[CF]?)"
    r"|(?P<percent>(?<=\d)[\u00a0\u202f ]?%)"
    r"|(?P<number>(?:№|#|\b[Nn][°º]|\b[Nn]r\.|\bNo\.)[\u00a0 ]?(?=\d))"
    r"|(?P<times>(?<=[\d ])[x×](?=[\d ]))"
    r"|(?P<range>(?<=\d)[–—](?=\d))"
    r"|(?P<amp>&)"
    r"|(?P<slash>/|_|\|)"
    r"|(?P<bullet>[•·→»«|])"
    r"|(?P<drop>[\U0001f000-\U0001faff\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3\u2122®©*#~^<>{}\[\]\\`]"
    r"|[\x00-\x08\x0b-\x1f\x7f\u200b\ufeff\ud800-\udfff])"
)
_CJK = r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_TOKENS = re.compile(rf"{_CJK}[^\s\w]*|(?:(?!{_CJK})\S)+")


@dataclass(frozen=True)
class Spoken:
    """`text` is what to read; `origin[i]` is the place in the original text that character i stands for."""

    text: str
    origin: tuple


def spell(text, language):
    """Return the Spoken form of `text` in a language, named as in the table (its base tag)."""
    out, origin, at = [], [], 0
    table = _table(language)
    for match in _RULES.finditer(text):
        _copy(text, at, match.start(), out, origin)
        said = _SAY[match.lastgroup](match, table, language)
        out.append(said)
        origin += [_anchor(match)] * len(said)
        at = match.end()
    _copy(text, at, len(text), out, origin)
    return Spoken("".join(out), tuple(origin))


def _copy(text, start, end, out, origin):
    out.append(text[start:end])
    origin += range(start, end)


def _anchor(match):
    """Return the place of the first visible character of a match."""
    return match.start() + len(match.group()) - len(match.group().lstrip())


def _table(language):
    pairs = (pair.split("=", 1) for pair in _WORDS.get(language, "").split())
    return {key: [form.replace("-", " ") for form in forms.split("|")] for key, forms in pairs}


def _form(forms, number, language):
    """Return the form of a word that goes with a whole number (None for a fraction)."""
    if len(forms) < 3:
        return forms[0] if number == 1 else forms[-1]
    if number is None:
        return forms[1]
    if number == 1 or (language == "ru" and number % 10 == 1 and number % 100 != 11):
        return forms[0]
    if language == "cs":
        return forms[1 if number in (2, 3, 4) else 2]
    return forms[1 if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else 2]


def _money(amount, coin, table, language):
    forms = table.get(_ALIASES.get(coin, coin))
    if not forms:
        return None
    whole, cents = _split_amount(amount)
    said = f"{whole} {_form(forms, int(whole), language)}"
    return said if cents in ("", "00") else f"{said} {cents.lstrip('0') or ''}"


def _split_amount(amount):
    """Return (whole, fraction) digits of an amount in any country's writing."""
    fraction = re.search(r"[.,](\d{1,2})$", amount)
    whole = amount[: fraction.start()] if fraction else amount
    cents = fraction.group(1).ljust(2, "0") if fraction else ""
    return re.sub(r"\D", "", whole), cents


def _before(match, table, language):
    coin = match.group("before")[: -len(match.group("price"))].strip()
    return _money(match.group("price"), coin, table, language) or match.group()


def _after(match, table, language):
    return _money(match.group("cost"), match.group("coin"), table, language) or match.group()


def _unit(match, table, language):
    first = _measure(match.group("first"), match.group("power"), _number_before(match), table, language)
    if first is None:
        return match.group()
    if not match.group("second"):
        return f" {first}"
    second = _measure(match.group("second"), match.group("base"), 1, table, language)
    if second is None:
        return match.group()
    return f" {first} {table.get('per', [''])[0]} {second}"


def _measure(unit, power, number, table, language):
    forms = table.get(_ALIASES.get(unit, unit))
    if not forms:
        return None
    word = _form(forms, number, language)
    if not power:
        return word
    kind = _form(table.get("square" if power in "²2" else "cubic", [""]), number, language)
    if language in ("de", "sv", "da", "nb"):
        return kind + word.lower()
    return f"{word} {kind[1:]}" if kind.startswith("+") else f"{kind} {word}"


def _number_before(match):
    number = re.search(r"([\d.,]*)$", match.string[: match.start()]).group(1)
    return int(number) if number.isdigit() else None


def _word(key, otherwise):
    def say(match, table, language):
        forms = table.get(key)
        if not forms:
            return otherwise(match)
        gap = " " if match.string[match.end() : match.end() + 1].isalnum() else ""
        return f" {_form(forms, _number_before(match), language)}{gap}"

    return say


def _as_is(match):
    return match.group()


def _link(match, table, language):
    """An address is read without what nobody says: scheme, www, query and closing slash."""
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", match.group())
    return re.split(r"[?#]", bare)[0].rstrip("/")


def _constant(said):
    return lambda match, table, language: said


# A named group inside a rule is never the last to close, so `lastgroup` is always the rule's own name.
_SAY = {
    "link": _link,
    "before": _before,
    "after": _after,
    "unit": _unit,
    "degrees": _word("°", _as_is),
    "percent": _word("%", _as_is),
    "number": _word("#", _as_is),
    "times": _word("×", _as_is),
    "range": _word("–", _as_is),
    "amp": _word("&", _as_is),
    "slash": _constant(" "),
    "bullet": _constant(", "),
    "drop": _constant(" "),
}


def word_times(text, spoken, marks, length_ms, ends=None):
    """Return a WordTime for each word of the original text (in Chinese and Japanese, each character).

    `marks` are (character of the spoken text, millisecond). `ends(start_ms, end_ms)` may say where
    the sound between two marks really ends. A word that is not spoken (a dash, an emoji) has no length.
    """
    tokens = [(match.start(), match.group()) for match in _TOKENS.finditer(text)]
    begins = _beginnings([start for start, _ in tokens], spoken, marks)
    words = []
    for at, (first, start) in enumerate(begins):
        past, end = begins[at + 1] if at + 1 < len(begins) else (len(tokens), length_ms)
        words += _share([word for _, word in tokens[first:past]], start, ends(start, end) if ends else end)
    return tuple(words)


def _beginnings(starts, spoken, marks):
    """Return rising (token, ms) pairs: the first mark of each token that has one, from token 0 on."""
    found = {}
    for place, ms in marks:
        if 0 <= place < len(spoken.origin):
            token = max(0, bisect.bisect_right(starts, spoken.origin[place]) - 1)
            if not found or (token > max(found) and ms >= found[max(found)]):
                found[token] = ms
    pairs = sorted(found.items())
    return [(0, pairs[0][1]), *pairs[1:]] if pairs else []


def _share(words, start, end):
    """Return WordTimes for words spoken in one breath, each as long as its letters are many."""
    letters = [sum(character.isalnum() or character in "€$£%&" for character in word) for word in words]
    total, done, times = sum(letters) or 1, 0, []
    for word, count in zip(words, letters, strict=True):
        begin, done = done, done + count
        times.append(
            WordTime(
                text=word,
                start_ms=round(start + (end - start) * begin / total),
                end_ms=round(start + (end - start) * done / total),
            )
        )
    return times
