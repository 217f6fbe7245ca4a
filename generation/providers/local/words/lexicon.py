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
    "camiseta camisa blusa jeans trousers shorts leggings dress skirt hose kleid robe pantalon "
    "vestido",
    "coat": "hoodie hoodies sweater sweaters sweatshirt jumper jacket jackets coat raincoat parka "
    "fleece cardigan vest anorak poncho scarf beanie gloves pullover jacke mantel regenjacke "
    "regenmantel mütze schal veste manteau pull imperméable bonnet chaqueta abrigo sudadera "
    "jersey chubasquero gorro",
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
    "bag": "bag bags backpack tote wallet pouch purse suitcase duffel sleeve briefcase tasche rucksack "
    "beutel geldbörse koffer sac portefeuille valise bolso mochila cartera maleta",
    "kitchen": "knife knives pan pans pot board bowl bowls plate plates kettle grinder mill skillet apron "
    "toaster blender spoon fork cutlery messer pfanne topf brett schüssel teller wasserkocher "
    "mühle couteau poêle casserole planche bol assiette cuchillo sartén olla tabla cuenco plato",
    "beauty": "cream serum soap shampoo balm perfume lotion mask lipstick conditioner scrub deodorant "
    "toner creme seife parfüm balsam crème savon sérum parfum baume crema jabón champú bálsamo",
    "home": "blanket throw pillow cushion towel towels rug vase chair table shelf desk sofa bed mirror "
    "curtain sheets duvet basket clock poster frame stool decke kissen handtuch teppich stuhl "
    "tisch regal sessel uhr couverture coussin serviette tapis chaise étagère horloge manta "
    "cojín toalla alfombra silla mesa reloj",
    "play": "toy toys puzzle game blocks doll teddy kite spielzeug spiel puppe jouet jeu poupée juguete "
    "juego",
    "food": "coffee tea chocolate honey sauce jam cookies granola pasta oil wine beer snack bars kaffee "
    "tee-mischung schokolade honig café thé chocolat miel té",
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
    "kitchen": r"kitchen|cook",
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
    "space": r"stack|fold|collaps|compact|nest|stapel|faltbar|klappbar|kompakt|empil|pliable|pliant|"
    r"compact|apilable|plegable",
    "hand": r"by hand|hand-?(?:made|poured|glazed|finished|sewn|cut|blown|thrown)|von hand|handge|"
    r"à la main|fait main|a mano|hecho a mano|hechas a mano",
    "rain": r"waterproof|water-?(?:shedding|resistant|repellent)|rain|taped seams|wasserdicht|"
    r"wasserabweis|regen|imperméable|déperlant|pluie|impermeable|lluvia",
    "phone": r"phone (?:sleeve|pocket)|handyfach|poche (?:pour )?téléphone|"
    r"bolsillo para (?:el )?móvil",
    "material": r"organic|recycled|recyclé|reciclad|recycelt|bio-|biologique|ecológic|bamboo|bambus|"
    r"bambou|bambú",
    "ink": r"fountain|füller|stylo[- ]plume|pluma",
    "flat": r"lay-?flat|flach aufschlag|à plat|apertura plana",
    "place": r"ribbon|bookmark|lesezeichen|signet|marque-page|marcapáginas",
    "power": r"batter(?:y|ies)|akku|rechargeable|lädt|autonomie|recharge|batería|recargable",
    "ports": r"\bhdmi|\bports?\b|ethernet|anschlüsse|puertos",
    "weight": r"lightweight|ultra-?light|weighs|leicht\b|federleicht|léger|ultraléger|ligero|liger",
    "dim": r"dim|brightness|colour temperature|color temperature|helligkeit|luminosité|variateur|"
    r"intensidad|regulable",
    "scent": r"(?<!un)scent(?!-free| free)|fragrance(?!-free| free)|"
    r"vanilla|caramel|lavender|sandalwood|duft|parfum|senteur|aroma|perfume",
    "grip": r"non-?slip|anti-?slip|\bgrip|rutschfest|antidérapant|antideslizante",
    "quiet": r"noise|quiet|silent|geräusch|leise|silencieu|bruit|silencios|ruido",
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
    for word in reversed(re.findall(r"[^\W_]+(?:-[^\W\d_]+)*", name.lower())):
        found = _known(word)
        if found:
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


@lru_cache(maxsize=2048)
def concepts_in(text):
    """The concepts a text touches, in the order of CONCEPTS, as a tuple."""
    return tuple(name for name, pattern in _COMPILED.items() if pattern.search(text))
