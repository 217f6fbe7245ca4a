"""Words that a shop's rules forbid in a video: prices, offers, dates that press, reviews and addresses.

Pure patterns, no model: what is found is quoted, so that a person can judge. They would rather find too
much in an advertisement than too little.
"""

import re

_SIGNS = "€$£¥₹₽₩₺₪฿₫₴₦₱₡₲₵₸₼₾"
_CODES = (
    "EUR|USD|GBP|JPY|CNY|RMB|CHF|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|CAD|AUD|NZD|INR|BRL|MXN|ARS|CLP|COP|KRW|TRY|"
    "ZAR|AED|SAR|ILS|THB|SGD|HKD|TWD|MYR|PHP|IDR|VND|UAH|RUB"
)
_NAMES = (
    r"euros?|dollars?|pounds?\s+sterling|quid|pence|cents|francs?|franken|schilling|yen|yuan|renminbi|rupees?|"
    r"pesos?|reais|real(?=\s*$)|złot\w+|zł|kron\w+|kr|kč|forint|lei|лв|руб\w*|грн|円|元|块钱|원|บาท|đồng|"
    r"lira(?:s|yı)?|dirhams?|riyals?|درهم|ريال|دولار|يورو|שקל\w*|ש״ח"
)
_NUMBER = r"\d+(?:[.,  ’']\d+)*"

