"""Common Dutch words, so that a strange one can be told from them where a name would stand.

Compiled by hand for what municipal staff write; it is no dictionary. A word that is not here counts
as strange only in the places that `lower_case` names.
"""

from __future__ import annotations

from automations.engine.core.privacy.word_lists import words_in

_SMALL_WORDS = """
acht achteraf aldus allebei alles alsnog alvast alweer ander anderen anderhalf bang behalve
belangrijk beneden bent bereid beslist best beste beter bezig bijna binnenkort blij boos bovendien
breed cijfer contact daardoor daarentegen dadelijk dagelijks dank dankzij deels dertig des
desnoods destijds dezelfde dicht diverse dringend druk duidelijk duizend echt eerlijk eigen elders
elf enig enz eraan erachter erbij erg ergens erin ermee ernaar erop erover eruit ervoor etc euro
even eveneens eventueel extra fijn flink formeel gauw geheel geleden gelukkig genoeg gewoon
gisteren goed graag gratis grotendeels half hallo halverwege hard helaas helder hetzelfde heus
hierbij hierdoor hiermee hieronder honderd hooguit hoor hopelijk ieder iedere iedereen iemand iets
immers inclusief inderdaad ineens inmiddels intussen ja jarig jawel jezelf juist kapot keihard
klaar kort laat laatst laatste lang langer langs lastig leeg leuk licht liever links los
maandelijks mee meer meest meestal meeste meteen mezelf mij miljoen minder minstens moe mondeling
morgen na naartoe nabij namelijk nauwelijks nee negen nergens net niets nieuwste niks noch nodig
nogal nogmaals nooit nou nul ochtend ofwel ondanks ondertussen onlangs ooit opeens opnieuw overal
overigens plots positief prima procent recent rechts rechtstreeks reeds rond ruim rustig samen
schriftelijk sindsdien somber sommige sorry sowieso spoedig sterk stil straks tegelijk tegen
tegenwoordig telkens tenminste tenzij terecht terug tevoren tevreden tien totaal trots twaalf
twintig uiteindelijk uiteraard uitsluitend vanavond vandaan vandaar vanmiddag vanmorgen vanochtend
vanwege vast veertig ver verder verdrietig vermoedelijk vervolgens vijftien vijftig vlak vlakbij
vol voldoende volop vooraf voorbij voordat voorlopig voortaan voortdurend vorig vrij waardoor
waarmee waarschijnlijk wegens weinig wekelijks wel welk welkom werkelijk zeer zeker zelden zes
zeven zich zichzelf ziek zoals zoiets zojuist zomaar zorgelijk zorgvuldig zulke zwaar
"""

_NOUNS = """
aandacht aanleiding aanmelding aanpak aanslag aantal aanvraag aanwezige activiteit adres advies
adviesraad advocaat afdeling afkomst afspraak afwezige agenda agent akkoord ambtenaar angst
antwoord app appartement arts auto baan baas baby balie bank basis bed bedrijf beeld begeleiding
begin begrip beheer behoefte bekende belang beleid belofte bericht beroep besluit bestuur
betrekking betrokkene bewijs bewoner bezoek bezwaar bijdrage bijeenkomst bloed blok boek boete
brief broek broer broertje bron brood buddy budget bureau buren bus buur buurman buurt buurvrouw
cadeau camera campagne cel centrum client coach college commissie computer contract controle
crisis cursus dader dag datum decaan deel deelnemer detail deur dienst diploma directie district
docent dochter doel dossier drank drugs drugsgebruik druk duizeling duur dwang echtgenoot eer
effect eigenaar einde energie enquete ervaring evenement familie feest feit fiets film fonds foto
fout functie gast gebied geboorte gebouw gebruik gedachte gedrag geduld gegeven geheim geld geloof
geluk gemeente generatie gesprek getuige gevaar geval gevangenis gevoel gevolg geweld gezag gezin
gezinslid gids god grap grens groep gruwel haat hand handen handicap handreiking hart helft
herstel hond hoofd huis huisbezoek hulp hulpverlener hulpvraag humor huur idee imam indruk
informatie inhoud initiatief inkomen instantie instelling internet invloed inwoner jaar jas jeugd
jongen jongere jury kaart kamer kandidaat kanker kans kant kantoor karakter kast keer kennis keten
keuken keuze kind kinderen klacht klank klant klas kleding kleindochter kleinkind kleinzoon kleur
kleuter klimaat koffie kosten kracht kring kwartaal land laptop leeftijd leerling leger leiding
les leven lichaam lid liefde lijn lijst locatie loket lunch maand maatregel maatschappij macht man
map markt mede medewerker medicatie meerderheid meisje melder melding mening mens methode middel
misbruik misdaad misverstand moeder moment mond moord moskee motie motor muur muziek naam nacht
neef netwerk neus nicht nieuws nood nummer omgeving onderwerp onderzoek ongeluk onrust ontslag
ontwikkeling oog oom oor oorlog oorzaak opa opdracht opleiding opname oproep opvang opvoeding
organisatie ouder overdracht overlast overleg paar pand park partij partner paspoort patient
pensioen periode persoon peuter pijn plaats plan pleegkind pleegouder plein plek politie post
praktijk premie probleem proces product professional project puber punt raad raam rand rapport
reactie recht reden regel regie regio reis rekening relatie religie rest resultaat richting rij
rijbewijs risico rol route ruimte rust ruzie samenwerking schade schip school schuld schulden
schulp seizoen sfeer situatie slachtoffer sleutelfiguur sociaal soort spanning specialist speler
spoed sport sporter spreekuur stad stage stagiair stagiaire stand stap stem steun stiefmoeder
stiefvader stok straat straf strategie strijd stroom structuur student stuk succes systeem taak
taal tafel tante taxi team tegenstander teken tekst telefoon temperatuur terrein thee thema tiener
tijd tip toegang toekomst toelichting toestemming toets toezegging traan trainer training traject
trap trein tweeling twijfel uitkering uitkomst uitleg uitnodiging uitslag uitspraak uur vader vak
vakantie variant veiligheid verband verblijf verdachte verdrag verdriet vereniging vergadering
verhaal verklaring verleden verlof vermiste vermoeden verschil verslag verslaving vertrek
vertrouwen vervoer vervolg verzoek vesting vlag vlees vlucht voet voetbal volk voogd voorbeeld
voorkeur voorlichting voorstel voortgang voorwaarde voorziening vorm vraag vriend vriendin
vrijwilliger vrouw waarde wandeling wapen water website week weekend wens werk werkgever
werkloosheid wet wijk winkel winst woning woord zaak zaal zelfmoord zicht ziekenhuis ziekte zin
zitting zoektocht zoon zorg zus zusje zwembad
"""

