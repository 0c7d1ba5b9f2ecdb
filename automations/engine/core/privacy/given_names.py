"""Given names that are common in the Netherlands, in lower case and without accents.

Compiled by hand, as facts of common knowledge: the kind of names that public statistics list (the
most given names of the Sociale Verzekeringsbank, the counts of the Meertens Instituut, and their
counterparts abroad). No data set was copied, and how often a name occurs is not kept.
"""

from __future__ import annotations

from automations.engine.core.privacy import given_names_more
from automations.engine.core.privacy.word_lists import words_in

_DUTCH = """
aad aafke aagje aaltje abel abraham ad adam adriaan adriana adrie aeltje agnes aiden alex
alexander alida aly amber amelie andre andrea andries anette angelique anita anja anke ankie ann
anna annabel anneke annelie annelies annemarie annemiek annet annette annie annika anouk anouska
ans anthon anthonie anthony antoinette anton antonia ardjan arend arie arjan arjen arnaud arno
arnold arnoud art arthur astrid auke aukje babette barbara barend bart bartel bartje beatrijs
benjamin benno benthe bep berend bernadette bernard bernd bert bertha betty bianca bieke bjorn
boaz boudewijn bouke bram brecht brechtje brigitte bruno carel carla carlijn carlo carmen carola
carolien carolina caroline casper catharina cathelijne cato catrien cees celeste celine chantal
charlie charlotte chris christa christiaan christian christina christine christoffel christophe
cindy claartje clara claudia clemens coen conny constance coos cor corine cornelia cornelis corrie
corry corstiaan daan dagmar damian dani daniel danielle danique danny daphne david dean debbie
debora demi denise dennis derek derk desiree dex diana diane dick diederik dieke dieuwertje
dimitri dinand dineke dion dirk dirkje ditte dolf dominic donald dorien doris dorothea douwe duco
duuk dylan eddy edgar edith edmond edo eduard edwin eefje eelco eelke egbert elco elias elin eline
elisa elisabeth elise elke ella ellen elly els elsbeth elsje elske emiel emile emilia emily emma
emmy erica erik erna ernst esmee esther eugene eva evelien evelyn evert evi evie ewoud fabian
fabienne fay fedde feline fem femke fenna fenne ferdinand ferry fien fleur floortje floris fokke
franciscus frank frans frederik freek frits froukje gaby geertje geertruida gemma geoffrey george
gerard gerben gerda gerdien gerhard gerrie gerrit gert gertjan gertrude giel gijs gijsbert gilles
gillian gina ginny godfried govert greet greetje greta grietje guido gustaaf guus hadewych hailey
hanna hannah hanneke hannie hanny hans hansje harald harm harmen harrie harriet harry heidi hein
heleen helena helene helma hendrik hendrika hendrikje henk henny henri henriette henry herbert
herman hermien hester hettie hidde hilbert hilda hilde hilly hubert hugo huib huub hylke ida iepe
igor ilona ilse imke ineke inge ingeborg ingrid irene iris irma isa isabel isabella ivo ivy jaap
jack jacob jacoba jacobus jacqueline jacques jade jamie jan janine janna janneke jannes jannetje
jannie jannigje janny jantine jantje japke jasmijn jasper jaylano jeanine jeannette jef jelle
jelmer jelte jeltje jennifer jenny jens jeremy jeroen jesper jesse jessica jet jette jill jim
jinte jip jitske joanne joany job jochem jodie joep joeri johan johanna johannes john joke jolanda
jolande jolien jonas jonathan joop joost jop joris jorrit jort josephine joshua josien josje jouke
jozef judith jules julia julian julie juliette jurgen jurre jurriaan justin kai karel karen karin
karlijn kasper katja katrien kay kayleigh kees kelly kevin kiki kim kirsten klaas klara klaske
koen koenraad koos koosje krijn krista kyano laetitia lambert lars laura lauren laurens lea
leendert leentje lenie lenn lennart lenneke leo leon leonie leonoor levi lia lianne lidia lidwien
lieke lieneke liesbeth liesje lieve lijsbeth lilian linda lindsey lisa lisanne lise liselotte
lisette liv livia lizzy lodewijk loek loes lois lola lonneke lorena loretta lotte louis louise luc
lucas lucia ludo ludovic luuk lydia lynn maaike maarten maartje machteld madelief madelon maeve
magda maikel manon marc marcel marco margaret margje margot margreet margriet maria marian
marianne marie marieke marielle marije marijke marijn marina marinus marion maris marit marja
marjan marjolein marjolijn marleen marlies marloes marlou marta marten martha martijn martin
martina martine martje mathijs mathilde mats matthias matthijs maud maurice maurits max maxim
maxime maya meike melanie melissa melle menno merel merijn merlijn meta mia michael michel
michelle michiel mieke miep mies mijke mika mike mikel mila milan milano milo milou minke mireille
mirella miriam mirjam mirthe mitchell monica monique morris muriel myrna myrthe nadia nadine nancy
nanda nanne naomi natalie natasja nathalie neeltje nel nelleke nelly nick nicky nico nicolaas
nicole niek niels nienke nigel nina noa noah noel noelle noor noortje nora norah norbert noud
nynke odette olaf olga oliver olivia olivier onno oscar otto pascal pascalle patricia patrick paul
paula pauline pepijn peter petra petronella philip pien pieter pieternel pietje pim piotr pippa
puck quinn quint quinten quirijn rachel raf raimond ralf ramon raoul raphael raymond rebecca
reinder reinhilde reinier reinout remco remy renate rene renee rens renske rianne ricardo richard
rick ricky rieke rien rik rinske rinus rita roan rob robbert robert robin rodney rody roel roeland
roelie roelof roelofje roger rogier roland rolf romee romy ronald ronny rosa rosalie rosanne rosie
roy ruben rudi rudolf rudy rutger ruud saar sabine sabrina samantha samuel sander sandra sanne
sara sarah sebastiaan selma sem senn sepp serge sharon shirley siebe siebren siem sietse sietske
sigrid sijmen sil silke silvia simone sipke sjaak sjaan sjak sjef sjoerd sjors sonja sophie stan
stef stefan stefanie stefano sten stephan stephen steven stijn suzan suzanne suze sven sybren
sylvia sytske tamara tanja tara tessa teun teunis theo theodora theresia thijmen thijs thirza
thomas tiemen ties tijmen tijn tijs tim timo tineke tirza titia tjeerd tjerk tjitske tobias tom
tonnie toon trijntje trudy truus twan tygo ulrich ursula valentijn valerie veerle vera veronique
victor victoria vigo vincent wendy wessel wiebe wieneke wietske wietze wijnand wilco wilfred
wilhelmina wilhelmus willeke willem willemien willemijn willy wilma wim wouter wybe xander xaviera
yannick yara yde yolanda youri ype yvette yvonne zeger zoe zoey
"""

