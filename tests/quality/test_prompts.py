"""Prompts as people type them: what is understood of them, and what the local writer makes of it."""

import pytest

from generation.interfaces import ScriptRequest
from generation.local.copywriting.provider import Copywriter
from generation.provider_errors import Rejected
from generation.text.plain_text import has_word
from generation.text.prompt.reading import read_prompt
from generation.text.speech_timing import spoken_ms
from tests.quality.kit import Input, each


def film(prompt, language="en", seconds=15, **more):
    """The local writer's Script of a prompt."""
    return Copywriter().write(
        ScriptRequest(
            mode=more.pop("mode", "creative_ad"),
            style=more.pop("style", "minimal"),
            duration_ms=seconds * 1000,
            prompt=prompt,
            language=language,
            **more,
        )
    )


def spoken(script):
    return " ".join(segment.text for segment in script.segments)


def shown(script):
    return " ".join(f"{segment.headline} {segment.detail}" for segment in script.segments)


WORDS_KEPT = "an order leaves no word of the thing out"
TOLD = [
    Input(
        WORDS_KEPT,
        "Please create a professional video ad showcasing our Leather Wallet - RFID blocking, 6 card slots. "
        'Target: men. CTA: "Shop the sale". Price: was $79, now $49.',
        right=["our Leather Wallet", "RFID blocking, 6 card slots.", "was $79, now $49."],
    ),
    Input(WORDS_KEPT, "Make a clip teaching my new knots", right=["my new knots"]),
    Input(
        WORDS_KEPT,
        "30-second video, 9:16, upbeat music, female voice: Aldern boils 1.7 l in 3 minutes. From £49.",
        right=["Aldern boils 1.7 l in 3 minutes.", "From £49."],
    ),
    Input(
        WORDS_KEPT,
        "Write a video script using the following text: We open at nine.",
        right=["We open at nine."],
    ),
    Input(
        WORDS_KEPT,
        'an ad about our yoga studio. tone: calm. don\'t mention prices. include the words "breathe in"',
        right=["our yoga studio.", "Breathe in"],
    ),
    Input(
        WORDS_KEPT,
        "Vídeo de 15 segundos para Black Friday: 30% de descuento con el código NEGRO30 hasta el domingo",
        right=["Black Friday", "30% de descuento con el código NEGRO30 hasta el domingo"],
        more="es",
    ),
    Input(
        WORDS_KEPT,
        "Erstelle ein Video, das unsere neue Kaffeesorte vorstellt: mild, 250 g für 8,90 €",
        right=["unsere neue Kaffeesorte", "mild", "250 g für 8,90 €"],
        more="de",
    ),
    Input(
        WORDS_KEPT,
        "Werbung für unser Fitnessstudio: 3 Monate zum Preis von 2, nur bis 31.1., Code FIT26",
        right=["unser Fitnessstudio", "3 Monate zum Preis von 2", "nur bis 31.1.", "Code FIT26"],
        more="de",
    ),
    Input(
        WORDS_KEPT,
        "Crée une vidéo mettant en avant notre gamme de thés bio, livraison offerte dès 35 €",
        right=["notre gamme de thés bio", "livraison offerte dès 35 €"],
        more="fr",
    ),
    Input(
        WORDS_KEPT,
        "Reklama naszej kwiaciarni w Krakowie: bukiety od 49 zł, dostawa w 2 godziny",
        right=["naszej kwiaciarni w Krakowie", "bukiety od 49 zł", "dostawa w 2 godziny"],
        more="pl",
    ),
    Input(
        WORDS_KEPT,
        "Reklam för vår salong i Malmö: klippning 399 kr, boka på salongen.se",
        right=["vår salong i Malmö", "klippning 399 kr", "boka på salongen.se"],
        more="sv",
    ),
    Input(
        WORDS_KEPT,
        "Kahve dükkanımız için 15 saniyelik reklam: ikinci kahve %50 indirimli",
        right=["Kahve dükkanımız", "ikinci kahve %50 indirimli"],
        more="tr",
    ),
    Input(
        WORDS_KEPT,
        "为我们的奶茶店做一个15秒视频：第二杯半价，仅限周末",
        right=["我们的奶茶店", "第二杯半价，仅限周末"],
        more="zh",
    ),
    Input(WORDS_KEPT, "奶茶店15秒视频：第二杯半价", right=["奶茶店", "第二杯半价"], more="zh"),
    Input(
        WORDS_KEPT,
        "新商品の抹茶ラテを紹介する15秒の動画。580円、12月1日から",
        right=["新商品の抹茶ラテ", "580円、12月1日から"],
        more="ja",
    ),
    Input(
        WORDS_KEPT,
        "우리 카페를 위한 15초 광고: 아메리카노 2,500원, 오전 8시 오픈",
        right=["우리 카페", "아메리카노 2,500원", "오전 8시 오픈"],
        more="ko",
    ),
    Input(
        WORDS_KEPT,
        "हमारी मिठाई की दुकान के लिए वीडियो: दिवाली पर 25% छूट",
        right=["हमारी मिठाई की दुकान", "दिवाली पर 25% छूट"],
        more="hi",
    ),
    Input(
        WORDS_KEPT,
        "إعلان لمطعمنا في دبي: خصم 20% يوم الجمعة",
        right=["مطعمنا في دبي", "خصم 20% يوم الجمعة"],
        more="ar",
    ),
]


@each(TOLD)
def test_what_is_told_of_a_prompt_are_its_words_and_no_others(case):
    assert list(read_prompt(case.given, case.more or "en").sentences) == case.right


@each(
    [
        Input(
            "a subject in its case",
            "Reklama naszej kwiaciarni",
            right="na temat naszej kwiaciarni",
            more="pl",
        ),
        Input("a subject in its case", "Реклама нашей пекарни", right="насчёт нашей пекарни", more="ru"),
    ]
)
def test_a_subject_in_another_case_is_led_in_by_words_that_govern_it(case):
    assert case.right in spoken(film(case.given, case.more))


