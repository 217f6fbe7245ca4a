"""The Spanish phrase book: no claims, names without article, "usted" where the tone is formal.

See phrases_en for the shape.
"""

import re

from generation.local.copywriting.english_grammar import lower_first

DOMAINS = {
    "bottle": (
        (
            "En todo camino largo hay un momento para parar y beber.|Parar y beber",
            "El camino más largo merece compañía.|El camino más largo",
        ),
        ("¿Gran día? ¡Vamos!|¿Gran día?", "Llaves, móvil, agua. ¡Fuera!|Llaves, móvil, agua"),
        (
            "Un banco, una vista, un trago.|Un banco, una vista",
            "Salir temprano y volver de noche.|Salir temprano",
        ),
        (
            "Oficina, gimnasio, monte, y otra vez.|Oficina, gimnasio, monte",
            "Llenar, cerrar, salir.|Llenar, cerrar, salir",
        ),
        (
            "Vaya donde vaya, uno necesita beber.|Algo que beber",
            "En la ciudad o en la cumbre, la sed acompaña.|La sed acompaña",
        ),
    ),
    "mug": (
        (
            "Algunas mañanas solo piden una taza caliente.|Una taza caliente",
            "Antes de la primera palabra del día está el café.|Primero, el café",
        ),
        ("¿Hierve el agua? ¡Bien!|¿Hierve el agua?", "¡Buenos días! ¿Quién quiere café?|¿Quién quiere café?"),
        (
            "Sube el vapor, y el día puede esperar.|El día puede esperar",
            "Té por la tarde, y nadie mira el reloj.|Té por la tarde",
        ),
        (
            "Té aquí, café allá, y otra ronda.|Otra ronda",
            "Reunión de lunes o tortitas de domingo: ¡a servir!|¡A servir!",
        ),
        (
            "Café, té o sopa: una taza trabaja todo el día.|Todo el día",
            "Del desayuno a la noche, una taza descansa poco.|De la mañana a la noche",
        ),
    ),
    "top": (
        (
            "Hay ropa que se tiene y ropa en la que se vive.|Ropa para vivir",
            "Todo armario tiene una prenda que se elige sin pensar.|Sin pensar",
        ),
        ("¿Nada que ponerte? ¡Que sí!|¿Nada que ponerte?", "¡Vístete y sal!|Vístete y sal"),
        (
            "Un paseo, un café, una cena tardía.|Un paseo, un café",
            "A solas o debajo de una chaqueta.|A solas o debajo",
        ),
        (
            "Calle, estudio, sofá: todo vale.|Calle, estudio, sofá",
            "Te lo pones, sales, listo.|Te lo pones y sales",
        ),
        (
            "Lo que más se lleva conviene elegirlo bien.|Elegir bien",
            "La ropa de diario tiene un día largo por delante.|Un día largo",
        ),
    ),
    "coat": (
        (
            "Hay una hora en que se encienden las farolas y el aire se enfría.|Cuando el aire se enfría",
            "Cambia la estación, y uno se pone una capa más.|Una capa más",
        ),
        ("¿Hace frío? ¡Abrígate!|¿Hace frío?", "¿Cielo gris? ¡Sal igual!|¡Sal igual!"),
        (
            "Un tren temprano, un regreso tarde.|Temprano y tarde",
            "Hojas en la acera, vaho en el aire.|Vaho en el aire",
        ),
        (
            "¡Abre la puerta y sal!|¡Abre la puerta!",
            "Autobús temprano, partido tarde, largo regreso.|Largo regreso",
        ),
        (
            "Entre estaciones, una sola capa tiene mucho que hacer.|Entre estaciones",
            "Cuando el tiempo duda, uno se viste por capas.|Por capas",
        ),
    ),
    "feet": (
        (
            "Toda caminata larga empieza en el suelo.|Empieza en el suelo",
            "El camino es largo, y los pies lo saben.|El camino es largo",
        ),
        ("¿Kilómetros por delante? ¡Bien!|¿Kilómetros por delante?", "¡Átate los cordones y vamos!|¡Vamos!"),
        ("Paso a paso se abre el día.|Paso a paso", "Grava, hierba, el último tramo a casa.|El último tramo"),
        ("¡Arriba, abajo y otra vez!|Otra vez", "Primer metro, último metro, cada metro.|Cada metro"),
        (
            "Lo que se lleva en los pies se nota todo el día.|Todo el día",
            "Los pies trabajan y merecen atención.|Los pies trabajan",
        ),
    ),
    "paper": (
        (
            "Algunas ideas solo llegan cuando se apaga la pantalla.|Pantalla apagada",
            "Una página en blanco es un lugar tranquilo.|Un lugar tranquilo",
        ),
        ("¿Una idea? ¡Apúntala!|¿Una idea?", "¡Cierra el portátil, abre una página!|Abre una página"),
        (
            "Hoy una línea, mañana un plan.|Hoy una línea",
            "Un sitio junto a la ventana, un bolígrafo, una hora libre.|Una hora libre",
        ),
        (
            "Listas, bocetos, grandes planes.|Listas, bocetos, planes",
            "Garabatear, tachar, volver a empezar.|Volver a empezar",
        ),
        (
            "Lo que está escrito no se olvida.|No se olvida",
            "Ideas, reuniones, medidas: hay cosas que van en papel.|Van en papel",
        ),
    ),
    "lamp": (
        (
            "Cuando se pone el sol, una habitación empieza de nuevo.|Cuando se pone el sol",
            "La tarde tiene su propia luz.|La luz de la tarde",
        ),
        ("¡Luz! ¡A trabajar!|¡Luz!", "¿Se hace tarde? ¡Enciende!|¿Se hace tarde?"),
        (
            "Una mesa, una silla, un círculo de luz.|Un círculo de luz",
            "Un capítulo más, y la casa calla.|Un capítulo más",
        ),
        (
            "Leer, dibujar, construir, seguir.|Leer, dibujar, construir",
            "Deberes, afición, entrega: luz encendida.|Luz encendida",
        ),
        (
            "El trabajo fino pide luz en su sitio.|Luz en su sitio",
            "Cuando se va el día, el trabajo suele quedarse.|Cuando se va el día",
        ),
    ),
    "candle": (
        (
            "Cerrar la puerta, encender una cerilla, soltar el día.|Soltar el día",
            "La noche empieza con una llama pequeña.|Una llama pequeña",
        ),
        ("¿Por fin en casa? ¡Enciende!|¿Por fin en casa?", "¿Baño listo? ¡Bien!|¿Baño listo?"),
        (
            "La habitación se suaviza, y nadie tiene prisa.|Nadie tiene prisa",
            "Lluvia en la ventana, un libro, algo de luz.|Algo de luz",
        ),
        ("Noche de cine, cena para dos, o porque sí.|Porque sí", "¡Luces bajas, música alta!|Música alta"),
        (
            "Una llama cambia el ambiente de una habitación.|Una llama",
            "Las noches en casa tienen su ritual.|Noches en casa",
        ),
    ),
    "tech": (
        (
            "Una mesa despejada deja la cabeza libre.|Una mesa despejada",
            "En una mesa, cada cosa debe ganarse su sitio.|Ganarse su sitio",
        ),
        ("¿Caos en la mesa? ¡Arréglalo!|¿Caos en la mesa?", "¡Enchufa y empieza!|Enchufa y empieza"),
        (
            "Hoy se trabaja aquí, mañana en otro lugar.|Hoy aquí",
            "Empieza el día, y todo está en su sitio.|Todo en su sitio",
        ),
        ("Mesa, café, tren: seguimos.|Mesa, café, tren", "¿Reunión en un minuto? Listo.|Listo"),
        (
            "La tecnología diaria debería ser fácil de usar.|Fácil de usar",
            "El día va mejor cuando todo se conecta.|Todo se conecta",
        ),
    ),
    "bag": (
        ("Viajar ligero, salir despacio.|Viajar ligero", "Lo que se lleva cuenta adónde se va.|¿Adónde?"),
        ("¿Qué llevas en el bolso?|¿Qué llevas?", "¿Fin de semana? ¡A hacer la maleta!|¿Fin de semana?"),
        (
            "De la puerta de casa a la última parada.|La última parada",
            "Un andén, un café, tiempo de sobra.|Tiempo de sobra",
        ),
        ("¡Trabajo, gimnasio, fin de semana!|Trabajo, gimnasio, más", "Dentro todo, y en marcha.|En marcha"),
        (
            "Lo que se lleva a diario debería llevarse sin esfuerzo.|Sin esfuerzo",
            "Llaves, móvil, portátil: los bolsillos no bastan.|Más que bolsillos",
        ),
    ),
    "kitchen": (
        (
            "Una buena comida empieza mucho antes de la mesa.|Antes de la mesa",
            "Cocinar empieza con algo bueno en la mano.|Algo bueno en mano",
        ),
        ("¿Hambre? ¡A cocinar!|¿Hambre?", "¡A la cocina todo el mundo!|¡A la cocina!"),
        (
            "Cocinar sin prisa, probar a menudo, comer juntos.|Cocinar sin prisa",
            "La mesa está puesta, y nadie tiene prisa.|La mesa está puesta",
        ),
        (
            "¡Cocinar, servir, compartir!|Cocinar, servir, compartir",
            "Desayuno, comida, antojo de medianoche.|¿Un antojo?",
        ),
        (
            "Lo que se usa cada día en la cocina se elige bien.|Elegir bien",
            "Cocinar es más fácil con todo a mano.|Todo a mano",
        ),
    ),
    "home": (
        (
            "El hogar es adonde se vuelve.|Adonde se vuelve",
            "Una habitación se hace de decisiones pequeñas.|Decisiones pequeñas",
        ),
        ("¿Ganas de cambio? ¡Venga!|¿Ganas de cambio?", "¡Ponte cómodo!|Ponte cómodo"),
        (
            "Sentarse, mirar alrededor, quedarse un rato.|Quedarse un rato",
            "Domingo por la mañana, sin planes.|Sin planes",
        ),
        ("¡Zapatos fuera, pies en alto, por fin!|Por fin", "¿Amigos en casa? Pasen.|Pasen"),
        (
            "Lo que nos rodea cada día merece atención.|Cada día",
            "Una casa vive de sus detalles.|Sus detalles",
        ),
    ),
    "coffee": (
        (
            "Una buena mañana empieza con café y algo de paciencia.|Algo de paciencia",
            "La primera taza del día merece su tiempo.|La primera taza",
        ),
        (
            "¿Primero, café? ¡Claro!|¿Primero, café?",
            "¡Buenos días! ¡Hora del café!|¡Hora del café!",
        ),
        (
            "El agua se calienta, y el día puede esperar.|El día puede esperar",
            "Una taza ahora, y quizá otra más tarde.|Quizá otra",
        ),
        (
            "¡Una taza aquí, una taza allá!|Una taza aquí",
            "¿Primera taza? ¿Segunda taza? ¡Sí!|¿Segunda taza?",
        ),
        (
            "Un buen café empieza antes del primer sorbo.|Antes del primer sorbo",
            "Hacer café es una suma de pequeños pasos.|Pequeños pasos",
        ),
    ),
    "tea": (
        (
            "El té empieza con agua caliente y algo de paciencia.|Algo de paciencia",
            "Siempre hay tiempo para una taza de té.|Una taza de té",
        ),
        (
            "¿Hora del té? ¡Siempre!|¿Hora del té?",
            "¡Buenos días! ¿Quién quiere té?|¿Quién quiere té?",
        ),
        (
            "Las hojas se abren, y el día puede esperar.|El día puede esperar",
            "Una taza ahora, y quizá otra más tarde.|Quizá otra",
        ),
        (
            "¡Una taza aquí, una taza allá!|Una taza aquí",
            "¿Primera taza? ¿Segunda taza? ¡Sí!|¿Segunda taza?",
        ),
        (
            "Un buen té empieza antes del primer sorbo.|Antes del primer sorbo",
            "Hacer té es una suma de pequeños pasos.|Pequeños pasos",
        ),
    ),
    "beauty": (
        (
            "Unos minutos que no son de nadie más.|Unos minutos",
            "Luz de mañana, agua tibia, un comienzo lento.|Un comienzo lento",
        ),
        ("¡Nuevo día, nuevo comienzo!|Nuevo comienzo", "Espejito, espejito: ¿listo?|¿Listo?"),
        (
            "Antes de que empiece el día, o cuando acaba.|Antes del día",
            "Se cierra la puerta, y el ruido queda fuera.|El ruido queda fuera",
        ),
        ("¿Mañana? ¿Noche? Tú eliges.|Tú eliges", "Aclarar, secar, sonreír.|Aclarar, secar, sonreír"),
        (
            "Una buena rutina es la que se mantiene.|Una buena rutina",
            "Cuidarse empieza por saber qué se usa.|Cuidarse empieza aquí",
        ),
    ),
    "": (
        (
            "Merece una segunda mirada.|Una segunda mirada",
            "Hay cosas que se descubren despacio.|Mirar despacio",
        ),
        ("¡Eh, mira esto!|¡Mira esto!", "¿Un minuto? ¡Mira!|¿Un minuto?"),
        (
            "Los días corrientes merecen buena compañía.|Los días corrientes",
            "Un momento, y otra mirada.|Otra mirada",
        ),
        ("Tu día, tus reglas.|Tu día", "Cualquier día, cualquier humor, adelante.|Adelante"),
        ("Elegir bien empieza por los detalles.|Los detalles", "Mirar de cerca vale la pena.|Mirar de cerca"),
    ),
}

