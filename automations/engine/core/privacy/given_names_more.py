"""More given names, in lower case and without accents: the rarer ones of every origin.

Compiled by hand, as facts of common knowledge; no data set was copied.
"""

from __future__ import annotations

MORE = """
aadil aarti abdelaaziz abdelali abdelghani abdelhafid abdelhalim abdelhay abdeljalil abdelmounaim
abdelouafi abdelwahid abderrahmane abdeslam abdessalam abdikarim abdinasir abdiqadir abdisalan
abdo abdulaziz abdulbaki abdulhamid abdulkarim abdullahi abdulqadir abdulsalam abdulsamet
abdulwahab abdulwali aberash abhishek abigael abigail abir abraha abrham abukar achmed adelheid
adelka adham adhanom adib adile adisu aditya aernout afaf afrah agata aghyad ahed ahlem ahmednur
aida aileen aimal aissa ajmal ajoub akil alaaeddin alaaldin alberdina albert alberta albertine
aldo aleks alette alev alexandra alexia alfons alfred alganesh alina alireza alise aliyah aliye
aliza almaz alona aloys alper alperen altan alvin alwin amancio amanda amanullah amarens amarjit
ambrosius amelia amisha amjad amleset amran anab anand anandi anatolij anatoliy andrew andriy
angela angelina angelita ania anique anis anjana anneloes annemieke annemijn annerieke annesophie
anniek anouschka anselm antje antonie antonina anuradha aoulad aradhana arkadiusz arnout arti
artur aruna arvind arwa arwin aryan arzo asadullah aseel ashanti ashna asim askin asmae asmeret
aster atefa atika atilla auguste augustinus augustyn aurelia aurelio awatef awatif awet ayah ayan
ayanle ayat ayberk aycan aydan ayfer aygul ayham aykut ayoube aysu azeddine azieb azita azize
azzam azzedine azzouz bahadir bahattin baheer bahija bahta baktash baldwin balthasar baraa barae
bartek bartlomiej basem bashir bassel batoul bayan bedia bediha bedri begum behiye behnaz behrooz
belaid belinda belqis benaissa bengi benito benyounes berber berendina berfin berhe beril beritan
berivan bernardus bertus betsie betul beyene bhagwan bhawna bidjai biniam binod bircan birgit
birgitta birsen bisan bisrat bita bjarne blazej bogna bogumil bogumila boguslaw boguslawa bohdana
boleslaw borys bouazza boudewijnah boujemaa boukje bousra brenda brhane brian britt bronislaw
bronislawa brygida btissam burhan caasha cabdi cabdulahi caglar cahide cahit caitlin cali camiel
candice cansel carina carine carline carmelita carmelo casimir caspar cassandra catalijne
catherine catootje cavit cebrail ceciel cecile cecilia cecylia cemre ceren cevdet ceyda ceyhan
ceylan cezary chafik chahrazad chaima chander chandradath chandrawatie charifa charlene charlton
chayma cherida cherif chesley chiel chouaib christiane churandy cihan cihat ciska claire clarissa
claude claudine clemence constantijn cordula corinne corna cornald cornelly coskun cumar cuthbert
cynthia dagmara dahab dahabo dahir dalila danial daniat danick daniek danuta daoud darell daria
darifa dario dariush daryll daryna davey debesay deborah deeqa defne demet denny denys deqa
desbele deshawn desiderio detje devi devran dewanand dewika dharmin dhiradj didier diederick
dieuwke dikra dilan dilano dilaver dilber dilhan dincer diyaa djaikoemar djainath djamila dmitri
doaa dobroslaw dogukan dolores dominik doortje doreen doret dorinde dorine dorotka dorus dounya
drees driekus drishti dunja durmus eberhard ebubekir edda eddin edelmira edmee edsard edsel edwina
eelkje egbertje eibert eileen ekin elbert eldert eleonora elham eliane elianne elina elma elmehdi
elnaz eloise elvan elvira elwin emad emal eman emanuel embarka emilio emircan emirhan emmelien
emmeline emran enid enno enrico ephrem ercan ercument erdinc eric ericson erika erkut ermiyas
ernestine ernie ersan ertan erwin esen esin esmat esmatullah esmeralda essey estifanos eugenia
eugeniusz evalien eveline evita eward eylul eyob ezana ezequiel ezgi fadia fadila fadma fadumo
fadwa faezeh fahim fahima fahrettin faiel faissal faiz faiza fana farahnaz fardin fardowsa farhiya
fariba faridoon farnaz farshad farshid fartun farzana farzaneh fatana fatemeh faten fatimazohra
fausto fawad fawaz fawzi fawzia faysal fayza feda fedor feike felice felicia felicita felicja
feliks femmie femmy fenneke fenny feras feray ferda ferdaous ferdows fereshta feride feridun
fermin feruz fester fidaa fidan figen fikri filmon fiona firas firat fiyori florens florian
folkert foppe forouzan fouzi francien francine francisca franciska franciszek franciszka fransje
freddy frederic frederique frehiwet freselam freshta frida frieda frieke friso frouke ftsum fuad
fulya gabi gabriel gabrielle gaitrie galip ganesh gebreyesus geedi geert geerten geeske geja
gerald geraldine gerardus gerbrand gerco gerdine geri gerko gerlinde germaine gerold gerrieke
gerrita gerson gertie gertruda getrouw geuko ghaith ghalia gharietje ghassane ghayth ghazal ghebre
ghena ghenet ghita gholam ghufran gilmar ginette giovani girish girmay gisela giselle gita gitta
gladys glenda godfred goitom gokay gokcen golnaz gonca gonda gonny gosia goutam govinda gracjan
grada grard gratia guillermo guled guler gulistan gulseren guno gunther gurbet gurkan guven guzin
gwendeline gwendolyn gwenn habibe habibullah hachim haci hadassa haddas haddou hadia hadil hadish
hadjar hadya hagos haidar haileab haitam halide halimah halis halyna hamayun hamdan hamide hamideh
hamidullah hamit hammou hamou hamsa hamse hanadi hania hanife hanka hannelore hannes hansjorg
hanske hardi harmina harmke haroun harriram harro hartger hashem hasnae hasret hassane haticenur
hayat hayati hayrettin hazar heba hedayat hedda hedwig heiko heimen helen hellen hellena helmin
helmut hemant hemradj hendrieke hendrina henok henricus henryk henryka hensley herbertus hermela
hermina hermine herminia heske hessa hessel hetty hevin hiba hibo hicran hidayet hielke hieronim
hikmat hikmet hilal hilario hildegard hille hiltje hinda hinke hiske hiyam homa homayoun honorata
hossain housni houssein hozan hryhoriy hubertus hufan huma humam humberto humphrey huri hurriyet
husam huseyincan ibaa ibrahimcan ibtihal ibtisam idil idriss iefke ienke ifrah ignacia ignacy ihab
ihor ikbal ikhlas ikrame ilaf ilja ilkay ilkin ilknur illya ilonka ilwad imelda inas inass inesa
inez ingemar inger ingmar inna insaf intissar ipek iqra ireen irena ireneusz irvin isaac isaak
isabeau isabelle isadora isaias isam ishak isidoor islim ismahaan ismahan ismigul israe issa
issame issayas istahil ivanna ivar ivette ivonne iyad izabella izydor izzet jaak jabir jabr jacco
jacek jaco jacobien jacomijn jadzia jafar jagdish jagna jaikumar jainath jair jaira jairam jairo
jaleesa jalil jamaa jamaal jamac jamel jamshid jamy jana jandino janella janina janki jannetta
janniek janno jantien jantina jaouhara jarchinio jared jarek jarno jarom jaromir jaroslawa jasim
jasoda jason jaswant jawan jawhara jawid jayanti jaylee jaymee jeandro jeanne jedrzej jelleke
jelmar jente jeremias jermaine jerney jerome jerrel jerzyk jesaja jeske jessie jihan jikke jitse
jitte jiwan joachim joan jody joel joelle johannus johnny jolan jolijn jomaa jomar jonah jonatan
jonne jordy jorg jorien jorik jorine jorn josefien josefina josephus josette josine joti jowan
joyce jozefa jozina judy juliane julita julius juman jurensly jurjen jurmaine jurrian justine
justus jwan kaatje kacper kagan kais kajetan kamini kamla kaniwar kaouthar kareem karelien
karimullah karishma karlien karlotte karol karst karsten kasia kaspar katarina kate katelijne
kathleen katib katinka katrijn kawa kawthar kayleen kazimiera kazimierz keanu keimpe keira
kemalettin kendrick kenneth kenrick kenza kerim kerstin kerwin kesete kester khadar khadijeh
khairi khalida khalisa khaoula khatera khawla khesraw khouloud kiana kibrom kidan kifle kiflom
kimberley kinan kinga kiran kirtie kizzy klaartje klaasje klasien klaudia klemens kleopatra
kluivert kobus koemar koert konrad konstanty korneel kornelia kornelis kourosh krijntje kris
krishnakoemar krisna kristel kristian kristin kristina krystian ksawery ksenia kseniia kubilay
kuno kursat kutlu kwint kyara ladan lahoucine laith laleh lalita lamis lammert lamya lamyae
larissa larysa latife latoya laurie laurien laurine laxmi layan layth leah leandra leanne leela
leilani lena lenny lenthe leokadia leona leonard leonardus leonora leopold lesia letebrhan
letekidan lian liane liban lidiya lidy lieselot lilas liliane lilianna lilly lindy lineke linn
linsey lisabeth liset liubov liza lizanne loay loeki lokman lonnie lorenz lorijn lorraine loubaba
louisa loujain lourens loutfi lowie lubana lubbert lucie lucien lucienne lucille lucinda lucja
lucjan lucy ludmila ludwig ludwik ludwika ludwina lujain lulwa lutfi lutske luul lydie lynda
lyndon lyubov lyudmyla maarit mabel maciek madeleine madhuri madian madieke maen magdaleno mahad
mahadew mahassine mahbouba mahdieh mahesh mahin mahir mahjoub mahjouba mahnaz mahran mahsa mahtab
maike maisa maissa majdi majdouline maksim mala malath malek malgosia malin malke malou malwina
manaf manar manfred manisha mannar manoj manouk mansour manuela maram maran marca marcelina
marcelino marcella marcelle margaretha margarita margit margo margreth marharyta mariel mariella
mariet mariette mariia marij marika mariken marilyn marinka mariola marisela marita maritza
marjanne marjon marjorie markus marleentje marlena marlene marlijn marlin marloe marnix maroua
marouane maroun marrit marsha martien martinus marvin marya maryem maryse marzena masood masoud
massin massoud mathias mathieu mathijn mathilda matthea matthew maureen mauro maurycy maxamed
mayada mayar maykel maymouna maysaa mazen mazin meaza mebrahtu mebrhit mechteld medhanie meera
meggy mehmetali mehrdad mehret meindert meinte melania melda meliha melis melisa melvin menderes
menekse menso mereltje merhawi meriam meriem merlin meron merouane mervin meseret mewael meyke
micha michaela michalina michele michiele mieczyslaw mieneke mihriban mikael mikai mikail milkias
miloud miloudi mimouna mindert mirabel mirea mirelva mireya mirjana miroslawa mirre mirte mirwais
mithat mitzi moayad moaz mohamud mohanad mohini mojgan mojtaba mokhtar monic moniek morteza
mostafa mouayad mouaz mouhamed mouhsine mouna mounaim mousa mousab mozhdeh mozhgan mualla muammer
muath muayad muaz mubarak mucahit muhannad muhittin mujib mukadder mukaddes mulu munesh munira
munire mursal mursel musab mussie mustafacan mutasem mutaz mykhailo mykola myla mylene myra
myroslava naaman nabiha nadiia nadim nadzieja nagham nagihan nahid nahom naim naima najah
najibullah najma najwa nalan nanette nanko nanny naoual naoufal narain narda narendra nashaira
nashwa nasim nasir nasra nassira nasteho natalka nathaniel natnael nawras nayef nazan nazanin
nazar nazha nazife nazim nazir nazmiye nebahat nebil neda nedim nefise negin nejma nelia nelie
nens nesibe neske nesrin nesrine netsanet neval nevra nevzat nezar nicasio nicoletta nicolette
nicolien nidaa nienk nigar nigisti nihad nihal nikita nikki nikodem nilay niloofar niloufar
nilufer nimet niranjan nirmala nisha nisrin nissrin nitin nizam noelia noha nolan nonja nooria
norman nouchka noufel noufissa nouhayla nouran nourdin nourdine nuchiendra nuha nurettin nurgul
nurhan nuriye nuur obada obaida obbe odai oday odile okba okke oktay olav olcay oleg oleh oleksii
olesya oliwia oliwier omaima omayma omid oona ophelia orcun orlanda orouba orysia osaid oskar
ossama ostap oswaldo ouafae oubada ouissam oumama oumnia ozcan ozden ozkan ozlen ozra pablo padma
pakize pamela paola parastoo parcival parwana parwatie parwin patrice patries patrycja paulette
paulien paulina paulus pavlo payman pegah pembe percy pervin petrie petro petronel pezhman
philippe philippine phoebe piebe pieterjan pietertje piotrek pippi polina pooja poonam pouya
poyraz prabha pradip pramod premdath priscilla priyanka przemek punita qais qali qamar qasem qasim
quilian quincey quirina quirine qutaiba rabah rabee rabiaa rabie rachad rachelle radboud radek
radha radhika radjesh radjin raed rafat rafif raghda ragheb rahel rahime rahimullah rahwa raimon
raimundo rajab rajen rajendra rajkumar rajni raju ralph ramazan ramdew ramez ramin ramona ramzi
randa raneem ranisha raouf rasheed rashmi rasim rasmi rasol ravindra rawaa rawan rawda raxma
raylon rayshawn razan rebekka recai redwan reem reena regilio reginald regine reijer reina reinald
reinard reinhard reinoud rekha remigio remigiusz remziye renata renuka reynaldo rezan rhea
rhizlane riana rianka richelle richenel ridouan ridouane riekje rieneke rienk rients rieuwert
rifat rigat rigo rigoberto rimas rimke ringo rishi riyad riza rkaya robbie robbin roberta robertus
robiel roble robyn roderick rodi rodolfo roelant roeltje rogelio rohan rohit rohullah roja rojin
roksana rola romano romario romijn ronan roni ronja rooble roosje rosalind rosalinde rosaline
rosario roseanne rosemarie roshan rosita rostyslav roua rouba roukaya rowena roxanne royston
rozalia rozemarijn rudie rudsel rudyard rufael rufus ruhi ruhollah rupa rupert ruslana russell
rustem ruthmila ruurd rymke ryszarda saadet saakje sabien sabina sabirin sabita sabreen sabriye
sacdiya saed saeda safaa safak safiya safouane safwan sagal sahal sahar sahel saif sajida sakine
salahddine saleha saliha salomon salsabil samah samatar sameh samet samim sammy samrawit sanad
sanaz sandhya sandrine sanem sangita sanjana sanna sanneke santje santoesh sarda saria sarina
saroj sarra sascha saskia satish savas savitri sawsan sebas sebastien sediqa seema seerp seham
seher selamawit selami selcan seldar selen selwa semhar semiha senait senem sennait senol serdal
serena sergii serhan serhat serhii serhiy serpil servaas setenay seval sevdiye severin sevil
sevilay sevinc seweryn seyfettin seyfi seyit seyoum sezen sezer sezgin shadi shadira shafiq shahd
shahed shahla shaima shaimaa shakila shakira shakuntala shamila shamira shanna shannon shapour
shaquille sharda sharita sharlon sharmarke sharona shauni sheela sheila shekiba shelley shereen
sherida sherin shermaine sherry sherwin sherzad sherzai shewit shokria shukri shurandy shyam siba
sientje siert sigrun sijbren silvana silvano silvester silvio sima simge simonne sinne siraj sirak
sirin sirwan siwar sjane sjanie sjoukje sjuul slawek slawomira slimane soebhas soedesh soenil
soerin soeshma sofia sofian sofiane sofie sofiia soha sohail soheila sohrab solomiia soner sonia
sophia sorour souhaib souhail souhaila souhayb souria stacey stanislawa stanley stasiek steef
stefani steffen steffie stepan steve stien stijntje suad subhash suhaib suhaila suhair suhayr
suheil suheyla sukran sulaiman sulayman suleiman suleqa sulina suman sumeyra sumeyye suna suphi
surendra sureyya suriya susan susanna susanne sushila sussan sutske suus suzanna svitlana swaan
swaantje swami swen sybe sybil sylvain sylvana sylvester sylvie sylvio sylwester szczepan szymek
tabitha tadek taeke tahani taher tahmina taim talal talat talin tamam tamana tamar tamika tammo
tansu taras tareq tasha tasnim tatjana tayeb taylan teake teame tedros tekin teklit temel teofil
teoman teresa tesfalem tesfu tetiana tetyana teunie teuntje tevin tewelde tewolde thami thanaa
theodoor theodorus theresa therese thessa thierry thirsa tiana tiddo tiffany tigisti tijntje tinie
tirhas tirsa tishana tjalling tjarda tjibbe tjits tofik tomas tomek tommy tonke tonko tonny tooba
torben toufik tresy trijn trijnie trinette tristan trynke tsega tsegay tsehay tugay tugrul tuka
tulin tulsi tuncel tuncer turgay turhan turkay turkia tycho tymon tymoteusz tyra ubah ubayda ubbo
ullah ulrike ummugulsum ummuhan umran unal urny ursela urwin utku uwe vadym vahit valentyn
valeriia varsha vashti vasyl vasylyna veronika veysel vicky victorien vidya vikash viktoriia vinay
vineeta vinod vira viresh virginio vishnu vitalii vitaliy viveka vivian vivianne vivienne vlada
vladyslav vladyslava waclaw wafaa waheed wahiba wahid wahida wais wajdi walaa walat walburga
waldek waldemar walenty waleria wander warda wardia warsame warsha wasim wendelien wendeline
wendell wenneke wensley werner weronika wibe wico widad widade wido wieger wielke wiesje wieslawa
wieteke wijbrand wijdan wijtske wiktor wiktoria wilbert wilfredo wilfried wilke wilmar wilmer
wilrike wina winand wincenty winifred winnie winta wintana wiradj witold wlodek wlodzimierz wobbe
wobke wojtek wolfgang wolter wubbo wytske xaawo xandra xanthe xasan xavier yaelle yakoub yalcin
yalda yamen yamilee yana yandra yannic yaqoub yaren yaro yaroslava yasar yaseen yaser yashna
yasmiin yasmijn yassmine yazid yehya yemane yentl yesenia yevhen yevheniia yfke yigit yigitcan
ymkje yodit yoeri yohana yola yolande yonatan yordanos yorick yosef yosha yosief yosra younis
youssof youssouf yousuf yuksel yunes yurandy yurii yusufcan zacharias zaher zahia zahida zaira
zakariae zakariye zakarya zaki zakia zamira zamzam zana zaneta zarghuna zarmina zdzislawa zeen
zein zeina zeinab zekarias zekeriya zeki zelal zelda zemichael zenebech zenon zerai zerda zhanna
ziad ziba zinab zita ziyad zjef zohal zoriana zosia zouhra zoulikha zoya zubaida zubeyir zufan
zulaika zuleika zuleyha zulfikar zulkuf zuzia zwaantje zwanet zwanetta zygfryd zygmunt
"""

ALSO_WORDS = """
alma aman amar amer bader bile bonne caren duncan duran eef efe ellis elton felix finn florence
gregory hector herre ids isra iza jad jara jean jordan joud kaja kian kinda lale lama levy lex
lila lily loulou lyn maja mara mels merle mette mick miek misha moreno muna naser naz neel neha
nelson nola obe ona pam patty pia pleun prem raisa raj ramiro randy rima rina ron rona rose roza
rubin ruta saban sati sena servet shams sidney simon siri sita solange stans stella tahir tala
taner taylor ted teddy tess tiara timon tina toos trees trix ulla uma valentine veli vita ward
wemel wende wies wilhelm wilson winston wolf yama yeter yvo zef
"""
