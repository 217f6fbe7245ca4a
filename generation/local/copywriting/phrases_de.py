"""The German phrase book: no claims, no articles before names, "Sie" where the tone is formal.

Domain lines address nobody, so that they serve both "du" and "Sie". See phrases_en for the shape.
"""

import re

from generation.local.copywriting.english_grammar import lower_first

DOMAINS = {
    "bottle": (
        (
            "Auf jedem langen Weg bleibt man einmal stehen und trinkt.|Stehen bleiben, trinken",
            "Der längere Weg ist oft der schönere.|Der längere Weg",
        ),
        ("Großer Tag? Dann los!|Großer Tag?", "Schlüssel, Handy, Wasser. Raus!|Schlüssel, Handy, Wasser"),
        (
            "Eine Bank, eine Aussicht, ein Schluck.|Eine Bank, eine Aussicht",
            "Früh aufbrechen, spät heimkommen.|Früh aufbrechen",
        ),
        (
            "Büro, Training, Berg und zurück.|Büro, Training, Berg",
            "Auffüllen, zudrehen, losgehen.|Auffüllen, losgehen",
        ),
        (
            "Unterwegs braucht man etwas zu trinken.|Etwas zu trinken",
            "Ob Pendelzug oder Gipfel: Durst kommt mit.|Durst kommt mit",
        ),
    ),
    "mug": (
        (
            "Manche Morgen brauchen nur eine warme Tasse.|Eine warme Tasse",
            "Vor dem ersten Wort des Tages kommt der Kaffee.|Zuerst der Kaffee",
        ),
        ("Wasser kocht? Gut!|Wasser kocht?", "Morgen! Wer braucht Kaffee?|Wer braucht Kaffee?"),
        (
            "Dampf steigt auf, und der Tag darf noch warten.|Der Tag darf warten",
            "Tee am Nachmittag, und niemand schaut auf die Uhr.|Tee am Nachmittag",
        ),
        (
            "Tee hier, Kaffee da, Nachschub für alle.|Nachschub für alle",
            "Montagsrunde oder Sonntagskuchen: einschenken!|Einschenken!",
        ),
        (
            "Kaffee, Tee oder Suppe: Eine Tasse hat selten Pause.|Selten Pause",
            "Vom Frühstück bis spät am Abend steht sie bereit.|Steht bereit",
        ),
    ),
    "top": (
        (
            "Manche Kleidung besitzt man. In anderer lebt man.|Darin lebt man",
            "Jeder Schrank hat ein Stück, nach dem man zuerst greift.|Zuerst gegriffen",
        ),
        ("Nichts anzuziehen? Doch!|Nichts anzuziehen?", "Anziehen, rausgehen!|Anziehen, rausgehen"),
        (
            "Ein Spaziergang, ein Kaffee, ein spätes Essen.|Ein Spaziergang, ein Kaffee",
            "Solo getragen oder unter der Jacke.|Solo oder drunter",
        ),
        (
            "Straße, Studio, Sofa: passt.|Straße, Studio, Sofa",
            "Überziehen, losgehen, fertig.|Überziehen, losgehen",
        ),
        (
            "Was man oft trägt, sollte man gut kennen.|Was man oft trägt",
            "Alltagskleidung hat einen langen Tag vor sich.|Ein langer Tag",
        ),
    ),
    "coat": (
        (
            "Es gibt eine Stunde, da gehen die Laternen an und die Luft wird kühl.|Wenn die Luft kühl wird",
            "Die Jahreszeit dreht, und es kommt eine Schicht dazu.|Eine Schicht mehr",
        ),
        ("Kalt draußen? Zieh was drüber!|Kalt draußen?", "Grauer Himmel? Trotzdem raus!|Trotzdem raus!"),
        (
            "Früher Zug, später Heimweg.|Früher Zug, später Heimweg",
            "Laub auf dem Gehweg, Atem in der Luft.|Atem in der Luft",
        ),
        (
            "Tür auf, und los!|Tür auf, und los!",
            "Früher Bus, spätes Spiel, langer Heimweg.|Langer Heimweg",
        ),
        (
            "Zwischen den Jahreszeiten muss eine Schicht viel leisten.|Zwischen den Jahreszeiten",
            "Bei unsicherem Wetter zieht man sich in Schichten an.|In Schichten",
        ),
    ),
    "feet": (
        (
            "Jeder lange Weg beginnt am Boden.|Beginnt am Boden",
            "Der Weg ist lang, und die Füße wissen es.|Der Weg ist lang",
        ),
        ("Noch viele Kilometer? Gut!|Noch viele Kilometer?", "Schnüren und los!|Schnüren und los"),
        (
            "Schritt für Schritt öffnet sich der Tag.|Schritt für Schritt",
            "Kies, Gras, die letzte Strecke nach Hause.|Die letzte Strecke",
        ),
        (
            "Bergauf, bergab, noch einmal!|Bergauf, bergab",
            "Erster Meter, letzter Meter, jeder Meter.|Jeder Meter",
        ),
        (
            "Was man an den Füßen trägt, spürt man den ganzen Tag.|Den ganzen Tag",
            "Füße leisten viel und verdienen Aufmerksamkeit.|Füße leisten viel",
        ),
    ),
    "paper": (
        (
            "Manche Gedanken kommen erst, wenn der Bildschirm dunkel ist.|Bildschirm aus",
            "Eine leere Seite ist ein stiller Ort.|Ein stiller Ort",
        ),
        ("Idee? Aufschreiben!|Aufschreiben!", "Laptop zu, Seite auf!|Seite auf"),
        (
            "Heute eine Zeile, morgen ein Plan.|Heute eine Zeile",
            "Ein Fensterplatz, ein Stift, eine Stunde Zeit.|Eine Stunde Zeit",
        ),
        (
            "Listen, Skizzen, große Pläne.|Listen, Skizzen, Pläne",
            "Kritzeln, streichen, neu anfangen.|Neu anfangen",
        ),
        (
            "Was geschrieben steht, ist nicht vergessen.|Nicht vergessen",
            "Ideen, Termine, Maße: Manches gehört auf Papier.|Gehört auf Papier",
        ),
    ),
    "lamp": (
        (
            "Wenn die Sonne untergeht, beginnt ein Raum von vorn.|Wenn die Sonne untergeht",
            "Der Abend hat sein eigenes Licht.|Abendlicht",
        ),
        ("Licht an. Los geht's!|Licht an", "Wird es spät? Licht an!|Wird es spät?"),
        (
            "Ein Tisch, ein Stuhl, ein Kreis aus Licht.|Ein Kreis aus Licht",
            "Noch ein Kapitel, und das Haus ist still.|Noch ein Kapitel",
        ),
        (
            "Lesen, zeichnen, bauen, weiter.|Lesen, zeichnen, bauen",
            "Hausaufgaben, Hobby, Abgabe: Licht an.|Licht an",
        ),
        (
            "Genaue Arbeit braucht Licht am richtigen Ort.|Licht am richtigen Ort",
            "Wenn das Tageslicht geht, bleibt die Arbeit oft da.|Wenn das Tageslicht geht",
        ),
    ),
    "candle": (
        (
            "Tür zu, Streichholz an, den Tag loslassen.|Den Tag loslassen",
            "Der Abend beginnt mit einer kleinen Flamme.|Eine kleine Flamme",
        ),
        (
            "Endlich zu Hause? Streichholz an!|Endlich zu Hause?",
            "Badewasser läuft? Gut so!|Badewasser läuft?",
        ),
        (
            "Der Raum wird weich, und niemand hat es eilig.|Niemand hat es eilig",
            "Regen am Fenster, ein Buch, ein wenig Licht.|Ein wenig Licht",
        ),
        (
            "Filmabend, Essen zu zweit, oder einfach so.|Einfach so",
            "Licht aus, Musik an!|Licht aus, Musik an",
        ),
        (
            "Eine Flamme verändert, wie ein Raum sich anfühlt.|Eine Flamme",
            "Abende zu Hause haben ihr eigenes Ritual.|Abende zu Hause",
        ),
    ),
    "tech": (
        (
            "Ein freier Tisch macht den Kopf frei.|Ein freier Tisch",
            "Alles auf dem Schreibtisch sollte seinen Platz verdienen.|Seinen Platz verdienen",
        ),
        ("Kabelsalat? Schluss damit!|Kabelsalat?", "Einstecken, loslegen!|Einstecken, loslegen"),
        (
            "Heute hier arbeiten, morgen woanders.|Heute hier",
            "Der Tag beginnt, und alles liegt bereit.|Alles liegt bereit",
        ),
        (
            "Schreibtisch, Café, Zug: weiter geht's.|Schreibtisch, Café, Zug",
            "Meeting gleich? Läuft.|Meeting gleich?",
        ),
        (
            "Technik im Alltag sollte sich leicht benutzen lassen.|Technik im Alltag",
            "Ein Arbeitstag ist leichter, wenn sich alles verbindet.|Alles verbunden",
        ),
    ),
    "bag": (
        ("Leicht packen, langsam aufbrechen.|Leicht packen", "Was man trägt, verrät, wohin man will.|Wohin?"),
        ("Was ist in deiner Tasche?|In deiner Tasche?", "Wochenende? Packen!|Wochenende?"),
        (
            "Von der Haustür bis zur Endstation.|Bis zur Endstation",
            "Ein Bahnsteig, ein Kaffee, noch etwas Zeit.|Noch etwas Zeit",
        ),
        (
            "Arbeit, Training, Wochenende, los!|Arbeit, Training, Wochenende",
            "Rein damit, und los.|Rein damit",
        ),
        (
            "Was man täglich trägt, sollte sich leicht tragen lassen.|Täglich dabei",
            "Schlüssel, Handy, Laptop: Hosentaschen reichen nicht.|Mehr als Hosentaschen",
        ),
    ),
    "kitchen": (
        (
            "Ein gutes Essen beginnt lange vor dem Tisch.|Vor dem Tisch",
            "Kochen beginnt mit etwas Gutem in der Hand.|Etwas Gutes zur Hand",
        ),
        ("Hunger? Ab in die Küche!|Hunger?", "Ab in die Küche, wir kochen!|Wir kochen!"),
        (
            "In Ruhe kochen, oft probieren, zusammen essen.|In Ruhe kochen",
            "Der Tisch ist gedeckt, und niemand hat es eilig.|Der Tisch ist gedeckt",
        ),
        (
            "Kochen, servieren, teilen!|Kochen, servieren, teilen",
            "Frühstück, Mittag, Mitternachtssnack.|Mitternachtssnack?",
        ),
        (
            "Was man in der Küche täglich benutzt, wählt man mit Bedacht.|Mit Bedacht gewählt",
            "Kochen geht leichter, wenn alles griffbereit ist.|Alles griffbereit",
        ),
    ),
    "home": (
        (
            "Zu Hause ist, wohin man zurückkommt.|Zu Hause",
            "Ein Raum besteht aus kleinen Entscheidungen.|Kleine Entscheidungen",
        ),
        ("Zeit für was Schönes? Klar!|Zeit für was Schönes?", "Mach's dir bequem!|Mach's dir bequem"),
        (
            "Hinsetzen, umschauen, bleiben.|Hinsetzen, bleiben",
            "Sonntagmorgen, und nichts steht an.|Nichts steht an",
        ),
        ("Schuhe aus, Füße hoch, endlich!|Füße hoch", "Freunde da? Tür ist offen.|Tür ist offen"),
        (
            "Mit Dingen, die täglich um uns sind, lohnt sich Sorgfalt.|Täglich um uns",
            "Ein Zuhause lebt von seinen Details.|Details zu Hause",
        ),
    ),
    "coffee": (
        (
            "Ein guter Morgen beginnt mit Kaffee und etwas Geduld.|Etwas Geduld",
            "Für die erste Tasse des Tages nimmt man sich Zeit.|Die erste Tasse",
        ),
        (
            "Erst mal Kaffee? Klar!|Erst mal Kaffee?",
            "Guten Morgen! Zeit für Kaffee!|Zeit für Kaffee!",
        ),
        (
            "Das Wasser wird warm, und der Tag darf warten.|Der Tag darf warten",
            "Jetzt eine Tasse, später vielleicht noch eine.|Vielleicht noch eine",
        ),
        (
            "Eine Tasse hier, eine Tasse da!|Eine Tasse hier",
            "Erste Tasse? Zweite Tasse? Ja!|Zweite Tasse?",
        ),
        (
            "Guter Kaffee beginnt vor dem ersten Schluck.|Vor dem ersten Schluck",
            "Kaffee kochen besteht aus kleinen Schritten.|Kleine Schritte",
        ),
    ),
    "tea": (
        (
            "Tee beginnt mit heißem Wasser und etwas Geduld.|Etwas Geduld",
            "Für eine Tasse Tee ist immer Zeit.|Eine Tasse Tee",
        ),
        (
            "Zeit für Tee? Immer!|Zeit für Tee?",
            "Guten Morgen! Wer möchte Tee?|Wer möchte Tee?",
        ),
        (
            "Die Blätter öffnen sich, und der Tag darf warten.|Der Tag darf warten",
            "Jetzt eine Tasse, später vielleicht noch eine.|Vielleicht noch eine",
        ),
        (
            "Eine Tasse hier, eine Tasse da!|Eine Tasse hier",
            "Erste Tasse? Zweite Tasse? Ja!|Zweite Tasse?",
        ),
        (
            "Guter Tee beginnt vor dem ersten Schluck.|Vor dem ersten Schluck",
            "Tee kochen besteht aus kleinen Schritten.|Kleine Schritte",
        ),
    ),
    "beauty": (
        (
            "Ein paar Minuten, die niemandem sonst gehören.|Ein paar Minuten",
            "Morgenlicht, warmes Wasser, ein langsamer Anfang.|Ein langsamer Anfang",
        ),
        ("Neuer Tag, frischer Start!|Neuer Tag", "Spieglein, Spieglein: bereit?|Bereit?"),
        (
            "Bevor der Tag beginnt, oder wenn er endet.|Bevor der Tag beginnt",
            "Die Tür geht zu, der Lärm bleibt draußen.|Der Lärm bleibt draußen",
        ),
        ("Morgens? Abends? Deine Wahl.|Deine Wahl", "Waschen, tupfen, lächeln.|Waschen, tupfen, lächeln"),
        (
            "Eine gute Routine ist eine, die bleibt.|Eine Routine, die bleibt",
            "Pflege beginnt damit, zu wissen, was man benutzt.|Pflege beginnt hier",
        ),
    ),
    "": (
        (
            "Ein zweiter Blick lohnt sich.|Ein zweiter Blick",
            "Manches zeigt sich erst langsam.|Langsam schauen",
        ),
        ("Hey, schau mal!|Schau mal!", "Kurz Zeit? Dann schau her!|Kurz Zeit?"),
        (
            "Auch gewöhnliche Tage verdienen gute Begleitung.|Gewöhnliche Tage",
            "Einen Moment innehalten, noch einmal hinsehen.|Noch einmal hinsehen",
        ),
        ("Dein Tag, deine Regeln.|Dein Tag", "Jeder Tag, jede Laune, nur zu.|Nur zu"),
        (
            "Gut wählen heißt, die Details zu kennen.|Die Details",
            "Ein genauer Blick lohnt die Zeit.|Ein genauer Blick",
        ),
    ),
}

