"""The words of dates: months, seasons, and what stands for "now", "until" and "since"."""

# English, German, French, Spanish, Italian, Dutch, Portuguese, Polish, Swedish and Danish, in full and shortened.
MONTH_NAMES = """
january jan januar jänner janvier janv enero ene gennaio gen januari janeiro stycznia styczeń sty
february feb februar februari février fevrier fév févr febrero febbraio febr fevereiro fev lutego luty lut
march mar märz mrz mär mars marzo maart mrt março marca marzec marts
april apr avril avr abril abr aprile kwietnia kwiecień kwi
may mai mayo maggio mag mei maio maja maj
june jun juni juin junio giugno giu junho czerwca czerwiec cze
july jul juli juillet juil julio luglio lug julho lipca lipiec lip
august aug août aout agosto ago augustus sierpnia sierpień sie augusti
september sep sept septembre septiembre settembre set setembro września wrzesień wrz
october oct oktober okt octobre octubre ottobre ott outubro out października październik paź
november nov novembre noviembre novembro listopada listopad lis
december dec dezember dez décembre déc diciembre dic dicembre dezembro grudnia grudzień gru
"""
SEASONS = {
    "spring": 3, "frühling": 3, "frühjahr": 3, "printemps": 3, "primavera": 3, "summer": 6, "sommer": 6, "été": 6,
    "verano": 6, "estate": 6, "autumn": 9, "fall": 9, "herbst": 9, "automne": 9, "otoño": 9, "autunno": 9, "winter": 12,
    "hiver": 12, "invierno": 12, "inverno": 12,
}  # fmt: skip
PRESENT_PHRASES = (
    "the present day", "the present", "present day", "present", "right now", "now", "today", "date", "current",
    "currently", "ongoing", "heute", "jetzt", "aktuell", "laufend", "présent", "aujourd'hui", "aujourd’hui",
    "actuellement", "actuel", "ce jour", "maintenant", "la actualidad", "actualidad", "actualmente", "actual",
    "el presente", "presente", "la fecha", "hoy", "ahora", "oggi", "attuale", "in corso", "heden", "nu", "hoje",
    "atual", "o momento", "teraz", "obecnie", "nadal", "chwili obecnej", "idag", "i dag", "nuvarande",
    "pågående",
)  # fmt: skip
UNTIL = (
    "to", "until", "till", "up to", "thru", "through", "bis zum", "bis", "à", "au", "jusqu'à", "jusqu’à", "a",
    "al", "hasta", "hasta la", "ad", "fino a", "fino ad", "tot", "tot en met", "t/m", "até", "ao", "do",
    "till och med", "til",
)  # fmt: skip
SINCE = (
    "since", "seit", "depuis", "desde", "da", "dal", "sinds", "od", "sedan", "siden", "ab", "starting", "started",
)  # fmt: skip
# What a year after one of these names is the version of.
VERSIONED = frozenset(
    "windows server office excel word access project visio outlook powerpoint sharepoint exchange dynamics "
    "studio autocad revit solidworks photoshop illustrator indesign iso iec din en bs ohsas es ecmascript sql "
    "edition version release v nav ax sap covid horizon vision agenda room unit box suite no nr number ref id".split()
)
