"""Scripts as people write, paste and export them: who says what, in which scene, and what is left out."""

import pytest

from generation.provider_errors import Rejected
from generation.text import screenplay, script_summary
from tests.quality.kit import Input, each


def told(script: str) -> list[str]:
    """What was read: "# heading", "NAME: words", words alone for the narrator, "()" for a silent scene."""
    lines, heading = [], ""
    for segment in screenplay.parse(script).segments:
        if segment.heading != heading:
            heading = segment.heading
            lines.append(f"# {heading}")
        lines.append(f"{segment.speaker}: {segment.text}".removeprefix(": ") or "()")
    return lines


AS_TYPED = [
    Input(
        "a shot in brackets before who speaks",
        '1. [Wide shot of beach] Narrator: "The sea was calm."\n2. [Close-up] Narrator: "Too calm."',
        right=["The sea was calm.", "Too calm."],
    ),
    Input(
        "names of parts alone on their lines",
        "Intro\nHey all, it is Kim.\n\nMain\nToday: a shirt.\n\nOutro\nSee you!",
        right=["Hey all, it is Kim.", "Today: a shirt.", "See you!"],
    ),
    Input(
        "tags for a voice",
        '<speak>Hello <break time="1s"/> and <emphasis level="strong">welcome</emphasis>.</speak>',
        right=["Hello and welcome."],
    ),
    Input(
        "labels of an advert's copy",
        "HEADLINE: Sleep better tonight\nBODY COPY: Our pillow adapts to you.\nCTA: Order now",
        right=["Our pillow adapts to you.", "Order now"],
    ),
]


AS_TYPED += [
    Input(
        "a talk that was written down",
        "Kim Lee\n10:02 AM\nHey all, welcome.\n\nJon Ortiz\n10:03 AM\nThanks.",
        right=["Kim Lee: Hey all, welcome.", "Jon Ortiz: Thanks."],
    ),
    Input(
        "a talk that was written down",
        "Speaker A [00:00:01]\nWelcome to the show.\n\nSpeaker B [00:00:04]\nGlad to be here.",
        right=["Speaker A: Welcome to the show.", "Speaker B: Glad to be here."],
    ),
    Input(
        "a talk that was written down",
        "Speaker 1  0:03\nWelcome back.\n\nSpeaker 2  0:07\nThanks!\nAnd it rains.\n\n"
        "Speaker 1  0:12\nIt always does.",
        right=["Speaker 1: Welcome back.", "Speaker 2: Thanks! And it rains.", "Speaker 1: It always does."],
    ),
    Input(
        "handles before colons",
        "@anna: did u see it??\n@ben: yes!! 😂",
        right=["anna: did u see it??", "ben: yes!!"],
    ),
    Input(
        "names in small letters above their words",
        "Anna\nGood morning!\n\nBen\nMorning. Coffee?\n\nAnna\nAlways.",
        right=["Anna: Good morning!", "Ben: Morning. Coffee?", "Anna: Always."],
    ),
    Input(
        "names in small letters above their words",
        "Lisbon\nWe land at noon.\n\nPorto\nThe river is gold.",
        right=["Lisbon We land at noon.", "Porto The river is gold."],
    ),
    Input(
        "letters for people",
        "A: Did you boil it?\nB: I did.\nA: When?",
        right=["A: Did you boil it?", "B: I did.", "A: When?"],
    ),
    Input(
        "a block quote of what is said",
        '# Script: Kettle\n\n## Scene 1: Kitchen (0–5 s)\n*[Steam rises]*\n\n> "It boils in two minutes."\n\n'
        "## Scene 2: Table\n**VO:** And stays warm.",
        right=["# Kitchen", "It boils in two minutes.", "# Table", "And stays warm."],
    ),
    Input(
        "a cut to words",
        "FADE IN ON:\n\nGRANDMA\nIt's old.\n\nKID\nDoes it work?\n\nSMASH CUT TO: TITLE CARD",
        right=["GRANDMA: It's old.", "KID: Does it work?"],
    ),
    Input(
        "a script's own name",
        "Video Script: Aldern Kettle\nLength: 30s\n\nOpening:\nSome mornings start slow.",
        right=["Some mornings start slow."],
    ),
]


@each(AS_TYPED)
def test_scripts_as_they_are_typed(case):
    assert told(case.given) == case.right


def test_who_speaks_in_a_talk_is_a_person_and_no_narrator():
    talk = "Kim Lee\n10:02 AM\nHey all.\n\nJon Ortiz\n10:03 AM\nThanks."
    assert [segment.speaker for segment in screenplay.parse(talk).segments] == ["Kim Lee", "Jon Ortiz"]
    timed = "Speaker A [00:00:01]\nWelcome.\n\nSpeaker B [00:00:04]\nHi."
    assert [segment.speaker for segment in screenplay.parse(timed).segments] == ["Speaker A", "Speaker B"]


