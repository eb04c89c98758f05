"""What people call the parts of a CV, in English, German, French, Spanish, Italian, Dutch and Portuguese."""

from shared.domain.assessment import Section

# Compared without case, accents and punctuation; a phrase listed twice belongs to its first section.
HEADINGS = {
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
        experiências profissionais; histórico profissional; trabalho voluntário; estágios;
        jobs; my jobs; previous jobs; past jobs; teaching; performance; performances
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
        habilitações literárias; estudos; school; schools; my education
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
        licenças; tickets; tickets and cards; cards and tickets; trade tickets; certs; bar admissions
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
        interests; hobbies; hobbies and interests; personal interests; free time; spare time; leisure time;
        leisure; pastimes; outside work; outside of work; activities; extracurricular activities;
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
        informações pessoais; atividades; other things; other details; grants; grants and funding; funding
    """,
    Section.BOILERPLATE: """
        references; referees; reference; professional references; declaration; disclaimer; consent; data
        protection; about us; about the company; company overview; company profile; company description; who we
        are; what we offer; we offer; benefits; perks; perks and benefits; salary; compensation; equal
        opportunity; equal opportunities; equal opportunity employer; our company; our client; how to apply;
        about the employer; diversity and inclusion; job requirements; salary and benefits; salary expectations;
        gdpr; gdpr consent; requirements; your profile; about the role;
        referenzen; erklärung; über uns; wir bieten; was wir bieten; einwilligung; ihr profil;
        références; déclaration; nous offrons; qui sommes nous; référence; referencias;
        ofrecemos; sobre nosotros; referenze; offriamo; chi siamo; autorizzazione; consenso; referenties; wij
        bieden; over ons; referências; oferecemos; sobre nós;
        autorizzazione al trattamento dei dati
    """,
}

# Words that also stand alone as an item or a word of a job: a heading only when set apart by more than their line.
WEAK_KEYS = frozenset(
    "training research courses coursework tools technologies technology software systems leadership"
    " languages language work career knowledge programming databases platforms frameworks other contact"
    " details address events sports talks presentations conferences speaking activities stack freelance"
    " about overview benefits salary compensation recommendations links availability expertise strengths"
    " informatique informatica edv stages werk kennis kurse corsi cursos parcours reference consent"
    " internship internships placements appointments portfolio highlights hobby certification papers"
    " patents credentials bootcamp apprenticeship requirements formation engagement competence"
    " school schools jobs teaching performance performances grants funding tickets certs".split()
)
# Labels inside an entry, never a section of the CV.
WITHIN_ENTRY = frozenset(
    "responsibilities; key responsibilities; main responsibilities; duties; key duties; main duties;"
    " achievements; key achievements; accomplishments; key accomplishments; tasks; main tasks; role;"
    " description; job description; results; technologies used; tools used; environment; key"
    " contributions; responsibilities and achievements; deliverables; impact; aufgaben; tätigkeiten;"
    " erfolge; missions; tâches; funciones; logros; responsabilidades; tareas; mansioni; attività; taken;"
    " werkzaamheden; verantwoordelijkheden; atividades principais; responsibilities included; selected"
    " achievements".split("; ")
)
# With an entry open, "Tools: ..." names what that job was done with.
TOOLS_OF_ENTRY = frozenset(
    "tools; technologies; technology; tech stack; stack; technical stack; tools and technologies;"
    " frameworks; databases; platforms; software; systems; programming languages; languages; outils;"
    " herramientas; ferramentas; coursework; relevant coursework; courses".split("; ")
)
