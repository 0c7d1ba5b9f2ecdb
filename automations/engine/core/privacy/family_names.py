"""Family names that are common in the Netherlands, in lower case and without accents.

Compiled by hand, as facts of common knowledge: the kind of names that the Nederlandse
Familienamenbank of the Meertens Instituut and its counterparts abroad count. No data set was
copied.
"""

from __future__ import annotations

from automations.engine.core.privacy import family_names_abroad, family_names_dutch
from automations.engine.core.privacy.word_lists import words_in

_DUTCH = """
aalbers aarts abma adriaanse adriaansen aerts akkerman albers alberts alblas alkema althuis
andriessen andringa appelman arends arts baars bakema bakhuis banning barendregt barends bartels
bastiaans baumann beekhuis beekman beelen beenakker bekker bekkers berends berendsen berkhout
bervoets besselink beukema beukers bezemer bijlsma binnendijk blankestijn blijleven bloemen
bloemendal boekel boekhout boelens boender boerema boersma boertjes bogaard bogaerts bogers
boogaard boogaerts boonacker boonstra borsboom bosma bosman boterman bouma bouman boumans bouwman
bouwmeester brands brandsma bredewold breukelen brinkman broekman broersma brouwers bruijn bruijns
bruinenberg bruins bruinsma buijs buitelaar buitenhuis buma buurma cappelle christiaans claassen
claes claessens clement coenen coolen cornelissen cramer cuijpers daalder daalmans damen dankers
dekker dekkers derks derksen diepenbroek dijkhuizen dijkman dijksma dijkstra dirks dirkse dirksen
doornbos draaisma driessen drost duijzer duivenvoorden eenhoorn eggink eijk elferink eltink
elzinga engelen ensink evers everts faber feenstra fokkema folkerts fransen frederiks geerts
gerards gerrits gerritse gerritsen gerritsma geurts gielen giesen gijsbers gijzen goedhart
goossens gorter greven groenendijk groeneveld groeneweg groenewegen groenewoud grootenboer
haandrikman haarsma hagenaars hakkesteegt hamstra harmsen haveman hazenberg heerema heijmans
hekman hendriks hendriksen hendrix hermans hermsen heuvelman hiemstra hoeksma hoekstra hofman
hofstede hofstra hogenboom hogendoorn holleman hoogendoorn hoogland hoornstra houtman hovinga
huijbregts huijgens huijser huijsman huisman huizinga hulshof jacobs jacobse jans janse jansen
janssen janssens jaspers jongbloed jongsma jonker jonkers joosse joosten jorritsma kamper kamphuis
kamps kamstra karels karsten keijser keijzer kersten ketelaar keuning kikkert klaassen kleijn
klijn kloos koekkoek koenders konings kooij kooijman kooiman kooistra koolen koolhaas koopmans
koppelaar kortlever kosters kraaijeveld kramer kranendonk krijnen kroese krol kromhout kruger
kruijf kruijt kuijper kuijpers kuijt kuiper kuipers kuyper lamers lammers langeveld leeflang
leenders leeuwenburgh leeuwestein lemmens lensink lenssen lind lindeman linders linssen lodewijks
looijen louwers lubbers luijten luiten maassen maertens manders marijnissen martens mathijssen
mattijssen meeuwsen meijer meijerink meijers meinders mertens meulenbelt michielsen moerkerk
moerman molenaar mooij mulder mulders muller naaktgeboren nauta neijenhuis nelissen niemeijer
nieuwenhuijzen nieuwenhuis nieuwenhuizen nijboer nijhof nijhuis nijland noordermeer noordhoek
nooteboom nugteren oomen oosterhof oosterhuis oosting oostveen opdam oskam otte otten ottens
oudejans oudshoorn overgaauw paauw pauwels pechtold peeters peters pieterman pieters pieterse
pietersen pieterson pijl pijnenburg pleijsier ploeger poelman pompe poppinga posthuma posthumus
postma prinsen pruissen puijk reijnders reijnen reinders reitsma rensen riemersma rietdijk
rijkaart rijsdijk roelands roelofs roelofsen roemer roffel romeijn rooijakkers ros rozema ruijter
rutgers rutte rutten samsom sanders scheepers schenk schepers schilperoord schippers schoenmaker
schoenmakers scholte scholten scholtens schouten schouw schreuder schreurs schutte schuurman
schuurmans sijbrandij sikkema simonis simons slagter slootweg sluijs sluijter smeenk smeets smets
smit smits smulders snijder snijders spijkerman spijkers spruijt steenhuis stegeman stehouwer
sterrenberg stevens stienstra stolk stoop stuivenberg swart swinkels talsma terlouw terpstra
teunissen theeuwes theunissen thieme thijs thijssen tichelaar tiemens timmerman timmermans tolsma
tromp trouwborst tuinstra uijlenbroek uitdewilligen veenstra veldhuis veldhuizen veldkamp veldman
verbakel verbeek verbraak verbruggen verburg verdonk vergeer verhaar verhage verhagen verheij
verheijen verheul verhoef verhoeven verhorst verhulst verkade verkerk verkuijlen vermaas vermaat
vermaelen vermeer vermeij vermeulen vermue verolme verschoor verschuren verschuur versluis
versteeg versteegh verstegen vervoort verweij verwey verwoert viersma vinke visbeen visscher
visser vissers vogelaar vogelesang vollebregt vreeswijk wagemakers wagenaar walstra waterman
weijers weijland wessels westerhof westerink westra weststrate wevers wiegersma wielinga wierda
wiersema wiersma wijnands wijnen wijngaarden wilbrink wildeboer wilders willems willemse willemsen
winkelman winters wisse wissink witteveen wolfs wolters wouters wubben ypma zandstra zandvliet
zeeman zegers zijlmans zijlstra zuidema zuiderduin zwang zwiers zwijnenburg
"""

