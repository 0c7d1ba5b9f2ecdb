"""Er ligt een kopie naast het bestand.

Twee mensen hebben het bestand tegelijk bewerkt. OneDrive, Dropbox of Windows heeft er toen een
kopie naast gezet. Werkblad leest alleen het bestand zelf. Wat in de kopie staat, telt niet mee.

Zo gaat het mis
---------------

    Map workbooks
    partnerregister.xlsx
    trainingen.xlsx
    trainingen (1).xlsx
    actieplan.xlsx
    signalen.xlsx
    nieuwsbrief.xlsx
    beheer.xlsx

    ! trainingen.xlsx  Naast trainingen.xlsx ligt trainingen (1).xlsx, ontstaan bij het
        synchroniseren. Neem over wat er alleen daarin staat en verwijder het.

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

Open beide bestanden. Neem over wat alleen in de kopie staat. Haal de kopie daarna weg uit deze map.
"""