ORDERS = "an order is followed, not read out"
SUBJECTS = [
    Input(
        ORDERS, "Make a 20 second video about our teapot. Tone: witty. Don't mention delivery.", "our teapot"
    ),
    Input(
        ORDERS,
        "write us a short advert for our window cleaning firm in Leeds, call 0113 555 0142",
        "our window cleaning firm in Leeds",
    ),
    Input(
        ORDERS, "I want you to build me a video of 8 minutes about the history of Rome", "the history of Rome"
    ),
    Input(ORDERS, "Please create a fun TikTok for dog owners about our new leash", "our new leash"),
    Input(ORDERS, "Can you make a video in a calm tone on how to prune roses?", "how to prune roses"),
    Input(ORDERS, "I need a promo video for my yoga studio. Keep it under 20 seconds.", "my yoga studio"),
    Input(ORDERS, "Hi! We'd like a 15-second Instagram reel showing our lemonade.", "our lemonade"),
    Input(ORDERS, "Video: our bakery in York", "our bakery in York"),
    Input(ORDERS, "Advertise our handmade soap. Avoid the word 'cheap'.", "our handmade soap"),
    Input(ORDERS, "Write a script for a 60-second YouTube video about tidal power", "tidal power"),
    Input(ORDERS, "Explain photosynthesis to 8 year olds", "photosynthesis"),
    Input(
        ORDERS,
        "A quiet morning in a dockside bakery, 15 seconds, warm",
        "A quiet morning in a dockside bakery",
    ),
    Input(ORDERS, "A quiet morning at the dock, warm", "A quiet morning at the dock, warm"),
    Input(ORDERS, "Fresh rolls at dawn. 30 sec. playful tone", "Fresh rolls at dawn"),
    Input(ORDERS, "Fresh rolls at dawn. 30 seconds, playful", "Fresh rolls at dawn"),
    Input(ORDERS, "Plank 30 seconds, rest, repeat", "Plank 30 seconds, rest, repeat"),
    Input(ORDERS, "Un matin calme au port, 15 secondes, chaleureux", "Un matin calme au port", more="fr"),
    Input(ORDERS, "Una mañana tranquila en casa, 20 s, elegante", "Una mañana tranquila en casa", more="es"),
    Input(ORDERS, "Ein ruhiger Morgen am Kai, 15 Sekunden, warm", "Ein ruhiger Morgen am Kai", more="de"),
    Input(ORDERS, "Make it funny. The subject is our new bike shop.", "our new bike shop"),
    Input(ORDERS, "Tone: calm\nLength: 20 s\nTopic: our herbal tea\nMusic: none", "our herbal tea"),
    Input(ORDERS, "**Topic:** our herbal tea\n**Target:** students", "our herbal tea"),
    Input(ORDERS, "Make a funny video of my dog, no captions please", "my dog"),
    Input(ORDERS, "Create a 45s explainer: how compost works. Friendly voice.", "how compost works"),
    Input(
        ORDERS,
        "Erstelle ein 30-sekündiges Werbevideo für unsere Bäckerei. Ton: ruhig.",
        "unsere Bäckerei",
        more="de",
    ),
    Input(ORDERS, "Kannst du mir ein lustiges Video über meine Katze machen?", "meine Katze", more="de"),
    Input(ORDERS, "Ich möchte einen kurzen Werbespot für unser Café. Ohne Musik.", "unser Café", more="de"),
    Input(
        ORDERS,
        "Fais-moi une pub drôle pour mon salon de coiffure, sans musique.",
        "mon salon de coiffure",
        more="fr",
    ),
    Input(
        ORDERS,
        "Crée une vidéo de 20 secondes sur notre librairie. Public : étudiants.",
        "notre librairie",
        more="fr",
    ),
    Input(
        ORDERS, "Haz un vídeo de 30 segundos sobre nuestra taza. Tono: divertido.", "nuestra taza", more="es"
    ),
    Input(ORDERS, "Necesito un anuncio para mi taller. No menciones el precio.", "mi taller", more="es"),
    Input(
        ORDERS,
        "Crea un video di 20 secondi per la nostra pizzeria. Tono: allegro.",
        "la nostra pizzeria",
        more="it",
    ),
    Input(
        ORDERS,
        "Crie um vídeo engraçado de 15 segundos para a nossa padaria, sem música",
        "a nossa padaria",
        more="pt",
    ),
]


@each(SUBJECTS)
def test_an_order_is_followed(case):
    language = case.more or "en"
    reading = read_prompt(case.given, language)
    assert reading.subject == case.right
    said = spoken(film(case.given, language)).casefold()
    assert case.right.casefold() in said
    for left in reading.left_out:
        bare = left.text.strip(" .!?:").casefold()
        assert bare not in said or len(bare.split()) < 2, f"the film says {left.text!r}"


WISHES = "wishes set the film's fields"
FIELDS = [
    Input(WISHES, "Make a 30 second video about tea", {"length_ms": 30_000}),
    Input(WISHES, "Make a two-minute video about tea", {"length_ms": 120_000}),
    Input(WISHES, "A video about tea, 1 min 30 s", {"length_ms": 90_000}),
    Input(WISHES, "Make a video about tea. It should be 20-25 seconds long.", {"length_ms": 25_000}),
    Input(WISHES, "Make a video of 8 minutes about tea", {"length_ms": None, "too_long": "8 minutes"}),
    Input(WISHES, "Make a vertical video about tea", {"aspect": "9:16"}),
    Input(WISHES, "Make a square clip about tea", {"aspect": "1:1"}),
    Input(WISHES, "A cat sleeps on a windowsill, 15 seconds, 16:9", {"aspect": "16:9", "length_ms": 15_000}),
    Input(WISHES, "neon street, rain, 8k --ar 9:16", {"aspect": "9:16"}),
    Input(WISHES, "Make an elegant video about tea", {"style": "luxury", "tone": "elegant"}),
    Input(WISHES, "Make a video about tea. The tone should be dramatic.", {"style": "cinematic"}),
    Input(WISHES, "Make a professional video about tea", {"mode": "functional_intro"}),
    Input(
        WISHES,
        "Make a video about tea for students. Target audience: new parents.",
        {"audience": "new parents"},
    ),
    Input(WISHES, "Make a video for nurses about tea", {"audience": "nurses"}),
    Input(WISHES, "Make a video about tea. No music.", {"music": False}),
    Input(WISHES, "Make a video about tea without subtitles", {"captions": False}),
    Input(WISHES, "Make a video about tea in German", {"language": "de"}),
    Input(
        WISHES, "Video über Tee, 20 Sekunden, Hochformat", {"length_ms": 20_000, "aspect": "9:16"}, more="de"
    ),
    Input(
        WISHES,
        "Crée une vidéo élégante de 20 secondes sur le thé",
        {"length_ms": 20_000, "style": "luxury"},
        more="fr",
    ),
    Input(
        WISHES,
        "Crea un video professionale di mezzo minuto sul tè",
        {"length_ms": 30_000, "mode": "functional_intro"},
        more="it",
    ),
]


@each(FIELDS)
def test_wishes_are_fields(case):
    wishes = read_prompt(case.given, case.more or "en").wishes
    assert {name: getattr(wishes, name) for name in case.right} == case.right


