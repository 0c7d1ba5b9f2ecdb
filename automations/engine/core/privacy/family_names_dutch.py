"""More Dutch family names, in lower case and without accents: the rarer ones.

Compiled by hand, as facts of common knowledge; no data set was copied. What is a word or a place
as well stands in `ALSO_WORDS`.
"""

from __future__ import annotations

DUTCH = """
aalderink aardema abbing abbink adema adolfs aerdts agterhuis albersen aldenkamp algra althof
andela andeweg annema anneveldt antonisse appelhof arentsen arkes arkesteijn armbrust arnoldussen
asselbergs assink baanders baartman baartmans bakkeren balvers bannink barelds barnhoorn bartelds
bartelings bartelink beekhof beeks beerepoot beernink beijersbergen bekhuis bemelmans bentvelzen
berendse berghuis bergkamp bergmans bergsma bergwerff berkelmans berkenbosch berkers bersma
besseling beukeboom beunk beuving beverloo bezuijen bieleman bijkerk bikkers binnekamp binnema
bisschops bleijenberg blekkenhorst bleumink bloembergen bloemhof bloemsma blokdijk blommaert
blommers boekema boekestein boelsma boendermaker boerboom boerhof boerkamp boersen boertien
boesveld boezeman bogaards bogaardt bogerd bogert bokhorst bolhuis bolk bolks bomers boogaart
boogert boomsma boonman boonstoppel bootsma borkent borneman borsje borstlap boschma boshuizen
bosscha bosscher bossink boswijk bothof botma bouhof boumeester bouter bouwhuis bouwknegt bouwmans
bouwsma bouwstra boxman braakhuis braamhaar braams brandsen brasser breedijk breeman breeuwsma
breevoort breur brinkhof brinkhuis broekema broekhof broekhuijsen broekhuis broeren broersen
bronsema bronswijk bruggink bruijnes bruijning bruijnzeel bruinink bruinsel brummelhuis bruning
brunings brussaard buchner buijsman buijze buist buiter bulder bulthuis burgersdijk burghout
burgman burgmans bussink buth buursma cammeraat canters castelijns cevaal christiaanse cleijne
cloosterman cnossen coert coolsma coops corstjens corten crebolder crommelin daams dahmen
dalhuisen dalmeijer damhuis damsma damstra dannenberg dantuma dassen davelaar debets degenaar
deijl delfgaauw delissen dellemann denneman derkink derksema devries dieben diekema diemel
dieperink diepeveen dijkhof dijkhuis dijkkamp dijkmans dijksterhuis dijst dikmans dinkla ditmars
doeleman doets doggenaar doorduin doorenbos doornekamp doornenbal dorenbos dorresteijn dorsman
dortmans douwstra drenthen dresen dreves driesen drogendijk droogh droppert druijff duijf duijm
duijnstee duijvesteijn duijvestein duitscher dukers dullaart duncker durieux dusseljee duursma
duysens dwarshuis dykstra ebbing eckhardt eefting eekhof eelman eerdmans eertink eeuwes egbertsen
eggens eggermont egging eijkelboom eijkelenboom eijkelkamp eijkhout eijkman eikema eilers eising
ekkelenkamp elbertse elemans elenbaas elgersma elings ellenbroek elsen elshof elsinga elsman
elstgeest elzerman emmens endeman engberts engelbertink engelbrecht engelhart enklaar erdbrink
erkelens erkens esmeijer esselink essenburg etman everaars everaers everink eversen evertse
evertsen ewalts eykelenboom ezendam faassen falkena feddema feddes feenema feitsma fennema fidder
fielmich fikkers flapper flikweert flokstra foekens fokkens folkertsma folmer fongers fonteijn
fopma forsten fortuijn fouchier fraanje francissen frankena franssen frens freriksen friedrichs
frijters froentjes frowijn gaastra galema galesloot gankema ganzeboom ganzevles garritsen gartsen
geelhoed geelhoedt geerdink geerligs geerling geerse geertsema geertsma geijtenbeek gelderloos
geleijnse gelens gelissen gelling gerbens gerdes geritzen gerlagh germs gersen gerssen geuzebroek
geytenbeek giesbers giesberts giezen gijsberts gijsbertsen gijselaar gijsen gillissen gimbrere
girbes gjaltema glashouwer gmelich gnodde godschalk goedegebuure goedemans goedknegt goemans
goense goerres goldschmidt goorden goorhuis goosen goosensen goossen gootjes gorissen gortemaker
gosens goslinga gosselink goudappel goudberg goudkuil gouka gouma gouwens graafsma graansma
grashuis gravesteijn greebe greeve greveling grevelink griede grijpma grijpstra grimberg
groeneboer groenenberg groenestein groenewold groenhof groenhuijzen groenink groenveld groeskamp
groffen gronloh grootegoed grootendorst grootenhuis groothedde groothuis grootjans grootveld
grosfeld grotenhuis grotens grouwstra grutters guijt guldemond gunneman gunnink haagsma haakman
haaksema haaksma haanstra haarbrink haarhuis haarman haarmans haartman haasbroek haasdijk haasjes
haasnoot habraken hackmann hagedoorn hagelaar hagemans hagenbeek hagendoorn hagting hakkert
hakvoort halbesma halfwerk hallema hameleers hamelink hamminga hanegraaf hanekamp hanemaaijer
hanssen hanssens hardenbol haringa haringsma harkema harkes harkink harleman harmeling harmens
harssema hartemink hartgers hartholt hartkamp hartkoorn hartmans hartogs hartsema hartsuijker
hartwig haslinger hasselaar hassink haster haukes haverkamp haverkate havinga hebinck heddema
hedema heegsma heemels heemstra heerdink heeringa heersema heesakkers heesen heessels heetebrij
heetebrink hegeman hegger heidema heideman heijblom heijboer heijdra heijer heijink heijkoop
heijligers heijman heijmen heijnekamp heijnis heijnsdijk heijstek heikamp heikens heikoop heilbron
heimans heimerikx heineman heinhuis heinsius heithuis hekkert hekking helderman helders helfferich
hellemons hellenthal hellinga hellings helmers helmich helmink helsloot helwig hempenius hengeveld
henkes hennekam hennekes henneveld hennink henraat hensen henskens herber herbrink herfkens
hergaarden heringa herlaar hermens herms hermus herreman herremans hertogh herweijer hesseling
hesselink hesselman heukels heuker heukers heusinkveld heuveling heuvelink heuvelmans heuver
hiensch hietbrink hietkamp hijmans hilberink hilbers hilgersom hillebrands hillebrandt hilverda
hinloopen hinrichs hinskens hissink hoebe hoeben hoedemaker hoedemakers hoefman hoefnagel hoefs
hoefsloot hoegee hoeijenbos hoeijmakers hoekema hoekert hoekzema hoelen hoenderdos hoevenaar
hoevenaars hoffer hoffmans hofhuis hofkamp hofmans hofmeijer hofsteenge hofstetter hogeboom
hogeling hogenbirk hogenes hogenkamp hogervorst hogeslag hoitink hoitsma hokke holkema hollaar
hollants hollemans hollestelle holsheimer holshuijsen holterman holthuis holtkamp holtman holtslag
holwerda homma hondelink hoogakker hoogeboom hoogenberg hoogenkamp hoogenraad hoogerbrugge
hoogerwerf hoogewerf hooghiemstra hooglander hoogsteder hoogsteen hoogstra hooijberg hooijer
hooijmans hooijschuur hooiveld hoornweg hoosemans hopmans horlings hornstra horsman horstman
hortensius hospers hospes houdijk houkema houkes houterman houtkamp houtkoop houtsma houtzager
houwers houwing hovens hovius huberts huckriede hufen huffels huffmeijer hugen hugenholtz hugens
huibers huijben huijbens huijbers huijberts huijg huijsing huijskens huijsmans huijssoon huijts
huijzer huilmand huinink huirne huiskamp huisken huiskes huisstede huitema huiting huitsing hukker
hulleman hulscher hulsebos hulsegge hulsen hulshoff hulsink hulsker hulsman hulstein hulstijn
hummelink hurenkamp hurkens hurkmans husken huster huting hutjens hutting huttinga huysmans huyzer
ijben ijdo ijpelaar iking ikink imming immink ingenhoven ippel iprenburg isselt ivangh jaarsma
jaartsveld jabben jacobsen jacobsz jacobusse jagtenberg jalink jansma jansonius jansons janszen
jaquet jaspars jassies jeeninga jelgerhuis jelgersma jelierse jellema jelsma jeltema jenniskens
jeronimus jeukens jeurink jeurissen jongejan jongejans jongeneelen jongenelen jongkees jongman
jongmans joore joosen joostens jurriens justitz kaarsemaker kaasjager kaemingk kagenaar kakebeeke
kalfsbeek kalisvaart kalkhoven kalkhuis kalkman kalma kalter kamermans kammenga kampert kamphof
kamphorst kampinga kampman kampstra kamsteeg kannegieter kappelle kapteijn kapteyn kardol karelse
karens karmelk karreman karssen kassies katerberg katsman kauffman kauffmann keemink keesmaat
keetman keijsers keijzers keja kelleher kemink kempkens kenter kerckhoffs kerkdijk kerkhoff
kerkhoven kerkmeester kerkmeijer kerkstra kerkvliet kerling kernkamp kerssen kesseler ketelaars
kettelarij keulemans keultjes keuper keurentjes keuzenkamp keverling kielman kiestra kievits
kiljan kimman kimmels kisjes kiviet klaasse klaassens klapwijk klarenaar kleefman kleefstra
kleijer kleijnen kleijwegt kleinbussink kleinjan kleinsman kleintjens kleinveld klement klerks
klerkx klesser kleuskens kleuver kleverwal klijnsma klijnstra klink klinkenberg klinkert klippel
klitsie kloens klokgieters klokman klompmaker klomps klompstra kloost kloots kloppenburg kloppers
klopstra klosse klosters klouwen kluen kluft kluijtmans kluiters kluskens kluvers knaapen kneefel
knegtel knibbe knijnenburg knikkink knippels knippenberg knobbe knoben knoef knoester knoope
knoors knopper knoppers knottnerus knuvelder kockelkorn kocken koekenbier koenis koetsveld
koevermans koevoets kofman kohlmann koiter kokke kokkeler kokkelink kokken kolenbrander kolkert
kolks kollen koller kolstein kolthof komduur kommers konijnendijk koningstein koningsveld koolhof
koolmoes kooman koomans koonen koonings koonstra koopal kooper koopmanschap koopstra koorenhof
koorevaar koorneef koornneef koornstra kooter kopinga koppenol koppens korbee korbeld korenhof
korfage korff korfker korpel korpershoek korstanje korstjens kortekaas korteling kortenbach
kortenhoeven kortenoever kortman kortstra korvinus kosse kostense kosterman kouijzer kouters
kouwenaar kouwenberg kouwenhoven kraaijenbrink kraaijvanger kraakman kragt krauwer krebbers
kreeftenberg kreike kreuger kreukniet krielen krijgsheld krikhaar krishnadath kroesbergen kromjong
krommendijk kronemeijer kroonen kropff krosse kruidhof kruijer kruijsen kruijssen kruijthof
kruisman kruisselbrink kruithof kruitwagen kruizinga krullaards krus kuckelkorn kuenen kuhlman
kuijlenburg kuijlman kuijs kuijten kuilboer kuiperij kuipersma kuitems kuitert kuizenga kunneman
kunz kuperus kurstjens kurvers kuylenburg kwakernaak kwakkel kwant kwist laanstra laarakker
laarhoven lagerwerf lagewaard lahey lakerveld lambooij lambregts lamens lamerigts lammerts lamping
lamsma landsman langejan langenhuijsen langenkamp langereis langerveld langius lanjouw lankhaar
lankman lansbergen lansdorp lansink lantinga larsen laseroms laseur lasschuit laurensse laurenssen
laurijssen lavooij lebbink leegwater leemans leemhuis leemreize leenaars leenaerts leenhouts
leenhouwers leenstra leentvaar leermakers leeuwenburg leeuwenkamp leeuwerink leeuwis leferink
leffers legemaat legerstee leguijt leidelmeijer leijdekker leijenaar leijendekkers leijenhorst
lelieveld lelijveld lemkes lemson lenders lenferink lengkeek lensen lentink lentjes leppers
lettinga leunissen leurink leuvenink leuverink leuwerink leverink levink leyten lichtenbelt
liebrand liebregts liefers liefting lieftink liesker lieverse ligtenberg ligterink ligtvoet
lijbers lijffijt lijnse lijten limpens lindenbergh lindenburg lindenhof lingeman linsen linskens
lintelo lintzen lipman lobbezoo lobeek lobs lodder loeffen loerakker loermans loevesijn logtenberg
lohuis lommen lommers lommerse looijenga looijenstein looman loomans loonstra loots lorijn
lorsheijd losekoot loth louman louwe louwen louwerens louws louwsma lozeman lucassen luchies
luchtenburg ludding ludeking luesink lugard lugtenburg lugthart luijben luijk luijkx luijt
luijtgaarden luimes luinenburg luiting lukassen lukkezen lukkien lulof lunenborg lunenburg luteijn
lutgens luthart lutke lutters luttikhuis luttmer luycx maagdenberg maaijen maaijwee maalderink
maarschalkerweerd maarse maathuis maatjens maatman machielse machielsen maessen magielse maijer
malipaard maljaars mandemaker mangnus mannaerts manschot mantingh marcelis marees marissen
markerink markhorst markink markvoort marsmans martena massink maters matser matthee mattheij
matthijsse matthijssen matze mauritz mazereeuw mechielsen meedendorp meeder meekes meekma meelker
meens meerbeek meerdink meermans meerveld meeuwisse meeuwissen meeuwse meffert megens meijboom
meijerhof meijerman meijles meijling meijman meijster meijvogel meindersma meinderts meindertsma
meinen meinsma meiring mekel mekkes mekking melchers melief melisse melissen mellema melse melsen
menkehorst menken menkhorst mensing mensinga mensink mentink mercx merks merkus meruma messchaert
messelink messemaker metske metz meulenaar meulenberg meulenkamp meurer mevissen mewe mezger
middeldorp middelkamp miedema mijdam mijer mijnsbergen mijnster mijs minderman mink minkema minkes
minnaard minnema minten mintjes mispelblom moerbeek moerenhout moerings moerkens moerland moesker
moeskops moggre mohlmann mokkink mokkum molegraaf molema molemaker molengraaf molenkamp molewijk
molhoek molhuijsen mollee mollema molleman mollers mollerus monshouwer monsma monteban mooibroek
mooijman mooijweer moolenaar moolhuijzen moorlag moorthamer morsink morssinkhof mosterdijk mouris
muijderman muijs muijsert muijsson muiser muizelaar mulderij munneke munnikes munnikhof murre
musch muste mutsaerts muurling muusse nabben nagelhout nagelkerke nagtegaal nagtzaam nahuijsen
nannen nanninga naus navis neeft neele neelen neelis neervoort neggers neijman nekkers nelemans
nelisse nellestijn nieboer niekamp nielen niemans niemantsverdriet nienhuis niens nieskens niessen
nieuweboer nieuwenburg nieuwenkamp nieuwkamp nieuwstraten nieuwveld niezink nijenhuis nijenkamp
nijholt nijkamp nijsen nijskens nijssen nijveld nijveldt nijzink nikkelen nikkels nilwik noback
nobbe noom noordegraaf noordenbos noorderwerf noordhof noordhuis noordijk noordkamp noordman
norbart nuijen nuijens nuijten nummerdor nusselder obbink oberink oberman ockhuijsen odink oelen
oerlemans oeveren oevering offereins offerman offermans oggel ohlsen oldenhof oldenkamp olieman
olijve olthof olthuis oltmans oltshoorn onderstal onnink onstein onstenk oordijk oorthuis oortman
oortwijn oostdam oostenbrink oosterbroek oosterhaven oosterink oosterkamp oosterlaar oosterlee
oosterloo oosterman oostermann oosterom oosterveen oosterwegel oostinga oostinjen oostra
oostwouder ootes opheij ophof oprel opschoor orsel osch osinga ossewaarde ostendorf otjes
otterspeer ottevanger ottow oudeman oudenes oudenhoven oudhof oudman oudt ouwejan ouwens overbosch
overdijk overduin overes overgoor overkamp overman overwijn paalman paalvast paasman padberg
padmos pakvis palland palsma palthe pannekeet papavoine papenborg parre pasma passier pasterkamp
patberg paulissen paulusma pauwe peddemors pedroli peele peeman peerbolte peerdeman peereboom
peerenboom pegman pekelharing pelgrom pelkmans pelzer penders penninga penninkhof perdok pereboom
pesch peschier peterse petersen petiet peursum peute philipsen piekaar pieke piekema pielage
piepenbrock pierens piersma piest pietersma pijls pijnaker pijnappels pikaar pikkert pikstra
pilage pinkse pinxteren plaatsman plandsoen plantenberg plantenga plantinga plasmans plender
plenter plettenburg pley pleysier ploegmakers ploegman plooijer pluijmers pluimers pluimert
plukker poelarends poelstra polderdijk polinder polkamp polmans ponsen ponstein pontier poorte
poorthuis poortman poortstra popken poppelaars poppema porsius posthouwer potma pouls pouwelse
pouwer prakken pranger prast prein prenger preuter prijden prudon pruijs pruijssers pruijt
pruiksma pruimboom pruysers puttenstein quaak quaedvlieg quak quartel quast quekel raaijen
raaijmann raateland raatgever raats rademaekers radstaak radstake raedts raemakers raijmakers
ramaekers randag rasch rasing ratering rauwerda rauwerdink ravenhorst ravensberg ravensbergen
ravensteijn ravestein rebergen reefhuis reesink regterschot reichardt reichert reichman reijers
reijm reijmer reijmers reijngoud reijniers reijnierse reimerink reimers reimert reinalda
reinderink reindersma reinds reinhoudt reintjes reintsema reitsema rekers remie remijn remijnse
remmelink remmelts remmerswaal remmits renes renkema renkens renkers rensing renssen repko repping
resink reuling reulink reumer reusken reuvekamp reuvers reuzenaar reyneker ribberink ribbers
richters ridderbos ridderhof ridderikhof ridderinkhof riedijk riegman riekwel riemens riemers
riemsdijk rienks riensema rienstra rientjes riesebos rietberg rietbergen rietkerk rietmeijer
rietvelt riezebos rigter rijkhoff rijkse rijksen rijlaarsdam rijnbeek rijnen rijnhout rijnsburger
rijnsent rijntalder rijntjes rijpkema rijpma rijpstra rijsemus rijsenbrij rijskamp rikken rikkers
rinsma ritsema robberts robijns roebersen roefs roeleveld roelfs roelfsema roelofsma roelvink
roerdink roersma roestenburg roeters roetgerink roetman roffelsen rogaar rohling rohof rolfes
rollema rolloos rolvink romeijnders romers romkes rompa rondhuis ronner rookhuizen roolvink
roording rooseboom roosegaarde roosenboom roosenburg roosjen roosken rooswinkel rorije rosbergen
rosenbrand rosielle rosmolen rosmulder rossing rothuizen rotmans rotteveel rottier rottink roukema
rouschop rouwenhorst rouwhof rouwhorst rozeboom rozemeijer rozenberg rozenbrand rozenveld rozing
ruardij rubingh ruijtenberg ruitenburg ruiterkamp rumpff rumping rusken rusman russchen rutgrink
rutters ruygrok sackers saes salden sampers samplonius sanderse sandmann sandstra sangers
santegoets sassen schaafsma schaafstal schaaij schaake schaaphok schaapman schaapsma schaasberg
schadenberg schalken schalkx schallenberg schapendonk schaper scharenborg scharff scharloo scharn
scharringa schaveling scheelings scheepens scheepmaker scheepstra scheerder scheerens scheeres
scheeringa schefferlie scheijgrond schelhaas schellingerhoudt schellingerhout scheltema
schenkelaars schenkels schenkeveld schennink schepman scherff scherjon scherptong scherrenburg
scheuneman scheurwater schevers schieven schijff schiks schillemans schilp schiltmans
schipaanboord schiphorst schippefelt schipperheijn schirmer schlosser schmal schmeitz schmitz
schmohl schnieders schnitzler schoenaker schoenmaeckers schoenman schollen scholman schols
scholtes scholtz scholtze schonewille schoondermark schoonderwoerd schoonen schoonenberg
schoonewelle schoonhoff schoonhoven schoonveld schoonwater schoots schorel schornagel schothuis
schotman schotsman schouls schouwenaar schouwenburg schouwstra schraa schraag schrauwen schraven
schraverus schreinemachers schreudering schrier schriever schrijen schrijer schroder schroers
schroevers schroten schruijer schuijers schuijff schuijt schuilwerve schuite schuitema schuiteman
schuitert schultheiss schulting schultz schulze schurer schurgers schuring schurink schuten schuth
schutrups schuttenbeld schuttert schuurbiers schuurhuis schuurink schuurmann seelen seerden
segeren seijkens selles selten senden serrarens serree sessink severijns severins sevinga siccama
sicking siebelink siebers siebring siebum siekman siemensma siemerink siepel sieperda siersema
siertsema sieval sijbenga sijbesma sijbrands sijm sijmons sijmonsma sijtsma sijtstra sikking
simens simmelink sinck singelenberg sinnema sinnige sipkema sipkes sipma sjerps sjollema sjouke
sjoukes slaats slaman slappendel slegt slenders slieker sliggers slijkhuis slikker sliphorst
slokker slomp sloos slootman sloots slotboom slotman sluijk sluijmer sluiman sluiters sluyter
smaal smalbrugge smaling smallegange smedema smedes smeding smeele smeeman smeijers smeitink
smelik smetsers smidt smienk smiers smies smilda sminia smitshuijzen smitskamp smitsman smol
smoorenburg smulder snaterse snelders snelleman snellens snelting snepvangers snethlage snieders
snippe snoeij snoeijen snoeijers snoeijink snoijink snuverink soepboer soepenberg soetekouw
soeterboek soethout sollie somhorst somsen soons soontiens soper sorber sormani spaanderman
spaargaren spaay spakman spanjer spanjers speelmans speets spelbos spelbrink sperna spijkerboer
spijkstra spindelaar spithost spithoven spoelstra spoeltman spoorenberg sporken spreen
spreeuwenberg spreeuwers sprengers sprik sprokkereef spronk spruijtenburg spuij staalduinen staals
staarink staarman staffhorst stahlie stamhuis stammes stapelbroek starink starrenburg starreveld
stassen steegh steegmans steegs steehouder steehouwer steeman steemers steenbakker steenbrink
steendam steendijk steeneken steenge steenhoek steenhof steenkamp steenman steenmeijer steens
steensma steenssens steenstra steenvoorden steenwinkel stegehuis steggink stegink steijger steijns
steinebach steinfort steinmetz steinvoort stellingwerf stelma steltenpool stemerdink stempher
sterkenburg sterkman sterringa steunebrink steuten stevelink steverink stiekema stiemer stienissen
stikkelorum stikkers stikvoort stins stoelhorst stoelinga stoeten stoevelaar stofberg stoffelsen
stoffers stokhof stokkermans stokkers stokman stokmans stolker stolte stoltenborg stomphorst
stootman stortelder stoter stouten stouthamer stoutjesdijk stoutmeijer straathof straatman
straatsma strating straub stravers streefland strengers streur streutker strijbis strijbos
strijdhorst strikwerda strobos stroes stroink strolenberg stronks strookappe strooper stroosnijder
stroucken strous struijs stubbe stuij stuijfzand stuijt stuijts stulp sturkenboom stuut suichies
suidgeest suidman suijker suijkerbuijk suijkerland suijten suir suurd suurland suurmond swaanen
swager swanenburg swanink swarthof swartjes swarts sweere sweeres sweerts swelsen swens swets
swier swieringa swierstra swijnenburg swillens swint switzer sybesma sybrandy sytsma taams takens
takke tammens tamminga tamsma taselaar tebbens teeuw teeuwisse teeuwissen tegelaar tegelbeckers
teijen teirlinck tekelenburg telgenhof telkamp temmink tempelaar tempelmans tennekes tensen
terbraak terburg terhoeven terhorst terhuerne termaat termeer terschegget terwel terwijn
terwisscha tesselaar testa teuben teunisse teurlings teussink theelen theijs theisens theloosen
theunisse thewessem thewissen thissen thoben thoenes thole thomasse thomassen thonen thoolen
thoonen tibboel tichelman tieben tiebosch tiedink tielbeek tielemans tiemersma tiemessen tiems
tienhoven tiesinga tigchelaar tiggeler tijburg tijdeman tijhaar tijhuis tijink tijsma tijssen
tijsterman tillema tillemans tilstra timans tinga tinholt tinnemans titulaer toering tofte tolboom
tolen tolhuis tolner tomassen tomesen tommel tomson toorman torenbeek tossaint triep trimp
troelstra tromper trompert troquet truijen tuenter tuijn tuijnman tuik tuinhof tuininga
turkenburg tuzgol twigt twijnstra twilhaar twillert uijen uijl uijterlinde uijttewaal uilenberg
uitenbroek uitermark uiterwaal uiterwijk uithof uittenbogaard uittenbosch ulijn ultee uneken
urlings vaandrager vaarkamp vaartjes vaatstra vaessen vahl valckx valkema valkenaars valkenhoff
valkering valkhof valks vallenduuk vallinga valstar varekamp varkevijser varkevisser vasbinder
vastenhouw vaszen veeken veelders veelenturf veelers veenbaas veenboer veenbrink veendorp veenema
veeneman veenenbos veengaard veenhof veenhoven veenhuis veenhuizen veening veeninga veenis veenje
veenkamp veenker veenland veenvliet veerbeek veerhoek veerhuis veerkamp veermans veijer veijgen
veldboer velderman veldhof veldhoven veldink veldmaat veldmans veldscholten veldsink veldstra
veldt veldwisch velema velleman velthoen velthof velthoven velthuijsen velthuis velthuizen veltien
veltkamp veltmaat veltmeijer veltrop velvis vendelbosch vendeloo venderbosch venderink vendrig
venema venhof venhuis venhuizen veninga vennik vennink vennix venrooij ventevogel verbaarschot
verbeeke verbeeten verberk verberkmoes verberne verbong verboon verbree verbrugh verbunt verburgh
verburgt verdegaal verdegem verdelman verdenius verdoes verdoold verdoorn verdouw verduijn verduin
vereecken vereijken verhaaf verhaak verhaaren verhaegh verhaert verhalle verheggen verheijde
verheijdt verheijke verheus verhoeks verhoork verkaaik verkaart verkamman verkleij verkoeijen
verkooijen verkooyen verkroost verkuijl verkuil verkuilen verkuylen verlaan verlegh verlind
verlooy vermeiden vermeijden vermeijs vermeltfoort vermerris vermin vermond vermunt vernes
vernhout vernim vernooij vernooy verploegen verploegh verra verreck verriet verrijdt verrijn
verrips versaevel verseveld versfelt versloot versluijs verspeek versprille verspui versteegen
versteegt verstoep verstoop verstraaten verstraelen verstrate verstraten verstuijf versveld
verswijver vertegaal vertommen vertregt vervaart verveda verveld verver vervest vervloet vervoord
vervoorn vervuurt verwaaijen verwaal verweijen verwest verwijk verwijmeren verwolf verzijden
verzijl vethman vierhout viersen viets vijfhuizen vijfvinkel vijge vijn vijzelaar villerius
vingerhoeds vinkenvleugel vinkx viscaal vischer vischschraper vlasblom vlaskamp vlasman vlasveld
vleeming vleer vleeshouwers vletter vliem vlietstra vlijm vlooswijk voermans voetee vogelpoel
volkering volkerink volkers volkerts vollenbroek vollering vollmer volman volmer volmerink volwerk
vonno voorberg voordes voordouw voorham voorhorst voorhuis voorintholt voorkamp voornveld
voorsluijs voorthuijsen voorwinde voorwinden vorage vording vorenkamp vorstermans vosjan voskuilen
voslamber vossebeld vosselman vossen vossenberg voster vreeburg vreeke vreeling vreeman vreman
vrielink vrielmann vriendts vriesekoop vriesema vriesen vriezema vrijenhoek vrijhof vrijman
vrijmoet vrijmoeth vroegop vrolings vroomans vroomen vrugt vuijk vuik vulperhorst vuurens
waaijenberg waaijer waaijman waalboer waarsing wagenaars wagensveld wagenveld wagter waijenberg
walda waldram walgemoed walgering walhof wallenburg wallinga walrave walravens waltmans wamelink
wapstra warmelink warmenhoven warnaar warnar warnink wassenberg wassens wassink wasterval wattel
webbink wedemeijer weeber weekamp weelink weenink weerdenburg weerheim weerts wegdam wegereef
weggelaar wegkamp wegter wehkamp wehrmann weijenberg weijerman weijermars weijman weijts weikamp
weima weinreich weitenberg weitkamp weits welage welbers welboren wellink welsing welters
wemmenhove wemmers wensink wentholt wentink wentzel werdmuller werkhoven wernke wernsen wesdorp
weseman wesseldijk wesselink wesselius wesselman westdorp westenbrink westenbroek westeneind
westenend westeneng westerbaan westerbos westerduin westerhout westerhuis westerik westerkamp
westerlaken westerneng westerveen westervelt westerweel westmaat westmeijer westphal wetemans
weultjes weustenenk weustink weverink weverling weverwijk wezeman wezenberg wiarda wiechers
wiedijk wieffering wieggers wiegmans wiegmink wiekens wielaard wielaart wielakker wielemaker
wieleman wielenga wielens wielhouwer wielsma wieman wiemer wienk wieringa wiersinga wierstra
wiersum wiertsema wiertz wiesman wietses wietsma wigbers wiggelinkhuijsen wiggerman wiggerts
wijbenga wijbrands wijchers wijdeveld wijga wijgerse wijkamp wijkhuijs wijkmans wijkstra wijlens
wijma wijman wijmans wijmenga wijnalda wijnberger wijngaarde wijngaards wijnhof wijnholds
wijnhoven wijnja wijnker wijnmaalen wijnsma wijnstekers wijnstra wijnveen wijsman wijtmans wijtsma
wilbers wilberts wilcke wildenbeest wildenberg wildenburg wildvank wilgenhof wilken willekes
willemars willemstein willering willigenburg willighagen wilming wilmink wilmsen wilschut wilsink
wilting wiltink wiltjer wiltvank wimmers windhorst windhouwer windmeijer windster winia winkelaar
winkeler winkelhagen winkelhorst winnubst wintels winterink wintermans winthorst wiskerke wismans
wisselink wisselo wissema wissenburg wissing witkamp witmond witsenburg wittebol wittekoek
wittenaar wittenbols witvoet witzand woelders woerdeman woering woertman woestenburg woestenenk
woesthuis wolberink wolbrink wolda wolffenbuttel wolfkamp wolleswinkel wolsing wolsink woltering
wolterink wolterman wolthof wolthuis wolting woltinge woltjer woltman wolvers wondergem woolderink
wormeester wormgoor wortelboer woudstra woudwijk woutersen woutersz woutman wuestman wuijts
wulffraat wullems wulms wurtz wustefeld ybema yntema yntsema yperlaan yska zaadnoordijk zaagman
zaalberg zaat zaeijen zagers zandbelt zandboer zandee zandhuis zandinga zandwijk zanting zantinge
zantvoord zeelen zeelenberg zeeven zegelaar zegwaard zeijlmans zeilemaker zeilstra zelle zelst
zents zerstegen zevenberg zevenhuizen zijda zijderhand zijderlaan zijdeveld zijp zijtveld
zilverberg zilverentant zinkweg zinsmeister zoer zoetbrood zoetelief zoeteman zoetendal zoetewei
zoetmulder zonderop zonjee zonnenberg zoontjens zuidberg zuiderhoek zuidersma zuidervaart
zuiderveld zuiderwijk zuidgeest zuidhof zuidhuis zuidinga zuidweg zuijdam zuijderduijn zuijderwijk
zuijdgeest zuurbier zuurdeeg zuurmond zwaal zwaanenburg zwagemakers zwanink zwartbol zwarteveen
zwarthof zwartveld zweedijk zwerus zwetsloot zweverink zwezerijnen zwikker
"""
