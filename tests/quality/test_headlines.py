"""Headlines that are the front of a sentence are whole in themselves, in each language that has phrases."""

import pytest

from generation.local.copywriting.english_grammar import headline_of, read_point
from generation.local.copywriting.lexicon import lexicon
from generation.local.copywriting.whole_phrases import is_whole, whole_fronts
from tests.quality.kit import Input, each

# (text, the headline that is right; "" where no front of the text is whole)
ENGLISH = [
    Input("an English headline is whole", text, right=right)
    for text, right in (
        ("Food-safe glaze up to 260 °C", "Food-safe glaze"),
        ("Fits bottles from 20 to 40 mm wide", "Fits bottles"),
        ("Designed for people who run long distances", "Designed for people"),
        ("Made entirely from recycled ocean plastic bottles", ""),
        ("Works with both hot and cold drinks all day", ""),
        ("Heats between 5 and 10 litres of water", ""),
        ("A 2 in 1 desk lamp and charger for phones", "2 in 1 desk lamp"),
        ("Waterproof to 10 metres and dustproof", "Waterproof"),
        ("When the morning is cold, it keeps you warm", ""),
        ("Comes with everything that you need today", "Comes with everything"),
        ("Fits the iPhone 15 with ease and style", "Fits the iPhone 15"),
        ("Keeps drinks cold for up to 24 hours", "Keeps drinks cold"),
        ("Sizes 1, 2, 3 and 4 are all in stock", ""),
        ("Ready in less than five minutes or so", ""),
        ("Not only light but also strong enough to stand on", ""),
        ("As light as a feather on your feet", "As light as a feather"),
        ("Battery lasts at least 18 hours on a single charge", ""),
        ("Rated for temperatures down to -20 °C outdoors", ""),
        ("Ideal for small kitchens, offices and student rooms", "Ideal for small kitchens"),
        ("Holds up to twelve cups of strong coffee", "Holds up to twelve cups"),
    )
]


@each(ENGLISH)
def test_an_english_headline_is_whole(case):
    assert [fact.headline for fact in read_point(case.given, 0, "mug")] == [case.right]


