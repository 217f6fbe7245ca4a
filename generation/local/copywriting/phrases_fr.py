"""The French phrase book: no claims, names without article, "vous" where the tone is formal.

Signs of two parts have their (no-break) space before them. See phrases_en for the shape.
"""

import re

from generation.local.copywriting.english_grammar import lower_first

DOMAINS = {
    "bottle": (
        (
            "Sur chaque long chemin, il y a un moment où l'on s'arrête pour boire.|S'arrêter et boire",
            "Le plus long chemin mérite qu'on le prenne.|Le plus long chemin",
        ),
        (
            "Grande journée ? On y va !|Grande journée ?",
            "Clés, téléphone, eau. Dehors !|Clés, téléphone, eau",
        ),
        ("Un banc, une vue, une gorgée.|Un banc, une vue", "Partir tôt, rentrer à la nuit.|Partir tôt"),
        (
            "Bureau, salle, sentier, et on recommence.|Bureau, salle, sentier",
            "Remplir, fermer, partir.|Remplir, fermer, partir",
        ),
        (
            "Partout où l'on va, il faut de quoi boire.|De quoi boire",
            "En ville ou en montagne, la soif suit.|La soif suit",
        ),
    ),
    "mug": (
        (
            "Certains matins ne demandent qu'une tasse chaude.|Une tasse chaude",
            "Avant le premier mot de la journée, il y a le café.|D'abord, le café",
        ),
        ("L'eau bout ? Parfait !|L'eau bout ?", "Bonjour ! Qui veut un café ?|Qui veut un café ?"),
        (
            "La vapeur monte, et la journée peut attendre.|La journée peut attendre",
            "Un thé l'après-midi, et personne ne regarde l'heure.|Un thé l'après-midi",
        ),
        (
            "Thé ici, café là, on ressert tout le monde.|On ressert",
            "Réunion du lundi ou brunch du dimanche, on verse !|On verse !",
        ),
        (
            "Café, thé ou soupe : une tasse sert toute la journée.|Toute la journée",
            "Du petit déjeuner au soir, une tasse se repose peu.|Du matin au soir",
        ),
    ),
    "top": (
        (
            "Il y a les vêtements que l'on possède, et ceux dans lesquels on vit.|Ceux où l'on vit",
            "Chaque armoire a une pièce que l'on prend sans réfléchir.|Sans réfléchir",
        ),
        ("Rien à se mettre ? Mais si !|Rien à se mettre ?", "On s'habille, on file !|On file"),
        (
            "Une promenade, un café, un dîner tardif.|Une promenade, un café",
            "Seul, ou sous une veste.|Seul ou dessous",
        ),
        (
            "Rue, studio, canapé : ça marche.|Rue, studio, canapé",
            "On enfile, on sort, voilà.|On enfile, on sort",
        ),
        (
            "Ce que l'on porte souvent mérite d'être bien choisi.|Bien choisi",
            "Un vêtement de tous les jours a une longue journée devant lui.|Une longue journée",
        ),
    ),
    "coat": (
        (
            "Il y a une heure où les réverbères s'allument et où l'air fraîchit.|Quand l'air fraîchit",
            "La saison tourne, et l'on ajoute une épaisseur.|Une épaisseur de plus",
        ),
        (
            "Froid dehors ? On se couvre !|Froid dehors ?",
            "Ciel gris ? On sort quand même !|On sort quand même",
        ),
        (
            "Un train tôt, un retour tard.|Tôt, puis tard",
            "Des feuilles sur le trottoir, du souffle dans l'air.|Du souffle dans l'air",
        ),
        (
            "On ferme, on sort, on file.|On sort, on file",
            "Bus du matin, match du soir, long retour.|Long retour",
        ),
        (
            "Entre deux saisons, une seule couche doit faire beaucoup.|Entre deux saisons",
            "Quand le temps hésite, on superpose.|On superpose",
        ),
    ),
    "feet": (
        (
            "Toute longue marche commence au sol.|Au sol",
            "Le chemin est long, et les pieds le savent.|Le chemin est long",
        ),
        ("Des kilomètres devant ? Tant mieux !|Des kilomètres ?", "On lace, on file !|On lace, on file"),
        (
            "Pas à pas, la journée s'ouvre.|Pas à pas",
            "Du gravier, de l'herbe, le dernier bout de chemin.|Le dernier bout",
        ),
        (
            "On monte, on descend, on recommence !|On recommence",
            "Premier mètre, dernier mètre, chaque mètre.|Chaque mètre",
        ),
        (
            "Ce que l'on a aux pieds se sent toute la journée.|Toute la journée",
            "Les pieds travaillent et méritent l'attention.|Les pieds travaillent",
        ),
    ),
    "paper": (
        (
            "Certaines idées ne viennent qu'une fois l'écran éteint.|L'écran éteint",
            "Une page blanche est un endroit calme.|Un endroit calme",
        ),
        ("Une idée ? Notez-la !|Une idée ?", "Écran fermé, page ouverte !|Page ouverte"),
        (
            "Une ligne aujourd'hui, un projet demain.|Une ligne aujourd'hui",
            "Une place près de la fenêtre, un stylo, une heure devant soi.|Une heure devant soi",
        ),
        (
            "Listes, croquis, grands projets.|Listes, croquis, projets",
            "Gribouiller, rayer, recommencer.|Recommencer",
        ),
        (
            "Ce qui est écrit n'est pas oublié.|Pas oublié",
            "Idées, réunions, mesures : certaines choses vont sur papier.|Sur papier",
        ),
    ),
    "lamp": (
        (
            "Quand le soleil se couche, une pièce recommence.|Quand le soleil se couche",
            "Le soir a sa propre lumière.|La lumière du soir",
        ),
        ("Lumière ! Au travail !|Lumière !", "Il se fait tard ? On allume !|On allume !"),
        (
            "Un bureau, une chaise, un cercle de lumière.|Un cercle de lumière",
            "Encore un chapitre, et la maison se tait.|Encore un chapitre",
        ),
        (
            "Lire, dessiner, construire, continuer.|Lire, dessiner, construire",
            "Devoirs, loisirs, dossier à rendre : on allume.|On allume",
        ),
        (
            "Un travail précis demande de la lumière au bon endroit.|Au bon endroit",
            "Quand le jour s'en va, le travail reste souvent.|Quand le jour s'en va",
        ),
    ),
    "candle": (
        (
            "Fermer la porte, craquer une allumette, laisser filer la journée.|Laisser filer la journée",
            "La soirée commence par une petite flamme.|Une petite flamme",
        ),
        ("Enfin à la maison ? On allume !|Enfin à la maison ?", "Le bain coule ? Parfait !|Le bain coule ?"),
        (
            "La pièce s'adoucit, et personne n'est pressé.|Personne n'est pressé",
            "La pluie à la fenêtre, un livre, un peu de lumière.|Un peu de lumière",
        ),
        (
            "Soirée film, dîner à deux, ou juste comme ça.|Juste comme ça",
            "Lumières basses, musique !|Musique !",
        ),
        (
            "Une flamme change l'atmosphère d'une pièce.|Une flamme",
            "Les soirées chez soi ont leur rituel.|Chez soi",
        ),
    ),
    "tech": (
        (
            "Un bureau dégagé laisse la tête libre.|Un bureau dégagé",
            "Sur un bureau, chaque chose doit mériter sa place.|Mériter sa place",
        ),
        ("Bureau en désordre ? On range !|Bureau en désordre ?", "On branche, on démarre !|On branche"),
        (
            "Aujourd'hui ici, demain ailleurs.|Aujourd'hui ici",
            "La journée commence, et tout est à sa place.|Tout à sa place",
        ),
        (
            "Bureau, café, train : on continue.|Bureau, café, train",
            "Réunion dans un instant ? C'est prêt.|C'est prêt",
        ),
        (
            "La technique du quotidien devrait rester simple.|Rester simple",
            "Une journée est plus simple quand tout se connecte.|Tout se connecte",
        ),
    ),
    "bag": (
        ("Partir léger, partir lentement.|Partir léger", "Ce que l'on porte dit où l'on va.|Où va-t-on ?"),
        ("Qu'y a-t-il dans ton sac ?|Dans ton sac ?", "Week-end ? On part !|Week-end ?"),
        (
            "De la porte d'entrée au terminus.|Au terminus",
            "Un quai, un café, un peu d'avance.|Un peu d'avance",
        ),
        (
            "Travail, sport, week-end, partez !|Travail, sport, week-end",
            "On range, on part.|On range, on part",
        ),
        (
            "Ce que l'on porte chaque jour doit être facile à porter.|Facile à porter",
            "Clés, téléphone, ordinateur : les poches ne suffisent pas.|Plus que des poches",
        ),
    ),
    "kitchen": (
        (
            "Un bon repas commence bien avant la table.|Avant la table",
            "Cuisiner commence par un bon outil en main.|Un bon outil",
        ),
        ("Faim ? En cuisine !|Faim ?", "En cuisine, tout le monde !|En cuisine !"),
        (
            "Cuisiner sans hâte, goûter souvent, s'asseoir ensemble.|Cuisiner sans hâte",
            "La table est mise, et personne n'est pressé.|La table est mise",
        ),
        (
            "On cuisine, on sert, on partage !|On partage !",
            "Petit déjeuner, déjeuner, petit creux de minuit.|Petit creux ?",
        ),
        (
            "Ce qui sert chaque jour en cuisine se choisit bien.|Bien choisir",
            "Cuisiner est plus simple quand tout est à portée de main.|À portée de main",
        ),
    ),
    "home": (
        (
            "La maison, c'est là où l'on revient.|Là où l'on revient",
            "Une pièce est faite de petites décisions.|Petites décisions",
        ),
        ("Envie de changement ? Allez !|Envie de changement ?", "Fais comme chez toi !|Comme chez toi"),
        ("S'asseoir, regarder, rester un peu.|Rester un peu", "Dimanche matin, rien de prévu.|Rien de prévu"),
        ("Chaussures au placard, pieds en l'air, enfin !|Enfin !", "Des amis ? C'est ouvert.|C'est ouvert"),
        (
            "Ce qui nous entoure chaque jour mérite réflexion.|Chaque jour",
            "Une maison vit par ses détails.|Ses détails",
        ),
    ),
    "coffee": (
        (
            "Un bon matin commence par un café et un peu de patience.|Un peu de patience",
            "La première tasse du jour mérite qu'on prenne son temps.|La première tasse",
        ),
        (
            "D'abord un café ? Pareil !|D'abord un café ?",
            "Bonjour ! L'heure du café !|L'heure du café !",
        ),
        (
            "L'eau chauffe, et la journée peut attendre.|La journée peut attendre",
            "Une tasse maintenant, une autre plus tard, peut-être.|Une autre, peut-être",
        ),
        (
            "Une tasse ici, une tasse là !|Une tasse ici",
            "Première tasse ? Deuxième tasse ? Oui !|Deuxième tasse ?",
        ),
        (
            "Un bon café commence avant la première gorgée.|Avant la première gorgée",
            "Faire un café, c'est une suite de petits gestes.|De petits gestes",
        ),
    ),
    "tea": (
        (
            "Le thé commence par de l'eau chaude et un peu de patience.|Un peu de patience",
            "Il y a toujours du temps pour une tasse de thé.|Une tasse de thé",
        ),
        (
            "L'heure du thé ? Toujours !|L'heure du thé ?",
            "Bonjour ! Qui veut du thé ?|Qui veut du thé ?",
        ),
        (
            "Les feuilles s'ouvrent, et la journée peut attendre.|La journée peut attendre",
            "Une tasse maintenant, une autre plus tard, peut-être.|Une autre, peut-être",
        ),
        (
            "Une tasse ici, une tasse là !|Une tasse ici",
            "Première tasse ? Deuxième tasse ? Oui !|Deuxième tasse ?",
        ),
        (
            "Un bon thé commence avant la première gorgée.|Avant la première gorgée",
            "Faire un thé, c'est une suite de petits gestes.|De petits gestes",
        ),
    ),
    "beauty": (
        (
            "Quelques minutes qui n'appartiennent à personne d'autre.|Quelques minutes",
            "La lumière du matin, l'eau chaude, un début sans hâte.|Un début sans hâte",
        ),
        ("Nouveau jour, nouveau départ !|Nouveau départ", "Miroir, miroir : prêt ?|Prêt ?"),
        (
            "Avant que la journée commence, ou quand elle finit.|Avant la journée",
            "La porte se ferme, le bruit reste dehors.|Le bruit reste dehors",
        ),
        ("Matin ? Soir ? À toi de voir.|À toi de voir", "Rincer, tapoter, sourire.|Rincer, tapoter, sourire"),
        (
            "Une bonne routine est celle que l'on garde.|Une bonne routine",
            "Le soin commence par savoir ce que l'on utilise.|Le soin commence ici",
        ),
    ),
    "": (
        (
            "Un second regard en vaut la peine.|Un second regard",
            "Certaines choses se révèlent lentement.|Regarder lentement",
        ),
        ("Hé, regarde ça !|Regarde ça !", "Une minute ? Regarde !|Une minute ?"),
        (
            "Les jours ordinaires méritent bonne compagnie.|Les jours ordinaires",
            "Un instant, puis un autre regard.|Un autre regard",
        ),
        ("Ta journée, tes règles.|Ta journée", "Chaque jour, chaque humeur, vas-y.|Vas-y"),
        (
            "Bien choisir commence par les détails.|Les détails",
            "Y regarder de plus près vaut le temps passé.|De plus près",
        ),
    ),
}

