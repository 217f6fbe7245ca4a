"""The English phrase book.

Nothing here claims anything of a product: phrases speak of mornings, weather and crowded shelves,
and leave the claims to the record. "text|headline" gives a line its words for the picture.
Places: {name} "the Trailhead Water Bottle", {Name}, {this} "this bottle", {This}, {it}, {It}, {is},
{price}, {audience}.
"""

import re

from generation.local.copywriting import english_grammar

# How lively a style speaks decides between the two columns of a domain.
LIVELY = ("energetic", "bold")

# domain: (calm hooks, lively hooks, calm moments, lively moments, plain openings)
DOMAINS = {
    "bottle": (
        (
            "There is a moment on every long walk when you stop and drink.|Stop. Breathe. Drink.",
            "The long way round deserves company.|The long way round",
        ),
        ("Big day out? Drink up!|Big day out?", "Keys, phone, water. Out you go!|Keys, phone, water"),
        (
            "A bench, a view, and something to drink.|A bench, a view",
            "Set out early, and come home when it gets dark.|Set out early",
        ),
        (
            "Gym, office, trail, repeat.|Gym, office, trail",
            "Fill up, screw shut, head out.|Fill up, head out",
        ),
        (
            "Wherever the day takes you, you need something to drink.|Something to drink",
            "Whether you commute or climb, a drink comes along.|Commute or climb",
        ),
    ),
    "mug": (
        (
            "Some mornings ask for nothing more than a warm cup.|A warm cup",
            "The day starts before the first word is spoken. First, there is coffee.|First, coffee",
        ),
        ("Kettle on? Good!|Kettle on?", "Morning! Who needs coffee?|Who needs coffee?"),
        (
            "Steam rises, the room is quiet, and the day can wait a little.|The day can wait",
            "Tea in the afternoon, and nobody looks at the clock.|Tea in the afternoon",
        ),
        (
            "Tea for you, coffee for me, refills for everyone.|Refills for everyone",
            "Monday meeting or Sunday pancakes, pour away.|Pour away",
        ),
        (
            "Coffee, tea or soup: a mug is in use all day.|In use all day",
            "From breakfast to the late shift, a mug gets little rest.|Little rest",
        ),
    ),
    "top": (
        (
            "Some clothes you own. Others you live in.|Clothes you live in",
            "Every wardrobe has a piece you reach for without thinking.|Without thinking",
        ),
        ("Nothing to wear? Start here!|Nothing to wear?", "Get dressed. Get going!|Get dressed"),
        (
            "Monday to Sunday, and nothing to think about.|Monday to Sunday",
            "A walk, a coffee, a late dinner, and no need to change.|No need to change",
        ),
        (
            "Throw it on, head out, done.|Throw it on",
            "Street, studio, sofa: all covered.|Street, studio, sofa",
        ),
        (
            "Everyday clothes have a long day in front of them.|A long day",
            "What you wear most has to work with everything else.|What you wear most",
        ),
    ),
    "coat": (
        (
            "There is an hour when the street lights come on and the air turns cold.|When the air turns cold",
            "The season turns, and you take one more layer.|One more layer",
        ),
        ("Cold out? Layer up!|Layer up!", "Grey sky? Go anyway!|Go anyway!"),
        (
            "An early train, a late walk home, and everything in between.|Early train, late walk",
            "Leaves on the pavement, breath in the air.|Breath in the air",
        ),
        ("Early bus, late match, long way home.|Long way home", "Door open? Out you go!|Out you go"),
        (
            "Between seasons, one layer has to cope with a lot.|Between seasons",
            "When the weather is undecided, you dress in layers.|Dress in layers",
        ),
    ),
    "feet": (
        (
            "Every long walk begins at the ground.|It begins at the ground",
            "The path is long, and your feet know it.|The path is long",
        ),
        ("Miles to go? Good!|Miles to go?", "Lace up. Let's move!|Lace up"),
        (
            "Step by step, the day opens up.|Step by step",
            "Gravel, grass, the last stretch home.|The last stretch",
        ),
        (
            "Up the hill, down the hill, and again!|Up and down again",
            "First mile, last mile, every mile.|Every mile",
        ),
        (
            "What you wear on your feet, you notice all day.|All day on your feet",
            "Feet do the work, so they deserve some attention.|Feet do the work",
        ),
    ),
    "paper": (
        (
            "Some thoughts only come when the screen goes dark.|When the screen goes dark",
            "A blank page is a quiet place.|A quiet place",
        ),
        ("Got an idea? Write it down!|Write it down!", "Close the laptop. Open a page.|Open a page"),
        (
            "One line today, a plan tomorrow.|One line today",
            "A window seat, a pen, an hour to spare.|An hour to spare",
        ),
        (
            "Lists, sketches, big plans, small print.|Lists, sketches, plans",
            "Scribble, cross out, try again.|Scribble, try again",
        ),
        (
            "What is written down is not forgotten.|Not forgotten",
            "Ideas, meetings, measurements: some things belong on paper.|It belongs on paper",
        ),
    ),
    "lamp": (
        (
            "When the sun goes down, a room begins again.|When the sun goes down",
            "Evening has its own kind of light.|Evening light",
        ),
        ("Lights on. Let's work!|Lights on", "Working late? Switch on!|Working late?"),
        (
            "A desk, a chair, a circle of light.|A circle of light",
            "One more chapter, and the house is quiet.|One more chapter",
        ),
        ("Read, draw, build, repeat.|Read, draw, build", "Homework, hobby, deadline: on it goes.|On it goes"),
        (
            "Careful work needs light in the right place.|Light, where needed",
            "When daylight goes, the work often stays.|When daylight goes",
        ),
    ),
    "candle": (
        (
            "Close the door. Strike a match. Let the day go.|Let the day go",
            "The evening begins with a small flame.|A small flame",
        ),
        ("Home at last? Strike a match!|Home at last?", "Bath running? Match ready?|Match ready?"),
        (
            "The room softens, and nobody is in a hurry.|Nobody is in a hurry",
            "Rain on the window, a book, a little light.|A little light",
        ),
        (
            "Movie night, dinner for two, or just because.|Just because",
            "Lights down, music up!|Lights down, music up",
        ),
        (
            "A flame changes how a room feels.|How a room feels",
            "Evenings at home have their own ritual.|Evenings at home",
        ),
    ),
    "tech": (
        (
            "A clear desk makes room for a clear head.|A clear desk",
            "Everything on a desk should earn its place.|Earn your place",
        ),
        ("Desk in chaos? Fix it!|Desk in chaos?", "Plug in and get going!|Plug in"),
        (
            "You work here today, and somewhere else tomorrow.|Here today",
            "The day begins, and everything is where it should be.|Everything in place",
        ),
        ("Desk, café, train: carry on.|Desk, café, train", "Meeting in a minute? You're set.|You're set"),
        (
            "Everyday technology should be easy to live with.|Easy to live with",
            "A working day is easier when things simply connect.|Things simply connect",
        ),
    ),
    "bag": (
        (
            "Pack lightly, and leave slowly.|Pack lightly",
            "Everything you carry says something about where you are going.|Where are you going?",
        ),
        ("What's in your bag?|What's in your bag?", "Weekend? Pack and go!|Pack and go!"),
        (
            "From the front door to the last stop of the line.|The last stop",
            "A platform, a coffee, ten minutes to spare.|Time to spare",
        ),
        ("Work, gym, weekend, go!|Work, gym, weekend", "In it goes, and off you go.|Off you go"),
        (
            "What you carry every day should be easy to carry.|Easy to carry",
            "Keys, phone, laptop: a day needs more than pockets.|More than pockets",
        ),
    ),
    "kitchen": (
        (
            "Good meals begin long before the table.|Before the table",
            "Cooking starts with something good in your hand.|Something good in hand",
        ),
        ("Hungry? Let's cook!|Let's cook!", "Into the kitchen, let's cook!|Let's cook!"),
        (
            "Cook slowly, taste often, and sit down together.|Cook slowly",
            "The table is set, and dinner can take its time.|Dinner takes its time",
        ),
        (
            "Breakfast, lunch, midnight snack.|Midnight snack?",
            "Cook it, serve it, share it!|Cook, serve, share",
        ),
        (
            "What you use in the kitchen every day is worth choosing well.|Worth choosing well",
            "Cooking is easier when everything is to hand.|Everything to hand",
        ),
    ),
    "coffee": (
        (
            "Good mornings begin with coffee, and a little patience.|A little patience",
            "The first cup of the day deserves your time.|The first cup",
        ),
        ("Coffee first? Same here!|Coffee first?", "Good morning! Time for coffee!|Time for coffee"),
        (
            "The water warms, and the day can wait.|The day can wait",
            "One cup now, and perhaps another one later.|Perhaps another one",
        ),
        ("Cup for you, cup for me!|Cup for you", "First cup? Second cup? Yes!|Second cup?"),
        (
            "A good cup of coffee begins before the first sip.|Before the first sip",
            "Making coffee is a matter of small steps.|Small steps",
        ),
    ),
    "tea": (
        (
            "Tea begins with hot water, and a little patience.|A little patience",
            "There is always time for one more cup of tea.|One more cup",
        ),
        ("Tea time? Always!|Tea time?", "Good morning! Who wants tea?|Who wants tea?"),
        (
            "The leaves open, and the day can wait.|The day can wait",
            "One cup now, and perhaps another one later.|Perhaps another one",
        ),
        ("Cup for you, cup for me!|Cup for you", "First cup? Second cup? Yes!|Second cup?"),
        (
            "A good cup of tea begins before the first sip.|Before the first sip",
            "Making tea is a matter of small steps.|Small steps",
        ),
    ),
    "beauty": (
        (
            "A few minutes that belong to nobody else.|Minutes of your own",
            "Morning light, warm water, a slow beginning.|A slow beginning",
        ),
        ("New day, fresh start!|New day", "Mirror, mirror: ready?|Ready?"),
        (
            "Before the day begins, or after it ends.|Before the day begins",
            "The door closes, and the noise stays outside.|The door closes",
        ),
        ("Morning? Night? Your call.|Your call", "Rinse, pat, smile.|Rinse, pat, smile"),
        (
            "A good routine is one you keep.|A routine to keep",
            "Daily care starts with knowing what you use.|Daily care",
        ),
    ),
    "home": (
        (
            "Home is what you come back to.|What you come back to",
            "A room is made of small decisions.|Small decisions",
        ),
        ("Room feeling flat? Change it!|Change it!", "Make yourself at home!|Make yourself at home"),
        (
            "Sit down, look around, and stay a while.|Stay a while",
            "Sunday morning, and nowhere to be.|Nowhere to be",
        ),
        ("Shoes off, feet up, finally!|Feet up", "Friends over? Door's open.|Door's open"),
        (
            "The things you live with every day deserve some thought.|Things you live with",
            "A home works well when its details do.|Details at home",
        ),
    ),
    "play": (
        (
            "Small hands, big plans.|Small hands, big plans",
            "An afternoon can be as long as a summer.|A long afternoon",
        ),
        ("Ready, set, play!|Ready, set, play!", "Bored? Not for long!|Bored?"),
        (
            "One more game before dinner.|One more game",
            "The carpet is a sea, and the sofa is a ship.|The sofa is a ship",
        ),
        ("Build, knock down, build again!|Build it again", "Your turn, my turn, again!|Your turn"),
        (
            "Children take playing seriously.|Serious play",
            "Play is how children try out the world.|Try out the world",
        ),
    ),
    "food": (
        (
            "Some things are worth sitting down for.|Worth sitting down for",
            "The table is set, and nobody looks at the clock.|The table is set",
        ),
        ("Hungry yet?|Hungry yet?", "Break time? Finally!|Break time?"),
        (
            "A plate, a friend, an afternoon.|A plate, a friend",
            "Somebody is always asking for more stories.|More stories",
        ),
        ("Share it, or don't!|Share it, or don't", "Open, pour, enjoy.|Open, pour, enjoy"),
        (
            "Good food starts with knowing what is in it.|What is in it",
            "What is on the table is worth a closer look.|On the table",
        ),
    ),
    "jewel": (
        (
            "The smallest things are often the ones we keep.|The things we keep",
            "Some details are noticed slowly.|Noticed slowly",
        ),
        ("Dressed up? Finish the look!|Finish the look", "Plain outfit? Not for long!|Not for long!"),
        (
            "An evening out, a hand on the table.|An evening out",
            "A glance, a pause, a second look.|A second look",
        ),
        ("Jeans, dress, suit: all good!|All good", "Day job or dance floor? Both.|Day or night?"),
        (
            "Small details complete an outfit.|Small details",
            "What you wear every day should be chosen with care.|Chosen with care",
        ),
    ),
    "sport": (
        (
            "Every practice begins the same way: you turn up.|You turn up",
            "Begin with a breath.|Begin with a breath",
        ),
        ("Warm up. Let's go!|Warm up", "Tired? Start anyway!|Start anyway!"),
        ("Stretch, breathe, begin again.|Begin again", "Morning air, an empty path.|An empty path"),
        ("Sweat now, shower later!|Sweat now", "Again, again, and once more!|Once more"),
        (
            "Training is easier when beginning is easy.|Easy to begin",
            "Good habits need good equipment.|Good habits",
        ),
    ),
    "pet": (
        (
            "Somebody is waiting for you at the door.|Waiting at the door",
            "Companions ask for very little.|Very little",
        ),
        ("Paws ready?|Paws ready?", "Walk time? Walk time!|Walk time!"),
        (
            "Round the block, through the park, home again.|Home again",
            "The same path, and something new at every corner.|Every corner",
        ),
        ("Sniff, run, nap, repeat!|Sniff, run, nap", "Who heard the door?|Who heard the door?"),
        (
            "Animals like routine, and so do their people.|Animals like routine",
            "Every walk begins with getting ready.|Getting ready",
        ),
    ),
    "tool": (
        (
            "Some things are still made with your own hands.|Your own hands",
            "Measure twice, and breathe out.|Measure twice",
        ),
        ("Weekend plans? Build something!|Build something!", "Roll up your sleeves!|Roll up your sleeves"),
        (
            "Measure, cut, step back, look.|Step back, look",
            "Sawdust, daylight, a radio in the corner.|A radio, daylight",
        ),
        ("Mark it, cut it, fix it.|Mark, cut, fix", "Garage open? Radio on.|Radio on"),
        (
            "A job goes better with the right tool to hand.|The right tool",
            "Careful work starts with the equipment.|Careful work",
        ),
    ),
    "": (
        ("Look a little longer.|Look a little longer", "Some things reveal themselves slowly.|Look slowly"),
        ("Hey, look at this!|Look at this!", "Got a minute? Look at this!|Got a minute?"),
        ("Take a moment, and look again.|Look again",),
        ("Your day, your rules.|Your day",),
        (
            "Choosing well begins with the details.|The details",
            "A closer look is worth the time.|A closer look",
        ),
    ),
}