FACTS = "offers, codes, dates, prices and numbers are in the film"
SAID = [
    Input(
        FACTS,
        "Promo for Cyber Monday: 30% off all lamps, code LAMP30, ends 2 Dec.",
        ("30% off all lamps", "LAMP30", "2 Dec"),
    ),
    Input(
        FACTS,
        "Introducing the Alder kettle: boils 1.7 litres in 3 minutes. £49.90.",
        ("Alder kettle", "1.7 litres", "3 minutes", "£49.90"),
    ),
    Input(
        FACTS,
        "Ad for our sale. Buy one get one free on all pizzas this weekend only.",
        ("Buy one get one free on all pizzas", "this weekend only"),
    ),
    Input(
        FACTS,
        "Make a reel for our gym. 50% off the first month, only today!",
        ("50% off the first month", "only today"),
    ),
    Input(FACTS, "A promo for our spa. Use code RELAX-15 until Sunday.", ("RELAX-15", "until Sunday")),
    Input(
        FACTS,
        "Video for my plumbing company. We fix leaks in 60 minutes. Call us at (212) 555-0199.",
        ("60 minutes", "(212) 555-0199"),
    ),
    Input(
        FACTS,
        'Advertise our soap. Mention that we deliver for free in Bristol. End with "See soap.example.com".',
        ("deliver for free in Bristol", "soap.example.com"),
    ),
    Input(FACTS, "Our bakery opens on 3 May at 7 am in York.", ("3 May at 7 am", "York")),
    Input(
        FACTS,
        "Code: TEA10\nOffer: 10% off green tea\nDate: until 5 June\nTopic: our tea shop",
        ("TEA10", "10% off green tea", "5 June", "our tea shop"),
    ),
    Input(FACTS, "The Fjell jacket keeps you dry at 10,000 mm and weighs 240 g.", ("10,000 mm", "240 g")),
    Input(
        FACTS,
        "Werbevideo für unsere Bäckerei in Bremen, 15% Rabatt bis Samstag",
        ("Bäckerei in Bremen", "15% Rabatt", "bis Samstag"),
        more="de",
    ),
    Input(
        FACTS,
        "Spot für unseren Hofladen. Mit dem Code HOF5, gültig bis 12. Mai.",
        ("HOF5", "12. Mai"),
        more="de",
    ),
    Input(
        FACTS,
        "Pub pour notre boulangerie à Lyon : 20 % de réduction jusqu'au 3 mars, code PAIN20.",
        ("boulangerie à Lyon", "20 % de réduction", "3 mars", "PAIN20"),
        more="fr",
    ),
    Input(
        FACTS,
        "Anuncio para nuestra panadería en Sevilla, 20% de descuento hasta el domingo con el código PAN20",
        ("panadería en Sevilla", "20% de descuento", "PAN20"),
        more="es",
    ),
    Input(
        FACTS,
        "Spot per la nostra pizzeria a Napoli: sconto del 15% su tutte le pizze, codice PIZZA15.",
        ("Napoli", "15%", "PIZZA15"),
        more="it",
    ),
    Input(
        FACTS,
        "Anúncio para a nossa padaria em Lisboa, 10% de desconto até domingo, código PAO10",
        ("Lisboa", "10% de desconto", "PAO10"),
        more="pt",
    ),
]


@each(SAID)
def test_facts_are_in_the_film(case):
    script = film(case.given, case.more or "en")
    whole = f"{spoken(script)} {shown(script)}".casefold()
    assert [fact for fact in case.right if fact.casefold() not in whole] == []


@each(SAID)
def test_offers_are_spoken_and_every_scene_fits(case):
    language = case.more or "en"
    script, reading = film(case.given, language), read_prompt(case.given, language)
    said = spoken(script).casefold()
    assert all(fact.text.casefold() in said for fact in reading.facts if fact.kind == "offer")
    for segment in script.segments:
        assert spoken_ms(segment.text, language) <= segment.duration_ms


LISTS = "a list is a list, and a number is no subject"
LISTED = [
    Input(LISTS, "10 facts about the Moon", (10, "the Moon", 0)),
    Input(LISTS, "5 reasons to love tea", (5, "tea", 0)),
    Input(LISTS, "Top 7 tips for better sleep", (7, "better sleep", 0)),
    Input(LISTS, "Make a video: three ways to save water", (3, "water", 0)),
    Input(LISTS, "3 reasons to love tea: it calms you, it wakes you and it tastes good", (3, "tea", 3)),
    Input(
        LISTS,
        "Top 3 tips for better sleep\n1. No screens after 9 pm.\n2. Keep the room at 18 °C.\n3. Rise early.",
        (3, "better sleep", 3),
    ),
    Input(LISTS, "2 facts about bees:\n- They dance.\n- They see ultraviolet light.", (2, "bees", 2)),
    Input(LISTS, "10 Fakten über den Mond", (10, "den Mond", 0), more="de"),
    Input(LISTS, "7 Gründe, Tee zu lieben", (7, "Tee", 0), more="de"),
    Input(LISTS, "5 raisons d'aimer le thé", (5, "le thé", 0), more="fr"),
    Input(LISTS, "10 datos sobre la Luna", (10, "la Luna", 0), more="es"),
    Input(LISTS, "5 motivi per amare il tè", (5, "il tè", 0), more="it"),
    Input(LISTS, "10 curiosidades sobre a Lua", (10, "a Lua", 0), more="pt"),
]


@each(LISTED)
def test_lists_are_lists(case):
    language = case.more or "en"
    reading = read_prompt(case.given, language)
    assert (reading.listed, reading.subject, len(reading.items)) == case.right
    said = spoken(film(case.given, language))
    assert reading.subject in said
    for item in reading.items:
        assert item.rstrip(".").casefold() in said.casefold()
    if not reading.items:
        assert str(reading.listed) not in said


UNWANTED = "what is not to be said is not said"
LIMITS = [
    Input(UNWANTED, "Make a video about our mug for $12. Don't mention the price.", ("price", "$12")),
    Input(
        UNWANTED,
        "Ad for our tea. Never say the words 'healthy' or 'organic'. It is organic.",
        ("healthy", "organic"),
    ),
    Input(UNWANTED, "Make a video about our farm. Avoid politics and jokes.", ("politics", "jokes")),
    Input(
        UNWANTED,
        "Mach ein Video über unser Rad. Nenne keine Preise. Es kostet 300 €.",
        ("Preise", "300 €"),
        more="de",
    ),
    Input(
        UNWANTED,
        "Fais une vidéo sur notre thé. Ne mentionne pas le mot « bio ». Il est bio.",
        ("bio",),
        more="fr",
    ),
]


@each(LIMITS)
def test_what_is_unwanted_is_left_out(case):
    script = film(case.given, case.more or "en")
    assert not has_word(f"{spoken(script)} {shown(script)}", case.right)


CONTENT = "what is no order is told"
TOLD = [
    Input(
        CONTENT,
        "Don't look back. Run until the city is gone.",
        "Don't look back. Run until the city is gone.",
    ),
    Input(CONTENT, "No sugar. No compromise. Just lemons.", "No sugar. No compromise. Just lemons."),
    Input(
        CONTENT,
        "The old movie theater in Rome closes its doors",
        "The old movie theater in Rome closes its doors",
    ),
    Input(CONTENT, "Make hay while the sun shines", "Make hay while the sun shines"),
    Input(CONTENT, "Our wedding video is finally ready", "Our wedding video is finally ready"),
    Input(CONTENT, "A quiet road, empty, in the morning", "A quiet road, empty, in the morning"),
    Input(CONTENT, "Boil the eggs for 3 minutes", "Boil the eggs for 3 minutes"),
]


@each(TOLD)
def test_no_words_of_the_content_are_taken_for_orders(case):
    assert " ".join(read_prompt(case.given).sentences) == case.right