CONCEPTS = {
    "leak": (
        ("Déjà trouvé une flaque au fond du sac ?|Une flaque ?",),
        ("Personne n'aime un sac mouillé.",),
        ("Sac mouillé ? Non merci !",),
    ),
    "thermal": (
        ("À quand remonte la dernière boisson à bonne température ?|À bonne température ?",),
        ("Tiède n'est la température préférée de personne.",),
        ("Tiède ? Non merci !",),
    ),
    "dishes": (
        ("Qui se propose pour la vaisselle ?|Qui fait la vaisselle ?",),
        ("Les soirées sont trop courtes pour la vaisselle.",),
        ("La vaisselle ? Sans nous !",),
    ),
    "laundry": (
        ("Qui n'a jamais sorti du linge une taille trop petite ?|Trop petit ?",),
        ("La lessive est rude pour les vêtements.",),
        ("Jour de lessive ? Allez !",),
    ),
    "space": (
        ("Y a-t-il jamais assez de place sur l'étagère ?|Assez de place ?",),
        ("La place manque toujours.",),
        ("Peu de place ? Pareil !",),
    ),
    "hand": (
        ("Certaines choses passent encore par des mains humaines.|Des mains humaines",),
        ("Les mains laissent leur trace.",),
        ("De vraies mains, un vrai travail !",),
    ),
    "rain": (
        ("La météo dit peut-être. Comme toujours.|Peut-être",),
        ("Le temps change d'avis.",),
        ("La pluie ? Et alors !",),
    ),
    "phone": ((), ("Un téléphone a besoin de sa place.",), ("Et le téléphone ?",)),
    "material": ((), ("De quoi les choses sont faites, cela compte.",), ("Et la matière ?",)),
    "ink": (
        ("Qui écrit encore à l'encre ?|À l'encre ?",),
        ("L'encre est exigeante avec le papier.",),
        ("De l'encre ? Vas-y !",),
    ),
    "flat": ((), ("Une page ne devrait pas se refermer seule.",), ("Les mains prises ? On écrit !",)),
    "place": ((), ("Chercher sa page prend du temps.",), ("Où en étions-nous ?",)),
    "power": (
        ("Où est la prise la plus proche ?|Où est la prise ?",),
        ("Les prises ne sont jamais là où l'on s'assoit.",),
        ("Batterie vide ? On respire !",),
    ),
    "ports": (
        ("Combien d'adaptateurs dans le sac ?|Combien d'adaptateurs ?",),
        ("Chaque appareil veut sa prise.",),
        ("Trop de prises ?",),
    ),
    "scent": ((), ("Un parfum est le plus court chemin vers un souvenir.",), ("On respire !",)),
    "quiet": (
        ("À quand remonte le dernier vrai silence ?|Le silence ?",),
        ("Le bruit est partout.",),
        ("Trop de bruit ?",),
    ),
    "dark": ((), ("Le soir tombe tôt.",), ("Déjà nuit ? On continue !",)),
    "soft": ((), ("Le confort se sent avant de se voir.",), ("C'est doux ?",)),
}

