"""Names for invented people, as varied as the country. Pure."""

import unicodedata
from random import Random

_FIRST = (
    "Aaliyah Abel Adil Aisha Amber Amina Anouk Aron Bas Berat Bianca Bilal Bo Brahim Carlo Charissa Daan Dalila "
    "Danique Dennis Dilara Djenna Dylan Ebru Elif Emre Esmee Fabian Farid Fatima Femke Floortje Furkan Gino Hamza "
    "Hanna Hatice Henk Imane Iris Isra Ivo Jamila Jayden Jeroen Joost Josefien Kadir Karin Kelly Kevin Khadija "
    "Kimberly Lars Layla Leon Liang Lieke Lorenzo Luuk Maaike Marek Marciano Mariska Mehmet Melissa Mila Milan "
    "Mitchell Mohamed Naomi Natasja Nadia Nouri Nynke Omar Patryk Priya Quincy Rachid Ravi Rowan Ruben Ryan Sabina "
    "Said Samir Samira Sander Sanne Selma Sergio Shanice Sharon Sietse Silvana Sjoerd Soraya Stefan Suzan Tamara "
    "Thijs Tim Tirza Tomasz Tugba Vincent Wesley Wim Xander Yara Yasin Youssef Yvonne Zakaria Zeynep Zoë"
)

_LAST = (
    "Aarts,Abdi,Achterberg,Aydın,van den Akker,Bakker,Baldew,el Bakkali,Benali,van den Berg,Blijd,de Boer,Bosman,"
    "Bouazza,ten Brink,Brouwer,Chen,van Dam,Demir,van Dijk,Dijkstra,Doornbos,van Eck,Engel,Erdem,Feenstra,Fernandes,"
    "Gerritsen,de Graaf,Groot,Haddad,de Haan,Hendriks,van der Heijden,Hoekstra,Hofman,Hussein,Idrissi,Jansen,"
    "de Jong,Kaya,van Kempen,Kowalczyk,Koster,Kramer,Kuipers,Kılıç,de Lange,Lieuw,van Loon,Maas,Martina,Meijer,"
    "Mohamud,Mulder,Nowak,Özdemir,Oosterhuis,Osman,Peeters,Pinas,Postma,Prins,Ramdin,Rietveld,Roelofs,Sarmo,"
    "Schouten,Silva,Smit,Sörensen,Tahiri,Timmer,Tjon,Tromp,Uyar,van der Veen,Verbeek,Vermeer,Visser,de Vries,"
    "van der Wal,Wester,Wiersma,Wijaya,de Wolf,Yılmaz,Yousfi,Zijlstra,Zwart"
)

FIRST, LAST = _FIRST.split(), _LAST.split(",")


def draw(rng: Random, taken: set[str]) -> tuple[str, str]:
    """A first and a last name that nobody has yet; `taken` remembers it."""
    while True:
        first, last = rng.choice(FIRST), rng.choice(LAST)
        if f"{first} {last}" not in taken:
            taken.add(f"{first} {last}")
            return first, last


def address(first: str, last: str) -> str:
    """An e-mail address at example.org, in plain letters."""
    # The dotless i has no plain form of its own in Unicode.
    text = f"{first}.{last}".replace("ı", "i").replace(" ", "").lower()
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return f"{plain}@example.org"