CONCEPTS = {
    "leak": (
        ("Schon einmal eine Pfütze in der Tasche gefunden?|Pfütze in der Tasche?",),
        ("Eine nasse Tasche mag niemand.",),
        ("Nasse Tasche? Nein danke!",),
    ),
    "thermal": (
        ("Wann war das letzte Getränk genau richtig temperiert?|Genau richtig?",),
        ("Lauwarm ist niemandes Lieblingstemperatur.",),
        ("Lauwarm? Nein danke!",),
    ),
    "dishes": (
        ("Wer meldet sich freiwillig zum Abwasch?|Wer spült?",),
        ("Abende sind zu kurz für den Abwasch.",),
        ("Abwasch? Ohne uns!",),
    ),
    "laundry": (
        ("Kennen wir alle: Kleidung, die kleiner aus der Wäsche kommt.|Kleiner nach der Wäsche?",),
        ("Waschtage sind hart für Kleidung.",),
        ("Waschtag? Nur zu!",),
    ),
    "space": (
        ("Ist im Regal je genug Platz?|Genug Platz?",),
        ("Platz ist immer knapp.",),
        ("Wenig Platz? Kennen wir!",),
    ),
    "hand": (
        ("Manches geht noch durch Menschenhände.|Menschenhände",),
        ("Hände hinterlassen Spuren.",),
        ("Echte Hände, echte Arbeit!",),
    ),
    "rain": (
        ("Die Vorhersage sagt: vielleicht. Wie immer.|Vorhersage: vielleicht",),
        ("Wetter überlegt es sich gern anders.",),
        ("Regen? Na und!",),
    ),
    "phone": ((), ("Ein Handy braucht seinen Platz.",), ("Wohin mit dem Handy?",)),
    "material": ((), ("Woraus etwas gemacht ist, zählt.",), ("Und das Material?",)),
    "ink": (
        ("Wer schreibt noch mit echter Tinte?|Echte Tinte?",),
        ("Tinte ist wählerisch beim Papier.",),
        ("Echte Tinte? Nur zu!",),
    ),
    "flat": ((), ("Eine Seite sollte man nicht festhalten müssen.",), ("Hände voll? Weiterschreiben!",)),
    "place": ((), ("Die richtige Stelle zu suchen, kostet Zeit.",), ("Wo waren wir?",)),
    "power": (
        ("Wo ist die nächste Steckdose?|Nächste Steckdose?",),
        ("Steckdosen sind nie da, wo man sitzt.",),
        ("Akku leer? Ruhig bleiben!",),
    ),
    "ports": (
        ("Wie viele Adapter liegen in der Tasche?|Wie viele Adapter?",),
        ("Jedes Gerät will einen anderen Stecker.",),
        ("Zu viele Stecker?",),
    ),
    "scent": ((), ("Düfte sind der kürzeste Weg zur Erinnerung.",), ("Einatmen!",)),
    "quiet": (("Wann war es zuletzt ganz still?|Ganz still?",), ("Lärm ist überall.",), ("Zu laut?",)),
    "dark": ((), ("Abends wird es früh dunkel.",), ("Schon dunkel? Weiter!",)),
    "soft": ((), ("Komfort spürt man, bevor man ihn sieht.",), ("Fühlt sich gut an?",)),
}