HOOKS = {
    "creative_ad.luxury": ("Prenez un instant.|Un instant", "Regardez les détails.|Les détails"),
    "creative_ad.energetic": ("Prêt ? C'est parti !|Prêt ?", "Stop ! Regarde ça !|Stop !"),
    "creative_ad.minimal": (
        "Seulement l'essentiel.|Seulement l'essentiel",
        "Un objet, vu clairement.|Vu clairement",
    ),
    "creative_ad.bold": (
        "Écoute bien. Ce sera court.|Écoute bien",
        "Pas de bavardage. Juste ceci.|Pas de bavardage",
    ),
    "creative_ad.cinematic": (
        "Regarde comment la lumière arrive.|La lumière arrive",
        "Toute histoire commence par une chose ordinaire.|Une chose ordinaire",
    ),
    "functional_intro": (
        "Voici ce qu'il faut savoir avant de choisir.|Avant de choisir",
        "Un regard attentif répond à bien des questions.|Un regard attentif",
        "Regardons cela de plus près.|De plus près",
        "Commençons par l'essentiel.|L'essentiel",
    ),
}

INTROS = {
    "creative_ad.luxury": ("Permettez-nous de présenter {name}.", "Voici {name}.", "Découvrez {name}."),
    "creative_ad.energetic": ("Dis bonjour à {name} !", "Et voilà {name} !"),
    "creative_ad.minimal": ("{Name}.", "Voici {name}."),
    "creative_ad.bold": ("Place à {name}.", "{Name}. Voilà."),
    "creative_ad.cinematic": ("Entre en scène : {name}.", "Et puis, il y a {name}."),
    "functional_intro": ("Voici {name}.", "Regardons {name} de plus près.", "{Name} en bref."),
}