_TURKISH = """
acar akbas akbulut akcay akdag akdogan akgul akin akkaya akkus aksoy aksu aktas akyol akyuz
albayrak alkan alkaya altin altintas altunbas apaydin arikan arslan aslan atalay ates avci aydemir
aydin aydogan aygun aykut aytekin balci baran basar baskan bayrak bayraktar bayram bektas bilgic
bilgin bostan bozkurt bulut cakir cakmak caliskan candan celik celikkaya cetin cetinkaya ceylan
cicek cinar coban coskun dagdelen daldal dalkilic demir demirbas demirci demirel demirkan demirtas
dincer dogan dogru duman durak duran durmaz durmus dursun ekici ekinci elmas erbas erdem erdogan
eren ergin ergun eroglu erol ersoy ertas ertugrul gok gokce gokmen guclu gulec guler gultekin
gumus gunay gundogdu gunduz gunes guney gungor guven inan ipek isik kahraman kahya kalkan kandemir
kaplan kara karaaslan karabulut karaca karacan karadag karagoz karahan karakaya karakoc karakus
karaman karatas kartal kavak kaya kayhan kaymak keles kesici keskin kilic kilinc kiraz kiziltas
koc koca kocak kocaman koksal korkmaz kose koyuncu kucuk kurt kus kutlu kuzu metin mutlu oguz okur
onal oner orhan oz ozbek ozcan ozdemir ozden ozdogan ozen ozer ozgur ozkan ozkaya ozmen oztas
ozturk parlak pekdemir polat sagir saglam sahin sarikaya savas sen senel sener senturk seven sevim
simsek sonmez soylu sumer tasci taskin tekin temel temiz tepe tokgoz topal topcu toprak tunc
tuncer turan turgut turkmen ucar ugurlu ulusoy unal unlu unver uslu ustun uysal uzun yalcin yaman
yasar yavuz yazici yesil yigit yildirim yildiz yilmaz yuce yucel yuksel yurt zengin
"""

_MOROCCAN_AND_ARABIC = """
aarab abbas abbassi abdallah abdellaoui abdi abdoellah abidi aboutaleb achahbar achbar achouitar
afkir agoudal ahmadi ahmed aissaoui aissati akhiat akrouh alaoui aliouat allachi allouch amezian
amghar amrani amrouch anouar arbaoui aroui asri assad ayadi ayoubi azaoui azouagh azough azzouzi
baali badaoui bakali bakkali bakkouri baouch barakat barhoumi bari barkaoui bassiri belhaj
belkacem belkadi benaissa benali benchikh benhaddi benhaddou benjelloun benmoussa bennani bensalah
benyahia benzakour berkane berrada bouali bouazza bouazzaoui bouchtaoui bouddouh boudhan boukhari
boukhriss boulahrouz boulaich boumediene boussoufa boutaher bouyahyaoui bouzambou bouzerda
bouziane chaabi chaara chakir chaouch chaoui charif cherkaoui chouaf choukri dahmani daoud daoudi
darwish derkaoui douiri driouch elamrani elbouzidi elidrissi elouakili fadili farouk fassi filali
gharbi ghazali ghazi guerrouj haddad haddou haddouchi hadioui hajji hakimi halabi hamdan hamdaoui
hamdi hamidi hammouti hamza harrak hassan hassani hassouni hussain hussein ibrahim idrissi issa
jaber jabri jaidi jalali jazouli jebbari kabbaj kaddour kaddouri kadi kanaan karimi kasmi khaldi
khalidi khalifa khalil khattabi khayat khoury laamari laghmich lahlali lakhal lamrabet lazrak
maanan mahdaoui mahfoud mahmoud mahmoudi makhloufi mansour mansouri marzouki masri massaoudi
mazouz meddah mellouki messaoudi mimouni mokhtari moumni mourabit moussaoui mustafa naciri naji
najjar nasri nasser nassiri ouaali ouahabi ouali oualid oualit ouazzani oubaha ouchan oufkir
oukbih oulad ouriaghli rachidi raghay rahmani rahmouni ramdani rhazi rifai rifi saadaoui saadi
saidi salah salem salhaoui salhi sbai sebbar sefrioui serghini shaheen soussi taghi tahiri talbi
talhaoui tazi toubali touzani yaakoubi yachou yahiaoui yassini yousfi zaanan zahiri zaidi zakaria
zaoui zerouali ziani zitouni zouhri zouine
"""

