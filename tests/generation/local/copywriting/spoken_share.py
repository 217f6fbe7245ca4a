"""How much of a film the local writer's words fill, over products that do not exist.

.venv/bin/python -m tests.generation.local.copywriting.spoken_share          # as it is estimated
.venv/bin/python -m tests.generation.local.copywriting.spoken_share --spoken # and as the local voice says it
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import mean

from generation.interfaces import ProductFacts, Script, ScriptRequest, VoiceRequest
from generation.local.copywriting.provider import Copywriter
from generation.local.speech.provider import LocalVoice
from generation.text.speech_timing import spoken_ms

SECONDS = (15, 30, 60)
LOOKS = (("creative_ad", "bold"), ("creative_ad", "minimal"), ("functional_intro", "luxury"))
PRODUCTS: dict[str, tuple[ProductFacts, ...]] = {
    "en": (
        ProductFacts(
            name="Fell Flask",
            description="A double-wall steel flask for long walks. It keeps tea hot for 12 "
            "hours and water cold "
            "for 24. The cap is a cup, and the loop fits a carabiner.",
            selling_points=("Leak-proof cap", "Fits standard cup holders", "Dishwasher safe"),
            audience="hikers and commuters",
            price="€29.00",
        ),
        ProductFacts(
            name="Harbour Desk Lamp",
            description="A desk lamp with a heavy foot and a long arm. It turns without a "
            "sound and stays where "
            "you put it. Warm light for reading, cool light for work.",
            price="£59.00",
        ),
        ProductFacts(
            name="Oat Soap",
            description="A plain bar of soap with oats and nothing to smell. It is made in small batches.",
        ),
    ),
    "de": (
        ProductFacts(
            name="Bergfink Flasche",
            description="Eine doppelwandige Flasche aus Stahl für lange Wege. Sie hält Tee "
            "zwölf Stunden heiß. "
            "Der Deckel ist ein Becher, und die Schlaufe passt an jeden Karabiner.",
            selling_points=("Auslaufsicherer Deckel", "Passt in jeden Getränkehalter", "Spülmaschinenfest"),
            audience="Wanderer und Pendler",
            price="29,00 €",
        ),
        ProductFacts(
            name="Hafen Tischlampe",
            description="Eine Tischlampe mit schwerem Fuß und langem Arm. Sie dreht sich "
            "lautlos und bleibt, wo "
            "man sie hinstellt. Warmes Licht zum Lesen, kühles Licht zum Arbeiten.",
            price="59,00 €",
        ),
    ),
    "fr": (
        ProductFacts(
            name="Gourde Alpage",
            description="Une gourde en acier à double paroi pour les longues marches. Elle "
            "garde le thé chaud "
            "douze heures. Le bouchon sert de tasse, et la boucle s'accroche à un mousqueton.",
            selling_points=("Bouchon étanche", "Entre dans tous les porte-gobelets", "Lavable en machine"),
            audience="Randonneurs, citadins",
            price="29,00 €",
        ),
        ProductFacts(
            name="Lampe Port",
            description="Une lampe de bureau au pied lourd et au bras long. Elle tourne sans "
            "bruit et reste où on "
            "la pose. Lumière chaude pour lire, lumière froide pour travailler.",
            price="59,00 €",
        ),
    ),
    "es": (
        ProductFacts(
            name="Botella Sierra",
            description="Una botella de acero de doble pared para caminatas largas. Mantiene "
            "el té caliente doce "
            "horas. La tapa sirve de taza, y el aro se engancha a un mosquetón.",
            selling_points=("Tapa hermética", "Cabe en cualquier portavasos", "Apta para lavavajillas"),
            audience="senderistas y viajeros",
            price="29,00 €",
        ),
        ProductFacts(
            name="Lámpara Puerto",
            description="Una lámpara de mesa con pie pesado y brazo largo. Gira sin ruido y se "
            "queda donde la "
            "dejas. Luz cálida para leer, luz fría para trabajar.",
            price="59,00 €",
        ),
    ),
}


# One product each in the other languages with a phrase book.
MORE_PRODUCTS = {
    "it": ProductFacts(
        name="Borraccia Vetta",
        description="Una borraccia d'acciaio a doppia parete per le lunghe camminate. "
        "Tiene il tè caldo per dodici ore. "
        "Il tappo fa da tazza.",
        selling_points=("Tappo ermetico", "Entra in ogni portabicchieri", "Lavabile in lavastoviglie"),
        audience="escursionisti e pendolari",
        price="29,00 €",
    ),
    "pt": ProductFacts(
        name="Garrafa Serra",
        description="Uma garrafa de aço de parede dupla para longas caminhadas. "
        "Mantém o chá quente por doze horas. "
        "A tampa serve de copo.",
        selling_points=("Tampa à prova de vazamentos", "Cabe em qualquer porta-copos", "Pode ir à máquina"),
        audience="caminhantes e viajantes",
        price="R$ 149,00",
    ),
    "nl": ProductFacts(
        name="Duinfles",
        description="Een dubbelwandige stalen fles voor lange wandelingen. "
        "Houdt thee twaalf uur warm. "
        "De dop is een beker.",
        selling_points=("Lekvrije dop", "Past in elke bekerhouder", "Vaatwasserbestendig"),
        audience="wandelaars en forenzen",
        price="€ 29,00",
    ),
    "sv": ProductFacts(
        name="Fjällflaska",
        description="En dubbelväggig stålflaska för långa vandringar. "
        "Den håller te varmt i tolv timmar. "
        "Locket är en mugg.",
        selling_points=("Läckagesäkert lock", "Passar i alla mugghållare", "Tål maskindisk"),
        audience="vandrare och pendlare",
        price="299 kr",
    ),
    "pl": ProductFacts(
        name="Butelka Turnia",
        description="Stalowa butelka o podwójnych ściankach na długie wędrówki. "
        "Utrzymuje ciepło herbaty przez dwanaście godzin. "
        "Nakrętka jest kubkiem.",
        selling_points=("Szczelna nakrętka", "Pasuje do każdego uchwytu", "Można myć w zmywarce"),
        audience="turystów i dojeżdżających",
        price="129,00 zł",
    ),
    "tr": ProductFacts(
        name="Yayla Matarası",
        description="Uzun yürüyüşler için çift cidarlı çelik matara. "
        "Çayı on iki saat sıcak tutar. "
        "Kapağı bardak olur.",
        selling_points=("Sızdırmaz kapak", "Her bardaklığa sığar", "Bulaşık makinesinde yıkanır"),
        audience="yürüyüşçüler ve yolcular",
        price="₺899,00",
    ),
    "ja": ProductFacts(
        name="やまびこボトル",
        description="長い道のりのための、二重構造のステンレスボトルです。お茶を十二時間あたたかく保ちます。ふたはコップになります。",
        selling_points=("もれないふた", "どんなカップホルダーにも入る", "食洗機で洗える"),
        audience="山を歩く人",
        price="¥3,980",
    ),
    "zh": ProductFacts(
        name="山行水壶",
        description="为长途步行准备的双层不锈钢水壶。热茶能保温十二小时。壶盖就是杯子。",
        selling_points=("盖子不漏水", "放得进各种杯架", "可用洗碗机清洗"),
        audience="徒步的人和通勤族",
        price="¥199.00",
    ),
    "ko": ProductFacts(
        name="산길 물병",
        description="긴 산책을 위한 이중벽 스테인리스 물병입니다. "
        "차를 열두 시간 동안 따뜻하게 지켜 줍니다. 뚜껑은 컵이 됩니다.",
        selling_points=("새지 않는 뚜껑", "어떤 컵홀더에도 들어감", "식기세척기 사용 가능"),
        audience="등산객과 출퇴근하는 사람",
        price="₩39,000",
    ),
    "ar": ProductFacts(
        name="قارورة الجبل",
        description="قارورة فولاذية مزدوجة الجدار للرحلات الطويلة. "
        "تحافظ على حرارة الشاي اثنتي عشرة ساعة. "
        "الغطاء كوب صغير.",
        selling_points=("غطاء محكم", "تناسب كل حامل أكواب", "يمكن غسلها في الجلاية"),
        audience="المشاة والمسافرون",
        price="29.00 د.أ",
    ),
    "hi": ProductFacts(
        name="पर्वत बोतल",
        description="लंबी सैर के लिए दोहरी दीवार वाली स्टील की बोतल। "
        "चाय को बारह घंटे गर्म रखती है। "
        "ढक्कन कप बन जाता है।",
        selling_points=("रिसाव-रोधी ढक्कन", "हर कप होल्डर में आती है", "डिशवॉशर में धुल सकती है"),
        audience="पैदल चलने वाले और यात्री",
        price="₹1,499",
    ),
}
PRODUCTS |= {language: (product,) for language, product in MORE_PRODUCTS.items()}


@dataclass(frozen=True)
class SpokenFilm:
    """One film: what it was asked for, and the share of it that is spoken."""

    language: str
    seconds: int
    look: tuple[str, str]
    name: str
    script: Script

    @property
    def share(self) -> float:
        words = sum(spoken_ms(segment.text, self.language) for segment in self.script.segments)
        return words / (1000 * self.seconds)

    @property
    def recorded_share(self) -> float:
        """The same by recordings of the local voice at its own pace."""
        requests = (
            VoiceRequest(text=segment.text, language=self.language) for segment in self.script.segments
        )
        words = sum(LocalVoice().speak(request).duration_ms for request in requests)
        return words / (1000 * self.seconds)


def films(language: str, seconds: int, seed: int = 1) -> Iterator[SpokenFilm]:
    """A film of each product and look."""
    for product in PRODUCTS[language]:
        for mode, style in LOOKS:
            request = ScriptRequest(
                mode=mode,
                style=style,
                duration_ms=seconds * 1000,
                language=language,
                product=product,
                seed=seed,
            )
            script = Copywriter().write(request)
            yield SpokenFilm(language, seconds, (mode, style), product.name, script)


def main() -> None:
    is_spoken = "--spoken" in sys.argv
    heads = ["language", "seconds", "least", "mean", "most", *(["recorded"] if is_spoken else [])]
    print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    for language in PRODUCTS:
        for seconds in SECONDS:
            made = list(films(language, seconds))
            shares = [film.share for film in made]
            row = [min(shares), mean(shares), max(shares)]
            if is_spoken:
                row.append(mean(film.recorded_share for film in made))
            print(f"| {language} | {seconds} | {' | '.join(f'{figure:.2f}' for figure in row)} |")


if __name__ == "__main__":
    main()