HOOKS = {
    "creative_ad.luxury": (
        "Nehmen Sie sich einen Moment.|Ein Moment",
        "Achten Sie auf die Details.|Die Details",
    ),
    "creative_ad.energetic": ("Bereit? Los geht's!|Bereit?", "Stopp! Schau dir das an!|Stopp!"),
    "creative_ad.minimal": ("Nur, was zählt.|Nur, was zählt", "Ein Ding, klar gesehen.|Klar gesehen"),
    "creative_ad.bold": ("Hör zu. Es geht schnell.|Hör zu", "Kein Smalltalk. Nur das hier.|Kein Smalltalk"),
    "creative_ad.cinematic": (
        "Sieh zu, wie das Licht hereinfällt.|Wie das Licht fällt",
        "Jede Geschichte beginnt mit etwas Alltäglichem.|Etwas Alltägliches",
    ),
    "functional_intro": (
        "Das sollten Sie vor dem Kauf wissen.|Vor dem Kauf",
        "Ein genauer Blick beantwortet viele Fragen.|Ein genauer Blick",
    ),
}

INTROS = {
    "creative_ad.luxury": ("Dürfen wir vorstellen: {name}.", "Entdecken Sie {name}."),
    "creative_ad.energetic": ("Sag Hallo zu {name}!", "Hier kommt {name}!"),
    "creative_ad.minimal": ("{Name}.", "Das ist {name}."),
    "creative_ad.bold": ("Das ist {name}.", "Platz da für {name}."),
    "creative_ad.cinematic": ("Auftritt: {name}.", "Und dann: {name}."),
    "functional_intro": ("Das ist {name}.", "Sehen wir uns {name} genauer an.", "{Name} im Überblick."),
}

