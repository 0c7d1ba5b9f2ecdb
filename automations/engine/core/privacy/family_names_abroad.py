"""More family names from Morocco, Turkey, Suriname, the Antilles, Poland, Syria and Eritrea.

As `family_names_dutch`; and those of both that are words, places or given names as well.
"""

from __future__ import annotations

ABROAD = """
abaci abarkan abarkane abaydi abazid abbadi abbou abboud abdessamad abdouni abdulghani abdulkader
abdulrazzaq aberkan aberkane aboassaf aboikoni aboud abouhafs abouhamdan abouyaala abreha
abualshaar achahboun achalhi achaoui achefay achong acikel acikgoz adahchour adamczewski adamek
adamowicz addou adhien adiguzel adipi adouche adwan afallah afandi afewerki aflalo agaoglu agard
agharbi aghzaf agirman agostini ahalli ahannach ahbib ahidar ahlalouch aissani aitali aitbaha
ajarai ajlani ajnaou ajodhia akabli akachar akalai akarsu akbaba akbal akbay akboga akbudak akca
akcakaya akcam akcan akchouch akdemir akdeniz akdim akel akgoz akgunduz akhan akhazzan akhnikh
akkad akkari akman aknin akodad akozbek akpinar aksakal aksan aksoylu aksut aktan aktay aktepe
akyildiz akyurek akyurt alabbas alabdallah alabdullah alabed alabsi alagoz alahmad alahmed
alakhramsing alakhras alali alalou alamin alasaad alashkar alasmar alassaf alatrash alazar albakri
albanna albasha albertsz albitar aldaher aldakhil aldebs aldoori aldroubi alemdar alemseged
alfaraj alfares alfarouk algan alghazali algoo alhaddad alhaddaoui alhaj alhajali alhajj alhallak
alhamwi alharbi alhasan alhelal alhomsi alhosein alibaks alibrahim alic alici alimahomed
alimoenadi alismail aljabi aljabri aljarrah aljundi alkadi alkasem alkasim alkhalaf alkhalifa
alkhalil alkhouri alkis alkurdi allali allendy allouchi almahameed almahmoud almaleh almansour
almoghrabi almohammad almohammed almokdad almousa almustafa alnajjar alnasser alnuaimi alobaid
alokla alomar alomari alouani alouch aloush alparslan alpaslan alpay alqadri alrifai alsaadi
alsabbagh alsafadi alsaleh alsalim alsaloum alshaar alshaikh alsharif alshehabi alsheikh
alsulaiman altaweel altay altinkaynak altinok altinsoy altunay altuntas alzein alzoubi amakran
amallah amania amanuel amarir amarouch amaziane amelo ameziane amhaouch amhaoul amiemba amjahid
ammari ammi ammouri amoksi amraoui anajjar anaya anbari andemariam andrzejczak andrzejewski
antczak antkowiak aouad aouadi aourag apai apak apensa apolonia arabaci arar araya arbib ardic
arici arkan armagan armutlu arpaci arrahmani arrindell arslaner arslanoglu arvelo asabina asbai
asebban asfaha asgedom asik asmerom assouiki ataman atan atasever atasoy atassi atesoglu atik
atilgan atmani atmodikoro atmoredjo atrash attahiri augustyniak avcioglu avsar awadhpersad ayachi
aybar aybek aydinli aydogdu aygor aykac aykan aysan aytac aytas ayyildiz azahaf azannay azaouaghi
azarfan azman azmani azouzi baaziz babaali babacan babayigit babb babouri bachasingh bachiri
baczynski badal badjalalla badran badri badrising bagci baginski bagis bahaj bahlbi bahri bakdash
bakir bakirci bakkour bakour balaban balah baldew baldewpersad baldi balgobin balgobind balkaran
balkis ballouk balta baltaci banas banasiak banaszak bandhoe bansie banwarie baqqal baranowska
barghouth barhoun barkani barkouch baromeo baromeus barrou bartczak bartkowiak basaran basibuyuk
baskaya basmaji basoglu basturk battal battikh battioui baykal baykan baykara baysal baytar
beaujon bednarczyk bednarski beeldsnijder beharie beharry bekar bekiroglu bekkali bekkaoui
bekkouri belarbi belfakih belfor belghazi belhadi belkasmi belkhir bellikli bellouki benaamar
benabdellah benacer benaich benamar benarbia benaziz benbrahim benchekroun benchellal bendadi
bendaoud bendriss bendt benhammou benhamou benhida benkaddour benkhadra benlahcen benmansour
benomar bensaid bensaidi bensalem bentaleb bentura benyaich benyoussef benziane bereket berhane
berkani berkati bermudez bernabela berrahmoun berrahou berrenstein berro bettahi beyaz beyazit
bezzazi bhageloe bhaggan bhaggoe bhagole bhagwanbali bhagwat bhansing bhattoe bhawanibhiek
bhiekhoe bhikharie bhikhie bicakci bicer bichara biekram bielak bielawski bielecki bieniek
biernacki bihariesingh bihi bilen bilgili bilici bilir bilski bindraban bingol birinci birol bisai
bisesar bislick bisnajak bisoen bissessar bissessur bissumbhar bitar bito blachowicz blackson
bochenek boddha boedhai boedhram boejhawan boeldak boerleider bogucki bogusz bonevacia borowicz
borowiecki borowski bouajaj bouamar bouanani bouarfa bouarroudj bouazani boubkari bouchiba
bouchikhi bouchlaghem bouchnak bouchrit boudaoud boudchar boudou boufarra boufrahi bouhaddou
bouhali bouhbouh bouhjar bouhlal bouhmidi bouhou bouhrim boujdaini boujeddaine boujnan boukaddour
boukantar boukhrissi boukich boukili boukzim boulaghbage boulahfa boulakhrif boulaksil boulaouane
bouras bourass bouri boussaid boussetta boutaallalt boutachdat boutahar boutakioud boutayeb
bouteibi bouyaakoub bouyafa bouyousfi bouyzakarne bouzaggou bouzidi bouzouf boyaci boyraz bozan
bozdag bozdogan bozkaya bozkus bozoglu brandao breinburg brete brigui brodzki brzezinski
brzozowski buczek budak budzynski buitenman bujak bulbul bulduk buyuk buyukyilmaz bykowski cabenda
cabuk cagan caglayan calik calisir calmes canbolat cankaya canli cansu capar capriles carmelia
carti castelen cathalina cavdar cavus cebeci cederboom cekic celen celikbas celikel celikoz
celikten cerci cetinel cevik ceviz ceylani chaban chaffai chahdi chahid chahine chaib chakkour
chamas chamlal chandoe chandralall changoer charafi charan charkaoui charoe charrat chater chatt
chauhan chebab chebli chelghoum chemlal cherrat chetouani chibani chikh chikhi chojnacki
chojnowski chotkan choukoud choukrani chrifi chrzanowski chudzik cicekli cichocki cichon cicilia
cieslik ciftci ciftcioglu cimen cingoz cinkilic citak civelek clarinda coffi coffie colak comert
comvalius conradus constancia cooman corbaci coruh cosar coskuner cova croeze cruden cubukcu culha
curiel cybulski cygan czajka czajkowski czaplinski czekaj czerwinska czyz dabbagh dabbas dabek
dabkowski dagci dagli dahbi daher dahhan dahou dahri dakkak dalati dalgic dalkiran danaci danis
darif darkaoui darsono darwich dasai dayoub debidien debipersad dedeoglu deekman degirmenci deira
delice demirag demiray demirbilek demircan demircioglu demirdag demirelli demirhan demiroglu
demirsoy demirtekin denizci dereli derin derouich deveci develi devid dewkalie dewnarain dhauri
dhoen dhoer dihal dikmen dilek dinc dinler dioury dipai dipoikromo dirik dirksz ditmoelhardjo
diyab djasmadi djeddi djemesi djoemai djosetro dobrowolski doerdjan doergaram doganay doganer
dogruel dogruer domagala domanski donmez doorson doudouh doughouz douieb dovale dragman draoui
drielsma driouech drissi drozd drozdowski dudziak dudzinski dulder dulger dumanli dundar durgun
durmusoglu durna duszynski duygu duzgun dylewski dzieciol dziedzic dziuba ebbouz echahid
echarrouti echcharrouti eduards eiloof eker ekiz ekmekci eksi elaamrani elabassi elafghani
elaissaoui elalaoui elamri elayachi elayoubi elazzouzi elbakkali elbarkani elboujoufi elci eldem
elfassi elghamarti elghazi elhaddad elhaddioui elhadri elhajjaji elhamdaoui elhamdi elharchaoui
elhassani elitok elkaddouri elkadi elkhattabi elkhattouti elmaach elmaci elmahdaoui elmahi
elmansouri elmaslouhi elmesbahi elmoumni elmouridi elmoussaoui elouafi elouahabi eloualid
elouariachi elouazzani elyaakoubi elyakoubi elyousfi emanuels embaye emerenciana emers engelhardt
engin ennali erarslan eraslan erbay erbil erciyas erdemir erden ergul erguven erkan erkaya erkek
erkilic erkoc ertekin erten erturk eryigit eryilmaz eser eski eskici essafi essaidi ettaouil evcil
evertsz evren eyiler ezzahti ezzaoui ezzarouali ezzeddin ezzoubaa fadel faerber fahmi fakhoury
fakih falkowski faneyte farhaoui farissi farro fathi fayad felida fernald fessehaye fethi fettah
figura filipek filipiak finisie fisehaye flanegin florczak fluonia francees frijde gajadin
gajapersad gajda gajewski gajos galazka ganga gangadin gangapersad gangaram gasior gawel gawlik
gawron gawronski gebre gebreab gebregziabher gebrehiwet gebrekidan gebremeskel gebremichael
gebrezgabhier gebrezgiabher gecgel gedik gedikli gefferie genc gencer gezer gezgin ghaddari
ghalbane ghalmi ghanem ghannam ghannoum gharib ghazzal ghebreab ghebrehiwet ghebremariam
ghebremedhin ghebremeskel ghebreselassie ghebreyesus ghebru ghide ghilazghi ghisaidoobe ghlimi
ghogli ghzaoui gijsbertha girdhari girigorie girjasingh glab glinski gobind godlewski goedhoop
goeloe goerdayal goilo gokalp gokbulut gokcek gokdemir gokgoz gokkaya gokoel goksu gokturk gola
golcuk golebiewski golebiowski gonen gonesh gonul gopie goralski gorecki gorgulu gorka gorniak
gornik gorur gozdek gozen gozubuyuk grabarczyk graczyk grauwde grochowski gruszczynski gruszka
grzegorczyk grzelak grzesiak grzyb grzywacz guduk guessous gulbahar gulbas gulcan gulen gulmez
gulsen gulsoy gultepe gummels gumuscu gumussoy gumustas gunaydin guncan guner guneysu gurbuz
gurcan gurel gurler gurses gursoy gutowski guzel guzelyurt guzey haakmat habal habash habieb
habteab habtemichael habtezion hachem hacioglu hadaoui haddadi haddioui hadgu hadri hafidi haidour
haileselassie hailu hajali hajjaj hajjaji hajjami hajjar hakkaoui hakkioui hakkou halhoul
haliloglu halimi hallak halloul hamami hamawi hamidou hammadi hammouch hammoud hamoud hamouti
hamri hannaoui haouam haouari harchaoui hardjopawiro hardjoprajitno hardjowirogo harfoush
harrouchi hasnoe hassnaoui hassoun hatipoglu hattab hawari heidanus helstone hernandis herrenberg
heyliger hidraoui hijazi hilali himdi hirasingh hiwat hizli hmaidan hofwijks holband hoogenbergen
hosgor houari houmani hsaini husrieh ibesh ibrahimoglu ichou icli idali idbihi iddouch idlibi
idouche idzikowski ilgaz ilhan ilker illes illidge imamoglu imhaouchen inal inderson inesia ingec
ipekci irodikromo isbilir iscan isikli islamoglu isnasni isrie issaoui iwanowski izci izdebski
jaadi jaafari jabbari jabbour jablonska jabrane jackowski jadnanansing jagbandhan jagiello
jagodzinski jahangier jainandunsing jajairam jakubczyk jakubiak jakubowska jalal jallad jamroz
janas janati jandali janga janiak janicki janik janiszewski jankowiak jankowska januszewski
jaouhari jarkas jarmouni jarosz jaroszewski jastrzebski jawad jawish jaworska jedrzejczak
jedrzejewski jellouli jerrari jesurun jezierski jhagroe jhagru jhinkoe joeman joemmanbaks joeroeja
joghi jokhoe jonis josephia joubran joumani joval jozwiak jozwik jubitana jurkiewicz kabaca kabak
kabakci kabalan kabbara kabli kabouri kacar kaczor kaczorowski kadioglu kadiri kadour kafali
kahramanoglu kahsai kahsay kahwaji kaissouni kalai kalaji kalay kalayci kaleli kalidien kalijan
kalin kalinowska kallasingh kalloe kamaci kamis kamta kanapathipillai kanat kanhailal kanhaisingh
kania kanj kaouass kapan kapici kaplanoglu kaptan kapucu kapusta karaagac karaali karabacak
karabag karabas karabiyik karaboga karadas karademir karadeniz karaduman karaer karagul karahanli
karaismail karakas karakilic karakurt karakuzu karam karamanli karamustafa karaoglan karaogluoglu
karapinar karasu karatay karatekin karayel karayigit karbach karczewski kardas karijodinomo
karkach karkoutly karouni karpinski karpowicz karroum karslioglu karsowidjojo karta karwowski
kasanmoentalib kasanpawiro kasap kasapoglu kasiman kasprzak kasprzyk kassab kassar kassels kavakli
kavas kavci kavukcu kawecki kayaalp kayacan kayali kaygusuz kayik kaymaz kaynak kazanci
kazmierczak kebdani kebede keddari kedzierski kedziora kekec keklik kelesoglu kelkboom kempa
kensenhuis kenson kertodikromo keser keskinoglu kettani khaddam khaddour khadir khallouf khalouk
khamkhami khanji khannous kharboutli khattab khattouti khodr khouja khoulali khoumri kiflay kilcik
kilicarslan kilicaslan kilickaya kinali kinay kirac kirbas kirca kirik kirmizi kirmizigul kiros
kisa kisiel kivrak kiwan kizilay kizilirmak kizilkaya kizilyel klimczak klimek kocabas kocabay
kocabiyik kocadag kocakaya kocamaz kocaoglu kocaturk kocer kocyigit koeldiep koelfat koelmohamed
koendan koendjan koesal kokcu koklu koksoy kolasa kolasinski kolodziej kolodziejczyk komar
komorowski komur komurcu konak konieczny koningverdraag konopka konuk koorndijk koparan kopczynski
kopec korczak korkut koroglu kortstam korzeniowski kosar koseoglu kosiorek kosowski kostrzewa
kotan kotowski koubaa koudsi kouhkouh kourrich koutit kowal kowalewska kowalewski kowalik koybasi
koyun kozik koziol krakowiak krasinski kraszewski krawiec kries krolikowski kromodihardjo
kromodimedjo kromosoeto krukowski krzeminski krzyzanowski kubacki kubicki kucharczyk kucukoglu
kuczynski kujawa kukulka kulaksiz kulesza kulig kunath kupiec kurban kurek kurowski kurtar
kurtaran kurtoglu kurtulmus kurtulus kurum kusakli kusiak kusoglu kutinu kutluay kuyucu kuzgun
kuzniar kuzucu kwasniewski kwiecinski laabas laaboudi laachir laalami laarbi lackin laghouati
lahbabi lahcen lahham lahrech lahrichi lakbir lakjaa lakrimi lalaram lalchand lallmahomed
lalmahomed lamhamdi lamkadmi lamrani lamsiah landveld larhrissi larmonie lashley laskowska lazaar
lazaouil lebbadi leito lemhamdi leszczynski leter letitre lewicki lguarti liauw libier lieuw
lieveld likouk linscheer linvelt lipinski lipski lisiecki lisowski loaiza lobles loefstok losche
louahabi louali louazani louzati luczak luidens lukasiewicz lukasik lukaszewski lutchman maachi
maarouf maaroufi maatoug maatouk maazi maazouz maciag maciejczyk maciejewska macit mackowiak
macnack madani madari madarie madho maharban mahawatkhan mahayni mahespersad maimouni majcher
majchrzak majdoubi majjati makdoembaks makhoul makosi makowska makran malas malecki malgaz malhoe
malinowska maliszewski malti mamouni manichand mantar maraachli marchena marchewka marcinkowski
marczak mardini markiewicz markowski marouf marrakchi marszalek martes martopawiro martosatiman
marzouk masmoudi matadin matar matawlie matczak mathura matusiak matuszak matuszewski matysiak
mauricia mausami mazurkiewicz mazurowski mechbal mechbour mechrouh medkouri meftah meghoe megouz
mehairjan mehreteab mejdoubi mekkaoui mekonnen mellah memis menckeberg mendeszoon mengi mengistu
mengsteab mercan mercera merhi mernissi mertoredjo mesbahi mesfin meskini messari mete meulens
mezian meziani michalik michalska midani middelhof mielczarek mijnals mikolajczak mikolajczyk
mikulski milczarek milewski misghina misiak mistari misztal mizera moeniralam moensi moerahoe
moeridjan moesafirhoesein mohabir mohamedhoesein mohamedjoesoef mohammadrafiek mohand mohandi
mohangoo mokaddem mokadem mokrini molenda monorath morabit morawski morkoc mouaddab mouazen
mouchtak moudden mouhanna mouhou mouhouti moukayed moukrim moulay mouloudi mounim mourabet
mourtadi mouthanna mrabet mucha mumcu mungra muratoglu musial muszynski mutluer mzouri naarendorp
nabibaks nabulsi nacar naceri nadif nafia nahari nahas nahhas nahnah nahr najim najjari najm
nakhle nalbant namli nandoe nandpersad narin nasiri nasouh nassif nassih nawrocki nazli negasi
negassi neijhorst nejjar nejjari nekrouf nergiz nerkust niamut niedzielski niemiec niewiadomski
nofal noguera nojoredjo nooitmeer nouhi nowacki nowakowska nowicka nowosielski obeid obuz ochocki
odabas odabasi odemis oduber oedai oemar oemrawsingh oflaz ogut oguzhan okbamichael oksuz oktem
okumus okutan olczak oldenstam oleana olejniczak olejnik olgun olivieri olmez olszewska omari
oncel ongor ongun orabi orak ordu orlowski orman oron ortac oruc orucoglu orzechowski osepa
osinski ostrowska otlu ouaddouh ouadi ouafi ouahbi ouariachi ouarssani ouass ouattar oubraim
oubram oudriss ouhadou ouhammou ouhbib oujdi oukili oulhaj oumarou ouriemchi oussayed ouzahra
ouzzine owczarek oymak ozalp ozaltin ozarslan ozaslan ozata ozay ozbas ozbay ozbayrak ozbilen
ozbilgin ozbolat ozcelik ozcinar ozdag ozdal ozdil ozdilek ozek ozel ozerdem ozeren ozgen ozgenc
ozgul ozgun ozgurler ozkara ozkaraca ozkocak ozkok ozkul ozkurt ozlu ozmert ozmutlu oznur ozoglu
ozpinar ozpolat ozsahin ozsoy ozsut oztan oztekin oztop oztuna oztunc ozturkmen ozugurlu ozyilmaz
ozyurt pahalwankhan pahladsingh pajak palabiyik palaz palmtak paluch panek panka panneflek pansa
pansier pantophlet parabirsing parlar parsan partowidjojo paszkowski pawelczyk pawironadi
pawirosonto pawlik pawlikowski pawlowska pazdzierski pehlivan pekcan peker pektas pelka peneux
petrocchi petronilia pherai piasecki piekarski pietras pietrzyk pilarski pinarbasi piotrowska
piskin piwowarczyk plonka podgorski pokie polater popiolek poulina pourier powdar prade
prahladsingh premchand prus pruszynski przybyla przybysz pulat purperhart pytel qadiri qassab
qassem qassimi raboun rachdi raczkowski radecki radi radjiman radomski rafia raghoe raghosing
ragoenath rahali rahhali rahou raiss raissouni rajcomar ramadhin ramautar rambaran rambarran
rambhadjan rambhajan rambharos rambocus ramdajal ramdat ramdien ramesar ramgoelam ramharakh
ramjanam ramjiawan ramkhelawansingh ramkisoen ramlakhan ramli ramnandanlal ramnath rampadarath
ramsahai ramsodit ramsoekh ramsundersingh randjietsingh ranoesarie rashed rataj rathipal rbib
redjosentono redouani refos regales rellum rezene rharbi rhioui ridouani riffi rihawi rijssel
ristie ritfeld rizki rochdi rodjan rogala rogalski rogowski romanowski roosberg roosblad rosaria
rosinski rouas rouchdi rozanski rozenblad rudnicki ruminski rusek rustom rybak rybicki rycerz
rzepka sabanci saboerali sabouni sabri sacli saddouki sadiki sadowska safadi saffour sagdic saghir
sagiroglu sahadew sahan sahbaz sahinbas sahiner sahinkaya sahinoglu sahle sahli sahloul sahtoe
saidoe saidoun sairras saissi sakalli sakar sakarya sakkali salhioui salloum salmi salsbach samadi
samanci samboe samidin samih samman sancak sanches sandvliet sanhaji sankatsing sanli sanrochman
sarac saracoglu saral sariaslan saricicek saridag saridogan sarigul sariguzel sarioglu sarmo sarp
sarsilmaz satimin sattoe sauwalong sawaf sawas sayan sayegh saygi saygili saygin saylan sbaa
sbaiti schmeltz sedney seedo seenath sefer seferina seker sekerci sekkaki selcuk sellam selvi
semiz semlali semmoh senay sencan seneler sengul senhaji senoglu sentepe senyurt serafin serbest
serin serroukh sert settou sevgi sewbaransingh sewcharan sewdajal sewgobind sewnarain sewpal
sewpersad sewpersadsingh sewradj sewtahal seyhan shaaban shahadeh shahin shahoud shalabi sharaf
shehadeh sheoratan shihabi siedlecki sienkiewicz sieradzki silberie sille sium sivri siwek sjak
skalli skiba skibinski skoczylas skowron skowronski skrzypczak skrzypek slaibi slassi slengard
slijngard slimani slowik slowinski smolinski sobieraj sobolewski socha sodikromo soekarnsingh
soekhlal soekhoe soekhradj soemodihardjo soemopawiro soerodimedjo soeropawiro soetosenojo soewarto
soguk sohansingh sokolowska sokolowski sokromo solak solmaz somai sontosoemarto sosnowski sossi
soufi souhaili souidi souissi soulaimani sozen sprenkeling sprock srokowski stachowiak stachurski
stanczyk stankiewicz stasiak statia stawicki stefaniak stefanski stekkel stelmach stepniak
stolarczyk strzelecki suares suchocki sucu sukhdeo sukhnandan sulkowski sungur surma surowidjojo
surucu susam susuz sutcu swiatek swiderski swierczynski szafranski szczepaniak szczepanik
szczepanska szczesniak szostak szwed szydlowski szymanek szymczak szymczyk tabti tachi tadesse
tahhan tahri tahtah taibi tamsamani tanouti tanriverdi tanyeri taoufik taouil taounati tarabulsi
tarhan tarim tarnowski tarrahi tasdelen tasdemir taskesen taskiran tastan tatar tatli tauwnaar
tavsan tawjoeram tayara taybi tayfur tecle teclemariam tedjai tedjoe tedla tekcan tekeli tekeste
teklay tekleab teklemariam teklu tektas telgt telli telting temesgen temsamani temur temurtas
tercan tesfagabir tesfagiorgis tesfai tesfaldet tesfamichael tesfazghi tetik tezcan tezel thakoer
thakoersingh themen thode tighadouini tijani tilakdharie tilki tirtosemito tiryaki tjokrokarso
tkaczyk tlass tlemcani todie toekoen tokarski toker tokmak toksoz tomala tomaszewska tomczak
tomczyk topaloglu topbas topcuoglu toprakci toptas tosun touil touimi touma toumi touri touzaini
tozan trenidad tribak triki trojanowski truideman tufan tulek tumer tunali tuncay turac turek
turkkan turkmani turkoglu turksoy turkyilmaz tutar tutkun tuysuz tuzcu tuzun twardowski
tyszkiewicz ucak ucan uckan ucler ugur uguz uiterloo uluc uludag ulukaya ulutas unluer unsal ural
uras urbanek urbaniak urbanowicz uyanik uyar uygun uygur uzuner uzunkaya uzunoglu valeriano vardar
varol vishnudatt visnudatt vural wachowiak wahabi wahbeh walczyk waldring walkowiak wangsabesari
wasiak wasik watamaleo wawrzyniak wederfoort weidum weldeab weldegiorgis weldemichael weldeslassie
werleman wesolowski wiatr wichrowski wielzen wierzbicki wijntuin wilczynski wilsoe winiarski
winterdaal wirosono wisniowski witczak wloch wlodarski wnuk woiski wojcicki wojciechowska wojtas
wojtczak wolak woldegiorgis woldu wolinski wolski wongsoredjo wozniakowski woznicki wrona
wrzesinski wysocka yaacoubi yachouti yagci yaghi yagiz yagmur yahia yahyaoui yakoubi yaldiz yalniz
yamac yamani yanar yanik yaprak yaqoubi yarar yardim yardimci yasaroglu yayla yaylaci yaylali
yazar yazbek yazgan yazidi yechouti yegin yelken yener yeniay yenigun yerli yerlikaya yesildag
yesilkaya yesiltas yesilyurt yetim yetis yetkin yildirimoglu yildizhan yildizoglu yilmazer
yilmazoglu yohans yolcu yoldas yorgun yorulmaz youbi younsi yucedag yucesoy yukselen yumusak
yurdakul yurtseven yurtsever yusufoglu zaaboul zaari zablocki zaborowski zagorski zahidi zahraoui
zahri zaim zairi zakkour zakraoui zaleska zaleski zalewska zamouri zanati zararsiz zarebski
zaremba zarhoni zarioh zaryouh zarzycki zawada zawadzka zawisza zaytouni zbair zeegelaar zegaoui
zeggai zeidan zekhnini zemmouri zemuy zeray zeriouh zerom zerp zerrouk zeybek zeyrek zghinou zian
zidani zielonka ziemba zineddine ziyani zmuda znamierowski zohri zorlu zouaoui zoubi zouggagh
zouhir zouitni zoulali zuchowski zukowski zurawski zurek zych zywicki
"""

