"""Which world a product belongs to, and which ideas its record touches.

A domain is a part of life (mugs, coats, notebooks) that copy may speak about without claiming
anything of the product. A concept is an idea behind a selling point (it does not leak, it is warm)
that copy may lead up to. Both are found by words in English, German, French and Spanish.
"""

import re
from functools import lru_cache

_DOMAINS = {
    "bottle": "bottle flask tumbler thermos canteen flasche trinkflasche thermosflasche gourde bouteille "
    "botella termo cantimplora",
    "mug": "mug mugs cup cups teapot espresso-cup tasse tassen becher kanne théière taza tazas tetera",
    "top": "tee tees t-shirt t-shirts tshirt shirt shirts top tops blouse polo tank hemd bluse chemise "
    "camiseta camisa blusa",
    "wear": "jeans trousers shorts leggings dress skirt scarf beanie gloves hose kleid schal mütze "
    "robe pantalon bonnet vestido gorro wallet pouch purse sleeve geldbörse portefeuille cartera",
    "coat": "hoodie hoodies sweater sweaters sweatshirt jumper jacket jackets coat raincoat parka "
    "fleece cardigan vest anorak poncho pullover jacke mantel regenjacke "
    "regenmantel veste manteau pull imperméable chaqueta abrigo sudadera "
    "jersey chubasquero",
    "feet": "socks sock shoes shoe sneakers boots boot sandals slippers trainers socken schuhe stiefel "
    "chaussettes chaussures bottes calcetines zapatos zapatillas botas",
    "paper": "notebook notebooks journal planner diary sketchbook pen pens pencil pencils notepad "
    "notizbuch heft kalender stift carnet cahier agenda stylo cuaderno libreta bolígrafo",
    "lamp": "lamp lamps light lights lantern torch flashlight lampe leuchte laterne luminaire lámpara "
    "linterna",
    "candle": "candle candles diffuser incense kerze kerzen duftkerze bougie bougies vela velas",
    "tech": "hub charger cable adapter keyboard mouse headphones earbuds headset speaker stand monitor "
    "camera webcam dock powerbank power-bank phone tablet laptop router drone ladegerät kabel "
    "tastatur maus kopfhörer lautsprecher kamera chargeur câble clavier souris casque enceinte "
    "cargador teclado ratón auriculares altavoz",
    "bag": "bag bags backpack tote suitcase duffel briefcase tasche rucksack "
    "beutel koffer sac valise bolso mochila maleta",
    "brew": "kettle dripper grinder carafe percolator cafetière moka infuser coffee tea espresso "
    "wasserkocher kaffeemühle kaffee tee-mischung bouilloire cafetera hervidor café thé té",
    "kitchen": "knife knives pan pans pot board skillet wok apron spatula ladle messer pfanne topf brett "
    "couteau poêle casserole planche cuchillo sartén olla tabla",
    "table": "bowl bowls plate plates fork spoon cutlery toaster blender mill jug schüssel teller bol "
    "assiette cuenco plato",
    "beauty": "cream serum soap shampoo balm perfume lotion mask lipstick conditioner scrub deodorant "
    "toner creme seife parfüm balsam crème savon sérum parfum baume crema jabón champú bálsamo",
    "home": "blanket throw pillow cushion towel towels rug vase chair table shelf desk sofa bed mirror "
    "curtain sheets duvet basket clock poster frame stool decke kissen handtuch teppich stuhl "
    "tisch regal sessel uhr couverture coussin serviette tapis chaise étagère horloge manta "
    "cojín toalla alfombra silla mesa reloj",
    "play": "toy toys puzzle game blocks doll teddy kite spielzeug spiel puppe jouet jeu poupée juguete "
    "juego",
    "food": "chocolate honey sauce jam cookies granola pasta oil wine beer snack bars "
    "schokolade honig chocolat miel",
    "jewel": "ring necklace watch bracelet earrings pendant brooch sunglasses glasses kette armband "
    "ohrringe armbanduhr brille collier montre bague lunettes collar anillo pulsera pendientes "
    "gafas",
    "sport": "mat dumbbell dumbbells kettlebell band bands ball racket bike helmet tent matte hantel "
    "ball fahrrad helm zelt tapis-de-yoga vélo tente esterilla bicicleta casco tienda",
    "pet": "leash harness kennel leine halsband napf laisse correa",
    "tool": "tool tools drill hammer screwdriver saw shears trowel toolbox werkzeug bohrer hammer säge "
    "outil perceuse marteau scie herramienta taladro martillo sierra",
}
DOMAIN_OF = {word: domain for domain, words in _DOMAINS.items() for word in words.split()}