# concept: (hooks, calm set-ups, lively set-ups). A set-up stands right before the fact it leads to.
CONCEPTS = {
    "leak": (
        ("Ever opened your bag and found a puddle?|A puddle in the bag?",),
        ("Nobody likes a wet bag.",),
        ("Wet bag? No thanks!",),
    ),
    "thermal": (
        ("When was your last drink at the right temperature?|The right temperature",),
        ("Lukewarm is nobody's favourite temperature.",),
        ("Lukewarm? No thanks!",),
    ),
    "dishes": (
        ("Who volunteers for the washing-up?|Who's washing up?",),
        ("Evenings are too short for washing up.",),
        ("Washing up? Skip it!",),
    ),
    "laundry": (
        ("Ever taken something out of the wash a size smaller?|A size smaller?",),
        ("Laundry day is hard on clothes.",),
        ("Laundry day? Bring it on!",),
    ),
    "space": (
        ("Is there ever enough room on the shelf?|Enough room?",),
        ("Space is always short.",),
        ("Tight on space? Same here!",),
    ),
    "hand": (
        ("Some things still pass through human hands.|Human hands",),
        ("Hands leave their mark on things.",),
        ("Real hands, real work!",),
    ),
    "rain": (
        ("The forecast says maybe. It always says maybe.|The forecast says maybe",),
        ("Weather changes its mind.",),
        ("Rain? So what!",),
    ),
    "phone": ((), ("A phone needs a place of its own.",), ("Where does the phone go?",)),
    "material": (
        ("Do you know what your things are made of?|What is it made of?",),
        ("What a thing is made of matters.",),
        ("Materials? Glad you asked!",),
    ),
    "ink": (
        ("Do you still write with real ink?|Real ink?",),
        ("Ink is particular about paper.",),
        ("Real ink? Go on!",),
    ),
    "flat": (
        ("Ever held a book open with a coffee cup?|A page that won't stay?",),
        ("A page should not have to be held down.",),
        ("Hands full? Keep writing!",),
    ),
    "place": ((), ("Losing your place costs time.",), ("Lost your place? Again?",)),
    "power": (
        ("Where is the nearest socket?|Where's the socket?",),
        ("Sockets are never where you sit.",),
        ("Low battery? Breathe!",),
    ),
    "ports": (
        ("How many adapters are in your bag?|How many adapters?",),
        ("Every device wants a different plug.",),
        ("Too many plugs? Thought so!",),
    ),
    "weight": ((), ("You notice what you carry.",), ("Heavy? No thanks!",)),
    "dim": ((), ("Morning light and evening light are different things.",), ("Bright? Soft? You choose!",)),
    "scent": (
        ("A scent can bring back a whole summer.|A scent, a summer",),
        ("Scent is the shortest way to a memory.",),
        ("Breathe in!",),
    ),
    "grip": ((), ("Nobody likes a slip.",), ("Slippery? Not a fan!",)),
    "quiet": (
        ("When did you last hear nothing at all?|Nothing at all",),
        ("Noise is everywhere.",),
        ("Too loud? Thought so!",),
    ),
    "cups": ((), ("On the road, a drink needs a place to stand.",), ("Road trip? Shotgun!",)),
    "dark": ((), ("Evenings get dark early.",), ("Dark already? Carry on!",)),
    "soft": ((), ("Comfort is felt before it is seen.",), ("Comfy? Comfy!",)),
    "tough": ((), ("Things get dropped.",), ("Oops? It happens!",)),
    "dry": ((), ("Busy days leave nothing dry.",), ("Working up a sweat?",)),
}

