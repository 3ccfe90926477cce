"""Cas and Anna: the case that is told in full. Days are counted back from today. Invented. Pure."""

# Moment in months -> side -> scale -> score.
CAS_SCORES = {
    0: {
        "client": {"trust": 2.8, "direction": 3.2, "bonding": 3.6, "friction": 3.0},
        "worker": {"trust": 3.4, "direction": 4.0, "bonding": 3.8, "friction": 2.4},
    },
    6: {
        "client": {"trust": 3.8, "direction": 3.0, "bonding": 4.0, "friction": 2.6},
        "worker": {"trust": 3.6, "direction": 4.2, "bonding": 4.0, "friction": 2.0},
    },
}

# What each side wrote down to talk about first, by moment.
CAS_TOPICS = {
    0: {"client": "Wat moet er nou echt?", "worker": "Wat je van mij verwacht"},
    6: {"client": "Ik wil weten wanneer ik me minder vaak hoef te melden.", "worker": "Hoe de ploegendienst bevalt"},
}

# The talk about the intake: days ago, and what was agreed in it: text, who, due and done so many days ago.
CAS_TALKED = 178
CAS_AGREED = (
    ("Samen het toezichtplan lezen en in eigen woorden opschrijven", "together", 137),
    ("Uitleggen wat er gebeurt als je een afspraak mist", "worker", 151),
)

# Days ago, method, outcome, note.
CAS_CONTACTS = (
    (190, "office", "took_place", "Kennismaking. Uitgelegd wat het toezicht inhoudt. Cas was gespannen."),
    (178, "office", "took_place", "Intake van de alliantie besproken. Cas koos het onderwerp 'wat moet er nou echt'."),
    (165, "home_visit", "took_place", "Eerste huisbezoek. Woont op kamers, rustige straat."),
    (151, "phone", "took_place", "Kort gebeld over de eerste werkweek. Bevalt goed."),
    (137, "office", "took_place", "Toezichtplan samen gelezen en aangepast in eigen woorden."),
    (124, "phone", "not_reached", "Sms gestuurd, antwoord de volgende dag."),
    (121, "text", "took_place", "Nieuwe afspraak per sms."),
    (109, "office", "took_place", "Vertelde zelf over de schulden. Verwezen naar de schuldhulp."),
    (94, "walk", "took_place", "Gewandeld. Praat buiten makkelijker dan op kantoor."),
    (80, "phone", "took_place", "Werk loopt. Vraagt of de meldplicht minder kan."),
    (66, "office", "took_place", "Besproken wat er nodig is om de meldplicht af te bouwen."),
    (52, "phone", "took_place", "Rustig gesprek, geen bijzonderheden."),
    (41, "office", "no_show", "Niet gekomen door een wisseling van dienst, later gebeld."),
    (27, "office", "took_place", "Betalingsregeling besproken. Cas vond het gesprek zwaar."),
    (17, "phone", "not_reached", "Sms gestuurd, antwoord dezelfde dag."),
    (13, "phone", "took_place", "Cas belde zelf, zat rustig. Werk loopt; ploegendienst maakt afspraken lastig."),
)

# Made so many days ago, due so many days ago (negative: still ahead), text, who.
CAS_AGREEMENTS = (
    (13, -4, "Rooster van de volgende maand doorsturen", "client"),
    (27, 3, "Bellen met de schuldhulp", "worker"),
    (13, 0, "Wat 'meldplicht' precies vraagt op papier zetten", "together"),
)
