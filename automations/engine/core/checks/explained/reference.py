"""Dit verwijst naar iets dat er niet is.

In deze kolom wijst u een regel van een ander tabblad aan, met de code, de precieze naam, of een
keuze uit de lijst. Werkblad kan die regel niet vinden.

Zo gaat het mis
---------------

    Organisaties
    Code   | Organisatie
    ORG-17 | Vluchtelingenwerk
    ORG-18 | Stadswinkel

    Contactmomenten
    Code      | Organisatie
    C2016-001 | ORG-71
    C2016-002 | Stadswinkels
    C2016-003 | Bibliotheek

    ✗ Contactmomenten B2  "ORG-71" staat niet in Organisaties. Bedoelde u ORG-17
        (Vluchtelingenwerk)?
    ✗ Contactmomenten B3  "Stadswinkels" staat niet in Organisaties. Bedoelde u ORG-18
        (Stadswinkel)?
    ✗ Contactmomenten B4  "Bibliotheek" staat niet in Organisaties. Kies iets uit de lijst,
        of zet het eerst in Organisaties.

Zo is het goed
--------------

    Organisaties
    Code   | Organisatie
    ORG-17 | Vluchtelingenwerk
    ORG-18 | Stadswinkel

    Contactmomenten
    Code      | Organisatie
    C2016-001 | ORG-17
    C2016-002 | stadswinkel
    C2016-003 | ORG-18 – Stadswinkel

Wat u doet
----------

Kies uit de lijst in de cel. Staat het er nog niet in? Zet het eerst op het tabblad uit de melding.
"""
