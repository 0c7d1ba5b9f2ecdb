"""Words that are no names, though they may begin with a capital or stand where a name would."""

from __future__ import annotations

from automations.engine.core.privacy.word_lists import words_in

_BEGINNINGS = """
aan achter af al alle alleen als alsof altijd and andere anders april augustus beide beiden ben
bent bij binnen boven buiten bv daar daarbij daarmee daarna daarnaast daarom daarop daarvan
daarvoor dan dat de december deze die dinsdag dit doe doel doen donderdag door drie dus echter een
eens eerder eerst eerste elk elkaar elke en enkele er ervan februari for gaat geen gelet gesprek
graag haar had hadden heb hebben heeft hem hen het hier hierin hierna hiervan hiervoor hij hoe
hoewel houd hun ik in indien is januari je jij juist juli jullie juni kan kom komt kunnen later
maandag maar maart mag mede meer mei men met mijn misschien mocht moet moeten mogelijk na naar
naast nadat namens neem niemand niet nieuw nieuwe nog november nu of oktober om omdat onder
ongeveer ons onze ook op over overleg pas per plan punt rond samen samenvattend september sinds
snel soms staat steeds straks te ten ter terwijl tevens the this tijdens to toch toen tot totdat
tussen twee tweede u uit uiterlijk uw vaak van vanaf vandaag vanuit veel verder via vier vijf
vinden vindt volgende volgens voor vooral vraag vragen vrijdag waar waarbij waarin waarna waarom
waarop wanneer want waren was wat we weer welke wellicht werd werden wie wij wil willen with
woensdag word worden wordt wou zal zaterdag ze zelf zelfs zie zij zijn zo zodat zodra zolang
zondag zonder zou zouden zowel zullen
"""

_WORK = """
aandachtsfunctionaris aandachtsfunctionarissen aanpak accounthouder actie actief adviseur
adviseurs afdeling agent algemeen algemene ambtenaar arts basistraining begeleider behandelaar
beheerder beleid beleidsmedewerker bestuur bestuurder bestuursadviseur bestuurssecretariaat
beveiliger bewoner bewoners bijlage bron burgemeester burger burgernet burgers buurt casus
casusoverleg christen collega college commissaris commissie communicatieadviseur conciërge
consulent contactpersoon coordinator cultuur dag dame dames decaan democraten democratie dialoog
directeur directie docent docenten dominee dossierhouder driehoek economie excel expertise
expertisecentrum facebook facetime factsheet financien gastheer gebiedsgericht gebiedsmanager
gedeputeerde gemeente gemeenteraad gezin gezinscoach gezond google griffier groene groot grote
halt hebdo heer heren hoge hoger hoofd hoofdofficier huis huisarts huiskamer imam inspecteur
inspectie instagram instelling intern internet intranet jeugd jeugdarts jeugdprofessional
jeugdteam jeugdteams jeugdwerker jeugdzorg jong jongere jongeren jongerenwerk jongerenwerker
jongerenwerkers journalist kabinet kader kamer kennis kennispunt kern ketenregisseur
kinderbescherming klant klein kleine korpschef kracht kwaliteit kwaliteitsmedewerker lager
landelijk landelijke leefbaar leerkracht leerling leerlingen leerplicht leerplichtambtenaar leraar
lid linkedin maand manager medewerker medewerkers melder mentor mevrouw microsoft middelbaar
midden minister ministerie moskee nabije nationaal nationale netwerk netwerkpartner nieuwsbrief
officier ombudsman ondernemer onderwijs ontmoeting oosten openbaar openbare ordening ouder ouders
outlook overste pagina partij partner partners passend passende pastoor persoonsgericht
persvoorlichter politie portefeuillehouder praktijk president preventie primair procureur
programma project projectleider provincie psycholoog raad raadslid raden rapport rapportage
rechtbank rechter reclassering rector redacteur regio regioadviseur regiomanager regionaal
regionale regisseur rekenkamer rijk rode ruimte ruimtelijke samen scholen school schoolverlaten
secretaris sector snapchat sociaal sociale speciaal staatssecretaris stad stadswinkel staten sterk
steun stichting straat student studenten stuurgroep team teamleider teams telegram thema thuis
tiktok toekomst trainer trainers training trajectbegeleider twitter unie universiteit veilig
veiligheid veiligheidshuis verdieping vereniging verpleegkundige verre vertrouwensarts vervangend
vinci vitaal vluchtelingenwerk volkspartij voorlichting voortgezet voortijdig voorzitster
voorzitter vrije vrijheid week welzijn werk werken werkgever wet wethouder whatsapp wijk wijkagent
wijkbeheerder wijkgericht wijkmanager wijkregisseur wijkteam wijkteams witte woningbouw word
youtube zaken zorg zorgcoordinator
"""

