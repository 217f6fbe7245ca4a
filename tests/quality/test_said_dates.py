"""Days, months, hours, ratios and kitchen measures, short as people write them, in words."""

from generation.text.spoken.normalisation import normalise
from tests.quality.kit import Input, each

# {kind: {language: {what is written: what is said}}}.
SAID = {
    "short days and months": {
        "en": {
            "Open Mon-Fri": "Open Monday to Friday",
            "Tues–Sat": "Tuesday to Saturday",
            "Sat 9:30": "Saturday 9 30",
            "on 3 Feb.": "on 3 February.",
            "Nov. 29": "November 29",
            "Sun, fun": "Sun, fun",
            "it may be 3": "it may be 3",
        },
        "de": {
            "Mo–Fr 9–18 Uhr": "Montag bis Freitag 9 bis 18 Uhr",
            "Mo. bis Sa.": "Montag bis Samstag.",
            "bis 5. Okt.": "bis fünften Oktober.",
            "Fr. 49,90": "49 Franken 90",
            "am 3.10.2025": "am dritten Oktober 2025",
        },
        "fr": {
            "du lun. au ven.": "du lundi au vendredi.",
            "le 3 févr. à 9h": "le 3 février à 9 heures",
            "M. Dupont": "monsieur Dupont",
        },
        "es": {"lun.–vie.": "lunes a viernes.", "3 ene 2026": "3 enero 2026"},
        "it": {
            "lun-ven": "lunedì a venerdì",
            "il 1° maggio": "il primo maggio",
            "3 set di lame": "3 set di lame",
        },
        "pt": {"seg. a sex.": "segunda-feira a sexta-feira."},
        "nl": {"ma-vr": "maandag tot vrijdag"},
        "sv": {"mån–fre": "måndag till fredag"},
        "pl": {
            "pon.–pt.": "od poniedziałku do piątku.",
            "3 paź": "trzeciego października",
            "XXI wieku": "dwudziestego pierwszego wieku",
        },
        "ru": {"пн–пт": "с понедельника по пятницу"},
        "tr": {"Pzt–Cum": "Pazartesi ila Cuma"},
        "ja": {
            "月〜金": "月曜日から金曜日",
            "5月3日": "ごがつみっか",
            "7月14日": "しちがつじゅうよっか",
            "午後9時30分": "午後くじさんじゅっぷん",
            "3日間": "みっか間",
            "2人で": "ふたりで",
            "10分で": "じゅっぷんで",
        },
    },
    "hours with points and spans": {
        "nl": {"9.00-17.30 uur": "9 uur tot 17 uur 30"},
        "de": {"9.00–17.30 Uhr": "9 Uhr bis 17 Uhr 30"},
        "pl": {"godz. 18.30": "godzina 18 30"},
        "tr": {"saat 9.30": "saat 9 30"},
        "es": {"de 9:00 a 17:30": "de 9 a 17 y 30"},
        "en": {"9am-5:30pm": "9 a m to 5 30 p m"},
    },
    "ratios and about": {
        "en": {
            "3:1 ratio": "3 to 1 ratio",
            "16:9": "16 by 9",
            "~30 min": "about 30 minutes",
            "at 3:15": "at 3 15",
        },
        "de": {"3:1": "3 zu 1", "~30 Min.": "ungefähr 30 Minuten"},
        "es": {"~30 min": "aproximadamente 30 minutos"},
        "fr": {"~30 min": "environ 30 minutes"},
    },
    "kitchen and floor measures": {
        "en": {"35 mpg": "35 miles per gallon", "18ct gold": "18 carats gold"},
        "de": {"2 TL Salz": "2 Teelöffel Salz", "25 qm": "25 Quadratmeter"},
        "fr": {
            "2 c. à soupe d'huile": "2 cuillères à soupe d'huile",
            "20 000 mAh": "20000 milliampères-heures",
        },
        "es": {"1 cdta. de sal": "una cucharadita de sal", "2 cdas. de miel": "2 cucharadas de miel"},
        "it": {"25 mq": "25 metri quadrati"},
        "nl": {"2 el olie": "2 eetlepels olie", "€ 9,90 p/m": "9 euro 90 per maand"},
        "sv": {
            "2 msk olja": "2 matskedar olja",
            "1,5 mkr": "1 komma 5 miljoner kronor",
            "25 kvm": "25 kvadratmeter",
        },
        "pl": {"1/4 l": "jedna czwarta litra"},
        "ja": {"25㎡": "にじゅうご へいほうメートル"},
    },
    "parts of something": {
        "es": {"2/3 del precio": "2 tercios del precio", "2/3 de la caja": "2 tercios de la caja"},
        "it": {"2/3 del prezzo": "2 terzi del prezzo"},
        "pt": {"2/3 do preço": "2 terços do preço"},
    },
    "scales and phones": {
        "tr": {"3,2 mlr TL": "3,2 milyar lira"},
        "pt": {"1,5 mi de reais": "1,5 milhão de reais"},
        "en": {"Rs 1,200/-": "1200 rupees"},
        "pl": {"tel. 22 123 45 67": "telefon 2 2, 1 2 3, 4 5, 6 7"},
    },
    "days with their date": {
        "en": {
            "Sat 12 June": "Saturday 12 June",
            "Sat, June 12": "Saturday, June 12",
            "Sat June 12th": "Saturday June twelfth",
            "Sun 3 May": "Sunday 3 May",
            "sun 12 june": "sun 12 june",
        },
        "de": {
            "Sa., 12. Juni": "Samstag, zwölfter Juni",
            "15.-20. Mai": "fünfzehnter bis zwanzigster Mai",
            "vom 15.–20. Mai": "vom fünfzehnten bis zwanzigsten Mai",
            "am 3. und 4. Mai": "am dritten und vierten Mai",
        },
        "fr": {"sam. 12 juin": "samedi 12 juin", "01/12/2026": "premier décembre 2026"},
        "es": {"sáb. 12 de junio": "sábado 12 de junio"},
        "it": {"mar 3 maggio": "martedì 3 maggio", "01/12/2026": "primo dicembre 2026"},
        "pt": {"sáb., 12 de junho": "sábado, 12 de junho"},
        "nl": {"za 12 juni": "zaterdag 12 juni"},
        "sv": {"lör 12 juni": "lördag 12 juni"},
        "tr": {"Cmt 12 Haziran": "Cumartesi 12 Haziran"},
    },
    "spans of hours": {
        "en": {
            "10 a.m.–4 p.m.": "10 a m to 4 p m.",
            "noon–3pm": "noon to 3 p m",
            "1h30 of music": "1 hour 30 of music",
        },
        "de": {"8.30-12 Uhr": "8 Uhr 30 bis 12 Uhr", "8-12.30 Uhr": "8 Uhr bis 12 Uhr 30"},
    },
    "prices for something": {
        "en": {
            "£10pp": "10 pounds per person",
            "£25pm": "25 pounds per month",
            "£950 pcm": "950 pounds per month",
            "at 5pm": "at 5 p m",
            "4% p.a. fixed": "4 percent per year fixed",
            "$2mm round": "2 million dollars round",
            "5 mm": "5 millimetres",
            "1 299,00 €": "1299 euros",
            "12 345,67 zł": "12345 zlotys 67",
        },
        "de": {
            "18,99 € p. P. und Tag": "18 Euro 99 pro Person und Tag",
            "9,99 € mtl. zahlen": "9 Euro 99 monatlich zahlen",
            "50%ige Ersparnis": "50-prozentige Ersparnis",
        },
        "he": {"ב-₪99": "ב 99 שקלים"},
        "el": {"1,5 εκ. €": "1,5 εκατομμύρια ευρώ"},
    },
    "letters behind a number": {
        "ar": {"1.5 مليون": "1.5 مليون", "500 مل": "500 ملليلتر"},
        "en": {"5 yrs warranty": "5 years warranty", "1,200 sq. ft.": "1200 square feet", "p. 12": "page 12"},
    },
    "how often and of how much": {
        "en": {
            "3×/week": "3 times per week",
            "3 days/week": "3 days per week",
            "2 adults/children": "2 adults children",
            "5 g/100 ml": "5 grams per 100 millilitres",
        },
        "de": {"7 Tage/Woche": "7 Tage pro Woche", "5 g/100 ml": "5 Gramm pro 100 Milliliter"},
        "ru": {"3x сильнее": "в 3 раза сильнее", "3x в день": "3 раза в день"},
        "uk": {"2x швидше": "в 2 рази швидше"},
    },
    "stars, tags and names": {
        "en": {
            "4.5★": "4.5 stars",
            "1★": "1 star",
            "#BlackFriday2026": "Black Friday 2026",
            "C# and C++": "C sharp and C plus plus",
            "shop.example.com/sale?x=1": "shop dot example dot com slash sale",
        },
        "de": {"4,5★": "4,5 Sterne"},
    },
}
INPUTS = [
    Input(kind, f"{language}: {written}", said, more=(written, language))
    for kind, tables in SAID.items()
    for language, table in tables.items()
    for written, said in table.items()
]


@each(INPUTS)
def test_short_forms_are_said_in_full(case):
    written, language = case.more
    assert normalise(written, language).text == case.right
