"""What a narrator may say of any film: of beginnings, of looking, of endings. Nothing of its facts.

"meet" frames introduce the subject ({who}, and {more}: who it is with or where); "stay" frames look
at it ({the}), "leave" frames end with it; "short" lines are for scenes of a second or two. In TIMES
{where} is a place with a space before it, or nothing.
"""

TIMES = {
    "dawn": ("It is dawn{where}, and the day is only just beginning.", "It is dawn{where}."),
    "sunrise": ("The sun is coming up{where}, and the first light is here.", "The sun is coming up."),
    "morning": ("It is morning{where}, and the day is still young.", "It is morning{where}."),
    "noon": ("It is noon{where}, and the sun stands high.", "It is noon{where}."),
    "afternoon": ("It is afternoon{where}, and the day is well under way.", "It is afternoon{where}."),
    "sunset": ("The sun is going down{where}, and the light turns low.", "The sun is going down."),
    "dusk": ("It is dusk{where}, and the light is slowly fading.", "It is dusk{where}."),
    "evening": ("It is evening{where}, and the day is almost over.", "It is evening{where}."),
    "night": ("It is night{where}, and the day is long over.", "It is night{where}."),
    "midnight": ("It is midnight{where}: one day ends, and another begins.", "It is midnight{where}."),
    "rain": ("It is raining{where}, and it does not look like stopping.", "It is raining{where}."),
    "snow": ("There is snow all around, as far as we can see.", "There is snow all around."),
    "spring": ("It is spring{where}, and the days are growing longer.", "It is spring{where}."),
    "summer": ("It is summer{where}, and the days are long.", "It is summer{where}."),
    "autumn": ("It is autumn{where}, and the days are growing shorter.", "It is autumn{where}."),
    "winter": ("It is winter{where}, and the days are short.", "It is winter{where}."),
}

# How a film ends that began at such a time.
ENDS = {
    "dawn": ("And that is how the day begins for {the}.", "And so the day begins."),
    "sunrise": ("And that is how the day begins for {the}.", "And so the day begins."),
    "morning": ("And from here, the day goes on for {the}.", "And the day goes on."),
    "sunset": ("And that is how the day ends for {the}.", "And so the day ends."),
    "dusk": ("And that is how the day ends for {the}.", "And so the day ends."),
    "evening": ("And that is how the day ends for {the}.", "And so the day ends."),
    "night": ("And the night goes on, with {the} in it.", "And the night goes on."),
    "midnight": ("And the night goes on, with {the} in it.", "And the night goes on."),
    "rain": ("And the rain keeps falling, all around {the}.", "And the rain keeps falling."),
}

_CALM = {
    "meet": ("This is the story of {who}{more}.", "It all begins with {who}{more}.", "Meet {who}."),
    "hook": ("Every story begins somewhere, and this one begins here.", "Let us begin."),
    "context": (
        "Look around for a moment, and take in the place.",
        "First of all, let us take a slow look around.",
    ),
    "stay": (
        "Stay close to {the} for a moment longer.",
        "For a little while, we simply watch {the}.",
        "Take your time, and look closely at {the}.",
    ),
    "content": (
        "The camera stays close, and nothing needs to be said.",
        "For a moment, we stand still and simply watch.",
        "Slowly, the picture opens up, and there is more to see.",
        "It pays to look twice at a moment like this.",
        "Every small movement counts, so we keep our eyes open.",
        "We stay where we are, and we keep looking.",
        "Time takes its time, and so do we.",
    ),
    "leave": ("And this is where we leave {the}, for now.", "Then the picture grows still around {the}."),
    "closing": (
        "And that is where we leave it, for now.",
        "Then the picture grows still, and the story ends.",
        "Some moments are enough, just as they are.",
    ),
    "short": ("Look.", "Watch.", "Closer now.", "One breath.", "Hold on.", "Wait.", "Stay.", "And rest."),
}
_LIVELY = {
    "meet": ("Meet {who}{more}!", "Say hello to {who}{more}!", "Make room for {who}{more}!"),
    "hook": ("Ready or not, here we go: watch this!", "Eyes up front!"),
    "context": ("Take a quick look around, because here we go!", "First things first: have a look around!"),
    "stay": (
        "Keep your eyes on {the}, and don't blink now!",
        "Stay with {the}, because this is not over yet!",
        "Don't look away from {the}, not even now!",
    ),
    "content": (
        "Keep watching, because this is not over yet!",
        "Closer, closer, and a little closer still!",
        "Don't blink now, or you might miss it!",
        "And on it goes, with no time to stop!",
        "Did you see that? Look again, right there!",
        "One more look, and then one more after that!",
        "No stopping now, we are nearly there!",
    ),
    "leave": ("And that's that for {the}, until next time!",),
    "closing": ("And that's the whole story, until next time!", "That's it, that's all, until next time!"),
    "short": ("Look!", "Watch!", "Closer!", "Go on!", "Now!", "Hold on!", "Ready?", "Done!"),
}
_PLAIN = {
    **_CALM,
    "meet": ("This film shows {who}{more}.", "Here is a film of {who}{more}.", "Here is {who}."),
    "hook": ("Let us take a closer look at what this is about.", "Let us take a look."),
    "context": (
        "First of all, let us take a look around.",
        "Let us begin with the place where it happens.",
    ),
    "closing": ("And with that, we have seen the whole of it.", "That is the whole of it."),
}

