"""What a blind view takes out of a line, and what it leaves. Every person is invented."""

from __future__ import annotations

import pytest

from bot.domain.blind import Mask

NAMES = (
    ("Amara Nwosu", "NWOSU, Amara / A. Nwosu / A Nwosu / Amara Ngozi Nwosu / Amara N. Nwosu"),
    ("Amara Nwosu", "AmaraNwosu / amara_nwosu / AMARA-NWOSU / A M A R A / Nwosus / Àmara Nwósu"),
    ("Amara Nwosu", 'Nwosu AB, / Amara "Ami" Nwosu / Ｎｗｏｓｕ / Amara\u2019s / Nwosu A.'),
    ("Jürgen Müller-Weiß", "Juergen Mueller-Weiss / JÜRGEN MÜLLER-WEISS / J. Muller Weiss"),
    ("Juergen Mueller", "Jürgen Müller"),
    ("Seán O\u2019Brien", "Sean O'Brien / OBRIEN, Sean / S. O\u2019Brien"),
    ("Will Grant", "WILL GRANT / Grant, Will / W. Grant / will_grant / grant-will / willgrant"),
    ("Will Grant", "Will Grant's"),
    ("May Chen", "Chen, May / M. Chen / MAY CHEN"),
    ("Nguyễn Thị Ánh", "NGUYEN THI ANH / Ánh Nguyễn / Nguyen Thi Anh"),
    ("María José García López", "Maria Jose Garcia-Lopez / M. J. García / MJ García / GARCIA MJ,"),
    ("Zoë van der Berg", "Berg, Zoë van der / Z. van der Berg / VAN DER BERG ZOE / vanderberg"),
    ("Mohammed Al-Farsi", "AL-FARSI, M. / alfarsi / Mohammed Al Farsi"),
    ("Rosa Maria dos Santos", "Dos Santos, R. M. / Rosa M. dos Santos"),
    ("Hans-Peter Koch", "H.-P. Koch / H-P Koch / HP Koch / HansPeter / Koch, H.-P."),
    ("Chidi R. Okafor", "C.R. Okafor / Okafor, C. R. / CR Okafor"),
    ("김민준", "김 민준"),
    ("Giulia D'Angelo", "D\u2019ANGELO Giulia / Giulia Dangelo / G. D'Angelo"),
    ("Fatma Yılmaz", "FATMA YILMAZ / fatma yilmaz / Yılmaz, F."),
    ("Łukasz Wiśniewski", "Lukasz Wisniewski / ŁUKASZ WIŚNIEWSKI / Lukasz W."),
    ("Bo Li", "Li Bo / LI, BO / B. Li"),
    ("Иван Петров", "ПЕТРОВ ИВАН / Петров И."),
    ("山田 太郎", "山田太郎 / 山田"),
    ("अमित शर्मा", "शर्मा, अमित"),
)

PERSONAL = """
amara.nwosu@example.org -> [e-mail]
a.n [at] example.org -> [e-mail]
a.n AT example -> a.n AT example
https://example.org/cv?x=1, -> [link],
github.com/an-dev -> [link]
darkcoder.github.io -> [link]
portfolio: nwosu.dev -> portfolio: [link]
Web: darkcoder.io -> Web: [link]
a.n@example.org | darkcoder.io -> [e-mail] | [link]
as @dark_coder -> as [handle]
@DarkCoder -> [handle]
handle: @Dark -> handle: [handle]
GitHub: darkcoder | Berlin -> GitHub: [handle] | Berlin
0000-0002-1825-0097 -> [handle]
+1 (415) 555-0132 ext. 12 -> [phone]
+49 (0) 170 / 555 01 23 -> [phone]
0049 170 5550123 -> [phone]
4155550132 -> [phone]
415 555 0132 -> [phone]
415.555.0132 -> [phone]
06.12.55.50.78 -> [phone]
Tel.: 030/5550-123 -> Tel.: [phone]
phone: 555-0178 or so -> phone: [phone] or so
a.n@example.org | 98455 50123 -> [e-mail] | [phone]
D.O.B. - 12/03/88 -> D.O.B. - [birth date]
Born: March 12th, 1988 in Lagos -> Born: [birth date] in [personal]
Né le 17 août 1983 à Lyon -> [birth date] à [personal]
* 03.07.1979 -> [birth date]
Birthday: 17.8. -> Birthday: [birth date]
Year of birth: 1988 -> Year of birth: [birth date]
a.n@example.org | 12.03.1988 -> [e-mail] | [birth date]
a.n@example.org | 12.03.2024 | 2019 Berlin -> [e-mail] | 12.03.2024 | 2019 Berlin
İzmir | Nationality: Turkish -> İzmir | Nationality: [personal]
+45 5501234 -> [phone]
I was born and raised in Lagos. -> I was born and raised in [personal].
Aged 34, married, two children -> [personal], [personal]
I am 34 years old and live in Berlin -> I am [personal] and live in Berlin
a.n@example.org | 34 years | single -> [e-mail] | [personal] | [personal]
Nationality: Nigerian, British -> Nationality: [personal]
Nationality German -> Nationality [personal]
German citizen -> [personal]
proud father of two -> [personal]
Gender: Female -> Gender: [personal]
Children: 2 -> Children: [personal]
Height: 172 cm | Weight: 70 kg -> Height: [personal] | Weight: [personal]
Father's Name: Rahul Sharma -> Father's Name: [personal]
National Insurance: QQ 12 34 56 C -> National Insurance: [personal]
[Photo] -> [personal]
Photo: amara.jpg -> [personal]
she/her -> [pronoun]
Pronouns: they/them -> Pronouns: [personal]
Pronouns she/her -> Pronouns [pronoun]
221B Baker Street, London NW1 6XE -> [address]
Address: Block 5, Gulshan-e-Iqbal, Karachi -> Address: [address]
1600 Amphitheatre Pkwy, Mountain View, CA 94043 -> [address]
Flat 3B, 45 Kings Rd, Manchester M1 2AB -> [address]
10115 Berlin | a.n@example.org -> [address] | [e-mail]
Frau Dr. Nwosu -> [title] Dr. [name]
Ms. de Nwosu -> [title] de [name]
Amara is a mother of two. She leads; her work is known. -> \
[name] is a [personal]. [pronoun] leads; [pronoun] work is known.
She is a data scientist. Her models run. -> [pronoun] is a data scientist. [pronoun] models run.
Her manager praised his idea. -> [pronoun] manager praised his idea.
Er hat gebaut. Seine Modelle laufen. -> [pronoun] hat gebaut. [pronoun] Modelle laufen.
"""