HOOKS = {
    "creative_ad.luxury": (
        "Take a moment, and look.|Take a moment",
        "Consider the details.|Consider the details",
    ),
    "creative_ad.energetic": (
        "Ready? Let's go!|Ready? Let's go!",
        "Stop scrolling. Look at this!|Stop scrolling",
    ),
    "creative_ad.minimal": ("Only what matters.|Only what matters", "One thing, seen clearly.|Seen clearly"),
    "creative_ad.bold": ("Listen up. This is quick.|Listen up", "No small talk. Just this.|No small talk"),
    "creative_ad.cinematic": (
        "Every story starts with something ordinary.|Something ordinary",
        "Watch how the light finds its way in.|The light finds it",
    ),
    "functional_intro": (
        "Here is what you should know before you choose.|Before you choose",
        "A closer look answers most questions.|A closer look",
    ),
}

INTROS = {
    "creative_ad.luxury": ("Allow us to introduce {name}.", "{This_is} {name}.", "Introducing {name}."),
    "creative_ad.energetic": ("Say hello to {name}!", "Meet {name}!", "Here {comes} {name}!"),
    "creative_ad.minimal": ("{Name}.", "Here {is} {name}.", "{This_is} {name}."),
    "creative_ad.bold": ("Meet {name}.", "{Name}, everyone.", "Make way for {name}."),
    "creative_ad.cinematic": (
        "Enter {name}.",
        "And then there {is} {name}.",
        "This is where {name} {comes} in.",
    ),
    "functional_intro": ("{This_is} {name}.", "Let us look at {name}.", "Here {is} {name} in detail."),
    "functional_intro.luxury": ("May we present {name}.",),
    "functional_intro.energetic": ("Here's a quick look at {name}!",),
    "functional_intro.minimal": ("{Name}, explained.",),
    "functional_intro.bold": ("{Name}: the facts.",),
    "functional_intro.cinematic": ("Let us take a slow look at {name}.",),
}