_DE = {
    "meet": (),
    "hook": ("Jede Geschichte beginnt irgendwo, und diese beginnt hier.", "Fangen wir an."),
    "context": (
        "Sehen wir uns erst einmal in Ruhe um.",
        "Zuerst werfen wir einen Blick in die Runde.",
    ),
    "content": (
        "Die Kamera bleibt nah, Worte braucht es hier keine.",
        "Einen Moment lang stehen wir still und schauen zu.",
        "Langsam öffnet sich das Bild, und es gibt mehr zu sehen.",
        "Hinsehen lohnt sich in einem Augenblick wie diesem.",
        "Jede kleine Bewegung zählt, also schauen wir genau hin.",
        "Wir bleiben, wo wir sind, und schauen weiter.",
        "Zeit spielt hier für einen Moment keine Rolle.",
    ),
    "closing": (
        "Und an dieser Stelle verlassen wir die Szene.",
        "Dann wird das Bild still, und die Geschichte endet.",
        "Manche Momente genügen sich selbst, so wie sie sind.",
    ),
    "short": ("Schau.", "Näher.", "Ganz ruhig.", "Warte.", "Moment.", "Still.", "Bleib.", "Ende."),
}
_FR = {
    "meet": (),
    "hook": ("Toute histoire commence quelque part, et celle-ci commence ici.", "Commençons."),
    "context": (
        "Prenons d'abord le temps de regarder autour de nous.",
        "Le lieu, pour commencer : regardons-le un instant.",
    ),
    "content": (
        "La caméra reste proche, et les mots sont inutiles ici.",
        "Un instant, on ne bouge plus et l'on regarde.",
        "Lentement, l'image s'ouvre, et il y a plus à voir.",
        "Regarder deux fois un tel moment en vaut la peine.",
        "Chaque petit geste compte, alors on garde les yeux ouverts.",
        "On reste là, et l'on continue de regarder.",
        "Rien ne presse, et le temps prend son temps.",
    ),
    "closing": (
        "C'est ici que l'on s'arrête, pour cette fois.",
        "Puis l'image se fige, et l'histoire se termine.",
        "Certains moments se suffisent, tels qu'ils sont.",
    ),
    "short": ("Regarde.", "Plus près.", "Attends.", "Un souffle.", "Reste.", "Voilà.", "Encore.", "Fin."),
}
_ES = {
    "meet": (),
    "hook": ("Toda historia empieza en algún lugar, y esta empieza aquí.", "Empecemos."),
    "context": (
        "Miremos primero alrededor, con un poco de calma.",
        "El lugar, para empezar: miremos un momento.",
    ),
    "content": (
        "La cámara se queda cerca, y sobran las palabras.",
        "Por un momento, nos quedamos quietos y solo miramos.",
        "Poco a poco se abre la imagen, y hay más que ver.",
        "Mirar dos veces un momento así merece la pena.",
        "Cada pequeño gesto cuenta, así que miramos con atención.",
        "Nos quedamos donde estamos y seguimos mirando.",
        "Nadie tiene prisa, y el tiempo se toma su tiempo.",
    ),
    "closing": (
        "Y aquí lo dejamos, al menos por ahora.",
        "Luego la imagen se aquieta, y la historia termina.",
        "Algunos momentos se bastan solos, tal como son.",
    ),
    "short": ("Mira.", "Más cerca.", "Espera.", "Un respiro.", "Quieto.", "Así.", "Otra vez.", "Fin."),
}


def of(language, style, mode):
    """The lines of a language for a style and mode, by beat; {} for a language without any."""
    if language == "en":
        if mode == "functional_intro":
            return _PLAIN
        return _LIVELY if style in ("energetic", "bold") else _CALM
    return {"de": _DE, "fr": _FR, "es": _ES}.get(language, {})