FOUNTAIN = [
    Input(
        "Fountain dialogue",
        "INT. STUDIO - DAY\n\nANA\nReady?\n\nBEN (O.S.) (CONT'D)\nAlmost.\n\nANA ^\nGo.",
        right=["# INT. STUDIO - DAY", "ANA: Ready?", "BEN: Almost.", "ANA: Go."],
    ),
    Input(
        "Fountain dialogue",
        "INT. BAR - NIGHT\n\n@McNAB (O.S.) (CONT'D)\nOne more.\n\n@Zoë van Dijk\nLast one.",
        right=["# INT. BAR - NIGHT", "McNAB: One more.", "Zoë van Dijk: Last one."],
    ),
    Input(
        "Fountain dialogue",
        "INT. COCINA - DÍA\n\nMARÍA JOSÉ\nBuenos días.\n\nÁNGEL (V.O.)^\n¿Café?",
        right=["# INT. COCINA - DÍA", "MARÍA JOSÉ: Buenos días.", "ÁNGEL: ¿Café?"],
    ),
    Input(
        "Fountain dialogue",
        "ИНТ. КУХНЯ - УТРО\n\nЖАННА\nПривет.\n\nДИКТОР (ЗК)\nТак начинается день.",
        right=["# ИНТ. КУХНЯ - УТРО", "ЖАННА: Привет.", "Так начинается день."],
    ),
    Input(
        "Fountain dialogue",
        "INT. LAB - DAY\n\nDR. LEE\nFirst try.\n  \nSecond try.\n\nR2\nBeep.\n\nGUARD #2\nHalt.",
        right=["# INT. LAB - DAY", "DR. LEE: First try. Second try.", "R2: Beep.", "GUARD #2: Halt."],
    ),
    Input(
        "Fountain dialogue",
        "EXT. HILL - DAWN\n\nNARRATOR (V.O.)\nSome paths are older than maps.\n\nANNOUNCER\n"
        "And some are new.",
        right=["# EXT. HILL - DAWN", "Some paths are older than maps.", "And some are new."],
    ),
    Input(
        "Fountain directions",
        "INT. HALL - DAY\n\nANA\n(whispering,\nclose to the door)\nI can hear you.\n(beat)\nStill.",
        right=["# INT. HALL - DAY", "ANA: I can hear you. Still."],
    ),
    Input(
        "Fountain directions",
        "INT. HALL - DAY\n\nANA\nI can (beat) hear you (all twelve of you).",
        right=["# INT. HALL - DAY", "ANA: I can hear you (all twelve of you)."],
    ),
    Input(
        "Fountain marks",
        "INT. STUDIO - DAY\n\nANA\nIt sings before it *boils*, **always**, _every_ ***single*** day.",
        right=["# INT. STUDIO - DAY", "ANA: It sings before it boils, always, every single day."],
    ),
    Input(
        "Fountain marks",
        "INT. STUDIO - DAY\n\nANA\nReady. [[maybe louder]]\n\n/* ANA\nCut this. */\n\nBEN\nGo.",
        right=["# INT. STUDIO - DAY", "ANA: Ready.", "BEN: Go."],
    ),
    Input(
        "Fountain marks",
        "INT. STUDIO - DAY\n\nANA\nFive \\*stars\\* and 5 * 3 * 2 things in snake_case_names.",
        right=["# INT. STUDIO - DAY", "ANA: Five *stars* and 5 * 3 * 2 things in snake_case_names."],
    ),
    Input(
        "Fountain marks",
        "INT. STUDIO - DAY\n\nANA\nWait [[a note\n\nover a gap]] for it.\n\n===\n\nBEN\nNow.",
        right=["# INT. STUDIO - DAY", "ANA: Wait for it.", "BEN: Now."],
    ),
    Input(
        "Fountain headings",
        "INT. STUDIO - DAY #1A#\n\nANA\nIn.\n\n.OUTSIDE THE STUDIO #2#\n\nANA\nOut.\n\n.снаружи\n\n"
        "ANA\nAway.",
        right=[
            "# INT. STUDIO - DAY",
            "ANA: In.",
            "# OUTSIDE THE STUDIO",
            "ANA: Out.",
            "# снаружи",
            "ANA: Away.",
        ],
    ),
    Input(
        "Fountain headings",
        "# Act one\n\n= They meet.\n\nI/E CAR - NIGHT\n\nANA\nDrive.\n\nINT./EXT. PORCH - NIGHT\n\n"
        "BEN\nStop.",
        right=["# I/E CAR - NIGHT", "ANA: Drive.", "# INT./EXT. PORCH - NIGHT", "BEN: Stop."],
    ),
    Input(
        "Fountain transitions",
        "FADE IN:\n\nINT. ROOM - DAY\n\nANA\nHello.\n\nCUT TO:\n\nEXT. SEA - DAY\n\nANA\nBye.\n\n"
        "> FADE TO WHITE.\n\n> THE END <",
        right=["# INT. ROOM - DAY", "ANA: Hello.", "# EXT. SEA - DAY", "ANA: Bye."],
    ),
    Input(
        "Fountain lyrics",
        "INT. ROOM - DAY\n\nANA\n~La la, the kettle sings\n~La la, the cup is warm",
        right=["# INT. ROOM - DAY", "ANA: La la, the kettle sings La la, the cup is warm"],
    ),
    Input(
        "Fountain title page",
        "Title: _**THE WARM MUG**_\nCredit: written by\nAuthor: A. Writer\nContact:\n"
        "\t12 Long Street\n\tTown\n\nINT. ROOM - DAY\n\nANA\nHello.",
        right=["# INT. ROOM - DAY", "ANA: Hello."],
    ),
    Input(
        "Fountain action",
        "INT. ROOM - DAY\n\n!SCANNING THE AISLES\n\nThe kettle *hums*.\n\nEXT. YARD - DAY\n\nANA\nHello.",
        right=[
            "# INT. ROOM - DAY",
            "SCANNING THE AISLES",
            "The kettle hums.",
            "# EXT. YARD - DAY",
            "ANA: Hello.",
        ],
    ),
]

FOUNTAIN += [
    Input(
        "Fountain marks",
        "INT. STUDIO - DAY\n\nANA\nStill *warm*. *Soft* hands, *more* tea, (warm) cups.",
        right=["# INT. STUDIO - DAY", "ANA: Still warm. Soft hands, more tea, (warm) cups."],
    ),
]

FDX = """<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<FinalDraft DocumentType="Script" Template="No" Version="5"><Content>
<Paragraph Number="1" Type="Scene Heading"><SceneProperties Length="1/8"/>
<Text>INT. KITCHEN - DAY</Text></Paragraph>
<Paragraph Type="Action"><ScriptNote ID="1">
<Paragraph><Text>Check this.</Text></Paragraph></ScriptNote>
<Text>Steam </Text><Text Style="Bold">rises.</Text></Paragraph>
<Paragraph Type="Character"><Text>ANA (CONT'D)</Text></Paragraph>
<Paragraph Type="Parenthetical"><Text>(softly)</Text></Paragraph>
<Paragraph Type="Dialogue">
<Text>It is </Text><Text Style="Italic">still</Text><Text> warm &amp; full.</Text></Paragraph>
<Paragraph><DualDialogue>
<Paragraph Type="Character"><Text>BEN</Text></Paragraph>
<Paragraph Type="Dialogue"><Text>Yes.</Text></Paragraph>
<Paragraph Type="Character"><Text>NARRATOR</Text></Paragraph>
<Paragraph Type="Dialogue"><Text>All day.</Text></Paragraph>
</DualDialogue></Paragraph>
<Paragraph Type="Transition"><Text>CUT TO:</Text></Paragraph>
</Content><TitlePage><Content>
<Paragraph Alignment="Center"><Text>The Warm Mug</Text></Paragraph></Content></TitlePage>
</FinalDraft>"""

FINAL_DRAFT = [
    Input(
        "Final Draft",
        FDX,
        right=["# INT. KITCHEN - DAY", "ANA: It is still warm & full.", "BEN: Yes.", "All day."],
    ),
    Input(
        "Final Draft",
        FDX.replace("ANA (CONT'D)", "АННА (ЗК)").replace("UTF-8", "utf-16").replace("<?xml", "\ufeff<?xml"),
        right=["# INT. KITCHEN - DAY", "АННА: It is still warm & full.", "BEN: Yes.", "All day."],
    ),
    Input("Final Draft that is broken", FDX.replace("</Content>", "", 1), refused="its XML is broken"),
    Input(
        "Final Draft that is broken",
        FDX.replace("?>", '?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>').replace("Yes.", "&b;"),
        refused="its XML is broken",
    ),
    Input("other files", "%PDF-1.7 …", refused="This is a PDF"),
    Input("other files", "PK\x03\x04…", refused="This is a Word or other office document"),
    Input("other files", "{\\rtf1\\ansi …}", refused="This is an RTF document"),
]