FRAMES = {
    "creative_ad.luxury": ("Ein Detail, das bleibt: {p}.", "Beachten Sie: {p}.", "Und nicht zuletzt: {p}."),
    "creative_ad.energetic": ("Und ja: {p}!", "Obendrauf: {p}!", "Check: {p}!"),
    "creative_ad.minimal": ("Dazu: {p}.", "Außerdem: {p}."),
    "creative_ad.bold": ("Fakt: {p}.", "Klare Sache: {p}.", "Und: {p}."),
    "creative_ad.cinematic": ("Aus der Nähe: {p}.", "Ein Detail im Licht: {p}.", "Und dann noch: {p}."),
    "functional_intro": ("Gut zu wissen: {p}.", "Außerdem: {p}.", "Im Detail: {p}.", "Ebenfalls dabei: {p}."),
}

BRIDGES = {
    "creative_ad.luxury": ("Lassen wir die Details sprechen.|Die Details",),
    "creative_ad.energetic": ("Jetzt zu den Details!|Die Details",),
    "creative_ad.minimal": ("Das zählt hier.|Das zählt",),
    "creative_ad.bold": ("Hier sind die Fakten.|Die Fakten",),
    "creative_ad.cinematic": ("Jetzt ein wenig näher heran.|Näher heran",),
    "functional_intro": ("Nun zu den Einzelheiten.|Die Einzelheiten", "Hier die Fakten in Kürze.|Die Fakten"),
}