CONCEPTS = {
    "leak": (
        ("¿Alguna vez un charco en el fondo del bolso?|¿Un charco?",),
        ("A nadie le gusta un bolso mojado.",),
        ("¿Bolso mojado? ¡No, gracias!",),
    ),
    "thermal": (
        ("¿Cuándo fue la última bebida a la temperatura justa?|¿La temperatura justa?",),
        ("Tibio no es la temperatura favorita de nadie.",),
        ("¿Tibio? ¡No, gracias!",),
    ),
    "dishes": (
        ("¿Quién se ofrece a fregar los platos?|¿Quién friega?",),
        ("Las noches son cortas para fregar.",),
        ("¿Fregar? ¡Otro día!",),
    ),
    "laundry": (
        ("¿Quién no ha sacado de la lavadora una talla menos?|¿Una talla menos?",),
        ("La colada es dura con la ropa.",),
        ("¿Día de colada? ¡Venga!",),
    ),
    "space": (
        ("¿Hay alguna vez sitio suficiente en la estantería?|¿Sitio suficiente?",),
        ("El espacio siempre falta.",),
        ("¿Poco espacio? ¡Igual aquí!",),
    ),
    "hand": (
        ("Algunas cosas todavía pasan por manos humanas.|Manos humanas",),
        ("Las manos dejan su huella.",),
        ("¡Manos de verdad!",),
    ),
    "rain": (
        ("El pronóstico dice quizá. Como siempre.|Quizá",),
        ("El tiempo cambia de idea.",),
        ("¿Lluvia? ¡Y qué!",),
    ),
    "phone": ((), ("Un móvil necesita su sitio.",), ("¿Y el móvil?",)),
    "material": ((), ("Importa de qué están hechas las cosas.",), ("¿Y el material?",)),
    "ink": (
        ("¿Quién escribe todavía con tinta?|¿Con tinta?",),
        ("La tinta es exigente con el papel.",),
        ("¿Tinta? ¡Adelante!",),
    ),
    "flat": ((), ("Una página no debería cerrarse sola.",), ("¿Manos ocupadas? ¡Escribe!",)),
    "place": ((), ("Buscar la página cuesta tiempo.",), ("¿Por dónde íbamos?",)),
    "power": (
        ("¿Dónde está el enchufe más cercano?|¿Y el enchufe?",),
        ("Los enchufes nunca están donde uno se sienta.",),
        ("¿Sin batería? ¡Calma!",),
    ),
    "ports": (
        ("¿Cuántos adaptadores hay en la bolsa?|¿Cuántos adaptadores?",),
        ("Cada aparato quiere su enchufe.",),
        ("¿Demasiados cables?",),
    ),
    "scent": ((), ("Un aroma es el camino más corto a un recuerdo.",), ("¡Respira!",)),
    "quiet": (
        ("¿Cuándo hubo silencio por última vez?|¿Silencio?",),
        ("El ruido está en todas partes.",),
        ("¿Demasiado ruido?",),
    ),
    "dark": ((), ("Anochece temprano.",), ("¿Ya de noche? ¡Sigue!",)),
    "soft": ((), ("La comodidad se siente antes de verse.",), ("¿A que se nota?",)),
}