SUBTITLES = [
    Input(
        "SRT",
        "1\n00:00:00,000 --> 00:00:02,500\nCold coffee again?\n\n2\n00:00:02,500 --> 00:00:06,000\n"
        "The mug stays\nwarm all day.",
        right=["Cold coffee again?", "The mug stays warm all day."],
    ),
    Input(
        "SRT",
        "\ufeff1\r\n0:00:00.000-->0:00:02.500\r\n"
        '{\\an8}<font color="#fff">Salt &amp; <i>pepper</i>.</font>\r\n\r\n2\r\n'
        "00:00:03,000 --> 00:00:04,000 X1:10\r\n42\r\n",
        right=["Salt & pepper.", "42"],
    ),
    Input(
        "SRT",
        "00:00:01,000 --> 00:00:02,000\nA sentence that goes on\n00:00:02,000 --> 00:00:03,000\n"
        "in the next cue.\n",
        right=["A sentence that goes on in the next cue."],
    ),
    Input(
        "SRT",
        "1\n00:00:00,000 --> 00:00:02,000\n[door creaks]\n\n2\n00:00:02,000 --> 00:00:04,000\n"
        "- Who is it?\n- Me.\n\n3\n00:00:04,000 --> 00:00:05,000\n♪ la la ♪\n\n4\n"
        "00:00:05,000 --> 00:00:06,000\nMAYA: Come in.",
        right=["Who is it?", "Me.", "la la", "MAYA: Come in."],
    ),
    Input(
        "SRT",
        "1\n00:00:00,000 --> 00:00:02,500\nコーヒーが冷めた。\n\n"
        "2\n00:00:02,500 --> 00:00:06,000\nこのカップなら\n"
        "ずっと温かい。",
        right=["コーヒーが冷めた。", "このカップならずっと温かい。"],
    ),
    Input(
        "WebVTT",
        "WEBVTT - Mug\nKind: captions\n\nNOTE made by hand\n\nSTYLE\n::cue { color: red }\n\n"
        "intro\n00:00.000 --> 00:02.500 align:start position:0%\n"
        "<v Ana>Cold <c.loud>coffee</c> again?</v>\n\nNOTE\nmore\n\n00:02.500 --> 00:06.000\n"
        "<v.first Ben>Not <00:03.000>with this.",
        right=["Ana: Cold coffee again?", "Ben: Not with this."],
    ),
    Input(
        "WebVTT",
        "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nOne.\n\n00:00:02.000 --> 00:00:04.000\nTwo.",
        right=["One.", "Two."],
    ),
    Input(
        "ASS",
        "[Script Info]\nScriptType: v4.00+\n\n[Events]\n"
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Dialogue: 0,0:00:00.00,0:00:02.00,Default,Ana,0,0,0,,{\\i1}Cold{\\i0} coffee\\Nagain?\n"
        "Comment: 0,0:00:02.00,0:00:03.00,Default,,0,0,0,,hidden\n",
        right=["Ana: Cold coffee again?"],
    ),
]

TIMED = [
    Input(
        "timed beats",
        "0:00-0:03 Hook: Tired of cold coffee?\n0:03-0:10 Meet the mug. It keeps 57 °C.\n"
        "0:10-0:15 CTA: Order today.",
        right=["Tired of cold coffee?", "Meet the mug. It keeps 57 °C.", "Order today."],
    ),
    Input(
        "timed beats",
        "[00:00] Tired of cold coffee?\n[00:05] Meet the mug.\n[00:12] Order today.",
        right=["Tired of cold coffee?", "Meet the mug.", "Order today."],
    ),
    Input(
        "timed beats",
        "(0-3s) HOOK: Tired of cold coffee?\n(3-8s) SOLUTION: Meet the mug.\n(8–15 s) CTA – Order today.",
        right=["Tired of cold coffee?", "Meet the mug.", "Order today."],
    ),
    Input(
        "timed beats",
        "00:00:00 --- Tired of cold coffee?\n00:00:05 --- Meet the mug.",
        right=["Tired of cold coffee?", "Meet the mug."],
    ),
    Input(
        "timed beats",
        "0–3 Sek.: Schon wieder kalter Kaffee?\n3–8 Sek.: Hier ist die Tasse.\n8–15 Sek.: Jetzt bestellen.",
        right=["Schon wieder kalter Kaffee?", "Hier ist die Tasse.", "Jetzt bestellen."],
    ),
    Input(
        "timed beats",
        "0-3秒：咖啡又凉了？\n3-8秒：试试这个杯子。",
        right=["咖啡又凉了？", "试试这个杯子。"],
    ),
    Input(
        "timed beats",
        "0:00–0:04\nVisual: A cold mug.\nVO: Cold again?\n\n0:04–0:08\nVisual: A warm mug.\n"
        "VO: Not this one.",
        right=["Cold again?", "Not this one."],
    ),
    Input(
        "timed beats",
        "0:00 - 0:05 | A cold mug on a desk\nMAYA: Cold again?\n0:05 - 0:10 | A warm mug\n"
        "MAYA: Not this one.",
        right=["MAYA: Cold again?", "MAYA: Not this one."],
    ),
    Input(
        "times that are words",
        "10:30 in the morning and nobody is up.\n\nThe shop opens at 9:00.",
        right=["10:30 in the morning and nobody is up.", "The shop opens at 9:00."],
    ),
    Input(
        "times that are words",
        "9:00–17:00, every day.",
        right=["9:00–17:00, every day."],
    ),
    Input(
        "times that are words",
        "24 hours hot. 12 hours cold.",
        right=["24 hours hot. 12 hours cold."],
    ),
]

TABLES = [
    Input(
        "tables",
        '| Time | Visual | Audio |\n|---|---|---|\n| 0-3s | Mug on desk | "Cold again?" |\n'
        '| 3-8s | Hand | "Not this one." |',
        right=["Cold again?", "Not this one."],
    ),
    Input(
        "tables",
        "Scene\tVideo\tVoice-over\n1\tMug on desk\tCold again?\n2\tHand lifts mug\tNot this one.",
        right=["Cold again?", "Not this one."],
    ),
    Input(
        "tables",
        "| Scene | Visuals | Speaker | Dialogue | Text on screen |\n|:--|:-:|--|--|--|\n"
        "| Kitchen | Steam | MAYA | Cold again? | COLD? |\n"
        "| Office | Desk | Narrator | Not this one. | - |",
        right=["# Kitchen", "MAYA: Cold again?", "# Office", "Not this one."],
    ),
    Input(
        "tables",
        "镜头 | 画面 | 旁白\n--- | --- | ---\n1 | 桌上的杯子 | 咖啡又凉了？\n2 | 手 | 试试这个。",
        right=["咖啡又凉了？", "试试这个。"],
    ),
    Input(
        "tables",
        "| Zeit | Bild | Sprecher |\n|---|---|---|\n| 0–3 s | Tasse | Schon wieder kalt? |",
        right=["Schon wieder kalt?"],
    ),
    Input(
        "tables",
        "| Hora | Imagen | Audio | Música |\n|---|---|---|---|\n"
        "| 0-3s | Taza | **MAYA:** ¿Otra vez frío? | suave |",
        right=["MAYA: ¿Otra vez frío?"],
    ),
    Input(
        "tables",
        'Time,Visual,Narration\n0-3s,Mug on desk,"Cold again, Maya?"\n3-8s,Hand,Not this one.',
        right=["Cold again, Maya?", "Not this one."],
    ),
    Input(
        "tables",
        "Here's a script:\n\n| Visual | VO |\n|---|---|\n| Mug | Cold again? |\n| Logo | |\n\n"
        "Let me know if you want changes!",
        right=["Cold again?", "()"],
    ),
    Input(
        "tables without words to say",
        "| Time | Visual |\n|---|---|\n| 0-3s | Mug on desk |",
        refused="The table has no column of what is said",
    ),
    Input(
        "tables without words to say",
        "| Size | Chest |\n|---|---|\n| M | 50 |",
        refused="The table has no column of what is said",
    ),
]

