"""Words that the blind view knows: of names, of labels, of families and of other people."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(words.split())


def _list(labels: str) -> tuple[str, ...]:
    """Split labels at commas, longest first, so that the longer of two is found."""
    found = {" ".join(label.split()) for label in labels.split(",")}
    return tuple(sorted(found, key=lambda label: (-len(label), label)))


PARTICLES = word_set(
    "al bin da das de del den der di do dos du el ibn la las le los ter und van von y zu"
)
"""Short words inside names that are everyday words outside them."""

ALSO_WORDS = word_set(
    "ada an angel april art august austin avery baker banks bell berg berlin best bill bishop"
    " black blue bond brook brown bush butler can carpenter carter case chance chase chef chelsea"
    " church clay cliff cook cooper cross dallas dart day dean diamond do dolly drew duke earl"
    " elm english even faith field fields fisher florence ford forest fox frank french gardener"
    " gates gene german glass go gold good grace grant gray green grey guy hall hand handle harbor"
    " he head heart her hill holiday hook hope house hudson hunter in ivy jack jackson jade jasmine"
    " java jenkins jewel job jordan joy julia july june justice justin kafka kay king knight lake"
    " lamb lance law lincoln link london long love mail major malta march mark marks marshal mason"
    " maven max may miles mill miller min moon moss my nice no noble norm north olive page paige"
    " paris park parker parks pascal pat patience penny perl phone piper plant pleasant poole pope"
    " porter potter powers price prince puppet rand randy ray read reed rice rich rise rivers rob"
    " robin rock rod rose ruby rust sage sales sand sandy savage scala see sharp shepherd ship"
    " short silver singer sky skip small smith snow so son song spark sparks spring star steel"
    " stern stone storm strange street strong summer sun sunny swan swift sydney tanner taylor to"
    " trinity turner van victor victoria violet walker wall ward warren washington waters weaver"
    " web weber west white will win winter wise wolf wood woods worth yang yeoman yes you young"
)
"""Names that are everyday words, months, places or tools; masking each would only point at it."""

MONTHS = word_set("march april may june july august")

TITLES = word_set(
    "mr mrs ms miss mx sir madam herr herrn hr frau mme mlle monsieur madame mademoiselle senor"
    " senora senorita sr sra srta signor signora sig dhr mevr mevrouw meneer shri sri smt kumari"
)
"""Forms of address, folded; no part of a name."""
SUFFIXES = word_set(
    "dr prof professor dipl ing phd msc mba bsc beng meng ba ma md jd cpa pmp jr ii iii iv esq"
)
"""Degrees and what else is written around a name, folded; no part of it."""

NO_NAME = word_set(
    "academic account accountant administrator agile ai analyst analytics application architect"
    " artificial assistant associate automation backend bewerbung big bio business career cc"
    " certified chief cloud coach computer confidential cum consultant contact content coordinator"
    " copywriter curriculum customer cv cyber data database deep delivery design designer details"
    " dev developer development devops digital director doctor education electrical embedded"
    " engineer engineering entwickler entwicklerin enterprise executive experience expert finance"
    " financial firmware founder freelance freelancer frontend full fullstack general graduate"
    " graphic hardware head human infrastructure ingenieur ingenieurin intern it java javascript"
    " journalist junior kontakt kurzprofil language laude lawyer lead leader learning lebenslauf"
    " legal leiter leiterin machine manager marketing mechanical medical ml mobile model network"
    " nurse objective of officer operations owner partner personal phd physicist platform postdoc"
    " president principal process product professional profil profile program programmer project"
    " projektleiter python qa quality recruiter recruiting reliability research researcher resume"
    " sales science scientist scrum security self senior service site social software solution"
    " solutions specialist staff statement strategy student summary support system systems teacher"
    " team tech technical technician technology test tester trainee trainer ui university ux"
    " version vice vita vitae web werkstudent werkstudentin work working writer zusammenfassung"
)
"""Words that stand at the top of a CV and in no name."""

NAME_LABELS = _list(
    "name, full name, first name, last name, surname, given name, family name, vorname, nachname,"
    " familienname, name and surname, nom, prénom, nombre, nombre completo, apellidos, nome,"
    " nome completo, cognome, naam, imię i nazwisko, candidate, candidate name, applicant"
)

BIRTH_LABELS = _list(
    "date of birth, birth date, birthdate, birthday, d.o.b., dob, born, born on, geburtsdatum,"
    " geburtstag, geboren, geboren am, geb., geb. am, date de naissance, fecha de nacimiento,"
    " data di nascita, data de nascimento, geboortedatum, geboren op, födelsedatum, född,"
    " fødselsdato, født, data urodzenia, datum narození, doğum tarihi, syntymäaika,"
    " születési dátum, data nașterii, дата рождения, 生年月日, 出生日期, 出生年月, 생년월일,"
    " birth date and place, date and place of birth, date & place of birth, geburtsdatum und -ort,"
    " geburtsdatum/-ort, year of birth, geburtsjahr"
)
GENDERED_BIRTH_LABELS = _list(
    "née le, né le, né(e) le, nacida el, nacido el, nacido/a el, nata il, nato il, nata a, nato a,"
    " nascida em, nascido em, urodzona, urodzony, родилась, родился"
)
"""Labels of a birth date that say who was born, so that they are taken out with it."""

PERSONAL_LABELS = _list(
    "nationality, nationalities, citizenship, place of birth, birth place, birthplace, born in,"
    " hometown, marital status, civil status, family status, relationship status, spouse, husband,"
    " wife, religion, religious affiliation, denomination, caste, ethnicity, ethnic origin,"
    " passport, passport no, passport number, passport no., ssn, social security number,"
    " national id, id number, identity number, aadhaar, aadhar, pan number, tax id, father's name,"
    " fathers name, father name, mother's name, mothers name, mother name, husband's name,"
    " spouse name, blood group, national insurance, disability,"
    " national insurance number, military service, military status,"
    " pronouns, preferred pronouns, salutation, staatsangehörigkeit, staatsbürgerschaft,"
    " nationalität, geburtsort, familienstand, konfession, religionszugehörigkeit, anrede,"
    " personalausweis, ausweisnummer, sozialversicherungsnummer, steuer-id,"
    " schwerbehinderung, grad der behinderung, wehrdienst, nationalité, lieu de naissance,"
    " situation familiale, situation de famille, état civil, etat civil, nacionalidad,"
    " ciudadanía, lugar de nacimiento, estado civil, religión, nazionalità, cittadinanza,"
    " luogo di nascita, stato civile, nacionalidade, naturalidade, nationaliteit, geboorteplaats,"
    " burgerlijke staat, dni, nie, cpf, rg, bsn, pesel, obywatelstwo, narodowość, stan cywilny,"
    " miejsce urodzenia, uyruk, medeni hali, doğum yeri, askerlik durumu, гражданство,"
    " национальность, семейное положение, место рождения, 国籍, 籍贯, 民族, 婚姻状况, 政治面貌,"
    " 本籍, 配偶者, 국적"
)
"""Labels whose value is taken out whatever it is."""

CHOICE_LABELS = _list(
    "gender, sex, geschlecht, sexe, sexo, sesso, geslacht, płeć, cinsiyet, пол, 性别, 性別, 성별"
)
"""Labels that stand before other words too; their value is taken out when it is a gender."""
AGE_LABELS = _list("age, alter, âge, edad, età, idade, leeftijd, wiek, yaş, возраст, 年齢, 年龄")
MEASURE_LABELS = _list("height, weight, größe, gewicht, taille, poids")
CHILDREN_LABELS = _list(
    "children, kids, number of children, no. of children, dependents, dependants, kinder,"
    " anzahl kinder, enfants, hijos, figli, filhos, kinderen, dzieci"
)
ADDRESS_LABELS = _list(
    "address, home address, postal address, mailing address, permanent address, current address,"
    " residential address, present address, contact address, street address, residence, domicile,"
    " place of residence, anschrift, adresse, wohnort, wohnhaft in, wohnadresse, privatanschrift,"
    " adresse postale, domicile, lieu de résidence, dirección, domicilio, indirizzo, residenza,"
    " endereço, morada, adres, woonplaats, adress, adres zamieszkania, адрес, 住所, 现住址, 地址,"
    " 現住所, 주소"
)

OTHER_PEOPLE = word_set(
    "actor actress advisor adviser artist author boss boy brother ceo cfo chairman chairwoman chef"
    " chefin child cio client clients coach coo coach colleague consumer cto customer daughter dean"
    " director employee employer father founder friend girl grandfather grandmother husband"
    " inventor lead lady man manager mentee mentor minister mother mp nurse owner parent partner"
    " patient person president principal producer professor prof pupil recruiter reporter resident"
    " scientist sister somebody someone son speaker student supervisor teacher trainee user victim"
    " viewer vp wife woman writer geschäftsführer geschäftsführerin kunde kundin kollege kollegin"
    " mitarbeiter mitarbeiterin patientin schüler schülerin vorgesetzte vorgesetzter vorstand"
    " professorin mutter vater kind frau herr mann mentorin leiterin gründer gründerin"
)
"""People other than the candidate, to whom a pronoun behind them belongs."""

COUNTRIES = word_set(
    "argentina australia austria bangladesh belgium brasil brazil bulgaria canada chile china"
    " colombia croatia czechia denmark deutschland egypt england españa estonia ethiopia finland"
    " france germany ghana greece hungary iceland india indonesia iran ireland israel italia italy"
    " japan kenya latvia lithuania luxembourg malaysia mexico morocco nederland nepal netherlands"
    " nigeria norway österreich pakistan peru philippines poland polska portugal romania russia"
    " scotland schweiz serbia singapore slovakia slovenia spain suisse sweden switzerland taiwan"
    " thailand tunisia turkey türkiye uganda uk ukraine usa uruguay venezuela vietnam wales zambia"
)
"""Names of countries of one word, which may end an address on a line of their own."""
