"""The five styles and two modes: everything a look decides, each as one row of plain data.

A style is read by three rooms: the art director takes palette, backdrop and type, the copywriter
takes tone, the composer takes pace, transitions and music. Adding a style is adding a row.
"""

from dataclasses import dataclass

from projects.languages.marked import gettext_noop


@dataclass(frozen=True)
class Style:
    """One look.

    Colours are `#rrggbb`. `pace` is the length of an average shot in milliseconds.
    `zoom` is how far the camera travels over a scene (1.08 = eight per cent closer), `depth` how many
    times further it travels over a product than over its set. `finish` names the light or the shapes the
    composer lays over the picture. `on_beat` asks the music to put beats on the cuts; slow styles drift
    over them.
    """

    name: str
    label: str
    summary: str
    backdrop: str
    surface: str
    ink: str
    accent: str
    shade: str
    dark: bool
    display_font: str
    text_font: str
    headline_case: str
    light: str
    camera: str
    lens: str
    texture: str
    pace: int
    zoom: float
    depth: float
    finish: str
    transitions: tuple
    transition_ms: int
    mood: str
    bpm: int
    on_beat: bool
    tone: str


_ROWS = (
    Style(
        name="luxury",
        label=gettext_noop("Luxury"),
        summary=gettext_noop("Deep colours, slow light, room to breathe"),
        backdrop="#17110d",
        surface="#2b1f17",
        ink="#f6ecdc",
        accent="#d2a864",
        shade="#050302",
        dark=True,
        display_font="serif",
        text_font="sans",
        headline_case="title",
        light="a single soft key light from the upper left, warm rim light",
        camera="slow push in on a dolly",
        lens="85 mm, shallow depth of field",
        texture="glow",
        pace=3750,
        zoom=1.07,
        depth=2.1,
        finish="sweep",
        transitions=("fade", "fade", "zoom", "fade"),
        transition_ms=700,
        mood=gettext_noop("elegant"),
        bpm=72,
        on_beat=False,
        tone="assured and unhurried",
    ),
    Style(
        name="energetic",
        label=gettext_noop("Energetic"),
        summary=gettext_noop("Saturated colour, quick cuts, big type"),
        backdrop="#ff5a36",
        surface="#ffb703",
        ink="#1c0f0a",
        accent="#fffaf0",
        shade="#a3240b",
        dark=False,
        display_font="condensed",
        text_font="sans",
        headline_case="upper",
        light="hard sun from the side, crisp shadow",
        camera="quick handheld push with a snap zoom",
        lens="28 mm, deep focus",
        texture="rays",
        pace=2500,
        zoom=1.12,
        depth=1.7,
        finish="streaks",
        transitions=("slide", "wipe", "zoom", "slide"),
        transition_ms=300,
        mood=gettext_noop("upbeat"),
        bpm=122,
        on_beat=True,
        tone="quick, warm and direct",
    ),
    Style(
        name="minimal",
        label=gettext_noop("Minimal"),
        summary=gettext_noop("Paper white, one shadow, nothing extra"),
        backdrop="#eeece6",
        surface="#faf9f6",
        ink="#1b1c1e",
        accent="#2f6f5e",
        shade="#b9b4a8",
        dark=False,
        display_font="sans",
        text_font="sans",
        headline_case="sentence",
        light="large soft window light from the left",
        camera="locked off with the slightest drift",
        lens="50 mm, even focus",
        texture="paper",
        pace=3750,
        zoom=1.05,
        depth=1.9,
        finish="none",
        transitions=("fade", "cut", "fade", "cut"),
        transition_ms=400,
        mood=gettext_noop("calm"),
        bpm=84,
        on_beat=False,
        tone="plain and exact",
    ),
    Style(
        name="bold",
        label=gettext_noop("Bold"),
        summary=gettext_noop("Two flat colours, blocks and heavy type"),
        backdrop="#1d2bff",
        surface="#ff3d81",
        ink="#ffffff",
        accent="#ffe600",
        shade="#0b1280",
        dark=True,
        display_font="black",
        text_font="sans",
        headline_case="upper",
        light="flat frontal flash, hard offset shadow",
        camera="straight-on with a decisive slide",
        lens="35 mm, deep focus",
        texture="blocks",
        pace=3000,
        zoom=1.10,
        depth=1.7,
        finish="blocks",
        transitions=("wipe", "slide", "wipe", "zoom"),
        transition_ms=350,
        mood=gettext_noop("driving"),
        bpm=110,
        on_beat=True,
        tone="blunt and confident",
    ),
    Style(
        name="cinematic",
        label=gettext_noop("Cinematic"),
        summary=gettext_noop("Dusk gradients, haze, a slow camera"),
        backdrop="#0f2027",
        surface="#2c5364",
        ink="#f4f1ea",
        accent="#ff9e5e",
        shade="#04090c",
        dark=True,
        display_font="serif",
        text_font="sans",
        headline_case="sentence",
        light="low sun behind the subject, haze and long falloff",
        camera="slow crane up with parallax",
        lens="40 mm anamorphic, gentle flare",
        texture="haze",
        pace=3750,
        zoom=1.10,
        depth=2.0,
        finish="leak",
        transitions=("fade", "zoom", "fade", "fade"),
        transition_ms=600,
        mood=gettext_noop("epic"),
        bpm=90,
        on_beat=False,
        tone="vivid and grounded",
    ),
)

STYLES = {style.name: style for style in _ROWS}

MODES = {"creative_ad": gettext_noop("Creative ad"), "functional_intro": gettext_noop("Functional intro")}

MOODS = tuple(style.mood for style in _ROWS)