HOOKS = {
    "creative_ad.luxury": ("Tómese un momento.|Un momento", "Fíjese en los detalles.|Los detalles"),
    "creative_ad.energetic": ("¿Listo? ¡Vamos!|¿Listo?", "¡Para! ¡Mira esto!|¡Para!"),
    "creative_ad.minimal": (
        "Solo lo que importa.|Lo que importa",
        "Una cosa, vista con claridad.|Vista con claridad",
    ),
    "creative_ad.bold": ("Escucha. Será breve.|Escucha", "Sin rodeos. Solo esto.|Sin rodeos"),
    "creative_ad.cinematic": (
        "Mira cómo entra la luz.|Cómo entra la luz",
        "Toda historia empieza con algo corriente.|Algo corriente",
    ),
    "functional_intro": (
        "Esto conviene saber antes de elegir.|Antes de elegir",
        "Mirar con atención responde muchas preguntas.|Mirar con atención",
    ),
}

INTROS = {
    "creative_ad.luxury": ("Permítanos presentarle {name}.", "Descubra {name}."),
    "creative_ad.energetic": ("¡Saluda a {name}!", "¡Aquí llega {name}!"),
    "creative_ad.minimal": ("{Name}.", "Aquí está {name}."),
    "creative_ad.bold": ("Paso a {name}.", "{Name}. Así es."),
    "creative_ad.cinematic": ("Entra en escena: {name}.", "Y entonces, {name}."),
    "functional_intro": ("Le presentamos {name}.", "Veamos de cerca {name}.", "{Name} en resumen."),
}