AUDIENCE = {
    "creative_ad.luxury": ("Gedacht für {audience}.|Für {audience}",),
    "creative_ad.energetic": ("Für {audience}!|Für {audience}",),
    "creative_ad.minimal": ("Für {audience}.|Für {audience}",),
    "creative_ad.bold": ("Das ist für {audience}.|Für {audience}",),
    "creative_ad.cinematic": ("Gemacht für {audience}.|Für {audience}",),
    "functional_intro": ("Gedacht für {audience}.|Für {audience}",),
}

PRICES = {
    "creative_ad.luxury": ("Für {price} erhältlich.", "Der Preis: {price}."),
    "creative_ad.energetic": ("Für {price} gehört's dir!", "Hol's dir für {price}!"),
    "creative_ad.minimal": ("{price}.", "Für {price}."),
    "creative_ad.bold": ("{price}. Punkt.", "Macht {price}."),
    "creative_ad.cinematic": ("Für {price} zu haben.",),
    "functional_intro": ("Der Preis beträgt {price}.", "Erhältlich für {price}."),
}
FROM_PRICES = {"creative_ad": ("Zu haben {price}.",), "functional_intro": ("Erhältlich {price}.",)}

CLOSERS = {
    "creative_ad.luxury": ("Die Wahl liegt bei Ihnen.",),
    "creative_ad.energetic": ("Worauf wartest du?",),
    "creative_ad.minimal": ("Jetzt bist du dran.",),
    "creative_ad.bold": ("Du entscheidest.",),
    "creative_ad.cinematic": ("Der Rest der Geschichte gehört dir.",),
    "functional_intro": ("Die Wahl liegt bei Ihnen.",),
}

