"""What a narrator may say of any film: of beginnings, of looking, of endings. Nothing of its facts.

"meet" frames introduce the subject ({who}); "short" lines are for scenes of a second or two.
"""

TIMES = {
    "dawn": ("It is dawn.", "The day is only just beginning."),
    "sunrise": ("The sun is coming up.", "The first light is here."),
    "morning": ("It is morning.", "The day is still young."),
    "noon": ("It is noon.", "The sun stands high."),
    "afternoon": ("It is afternoon.", "The day is well under way."),
    "sunset": ("The sun is going down.", "The light turns low."),
    "dusk": ("It is dusk.", "The light is fading."),
    "evening": ("It is evening.", "The day is almost over."),
    "night": ("It is night.", "The day is long over."),
    "midnight": ("It is midnight.", "One day ends, and another begins."),
    "rain": ("It is raining.", "Rain is falling."),
    "snow": ("There is snow all around.", "Snow lies everywhere."),
    "spring": ("It is spring.",),
    "summer": ("It is summer.",),
    "autumn": ("It is autumn.",),
    "winter": ("It is winter.",),
}

# How a film ends that began at such a time.
ENDS = {
    "dawn": ("And so the day begins.",),
    "sunrise": ("And so the day begins.",),
    "morning": ("And the day goes on from here.",),
    "sunset": ("And so the day ends.",),
    "dusk": ("And so the day ends.",),
    "evening": ("And so the day comes to its end.",),
    "night": ("And the night goes on.",),
    "midnight": ("And the night goes on.",),
    "rain": ("And the rain keeps falling.",),
}

_CALM = {
    "meet": ("This is the story of {who}.", "It all begins with {who}.", "Meet {who}."),
    "hook": ("Every story begins somewhere.", "Come a little closer.", "Let us begin."),
    "context": ("Look around for a moment.", "Take in the place first.", "First, a look around."),
    "content": (
        "The camera stays close.",
        "Nothing needs to be said.",
        "For a moment, we simply watch.",
        "Slowly, the picture opens up.",
        "Here, it pays to look twice.",
        "Every small movement counts.",
        "We stay, and we look.",
        "Time takes its time.",
    ),
    "closing": (
        "And that is where we leave it.",
        "Then the picture grows still.",
        "Some moments are enough as they are.",
    ),
    "short": ("Look.", "Watch.", "Closer now.", "One breath.", "Hold on.", "Wait.", "Stay.", "And rest."),
}
_LIVELY = {
    "meet": ("Meet {who}!", "Say hello to {who}!", "Make room for {who}!"),
    "hook": ("Ready? Here we go!", "Watch this!", "Eyes up front!"),
    "context": ("Take a quick look around!", "First things first: the place!"),
    "content": (
        "Keep watching!",
        "Closer, closer!",
        "Don't blink now!",
        "And on it goes!",
        "Stay with it!",
        "Did you see that?",
        "One more look!",
        "No stopping now!",
    ),
    "closing": ("And that's that!", "Until next time!", "That's the whole story!"),
    "short": ("Look!", "Watch!", "Closer!", "Go on!", "Now!", "Hold on!", "Ready?", "Done!"),
}
_PLAIN = {
    **_CALM,
    "meet": ("This film shows {who}.", "At the centre is {who}.", "Here is {who}."),
    "hook": ("Let us take a look.", "Here is what this is about."),
    "context": ("First, the surroundings.", "Let us begin with the place."),
    "closing": ("That is the whole of it.", "And with that, we have seen it all."),
}

_DE = {
    "meet": (),
    "hook": ("Jede Geschichte beginnt irgendwo.", "Kommen wir näher.", "Fangen wir an."),
    "context": ("Sehen wir uns erst einmal um.", "Zuerst der Ort.", "Ein Blick in die Runde."),
    "content": (
        "Die Kamera bleibt nah.",
        "Worte braucht es hier keine.",
        "Einen Moment lang schauen wir nur zu.",
        "Langsam öffnet sich das Bild.",
        "Hinsehen lohnt sich.",
        "Jede kleine Bewegung zählt.",
        "Wir bleiben und schauen.",
        "Zeit spielt keine Rolle.",
    ),
    "closing": (
        "Und hier verlassen wir die Szene.",
        "Dann wird das Bild still.",
        "Manche Momente genügen sich selbst.",
    ),
    "short": ("Schau.", "Näher.", "Ganz ruhig.", "Warte.", "Moment.", "Still.", "Bleib.", "Ende."),
}
_FR = {
    "meet": (),
    "hook": ("Toute histoire commence quelque part.", "Approchons-nous.", "Commençons."),
    "context": ("Regardons d'abord autour de nous.", "Le lieu, pour commencer.", "Un regard alentour."),
    "content": (
        "La caméra reste proche.",
        "Les mots sont inutiles ici.",
        "Un instant, on regarde simplement.",
        "Lentement, l'image s'ouvre.",
        "Regarder deux fois en vaut la peine.",
        "Chaque petit geste compte.",
        "On reste, et l'on observe.",
        "Rien ne presse.",
    ),
    "closing": ("C'est ici que l'on s'arrête.", "Puis l'image se fige.", "Certains moments se suffisent."),
    "short": ("Regarde.", "Plus près.", "Attends.", "Un souffle.", "Reste.", "Voilà.", "Encore.", "Fin."),
}
_ES = {
    "meet": (),
    "hook": ("Toda historia empieza en algún lugar.", "Acerquémonos un poco.", "Empecemos."),
    "context": ("Miremos primero alrededor.", "El lugar, para empezar.", "Una mirada en torno."),
    "content": (
        "La cámara se queda cerca.",
        "Aquí sobran las palabras.",
        "Por un momento, solo miramos.",
        "Poco a poco se abre la imagen.",
        "Mirar dos veces merece la pena.",
        "Cada pequeño gesto cuenta.",
        "Nos quedamos y observamos.",
        "Nadie tiene prisa.",
    ),
    "closing": ("Y aquí lo dejamos.", "Luego la imagen se aquieta.", "Algunos momentos se bastan solos."),
    "short": ("Mira.", "Más cerca.", "Espera.", "Un respiro.", "Quieto.", "Así.", "Otra vez.", "Fin."),
}


def of(language, style, mode):
    """The lines of a language for a style and mode, by beat; {} for a language without any."""
    if language == "en":
        if mode == "functional_intro":
            return _PLAIN
        return _LIVELY if style in ("energetic", "bold") else _CALM
    return {"de": _DE, "fr": _FR, "es": _ES}.get(language, {})