NEW_ORDERS = "orders as others write them"
ASKED = [
    Input(
        NEW_ORDERS,
        "pls make me a vid for my nail salon, like 15 secs, super cute vibe, tiktok",
        ({"subject": "my nail salon", "length_ms": 15000, "aspect": "9:16"}, (), ()),
        more="en",
    ),
    Input(
        NEW_ORDERS,
        "Act as a marketing expert. Create a 30-second ad for our oat milk. Do not use emojis.",
        ({"subject": "our oat milk", "length_ms": 30000}, (), ("marketing expert", "emojis")),
        more="en",
    ),
    Input(
        NEW_ORDERS,
        "You are an award-winning copywriter. Write a video script about our hiking boots, max 45 seconds.",
        ({"subject": "our hiking boots", "length_ms": 45000}, (), ("copywriter",)),
        more="en",
    ),
    Input(
        NEW_ORDERS,
        "Video idea: a day in the life of a beekeeper",
        ({"subject": "a day in the life of a beekeeper"}, (), ()),
        more="en",
    ),
    Input(
        NEW_ORDERS,
        "[Product]: Foldable bike\n[Tone]: bold\n[Length]: 20s\n[CTA]: Book a test ride",
        ({"subject": "Foldable bike", "length_ms": 20000, "style": "bold"}, ("Book a test ride",), ()),
        more="en",
    ),
    Input(
        NEW_ORDERS,
        "Product = Linen apron; Audience = home cooks; Tone = warm",
        ({"subject": "Linen apron", "audience": "home cooks"}, (), ()),
        more="en",
    ),
    Input(
        NEW_ORDERS,
        "Hey there, could you whip up a quick promo for our escape room in Utrecht? Thanks!",
        ({"subject": "our escape room in Utrecht"}, ("Utrecht",), ()),
        more="en",
    ),
    Input(
        NEW_ORDERS,
        "TikTok hook + script for our cold brew, 15s",
        ({"subject": "our cold brew", "length_ms": 15000}, (), ()),
        more="en",
    ),
    Input(
        NEW_ORDERS,
        "We sell handmade candles. Make a video that shows it. Two candles for $30 until Friday.",
        ({}, ("handmade candles", "Two candles for $30", "until Friday"), ()),
        more="en",
    ),
    Input(
        NEW_ORDERS,
        "make an ad for my store: summer sale, up to 50% off, ends August 31, free shipping over $40",
        ({}, ("up to 50% off", "August 31", "free shipping over $40"), ()),
        more="en",
    ),
    Input(
        NEW_ORDERS,
        "Video for our podcast. New episode every Tuesday at 7 am. Don't say subscribe.",
        ({"subject": "our podcast"}, ("every Tuesday at 7 am",), ("subscribe",)),
        more="en",
    ),
    Input(
        NEW_ORDERS,
        "Write a 20 sec voiceover for a real estate listing: 3 bedrooms, 2 baths, 1,850 sq ft, $425,000.",
        ({"length_ms": 20000}, ("3 bedrooms", "1,850 sq ft", "$425,000"), ()),
        more="en",
    ),
    Input(
        NEW_ORDERS,
        "create a short vid about AI for kids, fun & simple, no text on screen",
        ({"subject": "AI for kids"}, (), ("text on screen",)),
        more="en",
    ),
    Input(
        NEW_ORDERS,
        "Imagine a commercial for a moon hotel",
        ({"subject": "a moon hotel"}, (), ()),
        more="en",
    ),
    Input(
        NEW_ORDERS,
        "I'd love a video celebrating our team's 10th anniversary",
        ({"subject": "our team's 10th anniversary"}, (), ()),
        more="en",
    ),
    Input(
        NEW_ORDERS,
        "Launch video for the Nimbus backpack - 22 L, 900 g, €89, code NIMBUS15",
        ({}, ("Nimbus backpack", "22 L", "900 g", "€89", "NIMBUS15"), ()),
        more="en",
    ),
    Input(
        NEW_ORDERS,
        "Mach bitte ein kurzes Reel für unseren Hofladen in Kiel, max. 20 Sekunden, locker.",
        ({"subject": "unseren Hofladen in Kiel", "length_ms": 20000}, ("Kiel",), ()),
        more="de",
    ),
    Input(
        NEW_ORDERS,
        "Du bist Werbetexter. Schreib einen Spot für unsere Fahrradwerkstatt.",
        ({"subject": "unsere Fahrradwerkstatt"}, (), ("Werbetexter",)),
        more="de",
    ),
    Input(
        NEW_ORDERS,
        "Wir brauchen ein Video für unser Sommerfest am 14. Juli um 15 Uhr. Eintritt frei.",
        ({}, ("14. Juli", "15 Uhr", "Eintritt frei"), ()),
        more="de",
    ),
    Input(
        NEW_ORDERS,
        "Produkt: Leinenschürze\nZielgruppe: Hobbyköche\nTon: warm\nLänge: 20 Sek.",
        ({"subject": "Leinenschürze", "audience": "Hobbyköche", "length_ms": 20000}, (), ()),
        more="de",
    ),
    Input(
        NEW_ORDERS,
        "Tu es un expert en marketing. Écris une pub de 20 secondes pour notre fromagerie.",
        ({"subject": "notre fromagerie", "length_ms": 20000}, (), ("expert",)),
        more="fr",
    ),
    Input(
        NEW_ORDERS,
        "J'aimerais une vidéo verticale pour mon food truck à Nantes, -10 % avec le code TRUCK10",
        ({"aspect": "9:16", "subject": "mon food truck à Nantes"}, ("Nantes", "TRUCK10"), ()),
        more="fr",
    ),
    Input(
        NEW_ORDERS,
        "Actúa como un experto en marketing. Crea un anuncio de 20 segundos para nuestra quesería.",
        ({"subject": "nuestra quesería", "length_ms": 20000}, (), ("experto",)),
        more="es",
    ),
    Input(
        NEW_ORDERS,
        "Quiero un reel para mi tienda de plantas, 2x1 en cactus hasta el 5 de mayo",
        ({"subject": "mi tienda de plantas"}, ("2x1 en cactus", "5 de mayo"), ()),
        more="es",
    ),
    Input(
        NEW_ORDERS,
        "Sei un esperto di marketing. Scrivi uno spot di 20 secondi per il nostro caseificio.",
        ({"subject": "il nostro caseificio", "length_ms": 20000}, (), ("esperto",)),
        more="it",
    ),
    Input(
        NEW_ORDERS,
        "Aja como um especialista em marketing. Crie um anúncio de 20 segundos para a nossa queijaria.",
        ({"subject": "a nossa queijaria", "length_ms": 20000}, (), ("especialista",)),
        more="pt",
    ),
    Input(
        NEW_ORDERS,
        "Maak een video van 20 seconden over onze koffiebar in Gent. Toon: vrolijk. Noem geen prijzen.",
        ({"subject": "onze koffiebar in Gent", "length_ms": 20000}, ("Gent",), ("prijzen", "vrolijk")),
        more="nl",
    ),
    Input(
        NEW_ORDERS,
        "Kun je een grappige video over mijn kat maken?",
        ({"subject": "mijn kat", "style": "energetic"}, (), ()),
        more="nl",
    ),
    Input(
        NEW_ORDERS,
        "Gör en 20 sekunders video om vårt kafé i Lund, utan musik.",
        ({"subject": "vårt kafé i Lund", "length_ms": 20000, "music": False}, (), ()),
        more="sv",
    ),
    Input(
        NEW_ORDERS,
        "Skapa en rolig reklamfilm för vår glassbar. Koden är GLASS10.",
        ({"subject": "vår glassbar"}, ("GLASS10",), ()),
        more="sv",
    ),
    Input(
        NEW_ORDERS,
        "Zrób 20-sekundowy film o naszej kawiarni w Gdańsku. Ton: spokojny.",
        ({"subject": "naszej kawiarni w Gdańsku", "length_ms": 20000}, ("Gdańsku",), ("spokojny",)),
        more="pl",
    ),
    Input(
        NEW_ORDERS,
        "Stwórz reklamę dla naszej piekarni, 10% taniej z kodem CHLEB10.",
        ({"subject": "naszej piekarni"}, ("10% taniej", "CHLEB10"), ()),
        more="pl",
    ),
    Input(
        NEW_ORDERS,
        "Kahve dükkanımız hakkında 20 saniyelik bir video yap. Ton: sakin.",
        ({"subject": "Kahve dükkanımız", "length_ms": 20000}, (), ("sakin",)),
        more="tr",
    ),
    Input(
        NEW_ORDERS,
        "新しいマグカップについて30秒の動画を作ってください。20%オフ、コードはMUG20です。",
        ({"subject": "新しいマグカップ", "length_ms": 30000}, ("20%オフ", "MUG20"), ("作って",)),
        more="ja",
    ),
    Input(
        NEW_ORDERS,
        "うちのカフェの15秒CMを作って。",
        ({"subject": "うちのカフェ", "length_ms": 15000}, (), ()),
        more="ja",
    ),
    Input(
        NEW_ORDERS,
        "请为我们的咖啡店制作一个20秒的视频。语气：轻松。",
        ({"subject": "我们的咖啡店", "length_ms": 20000}, (), ("轻松", "制作")),
        more="zh",
    ),
    Input(
        NEW_ORDERS,
        "做一个关于春茶的30秒广告，优惠码TEA20，八折。",
        ({"subject": "春茶", "length_ms": 30000}, ("TEA20", "八折"), ()),
        more="zh",
    ),
    Input(
        NEW_ORDERS,
        "우리 카페에 대한 20초 영상을 만들어 줘. 톤: 차분하게.",
        ({"subject": "우리 카페", "length_ms": 20000}, (), ("차분",)),
        more="ko",
    ),
    Input(
        NEW_ORDERS,
        "اصنع فيديو مدته 20 ثانية عن مقهانا في عمّان.",
        ({"subject": "مقهانا في عمّان", "length_ms": 20000}, (), ()),
        more="ar",
    ),
    Input(
        NEW_ORDERS,
        "हमारे कैफ़े के बारे में 20 सेकंड का वीडियो बनाओ।",
        ({"subject": "हमारे कैफ़े", "length_ms": 20000}, (), ()),
        more="hi",
    ),
    Input(
        NEW_ORDERS,
        "Сделай видео на 20 секунд про нашу кофейню в Казани. Тон: спокойный.",
        ({"subject": "нашу кофейню в Казани", "length_ms": 20000}, (), ("спокойный",)),
        more="ru",
    ),
    Input(
        NEW_ORDERS,
        "Сними рекламный ролик для нашей пекарни, скидка 10% по промокоду ХЛЕБ10.",
        ({"subject": "нашей пекарни"}, ("скидка 10%", "ХЛЕБ10"), ()),
        more="ru",
    ),
]