_PRICE = (
    rf"[{_SIGNS}]\s*{_NUMBER}",
    rf"{_NUMBER}\s*[{_SIGNS}]",
    rf"R\$\s*{_NUMBER}",
    rf"\b(?:{_CODES}|kr\.?)\s*{_NUMBER}",
    rf"{_NUMBER}\s*(?:{_CODES})\b",
    rf"{_NUMBER}(?:[.,]-+|,–|,—)",
    rf"{_NUMBER}\s*(?:{_NAMES})(?!\w)",
    r"\b(?:euros?|dollars?|pounds?\s+sterling|quid|franken|rupees?|złot\w+)\b",
    r"\b(?:only|just|for|at)\s+[\w-]+(?:\s+[\w-]+)?\s+(?:pounds|bucks)\b",
    r"\b(?:price[sd]?|preise?|prix|precios?|prezz[io]|prijs|preço|(?:cena|pris)\s*:?\s*\d+|fiyat|цен[аы])\b|价格|価格|가격",
    r"\b(?:cheap(?:er|est)?|affordable|billig\w*|günstig\w*|pas\s+cher|barat[oa]s?|economic[oa]|goedkoop|tan[ií])\b",
)
_OFFER = (
    r"\d+\s*%\s*(?:off|less|discount|rabatt|günstiger|billiger|reduziert|de\s+(?:r[ée]duction|remise|"
    r"descuento|desconto)|di\s+sconto|sconto|korting|rabat\w*|taniej|zniżki|slevy|indirim|скидк\w*)",
    r"%\s*(?:off|rabatt|korting|割引|オフ|할인)|[0-9０-９一二三四五六七八九]\s*折|\d+\s*%?\s*(?:割引|オフ|할인)|%\d+\s*indirim",
    r"\b(?:half|percent|per\s+cent)\s+off\b|\bmoney[- ]back\b",
    r"\bbuy\s+(?:one|1|two|2)\b.{0,16}\b(?:free|half)\b",
    r"\b(?:sale|sales|discount\w*|bargain\w*|(?:great|best|hot|daily)\s+deals?|coupons?|vouchers?|promo(?:tion\w*|s)?(?:\s+codes?)?|"
    r"(?:special|our|this|exclusive|limited)\s+offers?|offer\s+ends|clearance|black\s+friday|cyber\s+monday|prime\s+day|free\s+(?:shipping|delivery|"
    r"gifts?)|save\s+(?:up\s+to\s+)?\d+)\b",
    r"\b(?:rabatt\w*|angebot\w*|sonderangebot\w*|aktionspreis\w*|(?<!in )aktion|gutschein\w*|"
    r"schnäppchen|ausverkauf|versandkostenfrei|gratis\s*versand|kostenlose[rn]?\s+versand|sparpreis\w*|reduziert)\b",
    r"\b(?:soldes?|remises?|r[ée]ductions?|promos?|offres?\s+(?:sp[ée]ciales?|limit[ée]es?|exclusives?)|nos\s+offres|livraison\s+gratuite|bons?\s+plans?|codes?\s+promo)\b",
    r"\b(?:ofertas?|descuentos?|rebajas?|env[ií]o\s+gratis|cup[oó]n(?:es)?|promoci[oó]n(?:es)?|ahorra\s+(?:hasta\s+)?(?:un\s+)?\d+)\b",
    r"\b(?:offert[ae]|scont[oi]|saldi|spedizione\s+gratuita|buon[oi]\s+sconto|promozion[ei]|risparmia\s+(?:il\s+)?\d+)\b",
    r"\b(?:korting\w*|aanbieding\w*|gratis\s+verzending|uitverkoop|kortingscode|bespaar\s+\d+)\b",
    r"\b(?:descontos?|promoç\w+|frete\s+gr[aá]tis|liquidaç\w+|cupo[mn]s?)\b",
    r"\b(?:zniżk\w+|promocj\w+|rabat\w*|wyprzedaż\w*|darmow\w+\s+(?:dostaw|wysyłk)\w+|slev\w+|akce|výprodej)\b",
    r"\b(?:erbjudand\w*|tilbud\w*|udsalg|fri\s+frakt|fri\s+fragt|tarjous|alennus\w*)\b",
    r"\b(?:indirim\w*|kampanya\w*|fırsat\w*|ücretsiz\s+kargo|скидк\w*|распродаж\w*|акци[яию]|знижк\w*)",
    r"折扣|优惠|優惠|促销|促銷|特价|特價|打折|包邮|免运费|セール|割引|特価|送料無料|半額|할인|세일|특가|무료\s*배송|خصم|تخفيض\w*|عرض\s+خاص|"
    r"शिपिंग\s+मुफ्त|छूट|ลดราคา|ส่งฟรี|giảm\s+giá|khuyến\s+mãi|הנחה|מבצע",
)
_TIME = (
    r"\b(?:limited[- ]time|today\s+only|only\s+today|this\s+week(?:end)?\s+only|"
    r"while\s+(?:stocks?|supplies)\s+lasts?|last\s+chance|hurry|ends?\s+(?:soon|today|tonight|sunday|monday)|don['’]t\s+miss\s+out|until\s+"
    r"(?:sunday|monday|midnight)|before\s+it['’]s\s+gone)\b",
    r"\b(?:nur\s+(?:heute|noch|kurze\s+zeit|für\s+kurze\s+zeit)|solange\s+der\s+vorrat|letzte\s+chance|befristet\w*|"
    r"endet\s+(?:bald|heute))\b",
    r"\b(?:offre\s+limit[ée]e|aujourd['’]hui\s+seulement|derni[èe]re\s+chance|jusqu['’]à\s+[ée]puisement)\b",
    r"\b(?:s[oó]lo\s+hoy|por\s+tiempo\s+limitado|[uú]ltim[oa]s?\s+(?:d[ií]as?|oportunidad\w*|horas?))\b",
    r"\b(?:solo\s+(?:per\s+)?oggi|tempo\s+limitato|ultim[ia]\s+giorn[io]|alleen\s+vandaag|op\s*=\s*op|só\s+hoje)\b",
    r"期间限定|限时|限時|期間限定|本日限り|今だけ|오늘만|한정\s*기간|tylko\s+dziś|sadece\s+bugün|только\s+сегодня",
)
_REVIEW = (
    r"[★⭐]|\b(?:five|four|5|4(?:[.,]\d)?)[- ]?(?:out\s+of\s+(?:5|five)\s+)?stars?\b",
    r"\b\d(?:[.,]\d)?\s*/\s*5\b",
    r"\b(?:reviews?|rated|ratings?|testimonials?|best[- ]?sell(?:er|ing)s?|customers?\s+(?:say|love|rave)|"
    r"loved\s+by\s+(?:thousands|millions|\d\w*)|award[- ]winning|#\s?1|number\s+one)\b",
    r"\b(?:bewertung\w*|rezension\w*|(?:fünf|5)\s+sterne|testsieger|bestseller|kund(?:en|innen)\s+(?:sagen|lieben))\b",
    r"\b(?:avis\s+clients?|[ée]toiles|rese[ñn]as?|estrellas|valoraci[oó]n\w*|recension[ei]|stelle|sterren|opinie)\b",
    r"レビュー|口コミ|好评|五星|리뷰|별점",
)
_ADDRESS = (
    r"https?://\S+|\bwww\.\S+",
    r"(?<![\w@])[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|shop|store|io|co|eu|de|at|ch|fr|es|it|nl|be|uk|pl|cz|se|no|dk|fi|"
    r"pt|us|ca|au|jp|cn|in|br|mx|tr|ru|ua|app|link|biz|info)(?:/\S*)?(?![\w.])",
    r"\b[\w.+-]+@[\w-]+\.[\w.]+|(?<!\w)@\w{3,}",
    r"\blink\s+in\s+(?:the\s+)?(?:bio|description)\b|\b(?:dot\s+com|punkt\s+de)\b|\bqr[- ]?code\b",
    r"(?:\+|\b00)\d[\d ()/-]{7,}\d",
)

KINDS = (
    ("a price", _PRICE),
    ("an offer", _OFFER),
    ("a date that presses", _TIME),
    ("a review", _REVIEW),
    ("an address", _ADDRESS),
)
_PATTERNS = [(why, re.compile("|".join(f"(?:{row})" for row in rows), re.I | re.M)) for why, rows in KINDS]


def found(words):
    """[(where, the words, why)] of what (where, text) pairs say and should not, each once, in order."""
    rows = {}
    for where, text in words:
        for why, pattern in _PATTERNS:
            for match in pattern.finditer(text):
                rows.setdefault(
                    (where, match.group().strip().casefold()), (where, match.group().strip(), why)
                )
    return list(rows.values())