_SURINAMESE_AND_CARIBBEAN = """
abhelakh adhin alberto algoe amatkarijo amattaram anthony antonia baboeram badloe baldewsingh
balraj bansi bernadina bhagwandas bhagwandin bhoelan bihari biharie bikker bishesar boedhoe
boejharat boekhoudt bouterse brunswijk carolina chotoe codrington croes daal dhanes djaoen
djokarto doekhi doerga domacasse felicia francisca ganpat geerman girigoria girjasing gobardhan
gopal hanoeman hardjosoesanto hindori hiralal isenia jagesar jaggan jagroep jankie jankipersad
jansen jharap kalpoe kanhai karamat kartoidjojo kelly khargi kishoen kisoensingh kock
koendjbiharie koolman kortram kowlesar lachman lachmon lacle lalbahadoersing latuheru latumahina
leatemia lekatompessy lopez lourens maduro mahabier mahabir mangal mangroe manuhutu margaritha
martina martis matai mathoera matulessy mercelina metiary mohan naipal nandlal nanlohy nannan
narain obispo orie panday papilaya parohi pattiasina pattinama pattipeilohy pawirodikromo
pelupessy persad persulessy petronia pinas poese provence rafael raghoebier raghoenath
ramautarsing rambali ramcharan ramdas ramdhani ramdin ramkhelawan ramlal rampersad ramsaran
ramsaroep ramsoebhag richardson ririassa rosalia sabajo sahetapy sahuleka samson santokhi sardjoe
schoop sewbalak sewdien sewnath sheorajpanday siahaya sitaram siwalette soekhai soerdjbalie
somaroo somohardjo sophia soplanit souisa soumokil sukhai sukul supusepa tahapary tahitu tjin
tromp tuhumury tutuhatunewa udenhout venetiaan wattimena wattimury wernet wijdenbosch winklaar
zimmerman
"""

_WIDER_WORLD = """
abdirahman abdullahi abdulle abebe abukar adamczyk adamski adan adeyemi afshar agyeman ahmadzai
ahmed akbari akhtar alami aldarwish alhamad alhariri alhassan alhussein aljasem alkhatib almasri
alsayed alshami amiri andrade appiah asante azizeh azizi babic barakzai baran baranowski barazi
barros bartosik begic bekele blaszczyk boateng bondarenko borkowski camara chaudhry chmielewski
cieslak conde constantin costa czarnecki czerwinski dabrowska dabrowski desta diallo dimitrov
dimitrova djordjevic duda dudek dumitru farah fernandes fernandez ferreira garcia gebremariam
gebremedhin gebreselassie georgiev georgieva ghebremichael gheorghe ghorbani glowacki gomes
gonzalez gorski grabowska grabowski gupta habibi habte habtemariam hadzic haidari haile
hailemariam hamad hamwi hashemi hashi hernandez hersi hirsi hoang hodzic homsi horvat hosseini
hotak hristov huseinovic hussain ilic ionescu iqbal isse ivanenko ivanov ivanova jablonski jafari
jakubowski jankowski jasinski jassim jaworski jimcale jovanovic kabbani kaczmarek kakar kalinowski
kaminska kaminski karzai kaur kazemi keita khatib kidane kovacevic kovalchuk kovalenko kowalczyk
kowalska kowalski kozlowska kozlowski krajewski kravchenko krawczyk krol kubiak kucharski kumar
kurdi kwiatkowska kwiatkowski laskowski lewandowska lewandowski lopes maciejewski majewski
makowski malik malinowski marciniak markovic martinez matei mazur mazurek mehari mehmedovic melnyk
mensah michalak michalski milosevic mohammadi mohamud monteiro moradi mousavi mroz munteanu muse
najafi nazari negash nguyen nikolic nikolov noori nouri nowak nowakowski nowicki nuristani nuur
obaid okafor okbay okonkwo oliveira oliynyk olszewski omar omerovic osei osman ostrowski owusu
patel pavlovic pawlak pawlowski pereira perez petrov petrova petrovic pham piatek pietrzak
piotrowski popal popescu przybylski qabbani qaderi rahimi rasouli rezaei rifaat rodrigues
rodriguez rostami rusu rutkowski sabbagh sadat sadowski sanchez sawicki selimovic shami sharifi
sharma sheikh shevchenko shirzad sikora sikorski silva singh sobczak sow stanekzai stankovic
stepien stoica stojanovic stoyanov sultani szczepanski szewczyk szulc szymanska szymanski tamimi
tavares tekle tesfamariam tesfay tkachenko todorov tomaszewski tran traore urbanski walczak wardak
warsame wasilewski weldegebriel weldu wieczorek wilk wisniewska wisniewski witkowski wlodarczyk
wojciechowski wojcik woldemariam wozniak wrobel wroblewski wysocki yohannes yusuf yusufzai zadran
zajac zakrzewski zalewski zawadzki zerai zielinska zielinski ziolkowski
"""