FRAMES = {
    "creative_ad.luxury": ("Un détail qui reste : {p}.", "À remarquer : {p}.", "Et encore : {p}."),
    "creative_ad.energetic": ("Et oui : {p} !", "En plus : {p} !", "C'est noté : {p} !"),
    "creative_ad.minimal": ("À noter : {p}.", "Et aussi : {p}."),
    "creative_ad.bold": ("Le fait : {p}.", "C'est clair : {p}.", "Et : {p}."),
    "creative_ad.cinematic": ("De plus près : {p}.", "Un détail dans la lumière : {p}.", "Et puis : {p}."),
    "functional_intro": ("Bon à savoir : {p}.", "À noter : {p}.", "En détail : {p}.", "Et aussi : {p}."),
}

BRIDGES = {
    "creative_ad.luxury": ("Laissons parler les détails.|Les détails",),
    "creative_ad.energetic": ("Place aux détails !|Les détails",),
    "creative_ad.minimal": ("Voici ce qui compte.|Ce qui compte",),
    "creative_ad.bold": ("Voici les faits.|Les faits",),
    "creative_ad.cinematic": ("Approchons-nous un peu.|De plus près",),
    "functional_intro": ("Passons aux détails.|Les détails", "Les faits, en bref.|Les faits"),
}