@each(ASKED)
def test_orders_of_many_languages_are_followed(case):
    """The fields that the order sets, what the film must say or show, and what it must not."""
    fields, said, never = case.right
    reading = read_prompt(case.given, case.more)
    found = {name: getattr(reading if hasattr(reading, name) else reading.wishes, name) for name in fields}
    assert found == fields
    script = film(case.given, case.more, seconds=30)
    whole = f"{spoken(script)} {shown(script)}".casefold()
    assert [words for words in said if words.casefold() not in whole] == []
    assert [words for words in never if words.casefold() in whole] == []


NO_ORDERS = [
    Input(
        CONTENT,
        "Een oude man maakt elke ochtend koffie voor zijn vrouw.",
        "Een oude man maakt elke ochtend koffie voor zijn vrouw.",
        more="nl",
    ),
    Input(
        CONTENT,
        "De video's van mijn oma staan op zolder.",
        "De video's van mijn oma staan op zolder.",
        more="nl",
    ),
    Input(CONTENT, "Hon gör en film om havet.", "Hon gör en film om havet.", more="sv"),
    Input(
        CONTENT,
        "En gammal man skriver brev till sin fru.",
        "En gammal man skriver brev till sin fru.",
        more="sv",
    ),
    Input(CONTENT, "Stary człowiek robi film o morzu.", "Stary człowiek robi film o morzu.", more="pl"),
    Input(
        CONTENT,
        "Kot śpi na parapecie, na dworze pada deszcz.",
        "Kot śpi na parapecie, na dworze pada deszcz.",
        more="pl",
    ),
    Input(CONTENT, "Okul için bir video yaptı.", "Okul için bir video yaptı.", more="tr"),
    Input(
        CONTENT, "Yaşlı bir adam her sabah denize bakar.", "Yaşlı bir adam her sabah denize bakar.", more="tr"
    ),
    Input(CONTENT, "彼は海の動画を作った。", "彼は海の動画を作った。", more="ja"),
    Input(CONTENT, "猫が窓辺で眠っている。", "猫が窓辺で眠っている。", more="ja"),
    Input(CONTENT, "她做了一个关于大海的视频。", "她做了一个关于大海的视频。", more="zh"),
    Input(CONTENT, "老人每天早上给妻子泡咖啡。", "老人每天早上给妻子泡咖啡。", more="zh"),
    Input(CONTENT, "아이가 바다 영상을 만들었다.", "아이가 바다 영상을 만들었다.", more="ko"),
    Input(CONTENT, "고양이가 창가에서 잔다.", "고양이가 창가에서 잔다.", more="ko"),
    Input(CONTENT, "رجل عجوز يصنع القهوة كل صباح لزوجته.", "رجل عجوز يصنع القهوة كل صباح لزوجته.", more="ar"),
    Input(CONTENT, "उसने समुद्र के बारे में एक वीडियो बनाया।", "उसने समुद्र के बारे में एक वीडियो बनाया।", more="hi"),
    Input(CONTENT, "एक बूढ़ा आदमी हर सुबह चाय बनाता है।", "एक बूढ़ा आदमी हर सुबह चाय बनाता है।", more="hi"),
    Input(CONTENT, "Он снял фильм о море.", "Он снял фильм о море.", more="ru"),
    Input(CONTENT, "Кот спит на подоконнике.", "Кот спит на подоконнике.", more="ru"),
]


@each(NO_ORDERS)
def test_no_words_of_other_languages_are_taken_for_orders(case):
    reading = read_prompt(case.given, case.more)
    assert (" ".join(reading.sentences), reading.ordered) == (case.right, False)


GRAMMAR = "clauses keep their grammar"
WHOLE = [
    Input(GRAMMAR, "A woman, 35, runs in the rain; she smiles.", ("the woman, 35, runs", "She smiles.")),
    Input(
        GRAMMAR,
        "A sailor, old and tired, steers a boat; he sings.",
        ("the sailor, old and tired, steers", "He sings."),
    ),
    Input(
        GRAMMAR,
        "What happens when you stop eating sugar for 30 days?",
        ("What happens when you stop eating sugar for 30 days?",),
    ),
]


