"""Which language a CV is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.extraction.language import detect_language

TEXTS = {
    "en": "Led a team of five and was responsible for the budget. I have worked with suppliers in Europe and in Asia.",
    "de": "Leitung eines Teams von fünf Personen. Verantwortlich für "
    "das Budget und die Planung, ich war auch im Einkauf.",
    "fr": "Responsable de la gestion des stocks et du budget pour une "
    "équipe de cinq personnes dans le nord de la France.",
    "es": "Responsable de la gestión de los almacenes y del presupuesto para un equipo de cinco personas en el norte.",
    "it": "Responsabile della gestione del magazzino e del budget per un gruppo di cinque persone nel nord del paese.",
    "nl": "Verantwoordelijk voor het beheer van de voorraad en het budget, en ik werkte met een team van vijf mensen.",
    "pt": "Responsável pela gestão do armazém e do orçamento para uma "
    "equipa de cinco pessoas no norte do país, com a frota.",
    "pl": "Odpowiedzialny za zarządzanie magazynem oraz budżetem, "
    "praca w zespole z klientami i dostawcami na rynku w Polsce.",
    "sv": "Ansvarig för lager och budget och arbetade med ett team på fem personer som jag ledde från kontoret i Lund.",
    "cs": "Odpovědný za řízení skladu a rozpočtu, práce v týmu s "
    "klienty a dodavateli na trhu, od roku 2015 také ve vývoji.",
    "ro": "Responsabil cu gestionarea depozitului și a bugetului "
    "pentru o echipă de cinci persoane din nord, în care am fost.",
    "hu": "A raktár és a költségvetés felelőse voltam, valamint egy öt "
    "fős csapat vezetője, és az ügyfelekkel is dolgoztam.",
    "fi": "Vastasin varastosta ja budjetista sekä johdin viiden hengen "
    "tiimiä, joka oli osa yritystä, kun se myös kasvoi.",
    "da": "Ansvarlig for lager og budget, og jeg har arbejdet med et "
    "team af fem personer på kontoret, der blev udvidet.",
    "el": "Υπεύθυνος για τη διαχείριση της αποθήκης και του προϋπολογισμού με ομάδα από πέντε άτομα στην Αθήνα.",
    "uk": "Відповідальний за управління складом та бюджетом, працював "
    "у команді з п'яти осіб і керував нею до кінця року.",
    "bg": "Отговорен за управлението на склада и на бюджета, работил съм с екип от пет души, който също растеше.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_few_sentences_tell_their_language(language):
    assert detect_language(TEXTS[language]) == language


def test_arabic_is_told_by_its_script():
    assert detect_language("مسؤول عن إدارة المستودع والميزانية لفريق من خمسة أشخاص") == "ar"


@pytest.mark.parametrize(
    "text", ["", "1234 !!", "Python, SQL, Docker, Kubernetes, AWS", "Data analyst", "the the the the"]
)
def test_too_few_small_words_tell_nothing(text):
    assert detect_language(text) is None


def test_names_of_foreign_companies_do_not_change_the_language():
    text = (
        "Data analyst, Deutsche Bahn für Netz und Betrieb, Verein der Freunde\n- Built reports in SQL for the board\n"
        "- Worked with a team of six on the forecasts and was asked to lead it\n"
        "Clerk, Gesellschaft für Technik\n- Answered letters from customers in the north"
    )
    assert detect_language(text) == "en"


def test_an_item_style_cv_without_articles_is_still_english():
    text = (
        "Experience\nBuilt dashboards in Tableau for sales\nLed migration of reports to Postgres\n"
        "Managed stock and orders\n"
        "Wrote documentation with partners from IT and finance\nSkills\nPython, SQL, Excel, Git, Docker, Power BI\n"
    )
    assert detect_language(text) == "en"


@given(st.text(max_size=300))
def test_no_text_raises(text):
    language = detect_language(text)
    assert language is None or (len(language) == 2 and language.islower())
