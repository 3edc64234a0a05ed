"""People named in job descriptions, in a view that may leave the machine."""

from __future__ import annotations

from bot.domain.blind import blind_view
from bot.domain.blind.contacts import contact_names
from tests.unit.jobs import document

NAMED = {
    "Questions? Ask Maria Lindqvist, 030 123 456": "Maria Lindqvist",
    "Fragen an Herrn Jonas Weber": "Jonas Weber",
    "Frau Dr. Petra Meier-Sommer hilft gern": "Petra Meier-Sommer",
    "Kontakt Max Muster": "Max Muster",
    "Your contact is Ms Maria Lindqvist": "Maria Lindqvist",
    "Reach out to Priya Raman": "Priya Raman",
    "Contact Human Resources": "",
    "Contact: HR Team": "",
    "Hiring manager: Engineering Lead": "",
    "Contact Data Platform team": "",
    "Experience with Contact Center Software": "",
    "Dr. Oetker Gruppe": "",
}


def test_contacts_are_people_and_no_departments() -> None:
    assert {line: contact_names([line]) for line in NAMED} == NAMED


def test_a_job_description_loses_its_contacts_and_keeps_company_title_and_work() -> None:
    job = document("""
        Acme Robotics
        Machine Learning Engineer
        You have worked with robotics and machine learning
        Contact: Maria Lindqvist, maria@acme.example, +49 30 1234567
        Lindqvist answers within a day
    """)

    shown = [line.text for line in blind_view(job, "").document.lines]

    assert shown == [
        *(line.text for line in job.lines[:3]),
        "Contact: [name], [e-mail], [phone]",
        "[name] answers within a day",
    ]