AUDIENCE = {
    "creative_ad.luxury": ("C'est pensé pour {audience}.|Pour {audience}",),
    "creative_ad.energetic": ("Pour {audience} !|Pour {audience}",),
    "creative_ad.minimal": ("Pour {audience}.|Pour {audience}",),
    "creative_ad.bold": ("C'est pour {audience}.|Pour {audience}",),
    "creative_ad.cinematic": ("Voilà pour {audience}.|Pour {audience}",),
    "functional_intro": ("Une idée pour {audience}.|Pour {audience}",),
}

PRICES = {
    "creative_ad.luxury": ("Le prix : {price}.", "Proposé à {price}."),
    "creative_ad.energetic": ("À toi pour {price} !", "Le tout pour {price} !"),
    "creative_ad.minimal": ("{price}.", "Pour {price}."),
    "creative_ad.bold": ("{price}. Point.", "À toi pour {price}."),
    "creative_ad.cinematic": ("À toi pour {price}.",),
    "functional_intro": ("Le prix est de {price}.", "Disponible à {price}."),
}
FROM_PRICES = {"creative_ad": ("Disponible {price}.",), "functional_intro": ("Disponible {price}.",)}

CLOSERS = {
    "creative_ad.luxury": ("Le choix vous appartient.",),
    "creative_ad.energetic": ("Qu'est-ce que tu attends ?",),
    "creative_ad.minimal": ("À toi de jouer.",),
    "creative_ad.bold": ("C'est toi qui décides.",),
    "creative_ad.cinematic": ("La suite de l'histoire t'appartient.",),
    "functional_intro": ("Le choix vous appartient.",),
}

CTAS = {
    "creative_ad.luxury": (
        "Découvrez-en plus.|Découvrez-en plus",
        "À découvrir en boutique.|En boutique",
    ),
    "creative_ad.energetic": (
        "Commande vite !|Commande vite !",
        "Achète maintenant !|Achète maintenant !",
    ),
    "creative_ad.minimal": (
        "En savoir plus.|En savoir plus",
        "À découvrir en ligne.|À découvrir",
    ),
    "creative_ad.bold": (
        "Achète maintenant.|Achète maintenant",
        "Commande aujourd'hui.|Commande aujourd'hui",
    ),
    "creative_ad.cinematic": (
        "À découvrir en boutique.|En boutique",
        "Commande maintenant.|Commande maintenant",
    ),
    "functional_intro": (
        "Tous les détails sont en boutique.|Tous les détails",
        "Découvrez la suite en ligne.|En savoir plus",
    ),
}

CUTS = r"\s+(?:avec|pour|en|sur|dans|et|qui|que)\s+"


def lowered(point):
    """The point inside a sentence: small, unless it opens with a name or an acronym."""
    return lower_first(point)


def audience_of(text):
    """Who it is for, each group with its article: "les randonneurs et les citadins"."""
    groups = re.split(r"\s*,\s*|\s+et\s+", text)
    named = [_with_article(lower_first(group)) for group in groups if group]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} et {named[-1]}"


def _with_article(group):
    plural = group.split()[0].endswith(("s", "x")) and not re.match(r"(?:les|des|mes|ses|tous)\b", group)
    return f"les {group}" if plural else group