_VERBS = """
aanbieden aangeven aanhoren aankomen aanmelden aannemen aanpassen aanspreken aanvaarden aanvragen
aarzelen accepteren achterlaten adresseren adviseren afhandelen afmelden afronden afspreken
afwachten afwijzen antwoorden appen at bedanken bedoelen bedreigen begeleiden beginnen begon
begrijpen behandelen beheren beletten bellen beloofde beloven benaderen benoemen bepalen beperken
bereiken berichten beschrijven beslissen besprak bespreken bestaan betalen betekenen bevatten
bevestigde bevestigen bewaken bewaren bewegen bezitten bezoeken bidden bieden bijwonen bleef bleek
blijken blijven boeken bood bouwen bracht breken brengen claimen controleren dacht danken dansen
deed delen denken dienen doen doorgaan doorgeven doorverwijzen draaien dragen dreef dreigen
drinken droeg dronk durven eindigen eisen ervaren eten evalueren faciliteren fietsen filmen
functioneren gaan gaf gebeuren gebruiken gelden geloven geven ging greep groeien gunnen halen
handelen hangen haten hebben helpen herhalen herkennen hervatten hield hielp hing hoeven hopen
horen houden huilen huren indienen informeren instemmen investeren keek kennen kiezen kijken
klagen klinken kloppen knikken kocht koken komen kon koos kopen kosten kreeg krijgen kunnen kwam
lachen las laten leek leiden lenen leren leven lezen liegen liep liet liften liggen lijken loog
lopen luisteren lukken mailen maken melden merken missen mocht moest moeten mogen nadenken nam
nemen noemen noteren oefenen ondertekenen onderzoeken ontbreken ontkennen ontmoeten ontslaan
ontstaan ontvangen ontving ontwikkelen opbellen openen opgeven opnemen oppakken oproepen opsturen
opvangen opzoeken organiseren overleggen overlegt overlijden overwegen pakken passen plaatsen
plannen praten presenteren proberen raken reageren redden reed regelen reizen rekenen rennen
reserveren richten riep rijden roepen roken ronden rusten ruzien schamen schelden schieten
schijnen schoot schreef schreeuwen schrijven schrikken signaleren skypen slaan slapen sliep sloeg
sloot sluiten sneed solliciteren spelen sprak spreken staan starten steeg steken stelen stellen
stemmen sterven stierf stond stoppen studeren sturen tellen testen toelichten toestaan tonen
trainen treffen trekken trok twijfelen typen uitkomen uitleggen uitnodigen uitspreken vallen
vangen vechten verbergen verbieden verbleef verdienen verdween vergaderen vergeten verhuizen
verklaren verkopen verlaten verliet verliezen verloor vermelden vermoeden vernielen verraden
verscheen verschijnen verstaan vertellen vertrekken vertrok vertrouwen verwachten verwees
verwijderen verwijzen verzoeken viel vieren vinden ving vloog vluchten voegen voelen voeren volgen
vond voorkomen voorstellen vragen vrezen vroeg waarschuwen wachten wandelen wees weigerde weigeren
wennen wensen werken weten wijzen willen winnen wist wonen worden wou zag zakken zat zeggen zei
zetten zien zijn zingen zitten zocht zoeken zorgen zou zullen zweeg zwemmen zwijgen
"""