# The longest whole front of five words at most, as it is written.
FRONTS = {
    "de": {
        "Spülmaschinenfest bis zu 70 °C im oberen Korb": "Spülmaschinenfest bis zu 70 °C",
        "Hält Getränke bis zu 12 Stunden lang heiß": "Hält Getränke",
        "Passt für Flaschen von 20 bis 40 mm": "Passt für Flaschen",
        "Sowohl für heiße als auch kalte Getränke gut": "",
        "Ein Wasserkocher mit 1,5 Liter Inhalt und Thermometer": "Ein Wasserkocher",
        "Wenn du morgens aufstehst und Kaffee trinkst": "",
        "Akku reicht für mindestens 18 Stunden Musik am Stück": "",
        "Besonders leicht und trotzdem sehr stabil im Alltag": "Besonders leicht",
        "Frei von Plastik und anderen Kunststoffen aller Art": "Frei von Plastik",
        "Mehr als 300 Seiten aus dickem Papier": "Mehr als 300 Seiten",
    },
    "fr": {
        "Verre résistant jusqu'à 260 °C au four": "Verre résistant",
        "Verre résistant jusqu’à 260 °C au four": "Verre résistant",
        "Une lampe qui éclaire entre 5 et 10 heures": "Une lampe",
        "Tient au chaud pendant au moins 12 heures": "Tient au chaud",
        "Fabriquée en France avec du bois massif local": "Fabriquée en France",
        "Quand il fait froid et que la nuit tombe": "",
        "Plus de 300 pages en papier recyclé épais": "Plus de 300 pages",
        "Convient à la fois au froid et au chaud": "",
        "De 20 à 40 litres pour tous les voyages": "De 20 à 40 litres",
        "Un sac léger et surtout très solide partout": "Un sac léger",
    },
    "es": {
        "Esmalte apto para horno hasta 260 °C": "Esmalte apto para horno",
        "Mantiene el café caliente hasta 12 horas seguidas": "Mantiene el café caliente",
        "Hecha a mano en un taller de Oaxaca": "Hecha a mano",
        "Entre 5 y 10 litros de agua caliente": "",
        "Tanto para frío como para calor de verdad": "",
        "Cuando llueve y hace mucho frío en casa": "",
        "Una mochila con bolsillo de 15 pulgadas": "Una mochila",
        "Más de 300 páginas con papel reciclado grueso": "Más de 300 páginas",
        "Desde 20 hasta 40 litros para viajar lejos": "Desde 20 hasta 40 litros",
        "Apto para lavavajillas y también para el horno": "Apto para lavavajillas",
    },
    "it": {
        "Smalto resistente fino a 260 °C in forno": "Smalto resistente",
        "Tiene il caffè caldo per almeno 12 ore": "Tiene il caffè caldo",
        "Fatta a mano in un piccolo laboratorio di Faenza": "Fatta a mano",
        "Da 5 a 10 litri d'acqua calda al giorno": "",
        "Una tazza di terracotta per tutti i giorni dell'anno": "Una tazza di terracotta",
        "Quando fa freddo e la sera arriva presto": "",
        "Sia per il freddo che per il caldo vero": "",
        "Uno zaino con tasca da 15 pollici": "Uno zaino con tasca",
        "Più di 300 pagine in carta riciclata spessa": "Più di 300 pagine",
        "Leggera e anche molto resistente per ogni viaggio": "Leggera e anche molto resistente",
    },
    "pt": {
        "Esmalte resistente até 260 °C no forno": "Esmalte resistente até 260 °C",
        "Mantém o café quente até 12 horas seguidas": "Mantém o café quente",
        "Feita à mão numa pequena oficina do Porto": "Feita à mão",
        "Entre 5 e 10 litros de água quente": "",
        "Tanto para o frio como para o calor": "",
        "Quando chove e faz muito frio em casa": "",
        "Uma mochila com bolso de 15 polegadas": "Uma mochila",
        "Mais de 300 páginas em papel reciclado grosso": "Mais de 300 páginas",
        "Leve e também muito resistente para todas as viagens": "Leve e também muito resistente",
        "Um saco leve mas muito resistente em viagem": "Um saco leve",
    },
    "nl": {
        "Glazuur bestand tegen hitte tot 260 °C": "Glazuur bestand tegen hitte",
        "Houdt koffie minstens 12 uur lang lekker warm": "",
        "Gemaakt van massief eiken uit eigen bos": "Gemaakt van massief eiken",
        "Tussen 5 en 10 liter water per keer": "",
        "Zowel voor warme als voor koude dranken": "",
        "Wanneer het regent en de avond vroeg valt": "",
        "Een rugzak met vak van 15 inch": "Een rugzak met vak",
        "Meer dan 300 pagina's van dik papier": "Meer dan 300 pagina's",
        "Licht en ook heel sterk op elke reis": "Licht en ook heel sterk",
        "Een lichte tas die alles op reis meeneemt": "Een lichte tas",
    },
    "pl": {
        "Szkliwo odporne na temperaturę do 260 °C": "Szkliwo odporne na temperaturę",
        "Utrzymuje ciepło kawy przez co najmniej 12 godzin": "Utrzymuje ciepło kawy",
        "Wykonany ręcznie w małej pracowni w Krakowie": "Wykonany ręcznie w małej pracowni",
        "Od 5 do 10 litrów gorącej wody naraz": "",
        "Zarówno do zimnych jak i gorących napojów": "",
        "Kiedy pada deszcz i wieczór przychodzi wcześnie": "",
        "Mocny plecak z kieszenią na 15 cali": "Mocny plecak z kieszenią",
        "Ponad 300 stron z grubego papieru ekologicznego": "Ponad 300 stron",
        "Lekki i bardzo wytrzymały w każdej podróży": "Lekki i bardzo wytrzymały",
        "Kubek który trzyma ciepło przez długie godziny": "Kubek który trzyma ciepło",
    },
    "sv": {
        "Glasyr som tål värme upp till 260 °C": "Glasyr som tål värme",
        "Håller kaffet varmt i minst 12 timmar i sträck": "Håller kaffet varmt",
        "Gjord för hand i en liten verkstad": "Gjord för hand",
        "Mellan 5 och 10 liter varmt vatten": "",
        "Både för kalla och varma drycker hela året": "",
        "När det regnar och kvällen kommer tidigt": "",
        "En ryggsäck med fack för 15 tum": "En ryggsäck med fack",
        "Mer än 300 sidor av tjockt papper": "Mer än 300 sidor",
        "Lätt och även mycket stark på varje resa": "Lätt och även mycket stark",
        "En lätt väska som rymmer allt på resan": "En lätt väska",
    },
    "tr": {
        "260 °C dereceye kadar dayanıklı gıda güvenli sır": "",
        "Kahveyi en az 12 saat boyunca sıcak tutar": "",
        "Hem sıcak hem soğuk içecekler için çok uygun": "",
        "5 ile 10 litre arasında sıcak su alır": "",
        "Hafif bir kupa ve her gün için sağlam": "Hafif bir kupa",
        "El yapımı seramik ve doğal sır ile kaplı": "El yapımı seramik",
        "Kaymaz taban ama çok sessiz bir yürüyüş sağlar": "Kaymaz taban",
        "Sadece hafif değil aynı zamanda çok sağlam": "",
        "Su geçirmez kumaş ve geniş iç cep": "Su geçirmez kumaş",
        "Eğer yağmur yağarsa ve hava soğursa sıcak kalır": "",
    },
    "ar": {
        "طلاء آمن للطعام حتى 260 درجة مئوية": "طلاء آمن للطعام",
        "يحافظ على سخونة القهوة لمدة 12 ساعة على الأقل": "يحافظ على سخونة القهوة",
        "مصنوعة يدويًا في ورشة صغيرة من الطين": "مصنوعة يدويًا في ورشة صغيرة",
        "من 5 إلى 10 لترات من الماء الساخن": "من 5 إلى 10 لترات",
        "عندما يكون الجو باردًا في الصباح الباكر جدًا": "",
        "حقيبة خفيفة مع جيب واسع للحاسوب والهاتف": "حقيبة خفيفة",
        "أكثر من 300 صفحة من الورق السميك المعاد": "أكثر من 300 صفحة",
        "كوب خزفي من الطين الطبيعي المحروق مرتين": "كوب خزفي",
        "مصباح مكتب على قاعدة ثابتة وثقيلة جدًا": "مصباح مكتب",
        "خالية من البلاستيك والمواد الضارة بالبيئة كلها": "",
    },
    "hi": {
        "260 डिग्री तक सुरक्षित मिट्टी का कप": "",
        "कॉफी को 12 घंटे तक गर्म रखता है और हल्का है": "",
        "हाथ से बना मिट्टी का मज़बूत और सुंदर कप": "",
        "हल्का और मज़बूत थैला हर यात्रा के लिए": "",
        "मज़बूत चमड़ा और गहरी जेब हर दिन के लिए": "मज़बूत चमड़ा",
        "जब सुबह ठंडी हो और हवा तेज़ चले": "",
        "नरम सूती कपड़ा लेकिन बहुत टिकाऊ और हल्का": "नरम सूती कपड़ा",
        "5 से 10 लीटर गर्म पानी के लिए जगह": "",
        "न केवल हल्का बल्कि बहुत मज़बूत और सुंदर": "",
        "लकड़ी का ढक्कन और काँच का साफ़ जार": "लकड़ी का ढक्कन",
    },
}  # fmt: skip
WHOLE = [
    Input(f"the longest whole front, {language}", text, right=right, more=language)
    for language, rows in FRONTS.items()
    for text, right in rows.items()
]
MOST_WORDS = 5


@each(WHOLE)
def test_the_longest_front_that_is_whole(case):
    fronts = [front for front in whole_fronts(case.given, case.more) if len(front.split()) <= MOST_WORDS]
    assert (fronts or [""])[0] == case.right


@pytest.mark.parametrize("language", sorted(lexicon().grammars))
def test_a_number_keeps_its_unit_in_any_language(language):
    for text, front in (("Akara 260 °C lumo", "Akara 260"), ("Akara 2–3 m lumo", "Akara 2–3"),
                        ("Akara 5 × 10 cm", "Akara 5")):  # fmt: skip
        assert not is_whole(front, text, language)
        assert is_whole(text, text, language)


def test_a_subject_that_opens_a_side_clause_is_no_headline():
    assert headline_of("If the morning is cold, it keeps you warm and awake.") == ""
    assert headline_of("The walnut handle stays cool while the water boils.") == "The walnut handle"