CTAS = {
    "creative_ad.luxury": (
        "Entdecken Sie mehr.|Mehr entdecken",
        "Jetzt im Shop ansehen.|Jetzt ansehen",
    ),
    "creative_ad.energetic": (
        "Jetzt zugreifen!|Jetzt zugreifen!",
        "Hol's dir!|Hol's dir!",
    ),
    "creative_ad.minimal": (
        "Mehr erfahren.|Mehr erfahren",
        "Jetzt ansehen.|Jetzt ansehen",
    ),
    "creative_ad.bold": (
        "Jetzt zugreifen.|Jetzt zugreifen",
        "Heute bestellen.|Heute bestellen",
    ),
    "creative_ad.cinematic": (
        "Jetzt entdecken.|Jetzt entdecken",
        "Jetzt bestellen.|Jetzt bestellen",
    ),
    "functional_intro": (
        "Alle Einzelheiten finden Sie im Shop.|Mehr im Shop",
        "Mehr erfahren Sie online.|Mehr erfahren",
    ),
}

CUTS = r"\s+(?:mit|für|aus|von|im|in|zum|zur|bis|und)\s+"
_DECLINED = re.compile(r"[a-zäöüß-]+(?:er|es|e|en)\Z", re.IGNORECASE)


_SMALL = {"von", "aus", "mit", "für", "ohne", "in", "bis", "bei", "ab", "auf"}


def _acts(words):
    """Whether a point opens with its verb: "Passt in jeden Getränkehalter"."""
    verb = words[0].lower()
    return len(words) > 1 and words[1][:1].islower() and verb.endswith("t") and len(verb) > 3


def lowered(point):
    """Adjectives are written small inside a sentence, nouns are not: by what the next word is."""
    words = point.split()
    adjective = len(words) > 1 and _DECLINED.match(words[0]) and words[1][:1].isupper()
    participle = re.match(
        r"(?:[a-zäöüß]+-)?(?:ge|ver|be|vor|hand)?[a-zäöüß]+(?:t|bar|frei|fest|lich|ig)\Z", words[0].lower()
    )
    if _acts(words):
        return lower_first(point)
    small = len(words) > 1 and not any(word[:1].isupper() for word in words[1:])
    return (
        lower_first(point)
        if adjective or words[0].lower() in _SMALL or (participle and (small or len(words) == 1))
        else point
    )


def audience_of(text):
    """Who it is for, with the last comma said as "und"."""
    return re.sub(r",\s*([^,]+)\Z", r" und \1", text) if " und " not in text else text
