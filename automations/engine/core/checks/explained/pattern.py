"""Dit heeft niet de goede vorm.

Een code heeft een vaste vorm, zoals A-01 of T2016-01. Kleine letters en spaties zijn geen probleem.
Een streepje of een cijfer te weinig wel, want dan zou Werkblad moeten raden.

Zo gaat het mis
---------------

    Overleggen
    Code    | Status
    V16-007 | gehouden
    V2016_8 | gepland

    ✗ Overleggen A2  "V16-007" heeft niet de goede vorm. Schrijf Code als V2016-001.
        Bedoelde u V2016-007?
    ✗ Overleggen A3  "V2016_8" heeft niet de goede vorm. Schrijf Code als V2016-001.
        Bedoelde u V2016-008?

Zo is het goed
--------------

    Overleggen
    Code      | Status
    v2016-007 | gehouden
    V2016-008 | gepland

Wat u doet
----------

Schrijf de code zoals in het voorbeeld van de melding. Klopt het voorstel? Neem het over.
"""