# What else a record says of such a thing: a topic with a wide field needs two signs, not one.
_EVIDENCE = {
    "coffee": r"coffee|espresso|barista|\bbrew|pour-over|kaffee|\bcafé|cafetière",
    "tea": r"\bteas?\b|teapot|steep|loose leaf|\btee\b|\bthé\b|\bté\b|infusion",
    "kitchen": r"\bcook|\bchop|\bslic|\bfry|recipe|dinner|\bmeal|stove|oven|\bkoch|küche|braten|cuisin|"
    r"cocina|cortar",
    "tech": r"usb|hdmi|wireless|bluetooth|charg|cable|screen|laptop|phone|desk|kabel|écran|pantalla",
    "beauty": r"\bskin|\bface|\bhair|rinse|massage|haut\b|gesicht|peau|visage|piel|cara\b",
    "home": r"\broom|living|\bhome\b|sofa|bedroom|wohn|zimmer|maison|salon|casa|hogar",
    "play": r"\bplay|child|kids?\b|spiel|kinder|enfant|jeu|niñ|jug",
    "food": r"taste|flavou?r|snack|\bbake|geschmack|goût|sabor|ingredient|zutaten",
    "jewel": r"silver|gold|pearl|stone|wear|silber|argent|plata|tragen|porter",
    "sport": r"training|workout|\bgym\b|yoga|practice|exercise|übung|entraîn|entren",
    "tool": r"\bdrill|\bsaw|\bcut|\bbuild|workshop|\bdiy\b|werkstatt|atelier|taller",
    "pet": r"\bdogs?\b|\bcats?\b|\bpets?\b|hund|chien|perro",
}
# Topics whose nouns alone leave no doubt.
_SURE = {"bottle", "mug", "top", "coat", "feet", "paper", "lamp", "candle", "bag"}

# Ideas that only mean what the copy says of them for some kinds of things.
_CONCEPT_DOMAINS = {
    "leak": "bottle",
    "thermal": "bottle mug",
    "dishes": "mug kitchen table bottle",
    "laundry": "top coat wear home",
    "space": "mug kitchen table home",
    "rain": "coat bag feet",
    "phone": "coat bag wear sport",
    "ink": "paper",
    "flat": "paper",
    "place": "paper",
    "power": "tech lamp",
    "ports": "tech",
    "weight": "bag coat feet tech",
    "dim": "lamp",
    "scent": "candle beauty",
    "quiet": "tech tool",
    "cups": "bottle mug",
    "dark": "coat bag feet sport",
    "soft": "coat home feet",
    "tough": "tech jewel wear",
    "dry": "top sport feet wear",
}

_CATEGORIES = {
    "bottle": r"hydration|drinkware > bottle|water bottle",
    "mug": r"mugs?\b|drinkware",
    "feet": r"shoes?|footwear|socks?",
    "coat": r"outerwear|hoodies?|jackets?|coats?",
    "top": r"shirts?|apparel|clothing|mode\b|bekleidung|vêtement|ropa",
    "paper": r"paper|stationery|office|notebooks?",
    "lamp": r"light(?:ing)?s?\b|lamps?",
    "candle": r"candles?|fragrance",
    "tech": r"electronic|computer|phone|audio|tech",
    "bag": r"bags?|luggage",
    "kitchen": r"cookware|cutlery|knives|cooking",
    "brew": r"coffee|\bteas?\b|kaffee",
    "table": r"kitchen|tableware|dining",
    "beauty": r"beauty|skin|cosmetic|hair|personal care",
    "play": r"toys?|games?",
    "food": r"food|beverage|grocery",
    "jewel": r"jewel|watch|accessor",
    "sport": r"sport|fitness|outdoor",
    "pet": r"\bpets?\b|animal",
    "tool": r"tools?|hardware|garden",
    "home": r"home|furniture|decor|bath|bed",
}