# Also a word, a trade, a place or a colour: these need a given name, an initial or a title beside
# them, or the particle that makes them a name.
_ALSO_WORDS = """
aa adan aden akker akkers assen ay aydin baan baas baat bah bak bakker barry beek berg bergen bie
bijl bloem boer bol bont boom boon boot borst bos bosch bouw braam brand bree broek broekhuizen
brouwer brouwers brug bruijn bruin buren burger burgers butt buuren buurman chen dam dijck dijk
dijkgraaf doesburg dokter dongen doorn dorp dorst driel dubbeldam duin dyck eijk eijnden elst
emmen ende engel engels ent essen farah gaag gelder gelderen gier ginkel goede graaf graaff
graafland graauw groeneveld groot gul haan haar haas hagen ham hartman heemskerk heer heide hertog
heuvel hoed hoek hoeve hof hollander hoog hoogeveen hoogland hoogstraten hoon hoorn horst hout
houten houwelingen huang huis hulst jager jama jong jonge jonker jonkers kamp kampen kapper kater
keizer kerk kerkhof kessel khan klaver klein kleine knegt knol koca koetsier kok koning kool
koopman kort korte koster kraan kramer kroes krom kroon kuil kus laan laar laat lang lange lee
leest leeuw leeuwen levering linden loenen loo loon maas meer meester meurs middelkoop mik mol
molen molenaar mos mossel munnik naaldwijk nes oever oord os oude overbeek pala pas peel peer pijl
plas ploeg poel pol pols popa post prins provence punt raad reus ridder rietveld rijk rijn rooijen
roos roosendaal ros rosmalen rossum ruiter sag santos sari schaap schaik scheer scherpenzeel
schilder schipper schoenmaker schoenmakers schoot schouw schrijver seven slager sluis smid snel
snijder snoek sonneveld spaans spek spijkers staal stam stan steen steenbergen stel sterk stoel
stok straten tak tas temel timmer timmerman tol toorn torre tuin turk vat veen veer veerman veken
veld velde velden ven vetter vink visch visser vlies vliet vlot vogel vogels voogd voort vos vries
vroege vrolijk vugt waaij waal waard wal water weerd weg wende werf werff west wevers wiel wijk
wijngaard wijs wind winter winters wit witte wolde wolf yurt zaal zand zandbergen zanden zanten
zee zeeman zeeuw zevenbergen zijl zomer zon zonneveld zwaan zwaluw zwan zwart
"""

# The last four letters of family names that no word ends in, or hardly any.
ENDINGS = words_in(
    """
    stra inga oglu wicz wski wska nski nska czyk enko ovic evic adeh ingh
    bsma dsma fsma gsma ksma lsma msma nsma psma rsma tsma wsma
    """
)
ENDINGS_OF_WORDS = words_in("orkestra palestra extra ultra contra infra illustra")

# With the particle and a capital these are names, though the word alone is none.
AFTER_DE = words_in(
    """
    bakker beer bie boer bont bruijn bruin gier goede graaff groot haan haas hoog jager jong
    jonge jonker klein kleine knegt kok kort korte koster laat lange leeuw man meester munnik nijs
    reus rijk ruijter ruiter vetter vos vries wijs wilde wind wit witte wolf zeeuw zwart
    """
)
AFTER_VAN = words_in(
    """
    beek dam dijck dijk dyck eijk gelder gelderen ginkel houwelingen kessel leeuwen loenen meurs
    nes rooijen schaik straten tol veen vliet vugt wijngaarden zanten zijl zon
    """
)

FAMILY_OR_WORD = words_in(_ALSO_WORDS, family_names_abroad.ALSO_WORDS)
FAMILY = (
    words_in(_DUTCH, _TURKISH, _MOROCCAN_AND_ARABIC, _SURINAMESE_AND_CARIBBEAN, _WIDER_WORLD)
    | words_in(family_names_dutch.DUTCH, family_names_abroad.ABROAD)
) - FAMILY_OR_WORD