MARKDOWN = [
    Input(
        "chat models",
        "Sure! Here's a 15-second script:\n\n**Scene 1: The Kitchen (0:00–0:05)**\n"
        '**Visual:** A mug. Steam rises.\n**Narrator (V.O.):** "Tired of *cold* coffee?"\n'
        "**On-screen text:** Cold again?\n**Music:** Upbeat\n\n---\n\n"
        "**Scene 2: The Desk (0:05–0:15)**\n**Visual:** A hand.\n"
        '**Narrator (V.O.):** "Not this one."\n\n---\n\nLet me know if you\'d like a shorter one!',
        right=["# The Kitchen", "Tired of cold coffee?", "# The Desk", "Not this one."],
    ),
    Input(
        "chat models",
        "### 🎬 Scene 1 — Hook [0–3 s]\n- 🎥 **Visual:** A mug.\n"
        "- 🎙️ **VO:** Tired of cold coffee? ☕\n\n### 🎬 Scene 2 — CTA [3–6 s]\n"
        "- 🎥 **Visual:** Logo.\n- 🎙️ **VO:** Order **today**!",
        right=["# Hook", "Tired of cold coffee?", "# CTA", "Order today!"],
    ),
    Input(
        "chat models",
        "```\nNARRATOR: Tired of cold coffee?\nMAYA: Always.\n```",
        right=["Tired of cold coffee?", "MAYA: Always."],
    ),
    Input(
        "chat models",
        '## Hook (0–3 sec)\n**Voiceover:**\n> "Tired of cold coffee?"\n\n## CTA\n**Voiceover:**\n'
        '> "Order today."',
        right=["Tired of cold coffee?", "Order today."],
    ),
    Input(
        "chat models",
        "**[SCENE START]**\n\n**(Visual: A dark kitchen)**\n\n**Maya:** Cold again?\n\n"
        "*[Cut to: a bright desk]*\n\n**Leo:** Not this one.\n\n**[SCENE END]**",
        right=["Maya: Cold again?", "Leo: Not this one."],
    ),
    Input(
        "chat models",
        "1. **Hook:** Tired of cold coffee?\n2. **Solution:** Meet the mug.\n"
        "3. **CTA:** Order [here](https://example.com/a/b?c=d).",
        right=["Tired of cold coffee?", "Meet the mug.", "Order here."],
    ),
    Input(
        "chat models",
        "**Title:** The Warm Mug\n**Duration:** 15 seconds\n**Tone:** Warm\n\n**Visual:** A mug.\n"
        '**Dialogue:**\nMAYA: "Cold again?"\n\n**Visual:** A hand.\n'
        "**Audio:** (soft music) VO: Not this one.",
        right=["MAYA: Cold again?", "Not this one."],
    ),
    Input(
        "chat models",
        "Claro, aquí tienes un guion:\n\n**Escena 1: La cocina**\n**Visual:** Una taza.\n"
        "**Voz en off:** ¿Otra vez frío?\n**Texto en pantalla:** ¿Frío?",
        right=["# La cocina", "¿Otra vez frío?"],
    ),
    Input(
        "chat models",
        "好的，以下是脚本：\n\n**场景一：厨房**\n**画面：** 一个杯子。\n"
        "**旁白：** 咖啡又凉了？\n**字幕：** 又凉了\n**音乐：** 轻快",
        right=["# 厨房", "咖啡又凉了？"],
    ),
    Input(
        "chat models",
        '* **Maya** (smiling): "Cold again?"\n* **Leo** *(laughs)*: "Not this one." *sighs*',
        right=["Maya: Cold again?", "Leo: Not this one."],
    ),
    Input(
        "chat models",
        "VISUAL\nA mug on a desk.\n\nNARRATION\nCold again?\n\nVISUAL\nA hand.\n\nNARRATION\nNot this one.",
        right=["Cold again?", "Not this one."],
    ),
]

LABELS = [
    Input(
        "labels in other languages",
        "场景一：厨房，清晨\n小明：咖啡又凉了。\n小红：试试这个。\n\n场景二：办公室\n旁白：只要199元。",
        right=["# 厨房，清晨", "小明: 咖啡又凉了。", "小红: 试试这个。", "# 办公室", "只要199元。"],
    ),
    Input(
        "labels in other languages",
        "第一场 厨房 日\n小明（笑着）：早！\n画外音：新的一天。\n第2幕：办公室\n小明：走吧。",
        right=["# 厨房 日", "小明: 早！", "新的一天。", "# 办公室", "小明: 走吧。"],
    ),
    Input(
        "labels in other languages",
        "鏡頭1：廚房\n旁白：咖啡又涼了。\n音效：叮",
        right=["# 廚房", "咖啡又涼了。"],
    ),
    Input(
        "labels in other languages",
        "○台所（朝）\n太郎「おはよう」\nナレーション：新しい朝。\nテロップ：朝\n○駅前\n花子：行こう。",
        right=["# 台所（朝）", "太郎: おはよう", "新しい朝。", "# 駅前", "花子: 行こう。"],
    ),
    Input(
        "labels in other languages",
        "シーン1：台所\n映像：カップ\nナレーター：また冷めた。",
        right=["# 台所", "また冷めた。"],
    ),
    Input(
        "labels in other languages",
        "S#1. 부엌 (낮)\n민수: 또 식었네.\n지영: 이걸 써 봐.\n내레이션: 하루 종일 따뜻하게.",
        right=["# 부엌 (낮)", "민수: 또 식었네.", "지영: 이걸 써 봐.", "하루 종일 따뜻하게."],
    ),
    Input(
        "labels in other languages",
        "장면 1: 부엌\n화면: 컵\n성우: 또 식었네.\n자막: 50% 할인",
        right=["# 부엌", "또 식었네."],
    ),
    Input(
        "labels in other languages",
        "المشهد الأول: المطبخ\nسارة: بردت القهوة.\nعمر: جرب هذا.\nالراوي: دافئة طوال اليوم.",
        right=["# المطبخ", "سارة: بردت القهوة.", "عمر: جرب هذا.", "دافئة طوال اليوم."],
    ),
    Input(
        "labels in other languages",
        "\u200fمشهد ١\u200f: المطبخ\n\u200fتعليق صوتي: بردت القهوة.\nالصورة: كوب",
        right=["# المطبخ", "بردت القهوة."],
    ),
    Input(
        "labels in other languages",
        "סצנה 1: מטבח\nדנה: הקפה קר.\nיוסי: נסי את זה.\nקריין: חם כל היום.",
        right=["# מטבח", "דנה: הקפה קר.", "יוסי: נסי את זה.", "חם כל היום."],
    ),
    Input(
        "labels in other languages",
        "दृश्य 1: रसोई\nराहुल: कॉफ़ी ठंडी है।\nप्रिया: यह लो।\nसूत्रधार: दिन भर गर्म।",
        right=["# रसोई", "राहुल: कॉफ़ी ठंडी है।", "प्रिया: यह लो।", "दिन भर गर्म।"],
    ),
    Input(
        "labels in other languages",
        "ฉากที่ 1: ห้องครัว\nสมชาย: กาแฟเย็นแล้ว\nมาลี: ลองใบนี้สิ\nผู้บรรยาย: อุ่นทั้งวัน",
        right=["# ห้องครัว", "สมชาย: กาแฟเย็นแล้ว", "มาลี: ลองใบนี้สิ", "อุ่นทั้งวัน"],
    ),
    Input(
        "labels in other languages",
        "СЦЕНА 1. Кухня\nАнна: Опять остыл.\nИван: Попробуй этот.\nГолос за кадром: Тёплый весь день.",
        right=["# Кухня", "Анна: Опять остыл.", "Иван: Попробуй этот.", "Тёплый весь день."],
    ),
    Input(
        "labels in other languages",
        "Сцена 1: Кухня\nВізуал: чашка\nДиктор: Знову холодна.\nТитри: Знижка",
        right=["# Кухня", "Знову холодна."],
    ),
    Input(
        "labels in other languages",
        "Szene 1: Küche\nBild: Eine Tasse.\nSprecherin: Schon wieder kalt?\nEinblendung: Kalt?",
        right=["# Küche", "Schon wieder kalt?"],
    ),
    Input(
        "labels in other languages",
        "SCÈNE 1 – La cuisine\nVisuel : une tasse.\nVoix off : Encore froid ?\nMARIE : Essaie ça.",
        right=["# La cuisine", "Encore froid ?", "MARIE: Essaie ça."],
    ),
    Input(
        "labels in other languages",
        "ESCENA 1. COCINA\nImagen: una taza.\nLocutora: ¿Otra vez frío?",
        right=["# COCINA", "¿Otra vez frío?"],
    ),
    Input(
        "labels in other languages",
        "SCENA 1: Cucina\nInquadratura: una tazza.\nVoce narrante: Di nuovo freddo?",
        right=["# Cucina", "Di nuovo freddo?"],
    ),
    Input(
        "labels in other languages",
        "CENA 1: Cozinha\nImagem: uma caneca.\nLocução: Frio de novo?",
        right=["# Cozinha", "Frio de novo?"],
    ),
    Input(
        "labels in other languages",
        "SCÈNE 1: Keuken\nBeeld: een mok.\nVoice-over: Weer koud?",
        right=["# Keuken", "Weer koud?"],
    ),
    Input(
        "labels in other languages",
        "Scena 1: Kuchnia\nObraz: kubek.\nLektor: Znowu zimna?",
        right=["# Kuchnia", "Znowu zimna?"],
    ),
    Input(
        "labels in other languages",
        "Scen 1: Köket\nBild: en mugg.\nBerättarröst: Kallt igen?",
        right=["# Köket", "Kallt igen?"],
    ),
    Input(
        "labels in other languages",
        "SAHNE 1: Mutfak\nGörsel: bir kupa.\nDış ses: Yine mi soğuk?\n2. SAHNE: Ofis\nAYŞE: Artık değil.",
        right=["# Mutfak", "Yine mi soğuk?", "# Ofis", "AYŞE: Artık değil."],
    ),
    Input(
        "labels in other languages",
        "Σκηνή 1: Κουζίνα\nΕικόνα: μια κούπα.\nΑφηγητής: Πάλι κρύος;",
        right=["# Κουζίνα", "Πάλι κρύος;"],
    ),
    Input(
        "labels in other languages",
        "Cảnh 1: Nhà bếp\nHình ảnh: một chiếc cốc.\nLời bình: Lại nguội rồi?",
        right=["# Nhà bếp", "Lại nguội rồi?"],
    ),
    Input(
        "labels in other languages",
        "Scéna 1: Kuchyň\nObraz: hrnek.\nVypravěč: Zase studená?",
        right=["# Kuchyň", "Zase studená?"],
    ),
    Input(
        "labels in other languages",
        "Scene 1: Køkken\nBillede: et krus.\nFortæller: Koldt igen?",
        right=["# Køkken", "Koldt igen?"],
    ),
]

