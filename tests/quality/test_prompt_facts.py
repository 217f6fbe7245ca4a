"""What a prompt states: days with their hours, offers, prices, in sixteen languages."""

from generation.text.prompt_facts import CODE, DATE, OFFER, PRICE, facts_in
from tests.quality.kit import Input, each

HOURS = "a day keeps its hour"
DAYS = [
    Input(HOURS, "Gran apertura 5 de mayo a las 8", "5 de mayo a las 8"),
    Input(HOURS, "Concierto el 5 de mayo a las 20:30 h en Sevilla", "el 5 de mayo a las 20:30 h"),
    Input(HOURS, "Concierto a las 20:30 el 5 de mayo", "a las 20:30 el 5 de mayo"),
    Input(HOURS, "Feria viernes 5 de mayo de 10 a 14 h", "viernes 5 de mayo de 10 a 14 h"),
    Input(HOURS, "Inauguration 5 mai à 8 h", "5 mai à 8 h"),
    Input(HOURS, "Vernissage le 5 mai à 18h30", "le 5 mai à 18h30"),
    Input(HOURS, "Vernissage samedi 5 mai de 10h à 18h", "samedi 5 mai de 10h à 18h"),
    Input(HOURS, "Apertura 5 maggio alle 8", "5 maggio alle 8"),
    Input(HOURS, "Apertura il 5 maggio alle ore 18.30", "il 5 maggio alle ore 18.30"),
    Input(HOURS, "Festa sabato 5 maggio dalle 10 alle 18", "sabato 5 maggio dalle 10 alle 18"),
    Input(HOURS, "Inauguração 5 de maio às 8", "5 de maio às 8"),
    Input(HOURS, "Inauguração dia 5 de maio às 19h30", "dia 5 de maio às 19h30"),
    Input(HOURS, "Show sábado, 5 de maio, das 10h às 18h", "sábado, 5 de maio, das 10h às 18h"),
    Input(HOURS, "Grand opening May 5, 8pm", "opening May 5, 8pm"),
    Input(HOURS, "Grand opening May 5th, 10am-6pm", "opening May 5th, 10am-6pm"),
    Input(HOURS, "Opening 5 May from 10 to 18", "Opening 5 May from 10 to 18"),
    Input(HOURS, "Eröffnung am 5. Mai ab 19.30 Uhr", "am 5. Mai ab 19.30 Uhr"),
    Input(
        HOURS,
        "Fest am Samstag, 5. Mai, von 10 bis 18 Uhr",
        "am Samstag, 5. Mai, von 10 bis 18 Uhr",
    ),
    Input(HOURS, "Feest 5 mei om 8 uur", "5 mei om 8 uur"),
    Input(HOURS, "Markt zaterdag 5 mei van 10 tot 18 uur", "zaterdag 5 mei van 10 tot 18 uur"),
    Input(HOURS, "Otwarcie 5 maja o godz. 18:30", "5 maja o godz. 18:30"),
    Input(HOURS, "Otwarcie w sobotę 5 maja od 10 do 18", "w sobotę 5 maja od 10 do 18"),
    Input(HOURS, "Invigning lördag 5 maj kl 10–18", "lördag 5 maj kl 10–18"),
    Input(HOURS, "Açılış 5 Mayıs saat 8'de", "5 Mayıs saat 8'de"),
    Input(HOURS, "Açılış 5 Mayıs Cumartesi 20.00'de", "5 Mayıs Cumartesi 20.00'de"),
    Input(HOURS, "Открытие 5 мая в 18:30", "5 мая в 18:30"),
    Input(HOURS, "5月5日20時からオープン", "5月5日20時から"),
    Input(HOURS, "5月5日(土)午後8時オープン", "5月5日(土)午後8時"),
    Input(HOURS, "5月5日晚上8点开业", "5月5日晚上8点"),
    Input(HOURS, "5월 5일 오후 8시 오픈", "5월 5일 오후 8시"),
    Input(HOURS, "الافتتاح من 5 مايو الساعة 8", "من 5 مايو الساعة 8"),
    Input(HOURS, "उद्घाटन 5 मई शाम 8 बजे तक", "5 मई शाम 8 बजे तक"),
    Input(HOURS, "Sadece 5 Mayıs'a kadar", "5 Mayıs'a kadar"),
    # What follows is no hour.
    Input(HOURS, "May 5: 20% off all bags", "May 5"),
    Input(HOURS, "Am 5. Mai 8 € sparen", "Am 5. Mai"),
    Input(HOURS, "Até 5 de maio 20 % de desconto", "Até 5 de maio"),
]


@each(DAYS)
def test_days_keep_their_hours(case):
    assert [fact.text for fact in facts_in(case.given) if fact.kind == DATE] == [case.right]


OFFERS = "offers and prices of many languages"
ANNOUNCED = [
    Input(OFFERS, "新作マグ、今だけ全品20%オフ", [(OFFER, "全品20%オフ")]),
    Input(OFFERS, "ボトルが今なら20%オフです", [(OFFER, "20%オフ")]),
    Input(OFFERS, "価格は1,980円です", [(PRICE, "1,980円")]),
    Input(OFFERS, "コードHONEY10で10%オフ", [(CODE, "コードHONEY10"), (OFFER, "10%オフ")]),
    Input(OFFERS, "今天下单立减￥50", [(OFFER, "立减￥50")]),
    Input(OFFERS, "仅售199元", [(OFFER, "仅售199元")]),
    Input(OFFERS, "12.900원", [(PRICE, "12.900원")]),
    Input(OFFERS, "Tylko 49,99 zł", [(OFFER, "Tylko 49,99 zł")]),
    Input(OFFERS, "Nu 20 % rabatt", [(OFFER, "20 % rabatt")]),
    Input(OFFERS, "Endast 199 kr", [(OFFER, "Endast 199 kr")]),
    Input(OFFERS, "Sadece 199 TL", [(OFFER, "Sadece 199 TL")]),
    Input(OFFERS, "Indirim %20", [(PRICE, "%20")]),
    Input(OFFERS, "2 voor de prijs van 1", [(OFFER, "2 voor de prijs van 1")]),
    Input(OFFERS, "Lleva 3 y paga 2", [(OFFER, "Lleva 3 y paga 2")]),
    Input(OFFERS, "Prendi 3 paghi 2", [(OFFER, "Prendi 3 paghi 2")]),
    Input(OFFERS, "3 för 2", [(OFFER, "3 för 2")]),
    Input(OFFERS, "3'lü al 2 öde", [(OFFER, "3'lü al 2 öde")]),
    Input(OFFERS, "Now 20% off all mugs", [(OFFER, "20% off all mugs")]),
    Input(OFFERS, "Jetzt 20% Rabatt auf alles", [(OFFER, "20% Rabatt auf alles")]),
    Input(OFFERS, "Now only $5 each", [(OFFER, "only $5 each")]),
]


@each(ANNOUNCED)
def test_offers_are_found(case):
    assert [(fact.kind, fact.text) for fact in facts_in(case.given)] == case.right