_PLACES = """
afghaans afghaanse afghanistan afrika alblasserdam alblasserwaard aleppo alkmaar allah almere
amerika amersfoort amsterdam ankara antilliaan antilliaans antilliaanse antwerpen apeldoorn
arabisch arabische arnhem aruba assen azie barendrecht belgie berlijn binnenstad boko bonaire
brabant breda brussel bulgarije capelle china christelijk christelijke christus crabbehof curacao
damascus delft deventer dordrecht dordtenaar dordtenaren dordts dordtse drechtsteden drenthe
dubbeldam duitse duitsland eindhoven engeland engelse enschede eritrea eritreeer eritrese europa
europese flevoland frankrijk franse friesland gelderland gent giessendam god goes gorinchem gouda
groningen haag haarlem hague haram hardinxveld hoeksche holland indonesie irak iran isis islam
islamitisch islamitische istanbul italie jazeera jezus joods joodse kerst koerd koerdisch
koerdische koran krimpen krispijn leeuwarden leiden limburg londen maas maassluis maastricht
madrid marokkaan marokkaans marokkaanse marokkanen marokko merwede middelburg molenbeek molukker
moluks molukse moslim moslims mosul nederland nederlander nederlanders nederlands nederlandse
nijmegen nino noord noordflank nusra oekraine oost overijssel papendrecht parijs pasen polen pool
pools poolse profeet qaeda qaida rabat ramadan raqqa reeland ridderkerk rijn roemenie roermond
rotterdam rotterdams rotterdamse rusland salvador schiedam shabaab sinterklaas sliedrecht somalie
somalier somalisch somalische spanje spijkenisse staart stadspolders sterrenburg surinaams
surinaamse suriname surinamer syrie syrier syriers syrisch syrische tilburg turk turken turkije
turks turkse utrecht venlo vlaardingen vlissingen waal waard west wielwijk zeeland zoetermeer zuid
zuidhoven zwijndrecht zwolle
"""

INNOCENT = words_in(_BEGINNINGS, _WORK, _PLACES)

# How the names of streets, schools and buildings end, and the words that follow a name in them.
BUILDING_ENDS = tuple(
    words_in(
        """
        bibliotheek brug buurt centrum college congres corporatie corporaties dienst dreef fonds
        gebouw gracht gymnasium havo instituut kade kapel kerk kliniek laan lezing lyceum markt
        mavo moskee museum netwerk overleg plantsoen plein prijs school singel steeg stichting
        straat team teams theater tunnel vereniging weg wijk ziekenhuis
        """
    )
)
BUILDINGS = words_in(
    """
    academie advocaten afdeling arena bank basisschool bouw brug buurt bv camii centrum club
    college cooperatie cup dagopvang drukkerij expeditie federatie flat fonds foundation fundatie
    gala gebouw gymnasium haven havo hebdo hogeschool huis instelling instituut kade kapel kerk
    kinderdagverblijf krant laan lezing lyceum makelaars mavo mbo moskee museum nv omroep park
    planbureau plein polder prijs school singel sportclub stadion steunpunt stichting straat
    supermarkt theater toren tunnel universiteit vakbond verzekeringen vmbo voetbalclub vof weg
    wijk zaal ziekenhuis
    """
)
BEFORE_BUILDINGS = words_in(
    """
    albert basisschool cafe college heilige hotel keizer kerk koning koningin lokaal moskee
    operatie orkaan prins prinses profeet project restaurant school sint st stichting storm wet
    zaal ziekenhuis zwarte
    """
)

# Single letters follow these: "optie B", "zaal C", "hepatitis B".
TAKES_A_LETTER = words_in(
    """
    afdeling artikel bijlage blok bus categorie cel deel fase flat gebouw groep hal hepatitis
    ingang keuze klas kolom letter lid lijn lokaal model niveau onderdeel optie perron plan poort
    punt rij route scenario serie stap sub tabel team toets type vak variant versie vitamine vraag
    wijk zaal
    """
)

# How words end that are no names.
WORD_ENDS = tuple(
    words_in(
        """
        aal aanpak agenda akkoord ale alliantie atie aties baar bare beleid blad bond bureau dag
        dorp eerd eerde eren fonds gemeente gemeenten gericht gerichte gids groep heden heid ief
        ieve ing ingen ische isme iteit justitie kaart kamer krant kunde land lijk lijke lijst
        loket loos loze nieuws partij plan platform politie programma punt raad route schap
        schappen sche sie stad steden tie ties unit week werk wet zaken zorg
        """
    )
)