ADDRESSES = [
    Input(
        "web addresses",
        "NARRATOR: Visit "
        "https://shop.example.com/collections/all/products/mug?utm_source=mail&variant=123 today.",
        right=["Visit shop.example.com today."],
    ),
    Input(
        "web addresses",
        "Order at www.example.com/sale/spring-2026.",
        right=["Order at example.com."],
    ),
    Input(
        "web addresses",
        "Order at <https://example.com/a_b_c/d*e*f>!",
        right=["Order at example.com!"],
    ),
    Input(
        "web addresses",
        "去 https://shop.example.cn/商品/123?x=1 购买。",
        right=["去 shop.example.cn 购买。"],
    ),
    Input(
        "web addresses",
        "See [our shop](https://example.com/deep/path) or example.co.uk/offers/2026.",
        right=["See our shop or example.co.uk."],
    ),
    Input(
        "web addresses",
        "Write to hello@example.com or see example.com.",
        right=["Write to hello@example.com or see example.com."],
    ),
    Input(
        "web addresses",
        "Klick auf https://müller.example/straße/weg?x=ä, jetzt.",
        right=["Klick auf müller.example, jetzt."],
    ),
    Input(
        "web addresses",
        "1/2 price and 24/7 help, and/or tea.",
        right=["1/2 price and 24/7 help, and/or tea."],
    ),
]

MORE_FORMS = [
    Input(
        "subtitles of other programs",
        "0:00:01.000,0:00:02.500\nCold coffee?\n\n0:00:02.500,0:00:05.000\nWarm all day.",
        right=["Cold coffee?", "Warm all day."],
    ),
    Input(
        "subtitles of other programs",
        "[INFORMATION]\n[TITLE]x\n[END INFORMATION]\n00:00:01.00,00:00:02.50\nCold[br]coffee?\n\n"
        "00:00:02.50,00:00:05.00\nWarm.",
        right=["Cold coffee?", "Warm."],
    ),
    Input(
        "subtitles of other programs",
        "{1}{50}Cold coffee?\n{51}{100}Warm|all day.",
        right=["Cold coffee?", "Warm all day."],
    ),
    Input(
        "subtitles of other programs", "{1}{1}23.976\n{24}{50}Cold?\n{51}{100}Warm.", right=["Cold?", "Warm."]
    ),
    Input(
        "subtitles of other programs", "[10][25]Cold|coffee?\n[26][50]Warm.", right=["Cold coffee?", "Warm."]
    ),
    Input(
        "subtitles of other programs",
        '<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="00:00:01.000" end="00:00:02.500">'
        'Cold?</p><p begin="00:00:02.500" end="00:00:05.000">Warm.</p></div></body></tt>',
        right=["Cold?", "Warm."],
    ),
    Input(
        "subtitles of other programs",
        "1\n00:00:01,000 --> 00:00:02,000\n♪ upbeat music ♪\n\n2\n00:00:03,000 --> 00:00:04,000\n"
        "♪ La la la ♪",
        right=["La la la"],
    ),
    Input(
        "names behind other signs",
        "【场景一】办公室\n【旁白】下班了。\n【小李】走吧！",
        right=["# 办公室", "下班了。", "小李: 走吧！"],
    ),
    Input(
        "screenplays without empty lines",
        "INT. KITCHEN - DAY\nANA\nCold again.\nBEN (O.S.)\nTry this one.\nANA\nBetter.",
        right=["# INT. KITCHEN - DAY", "ANA: Cold again.", "BEN: Try this one.", "ANA: Better."],
    ),
    Input(
        "screenplays without empty lines",
        "Scène 1 – INT. CUISINE – JOUR\nMARIE (off)\nEncore froid.\nLE NARRATEUR\nPas cette tasse.",
        right=["# INT. CUISINE – JOUR", "MARIE: Encore froid.", "Pas cette tasse."],
    ),
    Input(
        "timed beats",
        "Second 0–3 (Hook): Tired?\nSecond 3–6 (Body): Warm.\nSecond 6-9 (CTA): Buy.",
        right=["Tired?", "Warm.", "Buy."],
    ),
    Input(
        "tables",
        "<table><tr><th>Visual</th><th>Audio</th></tr><tr><td>Cup</td><td>Cold <b>again</b>?</td></tr>"
        "<tr><td>Mug</td><td>Warm.</td></tr></table>",
        right=["Cold again?", "Warm."],
    ),
    Input(
        "chat models",
        "### Scene 1: The Problem (0:00 - 0:05)\n* **Visual:** A cold cup.\n* **Audio:** Upbeat music\n"
        '* **VO:** "Cold again?"',
        right=["# The Problem", "Cold again?"],
    ),
    Input("chat models", "Audio: Rain falls.\nVisual: a lake", right=["Rain falls."]),
    Input(
        "chat models",
        "HOOK (0-3s)\nSay: Cold again?\nCTA\nSay: Order now.",
        right=["Cold again?", "Order now."],
    ),
    Input(
        "web addresses",
        "Go to bit.ly/3xYzAbC or https://youtu.be/abc_1?t=5 or wa.me/15551234567.",
        right=["Go to bit.ly/3xYzAbC or youtu.be/abc_1 or wa.me/15551234567."],
    ),
    Input(
        "web addresses",
        "See <https://example.org/a_b_(c)> or https://en.example.org/wiki/Mug_(cup). (https://example.org/x)",
        right=["See example.org or en.example.org. (example.org)"],
    ),
]


