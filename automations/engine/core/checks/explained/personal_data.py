"""In een vrije tekst staat iets over een persoon.

In deze kolom hoort geen naam, telefoonnummer, adres of nummer van een persoon te staan. De tekst
komt in mails en in het rapport. De melding herhaalt niet wat er staat. Bij signalen is het een
fout, en wordt de hele regel nergens meer gebruikt tot het weg is.

Werkblad vindt niet elke naam. Een zeldzame naam zonder hoofdletters is niet te onderscheiden van
een gewoon woord. Staat er mevrouw, een voorletter of van der voor? Dan ziet het de naam meestal
wel.

Zo gaat het mis
---------------

    Acties
    Code | Voortgang
    A-01 | Bel voor de afspraak 06-12345678

    ! Acties B2  Hier lijkt een telefoonnummer te staan. Schrijf het zonder gegevens van
        personen. Is het iets anders? Dan mag het blijven staan.

Zo is het goed
--------------

    Acties
    Code | Voortgang
    A-01 | De afspraak met de wijkagent staat.

Wat u doet
----------

Haal weg wat naar een persoon wijst. Schrijf een functie in plaats van een naam, zoals de wijkagent
of de mentor. Gaat het over een zorg om iemand? Dat hoort niet in een spreadsheet: bel de
dossierhouder.
"""