_TURKISH = """
abdulhamit abdulkadir adem adnan ahmet akif alparslan arda asli aslihan asuman asya aydin ayhan
ayla aylin aynur ayse aysegul aysel aysenur aysun ayten azra bahar baran baris basak batuhan bekir
belgin belkis belma berat berk berkan berna beyza bilal bilge birgul bora bulent bunyamin burak
burcu busra canan caner cansu celal cemal cemil cemile cengiz cetin cigdem damla deniz derya
dilara dilek dogan dursun duygu ebru ece eda ediz ege ekrem ela elif elmas emel emin emine emir
emrah emre enes engin erdal erdem eren erhan erkan erol ersin ertugrul esma esra evren eymen eyup
fadime fahri faruk fatih fatma fatos ferhat fevzi fikret filiz furkan gamze gizem gokce gokhan
gonul gul gulay gulcan gulden gulhan gulsah gulsen gulsum gulten gunay hacer hakan halil halime
haluk hande harun hasan hatice haydar hayriye hulya huriye huseyin husniye ibrahim ihsan ilayda
ilhan ilker irem irfan isa ismail ismet kaan kadir kadriye kamil kazim kemal kenan kerem kivanc
koray kubra levent leyla mahmut makbule mehmet mehtap melek melike meltem meral mert merve mesut
metin mevlut mine mirac miray muhammet muharrem munevver murat musa mustafa muzaffer naciye nazli
necati nermin neslihan nevin nihat nilgun nisa nuran nuray nurcan nuri nursel nurten oguz oguzhan
okan omer omur onur orhan osman ozan ozge ozgur ozlem pelin perihan pinar recep refik remzi resul
reyhan ridvan rukiye sabahattin sadik safiye salih saniye satilmis seda sedat sefa selahattin
selcuk selim selin sema semih semra senay serap serdar serife serkan sevda sevgi sevim seyma sibel
sinan sinem songul suheda sukru suleyman tahsin tarkan tayfun tolga tugba tugce tulay tuna tuncay
turan turgut turkan ufuk ugur umit umut vedat volkan yagmur yakup yasemin yasin yavuz yeliz
yildiray yildiz yilmaz yunus yusra yusuf zafer zehra zekiye zeliha zerrin zeynep ziya zubeyde
zuhal zumra
"""