@each(MORE_FORMS)
def test_more_forms_are_read(case):
    assert told(case.given) == case.right


PLAIN = [
    Input(
        "plain prose",
        "The harbour wakes.\n\nA boat leaves.",
        right=["The harbour wakes.", "A boat leaves."],
    ),
    Input(
        "plain prose",
        "Third one this year: why do they leak?",
        right=["Third one this year: why do they leak?"],
    ),
    Input(
        "plain prose",
        "Price: 29 €.\nWarning: hot.",
        right=["Price: 29 €. Warning: hot."],
    ),
    Input(
        "plain prose",
        "Scene 2 was the best part of the film.",
        right=["Scene 2 was the best part of the film."],
    ),
    Input(
        "plain prose",
        "价格：199元。\n地址：北京。",
        right=["价格：199元。地址：北京。"],
    ),
    Input(
        "plain dialogue",
        "MAYA: Cold again?\nShe looks up.\nLEO: Not this one.",
        right=["MAYA: Cold again?", "LEO: Not this one."],
    ),
    Input(
        "plain dialogue",
        "MAYA: Cold again, and the day\nhas only begun.",
        right=["MAYA: Cold again, and the day has only begun."],
    ),
    Input(
        "plain dialogue",
        "Narrator 1: One.\nNarrator 2: Two.\nFemale VO: Three.",
        right=["One.", "Two.", "Three."],
    ),
    Input(
        "plain dialogue",
        "Maya: Cold again?\nLeo: Not this one.",
        right=["Maya: Cold again?", "Leo: Not this one."],
    ),
    Input(
        "plain dialogue",
        "MAYA (V.O.) (CONT'D): Still here.",
        right=["MAYA: Still here."],
    ),
    Input(
        "scripts of which nothing is said",
        "Visual: A mug.\nVisual: A hand.",
        refused="nothing that is said",
    ),
    Input(
        "scripts of which nothing is said",
        "INT. ROOM - DAY\n\nCUT TO:",
        refused="The script is empty",
    ),
    Input(
        "scripts of which nothing is said",
        "🎬🎬🎬",
        refused="The script is empty",
    ),
]


