"""What is sent, by example: for the bodies of the OpenAPI document whose views show none themselves."""

# {name of the body's schema: a body}
EXAMPLES = {
    "SignIn": {"username": "ed", "password": "correct horse battery"},
    "BudgetIn": {"amount": "60.00", "warn_percent": 80},
    "ScriptIn": {"prompt": "A calm film about tea at dawn", "style": "cinematic", "duration": 15},
    "ScriptPreviewIn": {"script": "INT. KITCHEN - MORNING\n\nMIRA\nTea first.", "language": "en"},
    "StopIn": {"stop_at": "script"},
    "MendIn": {"scenes": [12]},
    "ComposeIn": {"another": True},
    "RatiosIn": {"ratios": ["1:1", "16:9"]},
    "CharacterIn": {"name": "Mira", "description": "A climber of sixty", "voice": "ava"},
    "PatchedPhotoChangeIn": {"alt": "The flask from the side", "cutout": "whole"},
    "PatchedPlanIn": {"assignee": "ann", "due": "2026-12-24", "tags": ["Spring"]},
    "SubmitIn": {"accept_stale": False},
    "ApproveIn": {"note": "Fine."},
    "DecideIn": {"note": "Brighter, please.", "stage": 1},
    "ReviewStagesIn": {"stages": [{"name": "Brand", "role": "editor", "days": 2}, {"name": "Legal"}]},
    "NoteIn": {"note": "Brighter, please."},
    "FocusIn": {"x": 0.3, "y": 0.8},
    "PlacesIn": {"words": {"x": 0.5, "y": 0.3, "scale": 1.2}, "product": None},
    "PhotoChoiceIn": {"photo": 7},
    "LibraryChoiceIn": {"picture": "9f2c5a" + "0" * 58},
    "MoveIn": {"to": 1},
    "WhichEditIn": {"edit": 31},
    "RefusalsIn": {"refusals": {"image": "next", "text": "stop"}},
    "DisclosureIn": {"ai_label": "Made with AI", "must_be_signed": True},
    "LookUpIn": {"url": "https://shop.example/products/flask"},
    "VersionIn": {"name": "First cut"},
    "ChoicesIn": {"choices": [{"kind": "comment", "channel": "daily"}]},
}


def shown(body):
    """Put the example of its schema into a body (a `requestBody` of the document) that has none."""
    for kind, part in body.get("content", {}).items():
        name = part.get("schema", {}).get("$ref", "").rpartition("/")[2]
        if kind == "application/json" and "examples" not in part and name in EXAMPLES:
            part["examples"] = {"Example": {"value": EXAMPLES[name]}}