# Frames that end in a colon and take a noun phrase from the description: "Meet X: two mugs that ..."
COLON_INTROS = {
    "creative_ad.luxury": ("{This_is} {name}: {np}.", "Introducing {name}: {np}."),
    "creative_ad.energetic": ("Meet {name}: {np}!", "Say hello to {name}: {np}!"),
    "creative_ad.minimal": ("{Name}: {np}.", "{This_is} {name}: {np}."),
    "creative_ad.bold": ("Meet {name}: {np}.", "{Name}: {np}."),
    "creative_ad.cinematic": ("Enter {name}: {np}.", "And there {is} {name}: {np}."),
    "functional_intro": ("{This_is} {name}: {np}.", "Here {is} {name}: {np}."),
}

# Hooks made of the record: {rest} is what the people it is for do, {theirs} the short of it as said of
# them, {new} its noun with "a new" or "new".
ASKED = {
    "creative_ad": ("Do you {rest}?",),
    "creative_ad.luxury": ("For those who {theirs}.",),
    "creative_ad.cinematic": ("For those who {theirs}.",),
    "creative_ad.energetic": ("{Rest}?",),
    "creative_ad.bold": ("{Rest}?",),
    "functional_intro": ("Do you {rest}?",),
}
NEEDED = {
    "creative_ad.energetic": ("Looking for {new}?|{New}?", "Time for {new}?|{New}?"),
    "creative_ad.minimal": ("Looking for {new}?|{New}?",),
    "creative_ad.bold": ("Looking for {new}?|{New}?", "So you want {new}.|{New}?"),
    "functional_intro": ("Are you looking for {new}?|{New}?", "What makes {good}?|{Good}?"),
}
CALLED = {
    "creative_ad": ("For {audience}.",),
    "creative_ad.energetic": ("Calling all {audience}!",),
    "creative_ad.bold": ("{Audience}, listen up.",),
    "functional_intro": ("Here is something for {audience}.",),
}