MORE_KINDS = [
    Input(
        "templates of chat models",
        "**[HOOK – 0:00–0:03]**\n*Close-up of a steaming mug.*\n"
        '**VO:** "Your coffee is cold again?"\n\n**[BODY – 0:03–0:10]**\n'
        '**VO:** "Not with this mug."\n\n**[CTA – 0:10–0:15]**\n**VO:** "Tap the link."',
        right=["Your coffee is cold again?", "Not with this mug.", "Tap the link."],
    ),
    Input(
        "templates of chat models",
        "Sure! Here's a 15-second script for your brand:\n\n---\n\n**Scene 1**\n"
        "**Visual:** A rainy street.\n**Narration:** Rain again.\n\n**Scene 2**\n"
        "**Visual:** A red umbrella opens.\n**Narration:** Let it rain.\n\n---\n\n"
        "Let me know if you'd like me to adjust the tone!",
        right=["# Scene 1", "Rain again.", "# Scene 2", "Let it rain."],
    ),
    Input(
        "templates of chat models",
        "# Video Script: The Quiet Kettle\n\n**Duration:** 30 seconds\n**Tone:** Warm\n"
        "**Target audience:** Tea lovers\n\n## Opening\n*(Soft piano music)*\n\n"
        "> A kettle that whispers.\n\n## Closing\n\n> Tea, without the noise.",
        right=["A kettle that whispers.", "Tea, without the noise."],
    ),
    Input(
        "templates of chat models",
        "1. **Hook (0-3s):** Still ironing?\n2. **Problem (3-7s):** Shirts take an hour.\n"
        "3. **Solution (7-12s):** This steamer takes two minutes.\n"
        "4. **CTA (12-15s):** Try it today.",
        right=["Still ironing?", "Shirts take an hour.", "This steamer takes two minutes.", "Try it today."],
    ),
    Input(
        "templates of chat models",
        "HOOK:\nStop buying bad socks.\n\nPROBLEM:\nThey slip. They rip.\n\nSOLUTION:\n"
        "Ours stay up.\n\nCALL TO ACTION:\nLink in bio.",
        right=["Stop buying bad socks.", "They slip. They rip.", "Ours stay up.", "Link in bio."],
    ),
    Input(
        "templates of chat models",
        "Natürlich! Hier ist dein Skript:\n\n**Szene 1: Küche am Morgen**\n"
        "**Bild:** Eine leere Tasse.\n**Sprecher:** Noch müde?\n\n**Szene 2: Balkon**\n"
        "**Bild:** Sonne.\n**Sprecher:** Jetzt nicht mehr.\n\n"
        "Sag Bescheid, wenn ich etwas ändern soll!",
        right=["# Küche am Morgen", "Noch müde?", "# Balkon", "Jetzt nicht mehr."],
    ),
    Input(
        "templates of chat models",
        "Bien sûr ! Voici un script de 15 secondes :\n\n**Plan 1 (0-5 s)**\n"
        "*Visuel :* une rue vide.\n*Voix off :* La ville dort encore.\n\n**Plan 2 (5-10 s)**\n"
        "*Visuel :* une boulangerie.\n*Voix off :* Pas notre four.",
        right=["# Plan 1", "La ville dort encore.", "# Plan 2", "Pas notre four."],
    ),
    Input(
        "templates of chat models",
        "¡Claro! Aquí tienes el guion:\n\n**Escena 1**\n**Visual:** Una mochila mojada.\n"
        "**Voz en off:** ¿Otra vez lluvia?\n\n**Escena 2**\n**Visual:** La mochila seca.\n"
        "**Voz en off:** Por dentro, todo seco.\n\n¿Quieres que lo haga más corto?",
        right=["# Escena 1", "¿Otra vez lluvia?", "# Escena 2", "Por dentro, todo seco."],
    ),
    Input(
        "templates of chat models",
        '<scene number="1">\n<visual>A dark room.</visual>\n'
        '<narration>Nobody sleeps here.</narration>\n</scene>\n<scene number="2">\n'
        "<visual>A lamp.</visual>\n<narration>Now they do.</narration>\n</scene>",
        right=["Nobody sleeps here.", "Now they do."],
    ),
    Input(
        "templates of chat models",
        "```json\n"
        '{"scenes": [{"visual": "A dark room", "narration": "Nobody sleeps here."}, {"visual": '
        '"A lamp", "narration": "Now they do."}]}\n```',
        right=["Nobody sleeps here.", "Now they do."],
    ),
    Input(
        "templates of chat models",
        "[Upbeat music fades in]\n\nNARRATOR: Mornings are hard.\n\n"
        "[Cut to: smiling woman with a mug]\n\nNARRATOR: Coffee helps.\n\n"
        "[Logo appears on screen]\n\n[END]",
        right=["Mornings are hard.", "Coffee helps."],
    ),
    Input(
        "two-column scripts",
        "| VIDEO | AUDIO |\n|---|---|\n| Wide shot of a lake | NARRATOR: The lake is still. |\n"
        "| Close-up of a canoe | SFX: paddle. NARRATOR: Not for long. |",
        right=["The lake is still.", "Not for long."],
    ),
    Input(
        "two-column scripts",
        "VIDEO\tAUDIO\nWide shot of a lake\tVO: The lake is still.\nClose-up of a canoe\tVO: Not for long.",
        right=["The lake is still.", "Not for long."],
    ),
    Input(
        "two-column scripts",
        "| Zeit | Bild | Ton |\n|---|---|---|\n| 0:00–0:04 | Ein See | Der See ist still. |\n"
        "| 0:04–0:08 | Ein Kanu | Nicht mehr lange. |",
        right=["Der See ist still.", "Nicht mehr lange."],
    ),
    Input(
        "two-column scripts",
        "| # | Shot | On-screen text | Voiceover | Music |\n|---|---|---|---|---|\n"
        "| 1 | Lake | QUIET | The lake is still. | soft |\n| 2 | Canoe | GO | Not for long. | up |",
        right=["The lake is still.", "Not for long."],
    ),
    Input(
        "two-column scripts",
        "| Scène | Visuel | Voix off | Durée |\n|:--|:--|:--|--:|\n"
        "| 1 | Un lac | Le lac est calme. | 4 s |\n| 2 | Un canoë | Plus pour longtemps. | 4 s |",
        right=["Le lac est calme.", "Plus pour longtemps."],
    ),
    Input(
        "two-column scripts",
        "| 分镜 | 画面 | 旁白 |\n|---|---|---|\n| 1 | 湖面 | 湖面很安静。 |\n| 2 | 独木舟 | 很快就不是了。 |",
        right=["湖面很安静。", "很快就不是了。"],
    ),
    Input(
        "two-column scripts",
        "Visual: A lake at dawn | Audio: The lake is still.\nVisual: A canoe | Audio: Not for long.",
        right=["The lake is still.", "Not for long."],
    ),
    Input(
        "hooks of short videos",
        'POV: you found the perfect mug ☕️\n\nText on screen: "wait for it"\n\n'
        "Voiceover: It keeps coffee hot until noon.\n\n#coffee #mugtok",
        right=["POV: you found the perfect mug", "It keeps coffee hot until noon."],
    ),
    Input(
        "hooks of short videos",
        "HOOK (first 3 sec): Nobody tells you this about knives.\nVO: They want to be dry.\nCTA: Save this.",
        right=["Nobody tells you this about knives.", "They want to be dry.", "Save this."],
    ),
    Input(
        "hooks of short videos",
        "🎬 Scene 1: Kitchen\n🎙️ VO: Cold again?\n🎵 Music: lo-fi\n\n🎬 Scene 2: Desk\n🎙️ VO: Never again.",
        right=["# Kitchen", "Cold again?", "# Desk", "Never again."],
    ),
    Input(
        "hooks of short videos",
        "Creator (to camera): Okay so I tried this mug.\nCreator (V.O.): And it is still hot.\n"
        "[B-roll: steam]",
        right=["Creator: Okay so I tried this mug.", "Creator: And it is still hot."],
    ),
    Input(
        "screenplay dialects",
        "INT. KÜCHE – TAG\n\nANNA\n(müde)\nSchon wieder kalt.\n\nSCHNITT AUF:\n\n"
        "AUSSEN. BALKON – TAG\n\nTOM\nNimm den hier.",
        right=[
            "# INT. KÜCHE – TAG",
            "ANNA: Schon wieder kalt.",
            "# AUSSEN. BALKON – TAG",
            "TOM: Nimm den hier.",
        ],
    ),
    Input(
        "screenplay dialects",
        "INT. CUISINE - JOUR\n\nMARIE\n(fatiguée)\nEncore froid.\n\nFONDU AU NOIR\n\n"
        "EXT. BALCON - JOUR\n\nLUC (V.O.)\nPrends celui-ci.",
        right=[
            "# INT. CUISINE - JOUR",
            "MARIE: Encore froid.",
            "# EXT. BALCON - JOUR",
            "LUC: Prends celui-ci.",
        ],
    ),
    Input(
        "screenplay dialects",
        "ACT ONE\n\nSCENE 1\n\nLights up on a kitchen.\n\nANNA. Cold again.\n\nTOM. Take this one.",
        right=["# SCENE 1", "ANNA: Cold again.", "TOM: Take this one."],
    ),
    Input(
        "subtitle oddities",
        "1\n00:00:00,000 --> 00:00:02,000 X1:100 X2:600 Y1:50 Y2:90\n"
        '<font color="#ffff00">Cold again?</font>\n\n2\n00:00:02,000 --> 00:00:04,000\n'
        "{\\an8}Not with this mug.",
        right=["Cold again?", "Not with this mug."],
    ),
    Input(
        "subtitle oddities",
        "WEBVTT\nKind: captions\nLanguage: en\n\nNOTE made by hand\n\nintro\n"
        "00:00.000 --> 00:02.000 align:start position:0%\n<v Anna>Cold again?</v>\n\n"
        "00:02.000 --> 00:04.000\n<v.loud Tom>Not with <c.yellow>this</c> mug.",
        right=["Anna: Cold again?", "Tom: Not with this mug."],
    ),
    Input(
        "subtitle oddities",
        "0:00 Cold again?\n0:03 Not with this mug.\n0:07 Get yours.",
        right=["Cold again?", "Not with this mug.", "Get yours."],
    ),
    Input(
        "subtitle oddities",
        "1\n00:00:00.000 --> 00:00:02.000\n- Cold again?\n- Always.\n\n3\n"
        "00:00:02.500 --> 00:00:04.000\n[door slams]\n\n4\n00:00:04.000 --> 00:00:06.000\n"
        "Get yours.",
        right=["Cold again?", "Always.", "Get yours."],
    ),
    Input(
        "offers and codes in scripts",
        "VO: Get 20% off with code MUG20 until 31 May.\nSUPER: 20% OFF\nVO: Only $19.99 at mug.example.com.",
        right=["Get 20% off with code MUG20 until 31 May.", "Only $19.99 at mug.example.com."],
    ),
    Input(
        "offers and codes in scripts",
        "Anna: 3 for 2, only this week!\nSFX: bell\nTom: Code: TEA-3. Ends 12/31.",
        right=["Anna: 3 for 2, only this week!", "Tom: Code: TEA-3. Ends 12/31."],
    ),
    Input(
        "offers and codes in scripts",
        "Ведущий: Скидка 20% по промокоду ЧАЙ20.\nТитр: -20%\nВедущий: До 31 мая.",
        right=["Ведущий: Скидка 20% по промокоду ЧАЙ20.", "Ведущий: До 31 мая."],
    ),
]


@each(
    [
        *MORE_KINDS,
        *FOUNTAIN,
        *FINAL_DRAFT,
        *SUBTITLES,
        *TIMED,
        *TABLES,
        *MARKDOWN,
        *LABELS,
        *ADDRESSES,
        *PLAIN,
    ]
)
def test_a_script_is_read_as_it_is_meant(case):
    if case.refused:
        with pytest.raises(Rejected, match=case.refused):
            told(case.given)
    else:
        assert told(case.given) == case.right


