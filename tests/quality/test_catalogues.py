"""Catalogues of other programs: letters, prices, texts and columns come in right, or people are told."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from projects import catalog
from projects.catalog import columns, encodings, imports, prices, text
from projects.errors import BadInput
from projects.forms.products import ProductForm
from projects.models import CatalogueImport, Product
from tests import cast
from tests.quality.kit import Input, each
from vidstudio.management.commands import make_video


def written(given, *encoding_names):
    """An input for each encoding that a spreadsheet could have written the text in."""
    return [Input("encoding", f"{given} ({name})", right=given, more=name) for name in encoding_names]


ENCODINGS = [
    *written("Grüner Tee für Große", "cp1252", "iso8859-15", "mac_roman", "cp850", "utf-16", "utf-8-sig"),
    *written("Théière émaillée, idéale l’été", "cp1252", "mac_roman"),
    *written("Sartén pequeña para niños", "cp1252", "mac_roman"),
    *written("Panela de pressão, não gruda", "cp1252"),
    *written("Rød kop på øen, blå æske", "cp1252"),
    *written("Doftljus från Småland", "cp1252", "mac_roman"),
    *written("Dámská peněženka, příruční světlo", "cp1250", "iso8859-2"),
    *written("Żółty kubek na kawę z łyżeczką", "cp1250", "iso8859-2"),
    *written("Fűszertartó fiók, nagyon erős", "cp1250", "iso8859-2"),
    *written("Çelik Kupa Işık", "cp1254", "iso8859-9"),
    *written("Кружка стальная", "cp1251", "koi8-r", "iso8859-5", "cp866", "mac_cyrillic"),
    *written("ЧАЙНИК ЭЛЕКТРИЧЕСКИЙ", "cp1251", "koi8-r"),
    *written("Κούπα από ατσάλι για καφέ", "cp1253", "iso8859-7"),
    *written("נר ריחני סויה", "cp1255"),
    *written("شمعة معطرة", "cp1256"),
    *written("แก้วสแตนเลส เก็บความเย็น", "cp874"),
    *written("Žvakė kvapioji, puodelis ąžuolinis", "cp1257"),
    *written("ステンレスボトル", "cp932", "euc_jp", "iso2022_jp"),
    *written("不锈钢保温杯", "gb18030"),
    *written("不鏽鋼保溫杯", "big5"),
    *written("스테인리스 컵", "cp949"),
    *written("Mug – the “best” one… ½ full, £9", "cp1252"),
    *written("Mug for 29 €", "cp1252"),
    Input("letters garbled before", "GrÃ¼ner Tee fÃ¼r GroÃŸe", right="Grüner Tee für Große", more="utf-8"),
    Input("letters garbled before", "GrÃƒÂ¼n", right="Grün", more="utf-8"),
    Input("letters garbled before", "Itâ€™s a mug", right="It’s a mug", more="utf-8"),
    Input("letters garbled before", "Êðóæêà ñòàëüíàÿ", right="Кружка стальная", more="utf-8"),
    Input("letters garbled before", "Mötley Crüe™ naïve", right="Mötley Crüe™ naïve", more="utf-8"),
    Input("letters lost before", "K\ufffdche", refused="has garbled letters", more="utf-8"),
    Input("letters lost before", "K?che", refused="has garbled letters", more="utf-8"),
    Input("letters lost before", "?????? ???", refused="has garbled letters", more="utf-8"),
]


@each(ENCODINGS)
def test_letters_are_as_they_were_written(case):
    given = case.right if case.more != "utf-8" else case.given
    found = catalog.read(f'Handle,Title,Price\nx,"{given}",5\n'.encode(case.more))
    if case.refused:
        assert not found.products
        assert case.refused in found.problems[0].message
    else:
        assert found.products[0].values["name"] == case.right


FILES = [
    Input("file", "UTF-8 with one line of Windows-1252", b"Title\nGr\xc3\xbcn\nSch\xc3\xb6n\nGr\xfcn\n",
          refused="Line 4 of the file is in another encoding"),
    Input("file", "a picture", b"\x89PNG\r\n\x1a\n\x00\x00", refused="not text that we can read"),
    Input("file", "an old .xls", b"\xd0\xcf\x11\xe0" + bytes(600), refused="This is a spreadsheet"),
    Input("file", "a ZIP that says it is .xlsx", b"PK\x03\x04xl/", refused="spreadsheet cannot be opened"),
]  # fmt: skip


@each(FILES)
def test_files_that_cannot_be_read_are_refused_in_words(case):
    with pytest.raises(BadInput, match=case.refused):
        catalog.read(case.right)


def said(given, right="", refused="", **usual):
    return Input("price", given, right=right, refused=refused, more=prices.Usual(**usual))


PRICES = [
    said("€29", "29.00 EUR"), said("29,00 €", "29.00 EUR"), said("29.00 EUR", "29.00 EUR"),
    said("EUR29,00", "29.00 EUR"), said("£1,299.50", "1299.50 GBP"), said("£1,299", "1299.00 GBP"),
    said("US$49", "49.00 USD"), said("$1,299", "1299.00 USD"), said("R$ 497,00", "497.00 BRL"),
    said("R 199", "199.00 ZAR"), said("₹1,49,999", "149999.00 INR"),
    said("Rs. 1,49,999.00/-", "149999.00 INR"), said("1'299.- CHF", "1299.00 CHF"),
    said("Fr. 29.90", "29.90 CHF"), said("¥1,980", "1980.00 JPY"), said("１９８０円", "1980.00 JPY"),
    said("¥29.90", "29.90 CNY"), said("¥199", "199.00 CNY", language="zh"), said("19.800원", "19800.00 KRW"),
    said("Rp 150.000", "150000.00 IDR"), said("KWD 1.250", "1.250 KWD"), said("39,90 zł", "39.90 PLN"),
    said("1 290 Kč", "1290.00 CZK"), said("590 руб.", "590.00 RUB"), said("₺299,90", "299.90 TRY"),
    said("A$ 49", "49.00 AUD"), said("$49", "49.00 CAD", currency="CAD"), said("$29 CAD", "29.00 CAD"),
    said("99,90 lei", "99.90 RON"), said("KSh 500", "500.00 KES"), said("1980 yen", "1980.00 JPY"),
    said("1,290.- บาท", "1290.00 THB"), said("29,90 Euro", "29.90 EUR"), said("Tk 500", "500.00 BDT"),
    said(".99", "0.99"), said("$.99", "0.99 USD"), said("Rs.99", "99.00 INR"),
    said("99,90 lei EUR", refused="names two currencies"),
    said("199 kr", "199.00 SEK", currency="SEK"), said("kr. 199,-", "199.00 DKK", language="da"),
    said("1.299 €", "1299.00 EUR"), said("1.299", "1299.00", decimal=","), said("29.0000", "29.00"),
    said("٢٩٫٥٠", "29.50"), said("29,00 € inkl. MwSt.", "29.00 EUR"), said("29,-", "29.00"),
    said("1.250", "1.250", currency="KWD"), said("1,250", "1.250", currency="KWD"),
    said("12.500", "12.500", currency="BHD"), said("0.750", "0.750", currency="OMR"),
    said("2.125", "2.125", currency="JOD"), said("9.900", "9.900", currency="TND"),
    said("١٫٢٥٠", "1.250", currency="BHD"), said("1,250.500", "1250.500", currency="KWD"),
    said("1.250,500", "1250.500", currency="KWD"), said("1.25", "1.250", currency="KWD"),
    said("1.250", "1250.00", currency="JPY"), said("1,250", "1250.00", currency="JPY"),
    said("12,000", "12000.00", currency="KRW"), said("12.990", "12990.00", currency="CLP"),
    said("150.000", "150000.00", currency="VND"), said("4.990", "4990.00", currency="ISK"),
    said("1.250", refused="could mean two prices", currency="EUR"),
    said("kr 199", refused="may be SEK, NOK or DKK"), said("€29 USD", refused="names two currencies"),
    said("CA$29 USD", refused="names two currencies"), said("1.299", refused="could mean two prices"),
    said("$1.299", refused="could mean two prices"), said("29-35", refused="is not a price"),
    said("12€90", "12.90 EUR"), said("12 € 90", "12.90 EUR"), said("99¢", "0.99 USD"),
    said("99p", "0.99 GBP"), said("GH₵129", "129.00 GHS"), said("E£129", "129.00 EGP"),
    said("Q129.00", "129.00 GTQ"), said("Bs. 129", "129.00 BOB"),
    said("from 29", refused="is not a price"), said("29.00/kg", refused="is not a price"),
    said("(29)", refused="is not a price"), said("on request", refused="is not a price"),
]  # fmt: skip


@each(PRICES)
def test_a_sign_in_the_cell_is_the_currency(case):
    if case.refused:
        with pytest.raises(ValueError, match=case.refused):
            prices.read(case.given, case.more)
    else:
        found = prices.read(case.given, case.more)
        amount, _, currency = case.right.partition(" ")
        assert (found.amount, found.currency) == (Decimal(amount), currency)


DESCRIPTIONS = [
   
    Input("shortcode", "[vc_row][vc_column]A lamp that dims.[/vc_column][/vc_row]", right="A lamp that dims."),  # noqa: E501
    Input("shortcode", "[contact-form-7 id='12'] Hello [gallery ids=\"1,2\"]", right="Hello"),
    Input("shortcode", "Warm. [tab name='Care']Wipe dry[/tab].", right="Warm. Wipe dry."),
    Input("no shortcode", "[Pack of 2] Mug [New] [500 ml]", right="[Pack of 2] Mug [New] [500 ml]"),
    Input("template", "Costs {{ product.price }} today", right="Costs today"),
    Input("template", "{% if sale %}On sale{% endif %} today", right="On sale today"),
    Input("template", "<%= name %> Mug <?php echo 1; ?>", right="Mug"),
    Input("template", "By ${shop.name} in {0.5 l}", right="By in {0.5 l}"),
    Input("template", "Tea [[shop.name]] now #PRICE# or @@PRICE@@ or __PRICE__", right="Tea now or or"),
    Input("template", "Model #1 is our #best#", right="Model #1 is our #best#"),
    Input("shortcode", "Tea [b]bold[/b] [url=http://x.example]link[/url]", right="Tea bold link"),
    Input("Markdown", "# Mug\n**Bold** and _soft_ [here](https://a.example/x)", right="Mug\nBold and soft here"),  # noqa: E501
    Input("Markdown", "Soft* and warm*, 5*5*5 cm, snake_case_name", right="Soft* and warm*, 5*5*5 cm, snake_case_name"),  # noqa: E501
    Input("table of sizes", "<p>Soft.</p><table><tr><th>Size</th><th>Chest</th></tr><tr><td>S</td><td>92 cm</td></tr></table>", right="Soft."),  # noqa: E501
    Input("table of sizes", "<table><tr><td></td><td>S</td><td>M</td><td>L</td></tr><tr><td>Länge</td><td>60</td><td>62</td>" "<td>64</td></tr></table>Weich.", right="Weich."),  # noqa: E501
    Input("table of facts", "<table><tr><td>Material</td><td>Steel</td></tr><tr><td>Volume:</td><td>500 ml</td></tr></table>", right="Material: Steel\n\nVolume: 500 ml"),  # noqa: E501
    Input("table of facts", "<table><tr><th>Model</th><th>Power</th><th>Weight</th></tr><tr><td>A1</td><td>5 W</td><td>2 kg</td>" "</tr></table>", right="Model A1: Power 5 W, Weight 2 kg"),  # noqa: E501
    Input("list of terms", "<dl><dt>Colour</dt><dd>Red</dd></dl>", right="Colour: Red"),
    Input("< that is no tag", "For loads < 5 kg", right="For loads < 5 kg"),
    Input("< that is no tag", "<p>I <3 tea, <Size M> fits</p>", right="I <3 tea, <Size M> fits"),
    Input("< that is no tag", "if a<b then c>d", right="if a<b then c>d"),
    Input("tag that was cut off", "<p>Soft. <a href=\"http://exam", right="Soft."),
    Input("entity", "Salt &amp;amp; Pepper, caf&eacute;", right="Salt & Pepper, café"),
    Input("entity", "AT&T black&reg R&D", right="AT&T black&reg R&D"),
    Input("entity", "&lt;p&gt;Blue&lt;/p&gt;", right="Blue"),
    Input("what nobody sees", "So\u200bft so\u00adap 👨‍👩‍👧 it’s 5’", right="Soft soap 👨‍👩‍👧 it’s 5’"),
    Input("what nobody sees", "<p>x</p><script>alert('<p>1</p>')</script><style>p{}</style>", right="x"),
    Input("raised digit", "90 g/m<sup>2</sup>", right="90 g/m²"),
    Input("what the page hides", '<p>Soft.</p><div style="display:none">cheap best buy</div>', right="Soft."),
    Input("what the page hides", '<div style="color:red; DISPLAY : none !important"><p>a</p><div>b</div></div>Soft', right="Soft"),  # noqa: E501
    Input("what the page hides", "<p hidden>secret</p><p>Open</p>", right="Open"),
    Input("what the page hides", "<p hidden>never closed<p>Open", right="Open"),
    Input("what the page hides", '<span class="sr-only">Price</span> Soft', right="Soft"),
    Input("what the page hides", '<p class="screen-reader-text">x<br>y</p>Soft', right="Soft"),
    Input("what the page hides", '<div class="hidden md:block">Soft</div>', right="Soft"),
    Input("what the page hides", '<p style="visibility: hidden">x</p><p style="font-size:0px">y</p>Soft', right="Soft"),  # noqa: E501
    Input("what the page hides", '<p style="font-size:0.9em">Soft</p>', right="Soft"),
    Input("what is struck out", "<p><del>$39</del> <ins>$29</ins> today</p>", right="$29 today"),
    Input("what is struck out", "Was ~~39 €~~ 29 €", right="Was 29 €"),
    Input("template", "{!! $name !!} Soft [%price%] and $[name]", right="Soft and"),
    Input("template", "@if(sale) Soft @endif *|FNAME|* %PRODUCT_NAME% mug", right="Soft mug"),
    Input("template", "<#if x>Soft</#if> {price}", right="Soft"),
    Input("template", "Mail a@if.example, 100 %, 5% A% b", right="Mail a@if.example, 100 %, 5% A% b"),
    Input("shortcode", "[embed]https://youtu.be/x[/embed]Soft", right="Soft"),
    Input("table of sizes", "Size\tChest\nS\t92\nM\t96\n\nSoft.", right="Soft."),
    Input("table of sizes", "| Size | Chest |\n|---|---|\n| S | 92 |\n\nSoft.", right="Soft."),
    Input("table of sizes", "S - 92cm\nM - 96cm\nXL - 100cm\nSoft.", right="Soft."),
    Input("table of sizes", "<table><tr><td>S</td><td>36</td></tr><tr><td>M</td><td>38</td></tr></table>Soft", right="Soft"),  # noqa: E501
    Input("table of facts", "Material\tSteel\nVolume\t500 ml", right="Material: Steel\nVolume: 500 ml"),
    Input("table of facts", "| Part | Weight |\n|---|---|\n| Lid | 20 g |", right="Part Lid: Weight 20 g"),
    Input("paragraphs", "<details><summary>Care</summary>Wash</details>", right="Care\n\nWash"),
    Input("tag that was cut off", "<p>Soft.</p", right="Soft."),
    Input("tag of another program", "<ac:image/>Soft <g:id>warm</g:id>", right="Soft warm"),
]  # fmt: skip


@each(DESCRIPTIONS)
def test_a_description_is_what_people_read_on_the_page(case):
    assert text.description(case.given).text == case.right


@each(
    [
        Input("points in one line", "✅ Soft ✅ Warm", right=["Soft", "Warm"]),
        Input("points in one line", "•Soft•Warm• 20 % lighter", right=["Soft", "Warm", "20 % lighter"]),
        Input("points in one line", "Cotton • Linen", right=[]),
        Input("points with numbers", "1) Soft\n2) Warm", right=["Soft", "Warm"]),
        Input("points with numbers", "1. Platz\nSoft", right=[]),
        Input("points of sizes", "<ul><li>S: 92 cm</li><li>M: 96 cm</li><li>Soft</li></ul>", right=["Soft"]),
    ]
)
def test_points_are_told_apart(case):
    assert text.description(case.given).points == case.right


HEADERS = [
    Input("columns", "Titel;Preis;Beschreibung", right="title price body"),
    Input("columns", "Nombre;Precio;Descripción;Imágenes", right="title price body image"),
    Input("columns", "Titre;Prix TTC;Marque", right="title price vendor"),
    Input("columns", "Название;Цена;Описание;Артикул", right="title price body sku"),
    Input("columns", "商品名,価格,説明", right="title price body"),
    Input("columns", "Produkt;Preis (EUR)", right="title price"),
    Input("columns", "Name|Price in £", right="title price"),
    Input("columns of WooCommerce", "ID,Type,SKU,Name,Short description,Description,Sale price,Regular price,Categories,Images,Parent", right="title price body sku category image parent short sale type"),  # noqa: E501
    Input("columns of Magento", "sku,product_type,categories,name,description,short_description,price,base_image", right="title price body sku category image short type"),  # noqa: E501
    Input("columns of Google", "id\ttitle\tdescription\tlink\timage_link\tprice\tbrand\titem_group_id", right="title price body sku vendor image parent"),  # noqa: E501
    Input("columns of Amazon", "item-name\titem-description\tseller-sku\tprice\timage-url", right="title price body sku image"),  # noqa: E501
    Input("columns that nobody knows", "Alpha;Beta", refused="say which column is what"),
]  # fmt: skip


@each(HEADERS)
def test_columns_are_known_by_their_names(case):
    sign = next(sign for sign in "\t;|," if sign in case.given)
    cells = sign.join("abcdefghijklmnop"[place] for place in range(case.given.count(sign) + 1))
    if case.refused:
        with pytest.raises(columns.UnknownColumns, match=case.refused) as refusal:
            catalog.read(f"{case.given}\n{cells}\n".encode())
        assert refusal.value.is_header
        assert catalog.read(
            f"{case.given}\nCup;5\n".encode(), mapping={"title": "Alpha", "price": "Beta"}
        ).products
    else:
        found = catalog.read(f"{case.given}\n{cells}\n".encode())
        assert set(found.columns) == set(case.right.split())


WHOLE_FILES = [
    Input(
        "header below other lines",
        "a flat file of Amazon",
        (
            "TemplateType=x\tVersion=2023.1\tThe top 3 rows are for Amazon only.\t\t\t\n"
            "SKU\tProduct Name\tKey Product Features\tKey Product Features\tStandard Price\tCurrency\n"
            "item_sku\titem_name\tbullet_point1\tbullet_point2\tstandard_price\tcurrency\n"
            "K1\tKettle\t【Fast】Boils in 3 minutes\t✅ Cordless\t34.99\tUSD\n",
            [("Kettle", "34.99", "USD", ["Fast: Boils in 3 minutes", "Cordless"])],
        ),
    ),
    Input(
        "header below other lines",
        "a title above the header",
        (
            "Produkte, Stand 1.12.2025;;\nBezeichnung;Preis;Marke\nTasse;9,90;Kilo\n",
            [("Tasse", "9.90", None, None)],
        ),
    ),
    Input(
        "feed",
        "Google Merchant, RSS",
        (
            '<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>'
            "<item><g:id>1</g:id><g:title>Rucksack 25 L</g:title><g:price>89.95 EUR</g:price>"
            "<g:description>&lt;p&gt;Leicht.&lt;/p&gt;</g:description>"
            "<g:product_highlight>Nur 780 g</g:product_highlight>"
            "<g:product_highlight>Mit Regenhülle</g:product_highlight></item>"
            "<item><title>Flasche</title><g:price>24,90 EUR</g:price></item></channel></rss>",
            [
                ("Rucksack 25 L", "89.95", "EUR", ["Nur 780 g", "Mit Regenhülle"]),
                ("Flasche", "24.90", "EUR", None),
            ],
        ),
    ),
    Input(
        "feed",
        "Google Merchant, Atom",
        (
            '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><title>f</title>'
            "<entry><g:id>L1</g:id><title>Desk Lamp</title><g:price>59.00 USD</g:price></entry></feed>",
            [("Desk Lamp", "59.00", "USD", None)],
        ),
    ),
    Input(
        "feed",
        "Yandex",
        (
            '<?xml version="1.0" encoding="windows-1251"?><yml_catalog><shop><name>Дом</name><offers>'
            '<offer id="7"><name>Кружка</name><price>590</price><currencyId>RUB</currencyId></offer>'
            "</offers></shop></yml_catalog>",
            [("Кружка", "590.00", "RUB", None)],
        ),
    ),
    Input(
        "feed",
        "XML of something else",
        ("<rss><channel><title>News</title></channel></rss>", []),
        refused="names no products",
    ),
    Input(
        "feed", "XML that breaks off", ("<rss><channel><item><title>Cup</title>", []), refused="XML is broken"
    ),
    Input(
        "feed",
        "XML with entities that grow",
        (
            '<!--x--><!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><r><item><title>&b;</title></item>'
            "</r>",
            [],
        ),
        refused="XML is broken",
    ),
    Input(
        "currency of the other lines",
        "one price without a sign among those in euros",
        (
            "Title;Price\nMill;1.129,00 €\nPaper;2,49\n",
            [("Mill", "1129.00", "EUR", None), ("Paper", "2.49", "EUR", None)],
        ),
    ),
    Input(
        "currency of the other lines",
        "one price with a sign among those without",
        (
            "Title;Price\nMill;9,00 €\nPaper;2,49\nInk;3,49\n",
            [("Mill", "9.00", "EUR", None), ("Paper", "2.49", None, None), ("Ink", "3.49", None, None)],
        ),
    ),
    Input(
        "currency of the other lines",
        "roubles in the header",
        ("Название товара;Цена, руб.\nКружка;1 299,00\n", [("Кружка", "1299.00", "RUB", None)]),
    ),
    Input("price of nothing", "0.00", ("Title,Price\nPan,0.00\n", [("Pan", "None", None, None)])),
    Input(
        "Wix",
        "a variant behind its product",
        (
            "handleId,fieldType,name,price\np1,Product,Stool,129\np1,Variant,,\n",
            [("Stool", "129.00", None, None)],
        ),
    ),
]


@each(WHOLE_FILES)
def test_a_file_of_another_program_comes_in_whole(case):
    written, products = case.right
    encoding = "windows-1251" if "windows-1251" in written else "utf-8"
    if case.refused:
        with pytest.raises(BadInput, match=case.refused):
            catalog.read(written.encode(encoding))
        return
    found = catalog.read(written.encode(encoding))
    assert not found.problems
    for row, (name, price, currency, points) in zip(found.products, products, strict=True):
        assert (row.values["name"], str(row.values["price"])) == (name, price)
        assert row.values.get("currency") == currency
        if points is not None:
            assert row.values["selling_points"] == points


VARIANTS = [
    Input("variants", "Handle,Title,Price\ncup,Cup,\ncup,,39.00\ncup,,41.00\n", right="39.00"),
    Input("variants", "Handle,Title,Price\ncup,Cup,39.00\ncup,,35.00\n", right="39.00"),
    Input("variants", "Type,SKU,Name,Regular price,Parent\nvariable,C,Cup,,\nvariation,C-1,Cup - S,12.00,C\n", right="12.00"),  # noqa: E501
    Input("variants", "Handle,Title,Price,Sale price\ncup,Cup,20.00,15.00\n", right="20.00"),
    Input("variants", "Titel;Preis\nTasse;29,00\nTeller;1.299\nKanne;15,50\n", right="29.00"),
]  # fmt: skip


@each(VARIANTS)
def test_a_product_costs_what_its_first_priced_line_says(case):
    assert str(catalog.read(case.given.encode()).products[0].values["price"]) == case.right


@pytest.mark.django_db
@each(
    [
        Input("price typed into the form", "€29", right="29.00 EUR"),
        Input("price typed into the form", "29,00", right="29.00 USD"),
        Input("price typed into the form", "R$ 497,00", right="497.00 BRL"),
        Input("price typed into the form", "kr 199", refused="may be SEK, NOK or DKK"),
        Input("price typed into the form", "about 30", refused="is not a price"),
    ]
)
def test_the_form_takes_the_currency_that_was_typed(case):
    form = ProductForm(
        {"name": "Caf&eacute; <b>cup</b>", "price": case.given, "currency": "USD", "initial-currency": "USD"}
    )
    if case.refused:
        assert case.refused in str(form.errors)
    else:
        assert form.is_valid(), form.errors
        assert f"{form.values['price']} {form.values['currency']}" == case.right
        assert form.values["name"] == "Café cup"


@each(
    [
        Input("price on the command line", price, right=right, refused=refused, more=(currency, language))
        for price, currency, language, right, refused in [
            ("39,90", "", "de", "39.90 USD", ""),
            ("39,90", "EUR", "", "39.90 EUR", ""),
            ("€39,90", "", "", "39.90 EUR", ""),
            ("R$ 1.299,90", "", "pt", "1299.90 BRL", ""),
            ("199 kr", "", "da", "199.00 DKK", ""),
            ("1.250", "KWD", "", "1.25 KWD", ""),
            ("", "", "", " USD", ""),
            ("1.299", "", "", "", "could mean two prices"),
            ("€39", "USD", "", "", "--currency says USD"),
            ("199 kr", "", "", "", "may be SEK, NOK or DKK"),
        ]
    ]
)
def test_the_command_line_reads_prices_as_people_write_them(case):
    currency, language = case.more
    options = {"price": case.given, "currency": currency, "language": language}
    if case.refused:
        with pytest.raises(BadInput, match=case.refused) as refusal:
            make_video.price_of(options)
        assert refusal.value.field == "price"
    else:
        assert " ".join(map(str, make_video.price_of(options))) == case.right


# --- whole files -----------------------------------------------------------------------------
@pytest.mark.django_db
@each(
    [
        Input("currency of a new product", "Title,Price\nCup,29\n", right="29.00 CHF"),
        Input("currency of a new product", "Title,Price (EUR)\nCup,29\n", right="29.00 EUR"),
        Input("currency of a new product", "Title,Price\nCup,€29\n", right="29.00 EUR"),
        Input("currency of a new product", "Title,Price,Currency\nCup,29,£\n", right="29.00 GBP"),
        Input("currency of a new product", "Title,Price,Currency\nCup,€29,USD\n", right="None CHF"),
        Input("currency of a new product", "Title,Price,Currency\nCup,29,Taler\n", right="None CHF"),
    ]
)
def test_a_price_never_changes_its_currency(case):
    cast.flask(currency="CHF")
    catalog.import_catalog(cast.shop(), cast.ed(), case.given.encode())
    cup = Product.objects.get(handle="cup")
    assert f"{cup.price} {cup.currency}" == case.right


@pytest.mark.django_db
def test_a_dry_run_says_what_would_happen_and_writes_nothing():
    cast.flask()
    data = b"Handle,Title,Price\nridge-flask,Ridge Flask,31.00\ncup,Cup,5\n,,\nmug,K\xef\xbf\xbdche,3\n"
    row, _ = imports.start(cast.shop(), cast.ed(), "a.csv", data, dry_run=True)
    report = imports.report(imports.run_to_end(row))
    assert [(row.line, row.outcome) for row in report.rows] == [
        (2, "updated"),
        (3, "created"),
        (5, "refused"),
    ]
    assert (Product.objects.count(), str(Product.objects.get().price)) == (1, "29.00")


def test_a_spreadsheet_is_read_with_its_formats():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Produkt", "Preis", "Artikelnummer"])
    sheet.append(["Grüne Tasse", 12.5, 4711])
    sheet["B2"].number_format = "#,##0.00 [$€-407]"
    out = io.BytesIO()
    book.save(out)
    values = catalog.read(out.getvalue()).products[0].values
    assert (values["name"], str(values["price"]), values["currency"]) == ("Grüne Tasse", "12.50", "EUR")
    assert values["sku"] == "4711"


def test_long_names_are_cut_between_words():
    name = "Expandable Waterproof All-Weather Backpack " * 8
    row = catalog.read(f"Title\n{name}\n".encode()).products[0]
    assert len(row.values["name"]) <= 200 and row.values["name"].endswith(
        ("Backpack", "Weather", "Expandable", "proof")
    )
    assert len(row.handle) <= 160


def test_texts_made_to_be_slow_are_read_at_once():
    for piece in ("{{", "{%", "<a ", "[a ", "<", "&", "<td", "${", "[a='", "<table>"):
        text.description(piece * (20_000 // len(piece)))


def test_every_encoding_that_is_offered_is_known():
    assert set(encodings.NAMES) - {"utf-8", "utf-16"} <= set(encodings.ENCODINGS)


@pytest.mark.django_db
def test_the_page_asks_which_column_is_what_and_checks_without_writing(client):
    client.force_login(cast.ed())
    page = reverse("projects:product_import")

    def send(**more):
        return client.post(page, {"catalog": SimpleUploadedFile("a.csv", b"Alpha;Beta\nCup;5,00\n"), **more})

    asked = send(check="1")
    assert asked.status_code == 422 and 'name="column_title"' in asked.content.decode()
    chosen = {"column_title": "Alpha", "column_price": "Beta"}
    checked = send(check="1", **chosen).content.decode()
    assert "1 product would be created" in " ".join(checked.split()) and "5.00" in checked
    assert not Product.objects.exists()
    assert send(**chosen).status_code == 302
    imports.run_to_end(CatalogueImport.objects.get(dry_run=False))
    assert str(Product.objects.get(name="Cup").price) == "5.00"


EXPORTS = [
    Input("photos and numbers of other shops", header, right, more=row)
    for header, row, right in (
        (
            "Product Name,Product Code/SKU,Price,Product Image File - 1",
            "Mug,M1,19.90,mug.jpg",
            ("M1", ["mug.jpg"]),
        ),
        (
            "Title,SKU,Price,Hosted Image URLs",
            "Mug,M1,19.90,https://a.example/1.jpg https://a.example/2.jpg",
            ("M1", ["https://a.example/1.jpg", "https://a.example/2.jpg"]),
        ),
        ("name,sku,price,productImageUrl", "Mug,M1,19.90,a.jpg;b.jpg", ("M1", ["a.jpg", "b.jpg"])),
        (
            "TITLE,SKU,PRICE,IMAGE1,IMAGE2",
            "Mug,M1,19.90,https://a.example/1.jpg,https://a.example/2.jpg",
            ("M1", ["https://a.example/1.jpg", "https://a.example/2.jpg"]),
        ),
        (
            "Name *;Reference;Price tax included;Image URLs (x,y,z...)",
            "Mug;M1;19,90;http://a.example/1.jpg,http://a.example/2.jpg",
            ("M1", ["http://a.example/1.jpg", "http://a.example/2.jpg"]),
        ),
        ("sep=^\nname^productNumber^price", "Mug^M1^19.90", ("M1", [])),
    )
]


@each(EXPORTS)
def test_exports_of_other_shops_are_read(case):
    found = catalog.read(f"{case.given}\n{case.more}\n".encode()).products[0]
    assert (found.values["sku"], [photo.source for photo in found.photos]) == case.right
    assert (found.values["name"], str(found.values["price"])) == ("Mug", "19.90")


def test_placeholders_of_more_template_languages_are_left_out():
    assert text.description("Warm ##LINK## and {$product->name} nice.").text == "Warm and nice."