@each(WHOLE)
def test_grammar_is_kept(case):
    said = spoken(film(case.given)).casefold()
    assert [words for words in case.right if words.casefold() not in said] == []


OTHER = "a prompt in another language is told in it"
LANGUAGES = [
    Input(OTHER, "Una tazza che tiene caldo il caffè tutto il giorno", "it"),
    Input(OTHER, "Uma caneca que mantém o café quente o dia todo", "pt-BR"),
    Input(OTHER, "Een mok die de koffie de hele dag warm houdt", "nl"),
    Input(OTHER, "En mugg som håller kaffet varmt hela dagen", "sv"),
    Input(OTHER, "Kubek, który trzyma ciepło przez cały dzień", "pl"),
    Input(OTHER, "一杯热咖啡，清晨的厨房", "zh"),
    Input(OTHER, "あたたかいコーヒー。あさのキッチン。", "ja"),
    Input(OTHER, "따뜻한 커피 한 잔, 이른 아침의 부엌", "ko"),
    Input(OTHER, "Кружка, которая держит кофе горячим весь день", "ru"),
    Input(OTHER, "كوب يحافظ على حرارة القهوة طوال اليوم", "ar"),
    Input(OTHER, "एक कप जो पूरे दिन कॉफ़ी गर्म रखता है", "hi"),
    Input(OTHER, "Kahveyi bütün gün sıcak tutan bir kupa", "tr"),
]


@each(LANGUAGES)
@pytest.mark.parametrize("seconds", (15, 30))
def test_other_languages_say_the_prompt(case, seconds):
    script = film(case.given, case.right, seconds)
    assert all(any(map(str.isalpha, segment.text)) for segment in script.segments)
    assert "…" not in spoken(script)
    letters = "".join(filter(str.isalnum, case.given))
    assert letters in "".join(filter(str.isalnum, spoken(script)))


REFUSED = "an order without a subject is refused"
NOTHING = [
    Input(REFUSED, "Make a video", refused="does not say what about"),
    Input(REFUSED, "Please create a 30 second TikTok, funny, no music.", refused="does not say what about"),
    Input(REFUSED, "Erstelle ein Video", refused="does not say what about", more="de"),
    Input(REFUSED, "Product:", refused="does not say what about"),
    Input(REFUSED, "Message:\nTone: funny", refused="does not say what about"),
    Input(REFUSED, "!!!", refused="has no words"),
]


@each(NOTHING)
def test_an_order_without_a_subject_is_refused(case):
    with pytest.raises(Rejected, match=case.refused):
        film(case.given, case.more or "en")


BRIEFS = "briefs as people write them"
# What is told of each, and nothing else.
READ = [
    Input(BRIEFS, "Can u do a 45s reel for our pop-up plant sale?", "our pop-up plant sale"),
    Input(BRIEFS, "I want something cinematic about a seal", "a seal"),
    Input(BRIEFS, "Could we have a teaser for our podcast?", "our podcast"),
    Input(BRIEFS, "Need a hype vid for the charity run", "the charity run"),
    Input(BRIEFS, "Quick clip pls: our barber shop reopens", "our barber shop reopens"),
    Input(BRIEFS, "Turn this into a short: bees dance.", "bees dance."),
    Input(BRIEFS, "Video idea → our escape room in Porto", "our escape room in Porto"),
    Input(BRIEFS, "/imagine a fox barista pouring latte art --ar 9:16", "a fox barista pouring latte art"),
    Input(BRIEFS, "Explain like I'm five: how do vaccines work?", "how do vaccines work?"),
    Input(BRIEFS, "Task: produce a TikTok hook + body + CTA for NimbusPillow.", "NimbusPillow."),
    Input(BRIEFS, "Hi team, pls find below the brief. Product: a jug. Mandatories: logo at end.", "a jug."),
    Input(BRIEFS, 'An ad for pancakes. End with "Flip your morning."', "pancakes. Flip your morning."),
    Input(BRIEFS, "Scene 1: a boy finds a map. Scene 2: the attic.", "A boy finds a map. The attic."),
    Input(BRIEFS, "Shot 1 - steam\nShot 2 - a hand", "Steam A hand"),
    Input(BRIEFS, "Escena 1: un niño. Escena 2: indica su casa.", "Un niño. Indica su casa.", more="es"),
    Input(BRIEFS, "镜头一：男孩找到指南针。镜头二：它指向家。", "男孩找到指南针。 它指向家。", more="zh"),
    Input(BRIEFS, "シーン1：猫が来る。シーン2：夜。", "猫が来る。 夜。", more="ja"),
    Input(BRIEFS, "Werbetext für unsere Hundeschule in Kassel", "unsere Hundeschule in Kassel", more="de"),
    Input(
        BRIEFS,
        "Brauche ein Video für unseren Salon, Gartenstr. 5. Seriös, ohne Musik.",
        "unseren Salon, Gartenstr. 5.",
        more="de",
    ),
    Input(
        BRIEFS,
        "Pub pour notre vide-grenier du 12 juin. Ton léger.",
        "notre vide-grenier du 12 juin.",
        more="fr",
    ),
    Input(BRIEFS, "Publicité pour savon d'Alep artisanal", "savon d'Alep artisanal", more="fr"),
    Input(BRIEFS, "Vidéo produit : lampe Lumo. Pas de prix.", "lampe Lumo.", more="fr"),
    Input(BRIEFS, "Haz un vídeo de nuestra feria. Tono cercano, sin música.", "nuestra feria.", more="es"),
    Input(BRIEFS, "Un vídeo de nuestra clínica. Serio y sin música.", "nuestra clínica.", more="es"),
    Input(BRIEFS, "Faz um vídeo da nossa feira. Tom leve, sem música.", "nossa feira.", more="pt"),
    Input(BRIEFS, "Advertentie voor honing, code HONING10", "honing code HONING10", more="nl"),
    Input(
        BRIEFS,
        "Ik heb een video nodig voor onze opening, Laan 5, Breda. Luchtige toon, geen muziek.",
        "onze opening Laan 5, Breda",
        more="nl",
    ),
    Input(BRIEFS, "Annons för ljunghonung, nu 89 kr", "ljunghonung nu 89 kr", more="sv"),
    Input(
        BRIEFS,
        "Gör en film om vår loppis den 12 juni kl. 9. Lättsam ton.",
        "vår loppis den 12 juni kl. 9",
        more="sv",
    ),
    Input(BRIEFS, "Reklama miodu lipowego, kod MIOD10", "miodu lipowego kod MIOD10", more="pl"),
    Input(
        BRIEFS,
        "Zrób film o naszej klinice, ul. Lipowa 5. Lekki ton.",
        "naszej klinice ul. Lipowa 5",
        more="pl",
    ),
    Input(BRIEFS, "Kliniğimiz için bir video hazırla. Ciddi olsun, müzik olmasın.", "Kliniğimiz", more="tr"),
    Input(BRIEFS, "私たちの店の動画を作ってください。明るい雰囲気で、音楽なし。", "私たちの店", more="ja"),
    Input(BRIEFS, "帮我做一个20秒的短视频，宣传我们的市场。轻松风格，不要音乐。", "我们的市场", more="zh"),
    Input(BRIEFS, "우리 가게 영상을 만들어 주세요. 진지하게, 음악 없이.", "우리 가게", more="ko"),
    Input(BRIEFS, "Реклама липового мёда, промокод MED10", "липового мёда промокод MED10", more="ru"),
]