TWO_CUES = (
    "1\n00:00:00,000 --> 00:00:02,500\nCold tea again?\n\n2\n00:00:02,500 --> 00:00:06,000\nNot in this cup."
)
# The milliseconds of each picture.
TIMES = [
    Input("times of subtitles", TWO_CUES, right=[2500, 3500]),
    Input("times of subtitles", TWO_CUES.replace(",", "."), right=[2500, 3500]),
    Input(
        "times of subtitles",
        "WEBVTT\n\n00:01.000 --> 00:03.000\nThe lamp that waits\n\n00:04.000 --> 00:05.500\nfor you.\n\n"
        "00:07.000 --> 00:10.000\nOrder yours.",
        right=[7000, 3000],
    ),
    Input(
        "times of subtitles",
        TWO_CUES.replace("00:00:0", "01:00:0"),
        right=[2500, 3500],
    ),
    Input(
        "times of subtitles",
        "1\n00:00:00,000 --> 00:00:06,000\n- Is it warm?\n- Yes.",
        right=[3000, 3000],
    ),
    Input("times of beats", "0:00-0:03 Hook: Cold tea?\n0:03–0:10 Not in this cup.", right=[3000, 7000]),
    Input(
        "times of beats",
        "[0:00] Cold tea?\n[0:04] Not in this cup.\n[0:09-0:12] Order it.",
        right=[4000, 5000, 3000],
    ),
    Input("times of beats", "0-5s: Cold tea?\n5-9s: Not in this cup.", right=[5000, 4000]),
    Input("times of beats", "0 bis 4 Sekunden: Kalt?\n4 bis 9 Sekunden: Nicht hier.", right=[4000, 5000]),
    Input("times of beats", "0~3秒：茶又凉了？\n3~8秒：这个杯子不会。", right=[3000, 5000]),
    Input(
        "times of beats",
        "Scene 1 (5 seconds)\nVisual: A cup\nNarrator: Cold tea?\n\nScene 2 (4s)\nNarrator: Warm again.",
        right=[5000, 4000],
    ),
    Input(
        "times of beats",
        "## Hook (0:00–0:03)\n**Visual:** A cup\n**Narrator:** Cold tea?\n\n## Body (0:03–0:09)\n"
        "**Visual:** Steam\n**Narrator:** Not in this cup.",
        right=[3000, 6000],
    ),
    Input(
        "times of tables",
        "| Time | Visual | Audio |\n|---|---|---|\n| 0-3s | Cup | Cold tea? |\n| 3-8s | Steam | Not here. |",
        right=[3000, 5000],
    ),
    Input(
        "times of tables",
        "Timecode\tAudio\n00:00:00 - 00:00:04\tCold tea?\n00:00:04 - 00:00:07\tNot here.",
        right=[4000, 3000],
    ),
    Input("hours of a day are no times", "9:00 Wake up and drink.\n10:30 Coffee break.", right=[1800, 1500]),
    Input("times that go back", "0:09-0:12 Cold tea again?\n0:00-0:03 Warm tea.", right=[1600, 1500]),
]


@each(TIMES)
def test_a_script_with_times_keeps_them(case):
    assert [segment.duration_ms for segment in screenplay.parse(case.given).segments] == case.right


def test_words_that_do_not_fit_their_written_time_are_told():
    given = TWO_CUES.replace(
        "Cold tea again?", "Cold tea again, after all that water boiled and all that waiting?"
    )
    summary = script_summary.summarise(given)
    assert summary.scenes[0].is_too_short
    assert "the script gives it" in summary.sentence


PARTS = [
    Input(
        "parts, questions and rows without heads",
        '1) Hook - "Tired of cables?"\n2) Body - "The Loop keeps them flat."\n3) CTA - "Tap now."',
        right=["Tired of cables?", "The Loop keeps them flat.", "Tap now."],
    ),
    Input(
        "parts, questions and rows without heads",
        "Hook – Tired of cables?\nCTA – Tap now.",
        right=["Tired of cables?", "Tap now."],
    ),
    Input(
        "parts, questions and rows without heads",
        "Problem – solved.\nWe did it.",
        right=["Problem – solved. We did it."],
    ),
    Input(
        "parts, questions and rows without heads",
        "Q: Is it waterproof?\nA: Yes, to ten metres.",
        right=["Is it waterproof?", "Yes, to ten metres."],
    ),
    Input(
        "parts, questions and rows without heads",
        "P: ¿Es impermeable?\nR: Sí, hasta diez metros.",
        right=["¿Es impermeable?", "Sí, hasta diez metros."],
    ),
    Input(
        "parts, questions and rows without heads",
        'Cables on desk | "Tired of this?"\nLoop | "It keeps them flat."',
        right=["Tired of this?", "It keeps them flat."],
    ),
    Input(
        "parts, questions and rows without heads",
        '00:00 - 00:03 | Cables | "Tired of this?"\n00:03 - 00:08 | Loop | "It keeps them flat."',
        right=["Tired of this?", "It keeps them flat."],
    ),
    Input(
        "parts, questions and rows without heads",
        "Zeit;Bild;Ton\n0:00;Kabel;Genug vom Kabelsalat?\n0:04;Loop;Loop hält sie flach.",
        right=["Genug vom Kabelsalat?", "Loop hält sie flach."],
    ),
]


@each(PARTS)
def test_parts_questions_and_bare_rows_are_read(case):
    assert told(case.given) == case.right


OTHER_SIGNS = "names behind other signs"
SIGNS = [
    Input(
        OTHER_SIGNS,
        "Speaker 1: Welcome.\nSpeaker 2: Thanks.\nSpeaker 1: Let's start.",
        ["Speaker 1: Welcome.", "Speaker 2: Thanks.", "Speaker 1: Let's start."],
    ),
    Input(OTHER_SIGNS, "SPEAKER_00: Tea?\nSPEAKER_01: Please.", ["SPEAKER_00: Tea?", "SPEAKER_01: Please."]),
    Input(OTHER_SIGNS, "Gast 1: Tee?\nGast 2: Gern.", ["Gast 1: Tee?", "Gast 2: Gern."]),
    Input(OTHER_SIGNS, "Ana - Tea?\nBen - Please.\nAna - Here.", ["Ana: Tea?", "Ben: Please.", "Ana: Here."]),
    Input(OTHER_SIGNS, "ANA> Tea?\nBEN> Please.", ["ANA: Tea?", "BEN: Please."]),
    Input(
        OTHER_SIGNS,
        "12/05/2024, 10:02 - Ana: Tea?\n12/05/2024, 10:03 - Ben: Please.",
        ["Ana: Tea?", "Ben: Please."],
    ),
    Input(
        OTHER_SIGNS,
        "[12.05.24, 10:02:11] Ana: Tee?\n[12.05.24, 10:02:30] Ben: Gern.",
        ["Ana: Tee?", "Ben: Gern."],
    ),
    Input(
        OTHER_SIGNS,
        "0:00 - 0:03 | Hook | Cold tea again?\n0:03 - 0:08 | CTA | Get yours.",
        ["Cold tea again?", "Get yours."],
    ),
    Input(OTHER_SIGNS, "ANA: Tea? <laughs>\nBEN: <sighs> Please.", ["ANA: Tea?", "BEN: Please."]),
    # What only looks so is read out as it stands.
    Input(
        OTHER_SIGNS,
        "Tent - two persons.\nStove - gas.\nLamp - oil.",
        ["Tent - two persons. Stove - gas. Lamp - oil."],
    ),
]


@each(SIGNS)
def test_names_stand_before_other_signs_than_colons(case):
    assert told(case.given) == case.right