FRAMES = {
    "creative_ad.luxury": ("Un detalle que permanece: {p}.", "Observe: {p}.", "Y todavía más: {p}."),
    "creative_ad.energetic": ("Y sí: ¡{p}!", "Además: ¡{p}!", "Apunta: ¡{p}!"),
    "creative_ad.minimal": ("Además: {p}.", "Y también: {p}."),
    "creative_ad.bold": ("Un hecho: {p}.", "Claro: {p}.", "Y: {p}."),
    "creative_ad.cinematic": ("De cerca: {p}.", "Un detalle a la luz: {p}.", "Y luego: {p}."),
    "functional_intro": ("Conviene saber: {p}.", "Además: {p}.", "En detalle: {p}.", "Y también: {p}."),
}

BRIDGES = {
    "creative_ad.luxury": ("Que hablen los detalles.|Los detalles",),
    "creative_ad.energetic": ("¡Vamos a los detalles!|Los detalles",),
    "creative_ad.minimal": ("Esto es lo que cuenta.|Lo que cuenta",),
    "creative_ad.bold": ("Estos son los hechos.|Los hechos",),
    "creative_ad.cinematic": ("Ahora, un poco más cerca.|Más cerca",),
    "functional_intro": ("Pasemos a los detalles.|Los detalles", "Los datos, en breve.|Los datos"),
}