_MOROCCAN_AND_ARABIC = """
aaliyah abdallah abdel abdelaziz abdelhak abdelhamid abdelilah abdelkader abdelkarim abdellah
abdellatif abdelmajid abdelmalek abdelouahed abderrahim abderrahman abderrazak abdessamad abdou
abdul abdullah abdulrahman achraf adil adnane ahlam ahmad ahmed aicha aisha akram alaa ali amal
amani ameer amin amina aminata amine amir amira ammar anas anass anouar anwar asmaa assia assmae
aya ayman aymane ayoub aziz aziza bachir badia badr bashar basma bassam bilal bilel boubker
bouchra boushra brahim chadi chahid chaimae charaf chaymae dalal dina doha dounia driss duaa dunya
fadi fadil fadoua fahd faical fairouz faisal fares farid farida fatiha fatima fatimazahra fatna
firdaous fouad fouzia ghada ghassan ghizlane habib habiba hadeel hadi hafid hafida hafsa haitham
hajar hakim hakima hala halim hamid hamida hamza hanaa hanae hanan hanane hani hanin hasna hassan
hassana haytham hazem hicham hind houda houria houssam houssine hussam hussein ibtissam idris
ihssane ikram ilham ilias iliass ilyas ilyass imad iman imane imran ines ismael issam jaafar jaber
jalal jamal jamila jaouad jawad jihane jouri kaltoum kamal kaoutar karam karim karima kawtar
khadija khaldoun khaled khalid khalil lahcen laila lamia lamiae latifa layla lina loubna loukman
lubna maha mahdi maher mahmoud majd majda majid malak malika manal mariam marouan marwa marwan
maryam maya mbark mehdi meryem mimoun mimount mina moad moath mohamad mohamed mohammad mohammed
mohannad mohsin moncef mouad mouhammad mouhcine moulay mounia mounir mourad moussa moustafa
muhammad muhammed muhanad munir mustapha nabil nabila nada nadir najat najib najoua nasira nasr
nasser nassim nawal nawar nezha nidal nisrine nizar nordin nordine noreddine nouhaila nour noura
noureddine nouredine omar osama othman ouafa ouail oualid ouassima oumaima oumayma oussama qusay
rabab rabia rachid rachida rafik raghad rahaf rahma raja rajae rami rana rania rasha rashid rayan
rayane reda redouan redouane riad rida riham rim rkia saad saadia sabah sabri sabrine safa safae
safouan said saida salah salaheddin salaheddine salam saleh salim salima salma salman salwa samar
samer sami samia samiah samiha samir samira sanaa sanae saousan selma sidra siham soad souad
soufian soufiane soukaina soulaiman soulayman soumaya sumaya taha tahar tamer tarek tarik tariq
tawfik touria wael wafa wafae wail walid waseem wassim wisam yahia yahya yaman yasmin yasmina
yasmine yasser yassin yassine yassir yassmina yazan younes youness yousef yousra youssef youssra
zahra zaid zainab zakaria zakariya zayd zaynab zineb zohra zoubida zouhair zuhair
"""