# How one fact is put. "has" frames take {np}, "is" frames {adj}, "does" frames {vp}.
FRAMES = {
    "creative_ad.luxury": {
        "has": (
            "Your eye is drawn to {np}.",
            "And then there {isnp} {np}.",
            "{This} {has} {np}.",
            "Note {thenp}.",
        ),
        "is": ("And {it} {is} {adj}.", "{This} {is} {adj}.", "{It} {is} {adj}."),
        "does": ("And {it} {vp}.", "{This} {vp}.", "{It} {vp}."),
    },
    "creative_ad.energetic": {
        "has": ("You get {np}!", "{Np}? Check!", "Check out {thenp}!", "There{s} {np}, too!"),
        "is": ("{Adj}? You bet!", "And yes, {it}{re} {adj}!", "{It}{re} {adj}!"),
        "does": ("Plus, {it} {vp}!", "{It} {vp}!", "And {it} {vp}!"),
    },
    "creative_ad.minimal": {
        "has": ("{Np}.", "{This} {has} {np}.", "{It} {comes} with {np}."),
        "is": ("{Adj}.", "{It} {is} {adj}.", "{This} {is} {adj}."),
        "does": ("{It} {vp}.", "{This} {vp}."),
    },
    "creative_ad.bold": {
        "has": ("{Np}. Done.", "You get {np}.", "Expect {np}.", "{Np}. That's it."),
        "is": ("{Adj}. Period.", "{It}{re} {adj}. Simple.", "Yes, {it}{re} {adj}."),
        "does": ("{It} {vp}. Simple.", "{This} {vp}. Period.", "And {it} {vp}."),
    },
    "creative_ad.cinematic": {
        "has": ("Move closer, and you find {np}.", "Up close, there {isnp} {np}.", "{This} {has} {np}."),
        "is": ("And {it} {is} {adj}.", "{This} {is} {adj}.", "{It} {is} {adj}."),
        "does": ("And {it} {vp}.", "{This} {vp}.", "{It} {vp}."),
    },
    "functional_intro": {
        "has": (
            "{It} {has} {np}.",
            "{This} {comes} with {np}.",
            "You also get {np}.",
            "{It} also {comes} with {np}.",
        ),
        "is": ("{It} {is} {adj}.", "{This} {is} {adj}.", "Also worth knowing: {it} {is} {adj}."),
        "does": ("{It} {vp}.", "{This} {vp}.", "What is more, {it} {vp}."),
    },
}