@each(READ)
def test_briefs_are_read(case):
    assert " ".join(read_prompt(case.given, case.more or "en").sentences) == case.right


SPEAKS = "the first line is a sentence"
OPENINGS = [
    Input(
        SPEAKS,
        "5 Gründe, warum Lavendel in jeden Garten gehört",
        "Warum Lavendel in jeden Garten gehört.",
        more="de",
    ),
    Input(SPEAKS, "Kurzer Clip: Unser Salon eröffnet neu.", "Unser Salon eröffnet neu.", more="de"),
    Input(SPEAKS, "Instagram story: we moved!", "We moved!"),
    Input(
        SPEAKS, "We are a vet clinic in Leeds. Make us a 30 second video.", "We are a vet clinic in Leeds."
    ),
    Input(SPEAKS, "Explain like I'm five: how do vaccines work?", "How do vaccines work?"),
    Input(SPEAKS, "Quick clip: our barber shop reopens Mon 3 Feb", "Our barber shop reopens Mon 3 Feb."),
    Input(SPEAKS, "Zrób film o naszej klinice", "Dziś o naszej klinice.", more="pl"),
    Input(SPEAKS, "Сделай видео про нашу клинику", "Сегодня — про нашу клинику.", more="ru"),
    Input(SPEAKS, "A lighthouse keeper who adopts a seal", "A lighthouse keeper who adopts a seal."),
]


@each(OPENINGS)
def test_the_first_line_is_a_sentence(case):
    assert case.right in film(case.given, case.more or "en").segments[0].text


def test_a_long_subject_does_not_keep_others_silent():
    prompt = "6月12日9時から15時まで、鎌倉の海辺で開かれる大きなフリーマーケットの20秒動画を作ってください。"
    assert len(film(prompt, "ja", 20).segments) > 2


LISTS_KEEP = "lists keep their subject"
LIST_SUBJECTS = [
    Input(LISTS_KEEP, "3 astuces pour dormir mieux en été", "dormir mieux en été", more="fr"),
    Input(LISTS_KEEP, "4 ways to sleep better", "how to sleep better"),
    Input(
        LISTS_KEEP, "Please generate: 3 tips for cleaning cast iron (short, friendly)", "cleaning cast iron"
    ),
    Input(LISTS_KEEP, "5 raisons pour lesquelles il faut visiter Gand", "Gand", more="fr"),
    Input(LISTS_KEEP, "5 redenen om Gent in de winter te bezoeken", "Gent in de winter", more="nl"),
    Input(LISTS_KEEP, "5 skäl att besöka Gent", "Gent", more="sv"),
]


@each(LIST_SUBJECTS)
def test_lists_keep_their_subject(case):
    reading = read_prompt(case.given, case.more or "en")
    assert (reading.subject, reading.listed > 2) == (case.right, True)


TYPED = "orders as they are typed in a hurry"
HURRIED = [
    Input(TYPED, given, right, more=language)
    for language, given, right in (
        (
            "en",
            "Quick vid: spring arrivals at Fern & Clay, vases £38",
            "spring arrivals at Fern & Clay vases £38",
        ),
        ("en", "need 20 sec vid 4 insta: our nail bar moved!! 10% off", "our nail bar moved!! 10% off"),
        ("en", "Short hiring ad: night nurses, home by 7, Leeds", "night nurses, home by 7, Leeds"),
        (
            "en",
            "Video ad, 9:16, 15s, hook in first 3 seconds, product = Mint balm, vegan, 10 ml, target dads",
            "Mint balm, vegan, 10 ml",
        ),
        (
            "en",
            "spring video, product: Loft lamp, features: dims, folds, cta: order at loft.example",
            "Loft lamp dims, folds",
        ),
        ("en", "Make a video. Topic - cargo bikes. Mood - cheerful. Duration - 20 seconds.", "cargo bikes."),
        (
            "en",
            "Hook: Still queueing for lunch? Body: BentoNow brings it. CTA: Try BentoNow",
            "Still queueing for lunch? BentoNow brings it.",
        ),
        ("en", "Something like Nike's ads for our climbing shoes, bold", "our climbing shoes"),
        (
            "en",
            "In the style of a nature film, present our pool robot Finn: maps pools",
            "our pool robot Finn maps pools",
        ),
        (
            "en",
            "Tell viewers about our night bakery in Hull. Never mention rivals.",
            "our night bakery in Hull.",
        ),
        (
            "en",
            "Show people why our sofa is better: oak frame, £899",
            "why our sofa is better oak frame £899",
        ),
        ("en", "Invite everyone to our opening: 3 May, Mill Lane", "our opening 3 May Mill Lane"),
        ("en", "Explain in plain words: what is a mortgage?", "what is a mortgage?"),
        ("en", "Compare gas and induction hobs, neutral tone", "gas and induction hobs"),
        ("en", "for my etsy shop: knitted hats, $22", "my etsy shop knitted hats $22"),
        (
            "en",
            "use our logo and colours. video about our rain boots. warm to -10 °C",
            "our rain boots. warm to -10 °C",
        ),
        (
            "en",
            "an ad where a fox and a hen share tea, for our tea Duet",
            "a fox and a hen share tea, for our tea Duet",
        ),
        ("en", "Make a short video about tea for our customers", "tea for our customers"),
        ("en", "The history of tea in 60 seconds", "The history of tea"),
        ("en", "the water cycle in 30 seconds for kids", "the water cycle"),
        ("en", "Boils a litre in 60 seconds", "Boils a litre in 60 seconds"),
        (
            "en",
            '"Sleep like a stone" - slogan for an ad for Moor mattresses: 100 nights',
            "Moor mattresses 100 nights Sleep like a stone",
        ),
        (
            "en",
            'Ad copy -> "Your desk, tidy." Product -> Clip lamp, $24',
            '"Your desk, tidy." Clip lamp, $24',
        ),
        ("en", "Can we get a short clip about our new kettle pls", "our new kettle"),
        (
            "en",
            "Hi, we are a small dairy in Kent and would love a 30s ad about our blue cheese (6 oz, $9).",
            "We are a small dairy in Kent our blue cheese (6 oz, $9).",
        ),
        (
            "en",
            "Write a warm ad targeting busy parents for our meal kits (20 min recipes)",
            "our meal kits (20 min recipes)",
        ),
        ("en", "Give a shout-out to our helpers at the River Day", "our helpers at the River Day"),
        (
            "en",
            "Do a post for our 10th birthday (est. 2016), family bakery Rossi",
            "our 10th birthday (est. 2016), family bakery Rossi",
        ),
        ("it", "Spot per idraulico, emergenze sempre", "idraulico, emergenze sempre"),
        ("de", "Mach was Lustiges über Montage im Büro", "Montage im Büro"),
        ("ja", "インスタ用の縦長20秒動画：新しい店が開きます", "新しい店が開きます"),
        ("tr", "Turna Kafe, İskele Cad. 5, İzmir.", "Turna Kafe, İskele Cad. 5, İzmir."),
        ("en", "film idea: an old man mends clocks all day", "an old man mends clocks all day"),
        (
            "en",
            "Give me 3 scenes: 1) dawn over the bay 2) our boats 3) happy rowers. End: book at bay.example",
            "Dawn over the bay Our boats Happy rowers",
        ),
        ("en", "Produce content to advertise our office in Lisbon, 18€", "our office in Lisbon 18€"),
        (
            "en",
            '"We are closed on 24 May. Happy holidays!" as a short clip',
            "We are closed on 24 May. Happy holidays!",
        ),
        ("en", "Write a script about glass. Include a fun fact. No statistics.", "glass."),
        ("en", "make a short about cats vs dogs, funny, 20s, with captions, no voiceover", "cats vs dogs"),
        ("en", "create video : product - ear buds , price - $59, cta - buy now", "ear buds $59"),
        ("de", "Bitte ein kurzes Video darüber, wie wichtig Schlaf ist. Danke!", "wie wichtig Schlaf ist."),
        (
            "de",
            "Brauche bis morgen ein 20-Sekunden-Video für TikTok: unser Hofladen ist umgezogen!",
            "unser Hofladen ist umgezogen!",
        ),
        (
            "de",
            "Zeig den Leuten, warum unser Sofa besser ist: Eiche, 899 €",
            "warum unser Sofa besser ist Eiche 899 €",
        ),
        ("de", "Erkläre in einfachen Worten: Was ist ein Kredit?", "Was ist ein Kredit?"),
        (
            "de",
            "Werbung für unsere Schreinerei, Tische bis zu 30 % günstiger, danke!",
            "unsere Schreinerei Tische bis zu 30 % günstiger",
        ),
        ("de", "Die Geschichte des Tees in 60 Sekunden", "Die Geschichte des Tees"),
        (
            "fr",
            "Besoin d'une vidéo de 20 s pour TikTok : notre atelier a déménagé !",
            "notre atelier a déménagé !",
        ),
        ("fr", "L'histoire du thé en 60 secondes", "L'histoire du thé"),
        ("es", "La historia del té en 60 segundos", "La historia del té"),
        ("es", "Explica en palabras sencillas: ¿qué es un crédito?", "¿qué es un crédito?"),
        (
            "it",
            "Mi serve un video di 20 secondi per TikTok: la nostra bottega si è spostata!",
            "la nostra bottega si è spostata!",
        ),
        ("pt", "A história do chá em 60 segundos", "A história do chá"),
        (
            "nl",
            "Ik heb een video van 20 seconden nodig voor TikTok: onze winkel is verhuisd!",
            "onze winkel is verhuisd!",
        ),
        (
            "sv",
            "Jag behöver en video på 20 sekunder för TikTok: vår butik har flyttat!",
            "vår butik har flyttat!",
        ),
        (
            "pl",
            "Potrzebuję filmu 20 sekund na TikToka: nasz sklep się przeniósł!",
            "nasz sklep się przeniósł!",
        ),
        ("tr", "TikTok için 20 saniyelik video lazım: dükkânımız taşındı!", "dükkânımız taşındı!"),
    )
]


