"""Made CVs of thirty invented people in four layouts, and what a blind view has to do with each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.document import Document
from tests.bench.texts import as_document


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who does not exist, with the facts that a CV may tell."""

    name: str
    email: str
    phone: str
    born: str
    address: tuple[str, ...]
    """As lines."""
    nation: str
    she: bool

    @property
    def surname(self) -> str:
        """The last word of the name, as a sentence would use it."""
        return self.name.split()[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeCv:
    """A CV, and what of it has to go and to stay."""

    person: Person
    layout: str
    lines: tuple[str, ...]
    work: tuple[str, ...]
    """Lines of the work history that hold nothing of the person, and so stay as they are."""
    gone: tuple[tuple[str, str], ...]
    """Kind, and a text that may not stand in the blind view."""

    @property
    def document(self) -> Document:
        """The CV as the reader would give it."""
        return as_document("\n".join(self.lines))


_TABLE = (
    ("Amara Nwosu", "amara.nwosu@example.org", "+234 803 555 0142", "12 March 1988",
     "14 Adeola Street / Lagos 101241 / Nigeria", "Nigerian", True),
    ("Jürgen Müller-Weiß", "j.mueller-weiss@example.de", "0170 5550123", "03.07.1979",
     "Goethestraße 12a / 10115 Berlin", "deutsch", False),
    ("Will Grant", "will.grant@example.com", "(415) 555-0132", "May 4, 1991",
     "1200 Main Street, Apt 5B / Austin, TX 78701", "American", False),
    ("May Chen", "maychen88@example.net", "+1 650-555-0178", "1988-05-21",
     "77 Castro Ave / Mountain View, CA 94041", "Taiwanese", True),
    ("Seán O\u2019Brien", "sean.obrien@example.ie", "+353 86 555 0199", "21/09/1985",
     "8 Harbour Terrace / Galway H91 AX5N / Ireland", "Irish", False),
    ("Łukasz Wiśniewski", "lukasz.w@example.pl", "+48 512 555 178", "14.02.1990",
     "ul. Długa 5/12 / 31-147 Kraków", "Polish", False),
    ("Zoë van der Berg", "zoe.vdberg@example.nl", "+31 6 55501234", "30-11-1993",
     "Prinsengracht 263 / 1016 GV Amsterdam", "Dutch", True),
    ("María José García López", "mj.garcia@example.es", "+34 612 555 019", "8 de junio de 1987",
     "Calle de Alcalá 45 / 28014 Madrid", "Spanish", True),
    ("François Lefèvre", "f.lefevre@example.fr", "06 12 55 50 78", "17 août 1983",
     "12 rue de la République / 69002 Lyon", "French", False),
    ("Nguyễn Thị Ánh", "anh.nguyen@example.vn", "+84 90 555 0123", "02/12/1995",
     "24 Hoa Mai Street / Hanoi 100000 / Vietnam", "Vietnamese", True),
    ("Priya Raghunathan", "priya_r@example.in", "+91 98455 50123", "09-Aug-1992",
     "Flat No 12, Lotus Towers, MG Road / Bengaluru 560001", "Indian", True),
    ("Mohammed Al-Farsi", "m.alfarsi@example.ae", "00971 50 555 0123", "1 January 1984",
     "P.O. Box 55123 / Dubai", "Omani", False),
    ("山田 太郎", "taro.yamada@example.jp", "090-5550-1234", "1989年4月12日",
     "〒150-0001 東京都渋谷区神宮前1-2-3", "Japanese", False),
    ("李娜", "lina1990@example.cn", "+86 138 5550 1234", "1990-10-03",
     "北京市海淀区中关村路12号", "Chinese", True),
    ("김민준", "minjun@example.kr", "+82 10-5550-1234", "1991.06.15",
     "120 Teheran Street / Seoul 06134", "Korean", False),
    ("Иван Петров", "ivan.petrov@example.com", "+7 916 555-01-23", "05.09.1986",
     "ул. Ленина, 15 / 101000 Москва", "Russian", False),
    ("Ελένη Παπαδοπούλου", "eleni.p@example.gr", "+30 694 555 0123", "22.01.1994",
     "18 Athinas Street / 105 51 Athens", "Greek", True),
    ("محمد العلي", "m.alali@example.com", "+966 55 555 0123", "11/03/1987",
     "40 Olaya Street / Riyadh 12211", "Saudi", False),
    ("अमित शर्मा", "amit.sharma@example.in", "+91-98765-50123", "15th July 1985",
     "22 Gandhi Road / Pune 411001 / India", "Indian", False),
    ("Bo Li", "bo.li@example.com", "+1 (206) 555-0147", "July 9, 1993",
     "450 Pine Street / Seattle, WA 98101", "Chinese", False),
    ("Rosa Maria dos Santos", "rosa.santos@example.br", "+55 11 95550-1234", "27/04/1982",
     "Rua Augusta 1500 / 01304-001 São Paulo", "Brazilian", True),
    ("Giulia D'Angelo", "giulia.dangelo@example.it", "+39 347 555 0123", "19/10/1996",
     "Via Garibaldi 12, 20121 Milano", "Italian", True),
    ("Søren Kjærgård", "soren@example.dk", "+45 55 50 12 34", "23. maj 1981",
     "Nørregade 10 / 1165 København", "Danish", False),
    ("Björk Ásgeirsdóttir", "bjork@example.is", "+354 555 0123", "06.08.1990",
     "15 Laugavegur Road / 101 Reykjavík", "Icelandic", True),
    ("Chidi R. Okafor", "c.r.okafor@example.org", "0803 555 0199", "13 June 1989",
     "7 Marina Road / Lagos 101001", "Nigerian", False),
    ("Fatma Yılmaz", "fatma.yilmaz@example.tr", "+90 532 555 01 23", "01.11.1992",
     "12 Atatürk Boulevard / Ankara 06420", "Turkish", True),
    ("Hans-Peter Koch", "hp.koch@example.at", "+43 664 5550123", "24. Dezember 1975",
     "Mariahilfer Straße 88 / 1070 Wien", "österreichisch", False),
    ("Grace Young", "grace@graceyoung.example.co.uk", "07700 900123", "2 February 1994",
     "Flat 5, 12 Baker Street / London NW1 6XE", "British", True),
    ("Siobhán Ní Mhurchú", "siobhan.nm@example.ie", "(01) 555 0123", "18 Sept 1986",
     "3 Merrion Road / Dublin D04 X2T8", "Irish", True),
    ("Oluwaseun Adébáyọ̀", "seun.adebayo@example.ng", "+234 (0) 809 555 0161", "29 October 1990",
     "5 Palm Avenue / Ibadan 200284", "Nigerian", False),
)  # fmt: skip

PEOPLE = tuple(
    Person(
        name=name,
        email=email,
        phone=phone,
        born=born,
        address=tuple(address.split(" / ")),
        nation=nation,
        she=she,
    )
    for name, email, phone, born, address, nation, she in _TABLE
)

WORK = (
    "Experience",
    "Machine Learning Engineer, Acme Retail, Hamburg, 03/2019 - 05/2021",
    "Cut p95 latency from 2.1 s to 900 ms for 12 500 000 requests a day",
    "Search grew by +1 200 000 users; 40,000 daily sessions, 10.000.000 rows",
    "Grant writing for two research calls, May 2021 to June 2022",
    "Will be handed over in June; the team will grant access by role",
    "Statistics in R. Then rewrote the models in C++ and Rust 1.75.0",
    "Street View imagery matched against 3 million photographs",
    "Main memory held at 512 MB; 128 256 1024 were the batch sizes",
    "Moved 10.0.0.0/8 and 192.168.178.21 behind a proxy, IPv6 2001:db8::1",
    "Released versions 0.12.20210315, 2.4.1 and 10.14.3 of the client",
    "Together with other teachers of the theory group wherever there was heritage",
    "Hackathon: 1 First Place, 2 Second Place; Platz 3 beim Finale 2018",
    "On EC2 4XL and S3 1TB, 24/7 Monitoring 2019, MS SQL Server, MS Azure",
    "Wrote ER diagrams, used @Transactional and @angular/core, mAP@0.5 of 0.71",
    "2019 AI Engineer, 2020 ML Engineer, 50000 Requests at 12345 Kunden",
    "Served 10 years of data, a 15 years old code base and 34 services",
    "Taught children; race conditions, single page applications, marriage records",
    "Supported the CTO and her team; a customer praised his new report",
    "Data Engineer, Globex GmbH, 01.02.2016-28.02.2019",
    "Built ASP.NET and Node.js/Express services; nationality detection on IDs",
    "Recall@10 of 0.93 at 0.001 to 0.005, F1 0.88, 100 200 300 400 users",
    "Sie haben Kunden betreut; das Team und ihre Werkzeuge wuchsen 2020",
    "Sparkasse: Adressen geprüft, Geburtsdaten verschlüsselt, Wege verkürzt",
    "An API for birth registers, address search and phone numbers",
    "GitHub Actions, Kaggle: gold medal in 2021, arXiv 2101.00027",
    "ISBN 978-3-16-148410-0, RFC 7231, DOI 10.1007/978-3-030-12345-6",
    "Python, SQL, Spark, AI, ML, QA; English C1, German B2",
)
"""Ordinary lines of work that look like what is taken out."""


def made_cvs() -> Iterator[MadeCv]:
    """Make 120 CVs: each person in each layout."""
    for person in PEOPLE:
        for layout in (_plain, _title_first, _german, _banner):
            yield layout(person)


def _made(person: Person, layout: str, head: list[str], tail: list[str]) -> MadeCv:
    return MadeCv(
        person=person,
        layout=layout,
        lines=(*head, *WORK, *tail),
        work=WORK,
        gone=(
            ("e-mail", person.email),
            ("phone", person.phone),
            ("birth date", person.born),
            *(("address", line) for line in person.address[: 1 + (len(person.address) > 2)]),
            *(("name", part) for part in _parts(person.name)),
        ),
    )


def _parts(name: str) -> list[str]:
    particles = {"van", "der", "dos", "R.", "Ní"}
    return [part for part in name.split() if part not in particles]


def _plain(person: Person) -> MadeCv:
    subject, owner = ("She", "her") if person.she else ("He", "his")
    head = [
        person.name,
        "Machine Learning Engineer",
        f"{person.email} | {person.phone} | github.com/{person.email.split('@')[0]}",
        ", ".join(person.address),
        f"Date of birth: {person.born} | Nationality: {person.nation} | Marital status: married",
        "Profile",
        f"{person.name} builds search. {subject} led a team of four and {owner} models run daily.",
    ]
    return _made(person, "plain", head, [f"{person.name} - page 2 of 2"])


def _title_first(person: Person) -> MadeCv:
    title = "Ms." if person.she else "Mr."
    head = [
        "Senior Data Platform Engineer",
        f"{title} {person.name}",
        "Photo",
        "Contact",
        "Phone",
        person.phone,
        "E-mail",
        person.email,
        "Address",
        *person.address,
        "Date of birth",
        person.born,
        "Nationality",
        person.nation,
        "Age: 34",
        "Religion: none",
    ]
    tail = ["References", f"{person.surname}'s work shipped on time."]
    return _made(person, "title first", head, tail)


def _german(person: Person) -> MadeCv:
    title = "Frau" if person.she else "Herr"
    pronoun, own = ("Sie", "ihre") if person.she else ("Er", "seine")
    head = [
        "Lebenslauf",
        "Persönliche Daten",
        f"Name: {title} {person.name}",
        f"Anschrift: {', '.join(person.address)}",
        f"Telefon: {person.phone}",
        f"E-Mail: {person.email}",
        f"Geboren am {person.born} in Hamburg",
        f"Staatsangehörigkeit: {person.nation}",
        "Familienstand: verheiratet, zwei Kinder",
        f"{pronoun} leitete ein Team, und {own} Modelle laufen täglich.",
    ]
    return _made(person, "German", head, [f"Hamburg, {person.name}"])


def _banner(person: Person) -> MadeCv:
    pronouns = "she/her" if person.she else "he/him"
    words = person.name.split()
    head = [
        " ".join([f"{words[-1].upper()},", *words[:-1]]) if len(words) > 1 else person.name,
        f"Data Scientist · {pronouns}",
        f"✉ {person.email} · ☎ {person.phone} · *{person.born} · linkedin.com/in/{words[-1]}-8b1",
        " · ".join(person.address),
        f"{person.nation.capitalize()} citizen",
    ]
    tail = [f"CV {person.name} 2/3", f"Publications: {person.surname}, A. Other: Search at scale"]
    return _made(person, "banner", head, tail)
