"""Het bestand is niet te lezen.

Het bestand is er wel, maar het is geen heel Excelbestand. Het is beschadigd, half opgeslagen, met
een wachtwoord beveiligd, of het is een ander soort bestand met een nieuwe naam.

Zo gaat het mis
---------------

    Map workbooks
    partnerregister.xlsx
    trainingen.xlsx (half opgeslagen)
    actieplan.xlsx
    signalen.xlsx
    nieuwsbrief.xlsx
    beheer.xlsx

    ✗ trainingen.xlsx  trainingen.xlsx is niet compleet: het opslaan of synchroniseren is
        afgebroken. Sla het opnieuw op, of zet een vorige versie terug.

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

Open het bestand in Excel. Lukt dat, sla het dan op als .xlsx. Lukt het niet, zet dan een kopie
terug. Is het een .ods-bestand dat een wachtwoord nodig heeft? Sla het ook dan op als .xlsx: van een
.ods-bestand kan Werkblad het wachtwoord niet gebruiken. Staat het op een schijf die nog aan het
bijwerken is? Wacht even: Werkblad kijkt vanzelf opnieuw.
"""