_WIDER_WORLD = """
abdi abdirahman abdirizak abdiwali abdulahi abebe abel abena agnieszka ajay akash akosua alejandra
alejandro aleksandar aleksander aleksandra alem alicja amadou amanuel amit amrita anastasia
andreea andrei andrzej aneta angelo anh anil anilkumar anjali antoni anuschka anwarudin arash arif
artem asha ashley ashok ashwin asia asif astier ayaan ayesha azadeh babak bahram bartosz barwaqo
beata behrouz bereket berhane bhagwandei bilawal biljana bogdan bohdan boris bozena brayden bryan
bushra carlos chandra chandrika charissa chayenne cheyenne chidi ciara clifton clyde cosmin
cristina curtis czeslaw daisy damon daniela dariusz darko darryl dawid dawit delroy denzel
desislava desmond devika dewi dharma diego dinesh djenna djoeke djuna dmytro dominique dorota
dragan dusan dwight edyta elena eliud elzbieta emanuela emeka ermias errol ethan ewa ewelina farah
farhad farhan farooq farzad fatoumata fatuma faye fereshteh fernando feven filimon filip fitsum
florin francisco freweini gabriela gebre geeta genet georgi giovanna giovanni gloria goran gordana
grazyna grzegorz haben habtom halima halina hamdi hamed hawa hodan hodo hossein hristo huong
ibrahima igor imtiaz indira indra ion ionut iqbal irina iryna isatou ivan ivana ivaylo iwona
izabela jadwiga jagoda jaimy jakub janusz jaroslaw jasmina javier jayden jaylinn jayson jazmyn
jelena jerzy jeshurun joanna joao jolanta jorge jose jovana juan junaid jurandy jurre justyna
kamila kamran karolina katarzyna kateryna kaveh kavita keisha keith khadra kidane kimberly kishan
kofi krishna krystyna krzysztof kumar kwabena kwame kwasi kyan lakshmi lech leila lesley leszek
liam liliana ljubica logan luca lucyna luis lukasz luwam maciej madalina maddox magdalena mahmood
maksym malgorzata mamadou mandeep manuel marcin marek mariama mariusz maryna mason mateusz mees
megan mehari mehran mercedes michal miguel mihai mikolaj milan milena milica milos minh miroslav
miroslaw mirza mitra mohan monika morgan mulugeta mushtaq nadeem nadifa nasreen nasrin natalia
natalya nathan navid neelam negar ngozi nguyen nikola nikolay nikolina nimco nina njegos nova
oksana oleksandr olena olha oluwaseun ousmane owen pardeep parisa parvin patryk pawel payam pedro
petya peyman plamen pradeep prakash priya przemyslaw quin quincy radoslaw rafael rafal rajesh
rajiv rakesh raluca ramesh ranjan raquel rashida ravi rayan reza ricardo riley robel roberto rocio
rodrigo romain roshni roya ruchi rukhsana ruslan ruth ryan ryszard sadaf sadia saeed sahra saman
samson samuel sandeep sanjay santosh sarita sebastian selam semere senna sergej sergiu severine
shabnam shahid shahram shamso shania shanice shaniqua shanti sharmila shazia shirin shiva shivani
shreya siena simret sladjana slawomir slobodan snezana soraya stanimir stanislaw stefania sunil
sunita suresh svetlana svetoslav swarna sylwia szymon tadeusz tariq tatiana teodora tesfay tesfaye
thalia thuy tiago tomasz tshering tyler tyrell tyrone urszula usha usman valentina vanessa vasile
vijay vikram viktor viktoria vinz violeta viorel vishal vladimir volodymyr wanda wieslaw wioletta
wojciech xavi xiaoming xiomara yaroslav yohannes yonas yordan yulia yuliya yuriy zahid zahir
zainudin zara zbigniew zdzislaw zofia zoran zubair zuzanna
"""

# Also a word, a month, a place, a brand or a figure of the debate: these need a family name, an
# initial or a title beside them.
_ALSO_WORDS = """
abel abraham ad adam akash alem ali amber anas ans april arend art asha august bart bas beer ben
bent bo bob bora boy camp can carmen cas charlie dag dam damon dan dani dean dharma dion ditte
dolf dunya ege elke else emine eren erna ester eva fay faye fem ferry feven fien fin fleur floor
florin frank gemma gina gloria greet gul haas habib hani hanin harm hein hemel hind ida iman imre
ina indra ion iris isa iva ivy jack jade jan jasmijn jasper jet jip job joke jos joy jules juni
kaan kadir kai kaj karam kay koos krishna lana lea leen leo lia lieve lina linde lise logan lot
lotte luna maan malak margriet mark mart mason max mees mei melle mercedes merel meta mia miel
mies mila milano mina mine mira mitra moon morgan mozes musa nada nel noel noor nour nova nur onno
otto owen pien piet pim pinar puck ray rein reza ria rida rik riley rim rita rob rod romain roman
roos rosa ruby saar sabah said salah santos sari sarita selam sem sema semere senna sera serap
serge shiva siem siena sil stan ster sterre sultan suze taha tel ties tijn til tom ton toon tyler
ufuk ugur umit umut usha vera victor victoria vos wafa wiel wil wilde will xavi yara yde zafer
zahra zara zoet zon
"""

GIVEN_OR_WORD = words_in(_ALSO_WORDS, given_names_more.ALSO_WORDS)
GIVEN = (
    words_in(_DUTCH, _TURKISH, _MOROCCAN_AND_ARABIC, _WIDER_WORLD, given_names_more.MORE)
    - GIVEN_OR_WORD
)