@each(HURRIED)
def test_orders_typed_in_a_hurry_are_read(case):
    assert " ".join(read_prompt(case.given, case.more).sentences) == case.right


UNCUT = "what a headline shows is whole"
SHOWN_WHOLE = [
    Input(UNCUT, given, right, more=language)
    for language, given, right in (
        (
            "en",
            "Ad for our clinic in Bern: check-up CHF 90, appointments: +41 31 555 12 12",
            "+41 31 555 12 12",
        ),
        ("fr", "Pub pour notre salon, tél. 06 12 34 56 78", "06 12 34 56 78"),
        (
            "en",
            "Summer sale at Sund: up to -50 % on all swimwear of the season, in store and online",
            "Up to -50 %",
        ),
        ("en", "describe our inn: pool, sauna, doubles from €120 per night", "From €120 per night"),
        ("en", 'Promote my book "Low Tide", a thriller, out 3 March, pre-order now', "Out 3 March"),
        ("en", "Teaser for the Pier Run, 14 June 2027, 9:00 am", "14 June 2027, 9:00 am"),
        ("en", "Promo: our big sauna night for the whole town, 12 May, 7pm CET", "12 May, 7pm CET"),
        ("en", "Ad for our bar: 30% off everything w/ code NIGHT30", "30% off everything"),
        ("en", "Video about our mill, Lane 3. Apply at jobs@mill.example", "Apply at jobs@mill.example"),
        ("en", "Subject: party catering. Must mention: 10% student discount.", "10% student discount"),
        (
            "de",
            "Video über unser Café: 15 % auf alle Kuchen, nur am Montag und Dienstag",
            "15 % auf alle Kuchen",
        ),
        ("de", "Stellenanzeige als Video: Köche (m/w/d), 3.200 € brutto", "3.200 € brutto"),
        ("es", "Vídeo para TikTok: ¡nuestra tienda está renovada!", "Nuestra tienda está renovada"),
    )
]


@each(SHOWN_WHOLE)
def test_headlines_of_facts_are_whole(case):
    assert case.right in [segment.headline for segment in film(case.given, case.more).segments]


def test_a_german_subject_behind_a_colon_keeps_its_case():
    told = film('Video für Instagram: unser neuer Podcast "Querfeldein", ab Freitag', "de").segments[0].text
    assert told == 'Unser neuer Podcast "Querfeldein".'


def test_what_leads_on_stays_with_what_follows():
    prompts = {"Erste 50 Gäste: Kaffee gratis.": "de", "To let: a loft in Leeds, from 1 June": "en"}
    for prompt, language in prompts.items():
        assert prompt.partition(",")[0].rstrip(".") in spoken(film(prompt, language))


def test_a_title_that_tells_nothing_is_said_all_the_same():
    told = film("Video CV for a junior designer named Kim, loves typography, available now").segments[0].text
    assert told == "Video CV for a junior designer named Kim, loves typography, available now."


def test_a_slogan_is_no_story_of_its_first_words():
    told = spoken(film("Make the most of your mornings with our breakfast bowls"))
    assert "Make the most of your mornings with our breakfast bowls." in told and "story of" not in told


def test_what_somebody_earns_is_no_price():
    assert "Preis" not in spoken(film("Stellenanzeige als Video: Köche (m/w/d), 3.200 € brutto", "de"))


def test_nothing_stands_between_the_halves_of_a_sentence():
    prompt = (
        "Diwali sale! Sarees from ₹1,499, flat 20% off everything with code LIGHTS20, from 8 to 12 November"
    )
    texts = [segment.text for segment in film(prompt, seconds=20).segments]
    first = next(at for at, text in enumerate(texts) if text.startswith("Sarees"))
    assert "LIGHTS20" in f"{texts[first]} {texts[min(first + 1, len(texts) - 1)]}"