WORK = (
    ("Mark Baker", "Mark the milestone; Markdown; benchmark; Bakery; Marks & Spencer"),
    ("Mark Baker", "Baker Hughes, Houston: Data Scientist"),
    ("May Chen", "May 2019 - May 2021: Engineer; may be used"),
    ("Will Grant", "Will be handed over; a research grant; Grant Thornton, London"),
    ("Grace Young", "Ernst & Young, Audit Associate 2016-2018; young teams"),
    ("Anna Siemens", "Siemens AG, Munich: Machine Learning Engineer"),
    ("John Ford", "Ford Motor Company, Detroit 2018-2020"),
    ("April Rose", "April 2019: 20 % rise"),
    ("Sasha Go", "Go, Rust and C++"),
    ("Bo Li", "a bo staff; classes A B C D"),
    ("Ann Li", "Li-ion batteries and LiDAR"),
    ("Peter Stone", "Stone Age; Capstone project; Stonebranch"),
    ("Amara Nwosu", "wrote R. Then C. Amaranth"),
    ("", "2015-2018 2018-2021; 03.2019 – 05.2021; 2019-03-01 - 2021-05-31; 01.02.2019-28.02.2020"),
    ("", "Salary 120 000 EUR; 95.000 EUR; $1,200,000; 85000 - 95000 EUR; +1 200 000 users"),
    ("", "Processed 1 234 567 890 rows, 1234567890 events, 15 000 rps at 99.95 %"),
    ("", "version 3.11.7, 2.4.1-rc1, 2024.10.3; RFC 7231; ISO/IEC 27001:2022; 10.0.0.0/8"),
    ("", "arXiv:2101.00027, doi:10.1145/3292500.3330701, ISBN 978-3-16-148410-0, US Patent 10,123"),
    ("", "Mobile: 250 000 downloads"),
    ("", "phone 12000 customers; mobile 100000 installs; Call volume 500000"),
    ("", "Node.js, ASP.NET, socket.io, Booking.com, Check24.de"),
    ("", "mAP@0.5, Recall@10, P@k, @Transactional, @pytest.fixture, pay @Acme well"),
    ("", "GitHub: 2,000 stars; GitHub: Actions"),
    ("", "Height: 3D reconstruction"),
    ("", "Photo: Adobe Lightroom"),
    ("", "Age prediction; gender: classification of voices; Alter: ALTER TABLE migrations"),
    ("", "Children: taught to code"),
    ("", "Customer address validation; Address: validated three million addresses for a bank"),
    ("", "Single Page Application; Married data from two sources; natural born leader"),
    ("", "5 years of experience, 10 years old code; a product born in 2015"),
    ("", "He initialisation was used"),
    ("", "12345 Kunden"),
    ("", "Ran a help desk for 12 years"),
    ("", "Mentored her to promotion; the CEO praised his idea"),
    ("", "Wall Street trading desk; 5 High Street banks; Street-level imagery"),
    ("", "Sie haben Kunden betreut; Kunden und ihre Werkzeuge"),
    ("", "Er-Diagramme; Ihr seid; er Team"),
)
"""A name, and lines of work that its blind view leaves as they stand."""


def test_a_name_is_found_in_every_way_that_it_is_written() -> None:
    for name, forms in NAMES:
        mask = Mask.of(name, None)
        for form in forms.split(" / "):
            masked = mask.mask(f"by {form}")
            assert masked.replace("[name]", "").strip(" ,'s\u2019") == "by", (form, masked)


def test_what_tells_who_somebody_is_becomes_tokens_once() -> None:
    mask = Mask.of("Amara Nwosu", None)
    for row in PERSONAL.strip().split("\n"):
        text, wanted = row.split(" -> ")
        assert mask.mask(text) == wanted
        assert mask.mask(wanted) == wanted


def test_work_loses_no_word() -> None:
    for name, text in WORK:
        assert Mask.of(name, None).mask(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Amara Nwosu GmbH", "[name] GmbH"),  # her own firm tells her name
        ("Nwosu Consulting", "[name] Consulting"),
        ("[name] and [phone]", "[name] and [phone]"),  # tokens that a CV writes itself
        ("a@example.org\nTables | single", "[e-mail]\nTables | single"),  # another line
        ("Amara\nNwosu", "[name]\n[name]"),  # line ends stay
        ("Née le\n\n12 March 1988", "[birth date]\n\n[birth date]"),
        ("\ufdd0 stays apart", "\ufffd stays apart"),  # marks in a text are none of ours
        ("", ""),
    ],
)
def test_edges(text: str, masked: str) -> None:
    assert Mask.of("Amara Nwosu", None).mask(text) == masked


def test_a_form_of_address_makes_a_doubtful_surname_sure() -> None:
    mask = Mask.of("Grace Young", None)

    assert mask.mask("Dear Ms. Young, young as") == "Dear [title] [name], young as"
    assert mask.mask("Prof. Young") == "Prof. [name]"