BRIDGES = {
    "creative_ad.luxury": ("Let the details speak.|The details",),
    "creative_ad.energetic": ("Now for the details!|The details",),
    "creative_ad.minimal": ("Here is what counts.|What counts",),
    "creative_ad.bold": ("Here are the facts.|The facts",),
    "creative_ad.cinematic": ("Now, move a little closer.|A little closer",),
    "functional_intro": (
        "Now to the details.|The details",
        "Here are the facts in brief.|The facts in brief",
    ),
}

AUDIENCE = {
    "creative_ad.luxury": (
        "{This_one} for {audience}.|For {audience}",
        "{It} {is} meant for {audience}.|For {audience}",
    ),
    "creative_ad.energetic": (
        "Calling all {audience}!|For {audience}",
        "{Audience}, {this_one} for you!|For {audience}",
    ),
    "creative_ad.minimal": ("For {audience}.",),
    "creative_ad.bold": (
        "{Audience}: {this_one} for you.|For {audience}",
        "{This_one} for {audience}.|For {audience}",
    ),
    "creative_ad.cinematic": (
        "{This_one} for {audience}.|For {audience}",
        "{It} {is} made for {audience}.|For {audience}",
    ),
    "functional_intro": (
        "{This_one} for {audience}.|For {audience}",
        "{It} {is} meant for {audience}.|For {audience}",
    ),
}