_ADJECTIVES = """
aanwezig actief afwezig agressief alleenstaand angstig anoniem apart arm bekend beschikbaar
betrokken bezorgd blind boos buitenlands christelijk coulant depressief diep dik dom dood doof
dronken dubbel eenzaam eerste enige enthousiast ernstig fout geheim gek gelovig gescheiden
gesloten gevaarlijk gewelddadig gezamenlijk gezellig gezond groot handig hard heel heftig hoog
hulpbehoevend intensief jaloers jong juridisch kalm klein knap koud kwaad kwetsbaar laag lekker
lief minderjarig moeilijk mogelijk mooi nieuw nuttig onbekend onderling ongerust onrustig
ontzettend onveilig onzeker open oud overleden overspannen passief perfect plaatselijk precies
prettig raar radicaal religieus rijk rond schuldig simpel slecht slim snel stabiel strafbaar
streng thuis traag trouw vaag veilig verbaal verslaafd verward vlot volwassen voormalig vreemd
vriendelijk vroeger vrolijk waardevol warm werkloos wit woedend zacht zelfstandig zwak zwanger
"""

_TAILS = tuple(  # how words end that stand in no list
    words_in(
        """
        baar elijk heid ing ingen isch ische iteit lijk loos matig schap teit tie ties tjes tje zaam
        eren eert eerd eerde aris atie ering ist isten logie loog logen nis aal eel iek ieke ief
        """
    )
)
_PREFIXES = (
    *("terug", "aan", "af", "uit", "op", "in", "mee", "door", "over", "voor", "toe", "na", "bij"),
    *("weg", "langs", "rond", "om", "samen", "vast", "klaar", "plaats", "ver", "ont", "be", "her"),
)
_ENDS = (
    "",
    "je",
    "ere",
    "en",
    "e",
    "n",
    "s",
    "t",
    "d",
    "te",
    "de",
    "ten",
    "den",
    "ende",
    "er",
    "ers",
    "st",
    "ste",
)
_SHORTEST = 3  # letters of what stands before a noun in one word
_LONG = 4  # letters of a noun at the end of another
_OTHER = {"v": "f", "z": "s", "f": "v", "s": "z"}  # brief and brieven, huis and huizen
_NOT_DOUBLED = 2

_ALL = words_in(_SMALL_WORDS, _NOUNS, _VERBS, _ADJECTIVES)
_AT_THE_END = frozenset(noun for noun in words_in(_NOUNS) if len(noun) > _LONG)


def is_common(word: str) -> bool:
    """Tell whether a folded word is a common one, a form of one, or ends as one."""
    return word in _ALL or word.endswith(_TAILS) or _is_form(word) or _is_compound(word)


def _is_form(word: str) -> bool:
    """Tell whether a word is a plural, a form of a verb, or a participle."""
    rest = word
    for prefix in _PREFIXES:
        if word.startswith(prefix) and word[len(prefix) :] in _ALL:
            return True
        if word.startswith(f"{prefix}ge"):
            rest = word[len(prefix) :]
    if rest.startswith("ge") and rest.endswith(("d", "t", "en")):
        return True
    stems = (word[: len(word) - len(end)] for end in _ENDS if word.endswith(end))
    return any(not _ALL.isdisjoint(_stems(stem)) for stem in stems)


def _stems(stem: str) -> set[str]:
    """Return what a stem may come from: mann from man, schol from school, briev from brief."""
    found = {stem, f"{stem}en", f"{stem}n"}
    if len(stem) > _NOT_DOUBLED:
        body, last, before = stem[:-1], stem[-1], stem[-2]
        other = _OTHER.get(last, last)
        found |= {f"{stem}{last}en", f"{body}{other}", f"{body}{other}en"}
        if last == before:
            found |= {body, f"{body}en"}
        if before in "aeou":
            found |= {f"{body}{before}{last}", f"{body}{before}{other}"}
            if stem[-3:-2] == before:
                found |= {f"{stem[:-2]}{last}en", f"{stem[:-2]}{other}en"}
    return found


def _is_compound(word: str) -> bool:
    """Tell whether a word ends with a noun, in singular or plural."""
    whole = {word, word.removesuffix("s")} | (_stems(word[:-2]) if word.endswith("en") else set())
    return any(
        one[at:] in _AT_THE_END for one in whole for at in range(_SHORTEST, len(one) - _LONG)
    )