# Each concept: its words, and what it must not be confused with is left out by being exact.
CONCEPTS = {
    "leak": r"leak|spill|auslauf|tropf|étanche|anti-?fuite|fugas|derrame",
    "thermal": r"cold for|hot for|keeps? (?:drinks|coffee|tea)|insulat|double-wall|vakuum|isoliert|"
    r"kalt|isotherm|au chaud|isolante|doble pared|térmic",
    "dishes": r"dishwasher|spülmaschin|lave-vaisselle|lavavajillas|lavaplatos",
    "laundry": r"pre-?shrunk|wash after wash|machine.wash|keeps its shape|waschbar|vorgewaschen|"
    r"formstabil|lavable|prélavé|lavar a máquina|preencogid",
    "space": r"\bstack|\bfold|collaps|compact|\bnests?\b|stapel|faltbar|klappbar|kompakt|"
    r"empil|pliable|pliant|compact|apilable|plegable",
    "hand": r"(?:ed|made|sewn|cut|blown|thrown|bound|woven) by hand|"
    r"hand-?(?:made|poured|glazed|finished|sewn|cut|blown|thrown)|von hand|handge|"
    r"à la main|fait main|a mano|hecho a mano|hechas a mano",
    "rain": r"waterproof|water-?(?:shedding|resistant|repellent)|\brain|taped seams|wasserdicht|"
    r"wasserabweis|regen|imperméable|déperlant|pluie|impermeable|lluvia",
    "phone": r"phone (?:sleeve|pocket)|handyfach|poche (?:pour )?téléphone|"
    r"bolsillo para (?:el )?móvil",
    "material": r"organic|recycled|recyclé|reciclad|recycelt|bio-|biologique|ecológic|bamboo|bambus|"
    r"bambou|bambú",
    "ink": r"fountain|füller|stylo[- ]plume|pluma",
    "flat": r"lay-?flat|flach aufschlag|à plat|apertura plana",
    "place": r"ribbon|bookmark|lesezeichen|signet|marque-page|marcapáginas",
    "power": r"batter(?:y|ies)|akku|rechargeable|lädt|autonomie|batería|recargable",
    "ports": r"\bhdmi|\bports?\b|ethernet|anschlüsse|puertos",
    "weight": r"lightweight|ultra-?light|leicht\b|federleicht|léger|ultraléger|ligero|liger",
    "dim": r"\bdim(?:s|mer|mable|ming)?\b|brightness|colour temperature|color temperature|"
    r"helligkeit|luminosité|variateur|intensidad|regulable",
    "scent": r"(?<!un)scent(?!-free| free)|fragrance(?!-free| free)|"
    r"vanilla|caramel|lavender|sandalwood|duft|parfum|senteur|aroma|perfume",
    "grip": r"non-?slip|anti-?slip|\bgrip|rutschfest|antidérapant|antideslizante",
    "quiet": r"noise|silent|geräusch|silencieu|\bbruit|silencios|\bruido",
    "cups": r"cup holders?|becherhalter|getränkehalter|porte-gobelet|portavasos",
    "dark": r"reflect|reflekt|réfléchissant|reflectante",
    "soft": r"cushion|padded|brushed|plush|fleece|memory foam|gepolstert|weich|rembourré|doux|"
    r"douce|acolchad|suave",
    "tough": r"scratch|shatter|shockproof|drop-?proof|rugged|kratzfest|stoßfest|bruchsicher|"
    r"résistant aux (?:chocs|rayures)|resistente a (?:golpes|arañazos)",
    "dry": r"quick-?dry|moisture|wick(?:s|ing)|breathab|atmungsaktiv|schnelltrocknend|respirant|"
    r"séchage|transpirable|secado",
}
_COMPILED = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in CONCEPTS.items()}


def domain_for(name, category="", description=""):
    """The domain of a product by its name's last known word, else by its category; "" for none."""
    if found := _named(name):
        return found
    leaf = category.lower()
    for domain, pattern in _CATEGORIES.items():
        if re.search(pattern, leaf.rsplit(">", 1)[-1]):
            return domain
    for domain, pattern in _CATEGORIES.items():
        if re.search(pattern, leaf):
            return domain
    return ""


def _known(word):
    if word in DOMAIN_OF:
        return DOMAIN_OF[word]
    # German writes the kind of thing at the end of one long word: "Edelstahltrinkflasche".
    for noun, domain in DOMAIN_OF.items():
        if len(noun) > 5 and word.endswith(noun):
            return domain
    return ""


def topic_for(name, category="", record=""):
    """What an ad may talk about besides the product: a domain that the record clearly supports, or "".

    The name's noun or the category points to it; a wide field needs a second sign in the record.
    """
    domain = domain_for(name, category)
    if domain == "brew":
        return _drink(f"{name} {record}")
    if domain in _SURE:
        return domain if _named(name) == domain else ""
    signs = bool(_named(name) == domain) + _in_category(domain, category) + _evidence(domain, record)
    return domain if domain in _EVIDENCE and signs >= 2 else ""


def _drink(record):
    """Coffee or tea, whichever the record speaks of more; "" where it speaks of neither."""
    coffee, tea = _evidence("coffee", record), _evidence("tea", record)
    return "" if not coffee + tea else "tea" if tea > coffee else "coffee"


def _named(name):
    return next((found for word in _words(name) if (found := _known(word))), "")


def _in_category(domain, category):
    return bool(domain in _CATEGORIES and re.search(_CATEGORIES[domain], category.lower()))


def _evidence(domain, record):
    """How many different words of a topic a record holds."""
    return len(set(re.findall(_EVIDENCE.get(domain, r"(?!)"), record.lower())))


def _words(name):
    """The words of a name, its head first."""
    return list(reversed(re.findall(r"[^\W_]+(?:-[^\W\d_]+)*", name.lower())))


@lru_cache(maxsize=2048)
def concepts_in(text, domain=None):
    """The concepts a text touches, in the order of CONCEPTS, as a tuple.

    With a domain, only those that mean for such a thing what the copy says of them.
    """
    found = tuple(name for name, pattern in _COMPILED.items() if pattern.search(text))
    if domain is None:
        return found
    return tuple(name for name in found if domain in _domains_of(name, domain))


def _domains_of(concept, domain):
    return _CONCEPT_DOMAINS[concept].split() if concept in _CONCEPT_DOMAINS else (domain,)