PRICES = {
    "creative_ad.luxury": ("Yours for {price}.",),
    "creative_ad.energetic": ("All yours for {price}!", "Take {them} home for {price}!"),
    "creative_ad.minimal": ("{price}.", "Yours for {price}."),
    "creative_ad.bold": ("{price}. That's the deal.", "Yours for {price}."),
    "creative_ad.cinematic": ("Take {them} home for {price}.", "Yours for {price}."),
    "functional_intro": ("The price is {price}.", "Available for {price}."),
}
FROM_PRICES = {
    "creative_ad": ("Yours {price}.",),
    "functional_intro": ("Available {price}.",),
}

CLOSERS = {
    "creative_ad.luxury": ("Take your time.", "The choice is yours."),
    "creative_ad.energetic": ("What are you waiting for?", "You know what to do!"),
    "creative_ad.minimal": ("Ready when you are.", "Your turn."),
    "creative_ad.bold": ("Your move.", "You decide."),
    "creative_ad.cinematic": ("The next scene is yours.", "The rest of the story is yours."),
    "functional_intro": ("Now you know the details.", "The choice is yours."),
}

# What an end card's button says, unless a person wrote it: always that there is something to be had.
CTAS = {
    "creative_ad.luxury": (
        "Discover {name}.|Discover more",
        "Discover yours.|Discover yours",
        "Order yours.|Order yours",
        "See {them} in the shop.|See in the shop",
    ),
    "creative_ad.energetic": (
        "Grab yours today!|Grab yours today!",
        "Go get yours!|Go get yours!",
        "Shop now!|Shop now!",
        "Tap to shop!|Tap to shop!",
    ),
    "creative_ad.minimal": (
        "Choose yours.|Choose yours",
        "Get yours.|Get yours",
        "Shop now.|Shop now",
        "Find out more.|Find out more",
    ),
    "creative_ad.bold": (
        "Get yours. Go.|Get yours",
        "Shop now.|Shop now",
        "Order today.|Order today",
        "Go get {them}.|Go get {them}",
    ),
    "creative_ad.cinematic": (
        "Find yours.|Find yours",
        "Order yours.|Order yours",
        "Shop now.|Shop now",
        "Discover {name}.|Discover more",
    ),
    "functional_intro": (
        "See all the details in the shop.|See the details",
        "Learn more in the shop.|Learn more",
        "Order yours in the shop.|Order yours",
        "Find out more online.|Find out more",
    ),
}

SHOUT = {"creative_ad.energetic"}

# Where a phrase may end: before its prepositions.
CUTS = r"\s+(?:at|in|on|for|with|to|from|by|when|while|before|after)\s+"


def audience_of(text):
    """Who a product is for, as it stands after "for": "Hikers, commuters" is "hikers and commuters"."""
    text = re.sub(r",\s*([^,]+)\Z", r" and \1", text) if " and " not in text else text
    return english_grammar.lower_first(text)
