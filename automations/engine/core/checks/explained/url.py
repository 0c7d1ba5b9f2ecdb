"""Dit is geen veilige link.

Een link in de nieuwsbrief begint met https://. Dan weet de lezer zeker op welke website hij komt.

Zo gaat het mis
---------------

    Berichten
    Editie   | Volgorde | Link
    N2016-10 | 1        | http://dordrecht.example/agenda
    N2016-10 | 2        | zie onze website

    ✗ Berichten C2  "http://dordrecht.example/agenda" is geen veilige link. Begin de link
        met https://. Bedoelde u https://dordrecht.example/agenda?
    ✗ Berichten C3  "zie onze website" is geen veilige link. Begin de link met https://.

Zo is het goed
--------------

    Berichten
    Editie   | Volgorde | Link
    N2016-10 | 1        | https://dordrecht.example/agenda
    N2016-10 | 2        |

Wat u doet
----------

Open de pagina in uw browser en kopieer het adres uit de balk bovenaan.
"""
