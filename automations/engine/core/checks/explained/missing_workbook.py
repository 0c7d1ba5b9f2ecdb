"""Het bestand is er niet.

Op de plaats die in `config.yaml` staat, is geen bestand. Iemand heeft het verplaatst, een andere
naam gegeven of weggegooid. Alles wat dit werkboek nodig heeft, staat stil tot het terug is.

Zo gaat het mis
---------------

    Map workbooks
    partnerregister-oud.xlsx
    trainingen.xlsx
    actieplan.xlsx
    signalen.xlsx
    nieuwsbrief.xlsx
    beheer.xlsx

    ✗ partnerregister.xlsx  Het bestand partnerregister.xlsx is er niet. Zet het terug, of
        pas de plaats aan in config.yaml.

Zo is het goed
--------------

    Map workbooks
    partnerregister.xlsx
    trainingen.xlsx
    actieplan.xlsx
    signalen.xlsx
    nieuwsbrief.xlsx
    beheer.xlsx

Wat u doet
----------

Zet het bestand terug, of geef het zijn oude naam. Staat het nu ergens anders? Vraag de coördinator
om de plaats in `config.yaml` aan te passen. Is het weg? De dienst bewaart kopieën: vraag ernaar.
"""
