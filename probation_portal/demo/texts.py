"""What workers of the demonstration wrote down. Invented, without names, in the tone of a case file. Pure."""

NOTES = (
    "Rustig gesprek. Werk loopt, de ploegendienst maakt afspraken lastig.",
    "Vertelde zelf over het weekend. Geen bijzonderheden.",
    "Besproken wat de meldplicht vraagt. Dat was niet helemaal duidelijk, nu wel.",
    "Betalingsregeling doorgenomen. De eerste termijn is betaald.",
    "Was moe en kortaf. We hielden het kort en spraken een nieuwe dag af.",
    "Over alcohol gepraat. Zegt twee weken niet gedronken te hebben.",
    "De inschrijving bij de gemeente is rond. Volgende stap is de zorgverzekering.",
    "Heeft een gesprek gehad bij de behandelaar en vond het zwaar. Gaat wel door.",
    "Vertelde over ruzie thuis. Samen bedacht wat helpt als het oploopt.",
    "Het sollicitatiegesprek ging goed. Hoort volgende week meer.",
    "Het toezichtplan besproken. Twee doelen staan nu in eigen woorden.",
    "Heeft moeite met de enkelband op het werk. Ik zoek uit wat kan.",
    "Sprak over de vriendengroep van vroeger. Wil er minder komen.",
    "Schuldhulp belt terug. Er kwam een brief van de deurwaarder.",
    "Ging het hele gesprek over de omgang met de kinderen. Verwezen naar het wijkteam.",
    "Goed gesprek. Vertelde meer dan anders.",
    "Urinecontrole besproken, uitslag was schoon.",
    "Slaapt slecht. Heeft een afspraak bij de huisarts gemaakt.",
    "Gaf aan dat het toezicht zwaar voelt. We maakten de afspraken kleiner.",
    "Werkgever is tevreden. Contract wordt met een halfjaar verlengd.",
    "Kamer via begeleid wonen gezien. Twijfelt nog over de huisregels.",
    "Woont weer samen en is daar blij mee. Prettig gesprek.",
    "Rooster gedeeld, volgende afspraken daarop gepland.",
    "Wilde weten wat er gebeurt bij een gemiste afspraak. Uitgelegd.",
)
NOT_REACHED = (
    "Ging niet over. Later sms gestuurd.",
    "Voicemail. Niet ingesproken.",
    "Sms gestuurd, nog geen antwoord.",
    "Gebeld op het afgesproken tijdstip, geen gehoor.",
)
NO_SHOW = (
    "Niet verschenen, niets gehoord. Brief met nieuwe datum gestuurd.",
    "Kwam niet. Belde een uur later: verslapen na nachtdienst.",
    "Niet gekomen. Was de dag vergeten, zegt de partner.",
)
MOVED = ("Op verzoek verzet in verband met werk.", "Afspraak verzet, werker ziek.", "Verzet naar volgende week.")
TECHNICAL = ("Beeld viel weg, verder gegaan per telefoon.", "Verbinding viel steeds uit. Nieuwe afspraak gemaakt.")
AGREEMENTS = (
    ("Rooster van de volgende maand doorsturen", "client"),
    ("Bellen met de schuldhulp", "worker"),
    ("Wat 'meldplicht' precies vraagt op papier zetten", "together"),
    ("Inschrijven bij de huisarts", "client"),
    ("Bewijs van inschrijving bij de gemeente meenemen", "client"),
    ("Uitzoeken of de behandeling vergoed wordt", "worker"),
    ("Kopie van het arbeidscontract meenemen", "client"),
    ("Samen bellen met de woningcorporatie", "together"),
    ("Brief van de deurwaarder beantwoorden", "together"),
    ("Verwijzing naar de polikliniek regelen", "worker"),
    ("Overzicht van vaste lasten maken", "client"),
    ("Kennismaken met de vrijwilliger", "together"),
)
TOPICS = (
    "Ik wil weten wat er in het verslag komt te staan.",
    "De afspraken zijn steeds onder werktijd. Kan dat anders?",
    "Mijn schulden. Ik zie door de bomen het bos niet meer.",
    "Ik wil het hebben over mijn kinderen.",
    "Wat gebeurt er als ik een keer niet kan komen?",
    "Ik heb het gevoel dat ik alles drie keer moet vertellen.",
)
WORKER_TOPICS = (
    "Wat je van mij verwacht",
    "Hoe we het contact zo houden als het nu gaat",
    "Wat er nodig is om de meldplicht af te bouwen",
    "Dat de laatste gesprekken kort waren",
)
TALK_AGREEMENTS = (
    ("Samen nog eens lezen wat er van je gevraagd wordt", "together"),
    ("Twee dagen van tevoren een bericht sturen over de afspraak", "worker"),
    ("Zelf een onderwerp meenemen naar het volgende gesprek", "client"),
    ("Terugbellen op de dag dat je belt", "worker"),
    ("Elk gesprek beginnen met wat er goed ging", "together"),
    ("Laten weten wanneer de dienst wisselt", "client"),
)
PASSED_ON = (
    "Liefst bellen na vier uur. Alles op tijd zeggen helpt: verrassingen maken mij onrustig. Over vroeger vertel ik "
    "liever niet nog een keer.",
    "Het gaat goed op het werk, daar ben ik trots op. Ik leg liever uit tijdens het lopen dan aan een tafel.",
    "Korte zinnen en één ding tegelijk. Een bericht van tevoren helpt mij; dan weet ik waar het over gaat.",
)
PUT_ASIDE = "We weten het allebei; het komt terug bij het volgende vaste moment."
SHIELDED = "Woont naast een collega op deze locatie."
GOALS = (
    "Dagbesteding vasthouden",
    "Een vaste woonplek vinden",
    "Schulden in kaart en een regeling treffen",
    "Behandeling afmaken",
    "Drie maanden zonder alcohol",
    "Weer contact met de kinderen, in rustige stappen",
    "Werk of opleiding voor minstens twintig uur",
    "Een dag van de week invullen met iets dat energie geeft",
)
GENERAL_CONDITIONS = (
    "Maakt zich niet opnieuw schuldig aan een strafbaar feit",
    "Werkt mee aan het toezicht en komt op afspraken",
)
SPECIAL_CONDITIONS = (
    "Meldplicht bij de reclassering",
    "Ambulante behandeling",
    "Alcoholverbod, met controle",
    "Contactverbod met het slachtoffer",
    "Begeleid wonen",
    "Meewerken aan schuldhulpverlening",
    "Locatiegebod met elektronische monitoring",
)
HITCH_NOTES = (
    "",
    "Besproken in het volgende gesprek.",
    "Wisseling van dienst, niet doorgegeven.",
    "Brief gestuurd met uitleg.",
    "Met de unitmanager besproken.",
)
REACH_NOTES = ("", "", "", "Alleen sms", "Liefst na 16:00 uur", "Niet inspreken: deelt zijn telefoon", "Via WhatsApp")
CONSIDER_NOTES = ("", "", "", "", "Korte zinnen, grote letters", "Tolk Pools", "Nachtdienst, niet voor 12:00 uur")

NEXT_STEPS = (
    "Morgen nog een keer bellen",
    "Sms sturen met een nieuwe tijd",
    "Langsgaan op het bekende adres",
    "Bellen met de begeleider van het wonen",
)
WORRIES = ("Klonk vlak en antwoordde kort", "Sliep slecht, leek gespannen over geld", "Wilde niet zeggen waar hij was")
MIX_REASONS = (
    "Werkt in ploegendienst en woont ver weg",
    "We willen elkaar eerst vaker zien",
    "Zo spraken we het samen af",
)