AUDIENCE = {
    "creative_ad.luxury": ("Pensado para {audience}.|Para {audience}",),
    "creative_ad.energetic": ("¡Para {audience}!|Para {audience}",),
    "creative_ad.minimal": ("Para {audience}.|Para {audience}",),
    "creative_ad.bold": ("Esto es para {audience}.|Para {audience}",),
    "creative_ad.cinematic": ("Y es para {audience}.|Para {audience}",),
    "functional_intro": ("Una idea para {audience}.|Para {audience}",),
}

PRICES = {
    "creative_ad.luxury": ("El precio: {price}.", "Disponible por {price}."),
    "creative_ad.energetic": ("¡Todo por {price}!", "¡Por {price}, a casa!"),
    "creative_ad.minimal": ("{price}.", "Por {price}."),
    "creative_ad.bold": ("{price}. Punto.", "Por {price}. Así."),
    "creative_ad.cinematic": ("Por {price}, a casa.",),
    "functional_intro": ("El precio es de {price}.", "Disponible por {price}."),
}
FROM_PRICES = {"creative_ad": ("Disponible {price}.",), "functional_intro": ("Disponible {price}.",)}

CLOSERS = {
    "creative_ad.luxury": ("La elección es suya.",),
    "creative_ad.energetic": ("¿A qué esperas?",),
    "creative_ad.minimal": ("Ahora te toca a ti.",),
    "creative_ad.bold": ("Tú decides.",),
    "creative_ad.cinematic": ("El resto de la historia es tuyo.",),
    "functional_intro": ("La elección es suya.",),
}

CTAS = {
    "creative_ad.luxury": (
        "Descubra más.|Descubra más",
        "Visite la tienda.|Visite la tienda",
    ),
    "creative_ad.energetic": (
        "¡Compra ya!|¡Compra ya!",
        "¡Pide hoy!|¡Pide hoy!",
    ),
    "creative_ad.minimal": (
        "Descubre más.|Descubre más",
        "Compra ahora.|Compra ahora",
    ),
    "creative_ad.bold": (
        "Compra ya.|Compra ya",
        "Pide hoy.|Pide hoy",
    ),
    "creative_ad.cinematic": (
        "Descubre más.|Descubre más",
        "Compra ahora.|Compra ahora",
    ),
    "functional_intro": (
        "Todos los detalles están en la tienda.|Todos los detalles",
        "Descubra más en línea.|Más en línea",
    ),
}

CUTS = r"\s+(?:con|para|en|por|sobre|y)\s+"


def lowered(point):
    """The point inside a sentence: small, unless it opens with a name or an acronym."""
    return lower_first(point)


def audience_of(text):
    """Who it is for, with the last comma said as "y"."""
    text = re.sub(r",\s*([^,]+)\Z", r" y \1", text) if " y " not in text else text
    return lower_first(text)
