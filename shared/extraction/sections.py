"""Section headings: the words people write over the parts of a CV, and the ways they set them apart.

In English, German, French, Spanish, Italian, Dutch and Portuguese. Volunteering and military service count as
experience: unpaid work is work, and its months are dated the same way. A heading of two parts ("Education &
Certifications") is the part that proves less, so that it never lends a mention too much weight.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from shared.domain.assessment import EvidenceKind, Section

KIND_OF_SECTION = {
    Section.SUMMARY: EvidenceKind.CLAIM,
    Section.EXPERIENCE: EvidenceKind.WORK,
    Section.EDUCATION: EvidenceKind.EDUCATION,
    Section.PROJECTS: EvidenceKind.PROJECT,
    Section.CERTIFICATES: EvidenceKind.CERTIFICATE,
    Section.SKILLS: EvidenceKind.CLAIM,
    Section.LANGUAGES: EvidenceKind.CLAIM,
    Section.OTHER: EvidenceKind.CLAIM,
    Section.BOILERPLATE: EvidenceKind.CLAIM,
}
_WEAKEST_FIRST = (
    Section.BOILERPLATE,
    Section.OTHER,
    Section.LANGUAGES,
    Section.SKILLS,
    Section.SUMMARY,
    Section.EDUCATION,
    Section.CERTIFICATES,
    Section.PROJECTS,
    Section.EXPERIENCE,
)

_HEADINGS = {
    Section.SUMMARY: """
        summary; professional summary; executive summary; career summary; summary of qualifications; profile;
        personal profile; professional profile; career profile; personal statement; objective; career objective;
        about me; about; introduction; headline; qualifications summary; highlights; career highlights;
        professional overview; overview; bio; biography; profil; kurzprofil; über mich; zusammenfassung;
        berufsziel; persönliches profil; profil professionnel; résumé professionnel; à propos; à propos de moi;
        objectif; objectif professionnel; perfil; perfil profesional; resumen; resumen profesional; sobre mí;
        objetivo; objetivo profesional; extracto; profilo; profilo professionale; profilo personale; su di me;
        chi sono; obiettivo; sommario; profiel; persoonlijk profiel; samenvatting; over mij; professioneel
        profiel; resumo; resumo profissional; perfil profissional; sobre mim; objetivo profissional
    """,
    Section.EXPERIENCE: """
        experience; work experience; professional experience; work history; employment; employment history;
        career history; professional background; relevant experience; work; working experience; job history;
        positions held; career; relevant work experience; industry experience; additional experience; other
        experience; previous experience; earlier experience; earlier career; previous employment; current
        employment; professional history; internships; internship; internship experience; teaching experience;
        research experience; leadership experience; freelance; consulting experience; freelance experience;
        freelance work; military service; military experience; practical experience; placements; work
        placements; appointments; recent experience; selected experience; volunteering; volunteer experience;
        volunteer work; voluntary work; voluntary experience; community service; volunteering experience;
        community involvement; career experience; experience highlights; employment record; berufserfahrung;
        beruflicher werdegang; berufspraxis; werdegang; praktika; berufstätigkeit; praktische erfahrung;
        berufliche erfahrung; berufliche erfahrungen; ehrenamt; ehrenamtliche tätigkeit; ehrenamtliches
        engagement; expérience; expériences; expérience professionnelle; expériences professionnelles; parcours
        professionnel; parcours; stages; bénévolat; emplois; experiencia; experiencia laboral; experiencia
        profesional; historial laboral; trayectoria profesional; voluntariado; prácticas; esperienza;
        esperienze; esperienza professionale; esperienze professionali; esperienza lavorativa; esperienze
        lavorative; volontariato; tirocini; percorso professionale; werkervaring; ervaring; loopbaan;
        professionele ervaring; vrijwilligerswerk; arbeidsverleden; werk; experiência; experiência profissional;
        experiências profissionais; histórico profissional; trabalho voluntário; estágios
    """,
    Section.EDUCATION: """
        education; academic background; academic qualifications; education and training; qualifications;
        academic history; educational background; education history; academic record; studies; training;
        training and development; degrees; professional development; courses; coursework; relevant coursework;
        continuing education; academic education; academic achievements; courses and training; education and
        qualifications; training courses; online courses; schooling; bootcamp; apprenticeship; academic
        experience; further training; professional training; further education; ausbildung; bildung;
        bildungsweg; studium; schulbildung; weiterbildung; weiterbildungen; fortbildung; fortbildungen;
        akademischer werdegang; schulische ausbildung; bildungsgang; aus und weiterbildung; berufsausbildung;
        kurse; formation; formations; études; parcours académique; parcours scolaire; diplômes; éducation;
        formation académique; formation continue; cursus; formación; formación académica; educación; estudios;
        formación complementaria; cursos; formazione; istruzione; istruzione e formazione; studi; titoli di
        studio; corsi; percorso di studi; opleiding; opleidingen; onderwijs; cursussen; studie; opleiding en
        cursussen; scholing; formação; formação acadêmica; formação académica; educação; escolaridade;
        habilitações literárias; estudos
    """,
    Section.PROJECTS: """
        projects; personal projects; selected projects; key projects; side projects; project experience;
        academic projects; open source; open source projects; open source contributions; portfolio; projects and
        contributions; research projects; publications; selected publications; patents; publications and
        patents; papers; project portfolio; relevant projects; notable projects; research; conference papers;
        project work; project highlights; professional projects; hackathons; projekte; ausgewählte projekte;
        projekterfahrung; publikationen; veröffentlichungen; persönliche projekte; projets; projets personnels;
        réalisations; proyectos; proyectos personales; publicaciones; progetti; progetti personali;
        pubblicazioni; projecten; publicaties; projetos; projetos pessoais; publicações
    """,
    Section.CERTIFICATES: """
        certificates; certifications; certification; licenses; licences; certificates and licences; licenses and
        certifications; licences and certifications; professional certifications; certifications and licences;
        accreditations; credentials; professional qualifications; industry certifications; certifications and
        training; technical certifications; zertifikate; zertifizierungen; führerschein; führerscheine;
        lizenzen; bescheinigungen; scheine; certificats; certifications professionnelles; permis; certificados;
        certificaciones; licencias; certificaciones profesionales; certificazioni; certificati; patenti;
        abilitazioni; certificaten; certificeringen; rijbewijs; certificações; certificados profissionais;
        licenças
    """,
    Section.SKILLS: """
        skills; technical skills; key skills; core skills; core competencies; core competences; competencies;
        competences; areas of expertise; expertise; technical expertise; technologies; tech stack; technical
        stack; tools; soft skills; hard skills; professional skills; it skills; computer skills; digital skills;
        programming languages; tools and technologies; skills and tools; skills summary; technical
        proficiencies; proficiencies; strengths; key strengths; skill set; skillset; additional skills; other
        skills; transferable skills; key competencies; technical competencies; software; software skills;
        technical knowledge; knowledge; specialties; specialities; skills and abilities; skills and expertise;
        abilities; skills and competencies; key skills and competencies; personal skills; interpersonal skills;
        relevant skills; stack; programming skills; technology; frameworks; databases; platforms; top skills;
        skills overview; capabilities; technical summary; technology summary; personal qualities; endorsements;
        systems; programming; kenntnisse; fähigkeiten; kompetenzen; fachkenntnisse; edv kenntnisse; it
        kenntnisse; fertigkeiten; stärken; kenntnisse und fähigkeiten; technische kenntnisse; edv; besondere
        kenntnisse; qualifikationen; soziale kompetenzen; compétences; compétences techniques; compétences clés;
        compétences informatiques; savoir faire; savoir être; outils; informatique; atouts; aptitudes;
        habilidades; competencias; conocimientos; aptitudes y habilidades; destrezas; conocimientos técnicos;
        conocimientos informáticos; habilidades técnicas; informática; herramientas; competenze; competenze
        tecniche; capacità; abilità; competenze informatiche; conoscenze informatiche; competenze digitali;
        capacità e competenze; vaardigheden; competenties; kennis; technische vaardigheden;
        computervaardigheden; kerncompetenties; competências; competências técnicas; conhecimentos; ferramentas;
        habilidades e competências; conhecimentos técnicos
    """,
    Section.LANGUAGES: """
        languages; language skills; spoken languages; foreign languages; language proficiency; linguistic
        skills; language; sprachen; sprachkenntnisse; fremdsprachen; langues; langues étrangères; compétences
        linguistiques; idiomas; lenguas; lingue; conoscenze linguistiche; competenze linguistiche; lingue
        straniere; talen; talenkennis; línguas; idiomas e línguas
    """,
    Section.OTHER: """
        interests; hobbies; hobbies and interests; personal interests; activities; extracurricular activities;
        extra curricular; awards; honors; honours; honors and awards; honours and awards; awards and honors;
        memberships; affiliations; scholarships; professional memberships; professional affiliations; additional
        information; other information; other; miscellaneous; further information; personal information;
        personal details; personal data; contact; contact details; address; prizes; contact information;
        details; leadership; leadership and activities; extracurriculars; sports; events; conferences; speaking;
        talks; presentations; recommendations; links; socials; social media; availability; memberships and
        affiliations; interessen; hobbys; hobbies und interessen; persönliche daten; sonstiges; auszeichnungen;
        mitgliedschaften; kontakt; persönliche angaben; freizeit; interessen und hobbys; zusätzliche
        informationen; engagement; centres d'intérêt; centres d'intérêts; loisirs; intérêts; divers;
        distinctions; informations personnelles; coordonnées; informations complémentaires; intereses;
        aficiones; datos personales; contacto; otros; premios; otros datos; información adicional; interessi;
        hobby; dati personali; contatti; altro; premi; riconoscimenti; informazioni personali; interesses;
        personalia; contactgegevens; overig; overige; onderscheidingen; persoonlijke gegevens;
        interessegebieden; passatempos; dados pessoais; contato; outros; prêmios; informações adicionais;
        informações pessoais; atividades
    """,
    Section.BOILERPLATE: """
        references; referees; reference; professional references; declaration; disclaimer; consent; data
        protection; about us; about the company; company overview; company profile; company description; who we
        are; what we offer; we offer; benefits; perks; perks and benefits; salary; compensation; equal
        opportunity; equal opportunities; equal opportunity employer; our company; our client; how to apply;
        about the employer; diversity and inclusion; job requirements; salary and benefits; salary expectations;
        gdpr; gdpr consent; curriculum vitae; cv; resume; résumé; requirements; your profile; about the role;
        referenzen; erklärung; lebenslauf; über uns; wir bieten; was wir bieten; einwilligung; tabellarischer
        lebenslauf; ihr profil; références; déclaration; nous offrons; qui sommes nous; référence; referencias;
        ofrecemos; sobre nosotros; referenze; offriamo; chi siamo; autorizzazione; consenso; referenties; wij
        bieden; over ons; referências; oferecemos; sobre nós; currículum; currículum vítae; currículo;
        autorizzazione al trattamento dei dati
    """,
}
# Words that also stand alone as an item or a word of a job: a heading only when set apart by more than their line.
_WEAK_KEYS = frozenset(
    "training research courses coursework tools technologies technology software systems leadership"
    " languages language work career knowledge programming databases platforms frameworks other contact"
    " details address events sports talks presentations conferences speaking activities stack freelance"
    " about overview benefits salary compensation recommendations links availability expertise strengths"
    " informatique informatica edv stages werk kennis kurse corsi cursos parcours reference consent"
    " internship internships placements appointments portfolio highlights hobby certification papers"
    " patents credentials bootcamp apprenticeship requirements formation engagement competence".split()
)
# Labels inside an entry, never a section of the CV.
_WITHIN_ENTRY = frozenset(
    "responsibilities; key responsibilities; main responsibilities; duties; key duties; main duties;"
    " achievements; key achievements; accomplishments; key accomplishments; tasks; main tasks; role;"
    " description; job description; results; technologies used; tools used; environment; key"
    " contributions; responsibilities and achievements; deliverables; impact; aufgaben; tätigkeiten;"
    " erfolge; missions; tâches; funciones; logros; responsabilidades; tareas; mansioni; attività; taken;"
    " werkzaamheden; verantwoordelijkheden; atividades principais; responsibilities included; selected"
    " achievements".split("; ")
)
# With an entry open, "Tools: ..." names what that job was done with.
_TOOLS_OF_ENTRY = frozenset(
    "tools; technologies; technology; tech stack; stack; technical stack; tools and technologies;"
    " frameworks; databases; platforms; software; systems; programming languages; languages; outils;"
    " herramientas; ferramentas; coursework; relevant coursework; courses".split("; ")
)
_INLINE_BY_DASH = frozenset({Section.EDUCATION, Section.SKILLS, Section.LANGUAGES, Section.CERTIFICATES, Section.OTHER})

_MODIFIERS = frozenset(
    "my key relevant selected professional additional other personal main core recent technical academic"
    " further".split()
)
_JOINED = re.compile(r"\s(?:and|und|et|y|e|en|plus)\s")
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}|[IVX]{1,4}|[A-H])[.)]\s+")
_MARKDOWN = re.compile(r"^\s{0,3}(#{1,6})\s*")
_BULLET = re.compile(r"^\s*--\t|^\s*[-–—*•·●▪■◦○‣⁃►▶➤➢✓✔o]\s+|^\s*[•·●▪■◦○‣►▶➤➢✓✔]")
_SPACED = re.compile(r"(?:[^\W_]\s{1,4}){2,60}[^\W_]")
_NOT_WORD = re.compile(r"[\W_]+")
_INLINE = re.compile(r"\s{0,8}([^\W\d_][^:\n]{1,50}?)(?:\s?[:：]\s*|\s+[-–—|]\s+)(?=\S)")
_UNDERLINE = re.compile(r"\s*([-=_*~─━═])(?:\s?\1){2,}\s*")
_ABOUT_COMPANY = re.compile(r"about\s+(?!me\b|myself\b)[A-Z][\w&.'-]*(?:\s[A-Z&][\w&.'-]*){0,3}", re.IGNORECASE)


class Mark(StrEnum):
    """What sets a heading apart, other than its line."""

    NONE = "none"
    BULLET = "bullet"
    CAPITALS = "capitals"
    DECORATED = "decorated"
    UNDERLINED = "underlined"
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class Heading:
    """A line, or its beginning, that opens a section.

    Attributes:
        content: where the section's own text begins in the line; the line's length where it holds the heading alone.
        level: of a Markdown heading, 1..6; else 0.
        weak: also an ordinary word, so that only its surroundings make it a heading.
    """

    section: Section
    content: int
    mark: Mark
    level: int = 0
    weak: bool = False
    key: str = ""


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower case without accents or punctuation; "&", "/" and "+" read as "and"."""
    decomposed = unicodedata.normalize("NFKD", text.replace("&", " and ").replace("/", " and ").replace("+", " and "))
    plain = "".join(char for char in decomposed.casefold() if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", plain.replace("'", " ")).strip()


_SECTION_OF: dict[str, Section] = {}
for _section, _phrases in _HEADINGS.items():
    for _phrase in _phrases.split(";"):
        _SECTION_OF.setdefault(fold(_phrase), _section)
_UNSPACED = {key.replace(" ", ""): section for key, section in _SECTION_OF.items()}


def is_underline(line: str) -> bool:
    """A rule of dashes or the like, alone in its line."""
    return _UNDERLINE.fullmatch(line) is not None


def has_bullet(line: str) -> bool:
    """An item of a list."""
    return _BULLET.match(line) is not None


def is_label_within_entry(line: str) -> bool:
    """ "Key achievements:" and the like."""
    return len(line) < 60 and fold(line) in _WITHIN_ENTRY


def section_named(words: str) -> Section | None:
    """The section that a phrase names, whole or as two parts joined by "and"."""
    key = fold(words)
    if not key or key in _WITHIN_ENTRY:
        return None
    if (section := _SECTION_OF.get(key)) is not None:
        return section
    parts = [_part(part) for part in _JOINED.split(key)]
    if len(parts) < 2 and key.split()[0] not in _MODIFIERS:
        return None
    named = [section for part in parts if (section := _SECTION_OF.get(part)) is not None]
    return min(named, key=_WEAKEST_FIRST.index) if len(named) == len(parts) else None


def _part(words: str) -> str:
    while words not in _SECTION_OF:
        first, _, rest = words.partition(" ")
        if first not in _MODIFIERS or not rest:
            break
        words = rest
    return words


def whole_line_heading(line: str, *, underlined: bool = False) -> Heading | None:
    """The section that a line opens where it holds nothing but a known heading, however decorated."""
    stripped = line.strip()
    if not stripped or len(stripped) > 90:
        return None
    level = 0
    mark = Mark.NONE
    if markdown := _MARKDOWN.match(line):
        level, mark = len(markdown[1]), Mark.MARKDOWN
        stripped = stripped.strip("# \t")
    elif underlined:
        mark = Mark.UNDERLINED
    elif has_bullet(line):
        mark = Mark.BULLET
        stripped = _BULLET.sub("", line, count=1).strip()
    bare = _NUMBERED.sub("", stripped)
    if bare != stripped:
        mark = Mark.DECORATED if mark in (Mark.NONE, Mark.BULLET) else mark
    if bare.endswith((",", ";")) or (bare.endswith(".") and " " in bare):
        return None
    key = fold(bare)
    section = section_named(bare)
    if section is None and _SPACED.fullmatch(core := bare.strip(" :•*_-–—=|")):
        section = _UNSPACED.get(fold(core).replace(" ", ""))
        mark = Mark.DECORATED if section is not None else mark
    if section is None and _ABOUT_COMPANY.fullmatch(bare.rstrip(" :")) and len(bare.split()) > 1 and bare[0] == "A":
        section = Section.BOILERPLATE
    if section is None:
        return None
    if mark is Mark.NONE:
        if bare.isupper() and len(bare) > 1:
            mark = Mark.CAPITALS
        elif not bare[0].isalnum() or not bare[-1].isalnum():
            mark = Mark.DECORATED
    return Heading(section, len(line), mark, level, weak=key in _WEAK_KEYS, key=key)


def inline_heading(line: str, *, entry_open: bool) -> Heading | None:
    """A known heading that begins a line whose text follows it: "Skills: Python, SQL", "Education - BSc, Leeds"."""
    bare = line
    offset = 0
    if lead := _MARKDOWN.match(line) or re.match(r"\s*\*\*(?=\S)", line):
        offset = lead.end()
        bare = line[offset:]
    match = _INLINE.match(bare[:120])
    if not match or offset + match.end() >= len(line.rstrip()):
        return None
    label = match[1].strip(" *_")
    key = fold(label)
    section = section_named(label)
    if section is None or key in _WITHIN_ENTRY or (entry_open and key in _TOOLS_OF_ENTRY):
        return None
    if not label[0].isupper() and not label[0].isdigit():
        return None
    if ":" not in match[0] and "：" not in match[0] and (section not in _INLINE_BY_DASH or key in _WEAK_KEYS):
        return None
    return Heading(section, offset + match.end(), Mark.DECORATED, weak=key in _WEAK_KEYS, key=key)