ALSO_WORDS = """
abdelkarim abdellah abels abrahams achterberg ackerman afellay agterberg alberda albertus alissa
alkemade alting ammerlaan anijs anil aras arron assaf assaidi atac atak attar austen ayoub bader
bahar bakboord bakkal bakkum balder banga bangma baptista barten bashar bayat baz bazuin beckers
bednarek beerens beijer bekkering belen benschop bergtop beumer biber bierens biesheuvel bijker
bijleveld bijvoet blaak blaauw blankers bleeker blijd blinker bloemers blokland blokzijl blonk
boelhouwer boers bokma bolat bongers bootsman boran borgman bosboom botter bouwens bouzid boxem
boz braakman brahim brahimi bredius breedveld breeveld bremer bremmer brenninkmeijer breuker
breukers brewster brinkhorst brion bronkhorst bruggeman brugman bruil bruining buddingh buisman
buitenweg bukowski bulten burggraaf burleson burzynski bussemaker calor campen castelein cengiz
chadli chakri cheung cijntje coehoorn coppens corbijn cornelisse corver croon cuperus custers
czech damar damman dania dede dees deli dest deurloo diab dieleman dierckx dijkhoff dikken dinar
dings dirkx dirkzwager dissel doest dolman dominicus donkersloot donkervoort doran douch douma
douwes draijer drenth drijver duijn duijts duinkerken dundas ebbers ece eekhout eerbeek egbers
eggers eikelboom eikelenboom eilander eisden ekkel eland elbers ellens emanuelson emmerik emre
ener engbers engelkes ensing erdal esajas essers estrada everaert everdingen everse faas fakir
faraj feijen fernand ferwerda figaro filippo fleuren flier florijn foppen forster franke freriks
fung gaasbeek gabriels galle gario gebru geelen geels geenen geerlings gelderblom gerbrands
gerbrandy gerlach gessel geuze gevers gommers goris goudsmit graanoogst graveland gravendeel
griffioen grooten gruijters gruppen gubbels habets hadders haenen hafez hageman hagenaar hagens
haj hajduk hakan hamada hamadi hamming hanse hardeman hariri harms hartogh hartsuiker hasselbaink
hato haverkort healy heeg heeres heerkens heerma heerschap heesch heijnen heinen heins hemmen
hemmer hemmes hendrickx hendrikse hendrikx henriquez herwig hesp hessels hessing heule hilhorst
hillebrand hillen hoefnagels hoekman hoffmann hofland hofmeester hofs hofstee hofstraat holster
holtrop homan homburg hommes honig hoogenboom hoogendijk hoogervorst hooghoudt hoogma hoorntje
hoos hopman hoppen hoppenbrouwers houben houweling houwen hubers huiberts huijer huizing hummels
hunsel ijzerman ince inci iyi jabbar jacobi jamai janusz jarrah jeuken jochems jongeling jongeneel
jongerius jonkman joppe jordens jorna jurek jurgens kaandorp kaat kalb kallen kalsbeek kamal
kamerbeek kamerling kamperveen kampf kanis kantar kanters karan karas karg karman kastelein kazan
keizers kelderman kemer kemna kempenaar kemper kempers kemps kerkwijk kerstens kessels kester
khayati kiers kievit kikken kimmel kinds kishna kistemaker klarenbeek klavers kleinen kleingeld
klever klinkhamer kloek kloet kloosterman klootwijk klopper kluit knevel knijff knook knoops knops
koeleman koene koenen koens koert koetje koevoet kolder kolff kolhorn kolkman kommer konijnenburg
koolmees koomen koops koorn koot koppe kops korevaar korf kornelis korsten korteweg korthals
korver kosinski kouwen kozak kraaij kraal kramers kranenburg kremer kremers kreunen krieger kriek
krijgsman krikke kroeze kroezen kronenburg kroos kruidenier kruijswijk kruisland krull krupa
kruseman kubica kuijer kuijk kunduz kuster kusters kwakman laagland laarman lagendijk lakeman
lambers lamberts lambrechts lampe landa landheer landman landmeter langelaar langenberg langerak
langhout lankhorst lanting larbi lathouwers latour lauwers leckie leenman lehman lehmann leijen
leijten lemmers lepelaar leuken libretto lichtenberg lievens liezen ligthart limon lindeboom
lindhout lingen linger lippe lippens lis lobbes lodders loef lohman lokerse lokhorst loman loonen
loor loosbroek louisville louwerse luijendijk luitjes lustig maaskant madi mahi mahieu maj malki
mandemakers manheim mannes mansveld marchal marengo marsman mathew mavi meerman meertens meijering
meijs melis menger merkx mersch mert mesut meulendijks meulman meye michels michiels middendorp
mieras mijnders miltenburg mimoun minderhoud minke miri misidjan misiekaba misset moen mohr
molenaars molendijk molkenboer mommers mons montero mooren moorman moors mosselman mounir mourad
mouthaan mudde muiswinkel munsterman murad muskee muskens mutsaers naber nachtegaal narsingh
nassar nefkens nelis nell nelom niekerk nieuwdorp nieuwendijk nijdam nijman nijmeijer nobels
noordam noordeloos noorderhaven noordzij noorlander noorman noppen noteboom notenboom nouwen
nouwens nuis obdam oele oers okan oldenburg omran onur oorschot oostdijk oostendorp oosterbaan
oosterveld oosterwijk oosthoek oosthuizen oostrom oostrum oran ort osse osterhaus othman oudega
oudkerk ouwehand ouweneel ouwerkerk overbeeke overeem overmars paap paardekooper palmboom pals
pamuk pannekoek papen pardoel parlevliet pasman pasternak pastoors peek peels peetoom pegels
peijnenburg peijs pengel pennings perquin petri philipse pierik pieternella pietersz pijnappel
pijper pijpers pinkster pique plaisier plasman plate playfair plomp plooij pluijm poelen poelgeest
poels poiesz polak polderman polling polman poolman poorter poortvliet poppe portengen potgieter
potters pouw pouwels priem priest pril pruis pryor puijenbroek punter putman puts putters
raaijmakers raas raat rademaker rademakers rak ramaker ramakers rami randwijk ravenswaaij redan
redmond rekik remmers renders reuver riedel rietman rijbroek rijkers rijnders rijper rijs
rijsbergen rijvers rikkert rinkel riphagen rippen ritmeester ritzen robbe robbers roeland roemers
roeper roggen roggeveen rojer rombouts romme rommens ronda roorda rops roseboom rosenberg
rosendaal rosier rossen rotgans roza rozenboom ruigrok ruijs ruitenbeek ruitenberg rustenburg
rutjes ruys saad sabir sadik salm salomons sambo sampson samuels sandman saoudi sattler sauer
sayin scha schaaf schaapherder schaart schaefer schaeffer schalk scheele scheffers schellekens
schelling schelvis schenkel schepel scherpenisse schiebroek schinkel schoemaker schoneveld schoone
schotanus schothorst schotte schram schrama schreijer schreuders schroeder schuilenburg schuiling
schuitemaker schuller schult schulte schulten schurman schuurs schwarz schweitzer seegers sels
severs siebert sikkens sinke sintnicolaas sissing sitalsing slagboom slagman slagveer slegers
slenter slingerland slob slof sloof slots sluijters sluimer sluiter smeenge smilde smolders smoor
sneep snels snip snoei snoeks sobotka soek soemita soer soeters sokol solleveld speelman speet
spiering spierings spijk spong sprangers sprenger stadhouders stander stapper stavast steenbeek
steijn stiphout stoffelen stoffels stoffer stokvis stolwijk stork storms straalman straver
streefkerk streppel strijker strijkers stroeve stroo struijk stuiver sumter susana swank swarte
sweep tabor taha tailor talens tamboer tanis tari tarik teeuwen telgen tellegen tempelman terborg
teunis theunis theuns thijsen thijsse tieleman tielen tiggelaar tijs tilman timmers tims tjon tobe
tollenaar toma toonder toonen toorenburg torn toros treur truijens tuijl tuinder tuk tukker tuna
tura udo umar unger vaags valies vanenburg veenman veger vegt vegter veldhoen veldwijk veltman
venhorst verbaan verbiest verbij verbist verboom verborg verbrugge verdel verhey verheyen verhoek
verkaik verleg verlinden vermeeren verschueren verschuuren verwer veth vieira viergever vierhouten
vierling vijverberg vincken vingerhoed vinken vlaar vledder vliegenthart vlijt voerman voets
vogelenzang vogelzang voigt voogt voorhoeve voorn voors vorstenbosch voskuijl voskuil vosmeer
vreede vreeken vreugdenhil vreven vrieling vriens vrijland vrolijks waanders waardenburg
wachtmeester wagenmakers wahl walraven walta wanders wanrooij warmerdam warners watering waterreus
weel weelden weggeman wegman weijden weijer wellen wellens welling wels welten wesseling westdijk
westenberg westendorp westerbeek westerling westerman westermann westmaas weterings wichers
wiebenga wiegel wiegman wieland wieringen wies wiggers wijers wijnberg wijnbergen wijnstok
wijntjes wijsmuller wilczek wildeman wildschut wilke wilkens willemsz wilmer wilms witjes witlox
wittenberg woei wolbers wolfert wolfswinkel wolkers wonders wouda woude wynia yasin yaz yousef
ypenburg zahra zandberg zandt zeegers zeelt zegveld zeilmaker zeldenrust zichem zijderveld
zoetemelk zomerdijk zonderland zondervan zoomers zor zuidam zuidhoek zuidland zuidwijk zuijlen
zwagerman zwagers zwanenberg zwanenburg zwaneveld zwarthoed zwartjes zwarts zweers zweerts zwiep
zwier zwinkels
"""
