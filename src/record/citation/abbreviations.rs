//! Abbreviated words of journal names, by which `J. Biol. Chem.` is told from the end of a sentence.

/// Words that end in a point in the styles that set points, by their frequency in the abbreviations of NLM's list of
/// journals; words that stand there in full are left out. Sorted.
#[rustfmt::skip]
const ABBREVIATED: [&str; 455] = [
    "Abstr", "Acad", "Acc", "Accad", "Acta", "Actual", "Adm", "Adolesc", "Adv", "Aff", "Afr", "Agric", "Akad",
    "Ala", "Allerg", "Am", "Anaesth", "Anaesthesiol", "Anal", "Anat", "Anesth", "Angew", "Anim", "Ann", "Annot",
    "Annu", "Anthropol", "Antimicrob", "Appl", "Arch", "Archaeol", "Archeol", "Argent", "Arq", "Asian", "Assess",
    "Assist", "Assoc", "Astron", "Astrophys", "Atheroscler", "Atmos", "Aust", "Australas", "Autoimmun", "Bacteriol",
    "Baillieres", "Bakteriol", "Behav", "Beitr", "Belg", "Ber", "Berl", "Bibl", "Bibliogr", "Biochem", "Biochim",
    "Bioeth", "Bioinf", "Bioinform", "Biol", "Biomed", "Bioorg", "Biophys", "Biosci", "Biotechnol", "Bol", "Boll",
    "Bot", "Br", "Bras", "Bull", "Bus", "Cah", "Can", "Cardiol", "Cardiovasc", "Catal", "Cathol", "Cell", "Cent",
    "Cesk", "Chem", "Chemother", "Chic", "Chim", "Chin", "Chir", "Christ", "Chromatogr", "Chron", "Cienc", "Cir",
    "Circ", "Clin", "Cogn", "Coll", "Comm", "Commun", "Comp", "Comput", "Conf", "Contemp", "Contracept", "Contrib",
    "Coord", "Counc", "Couns", "Crim", "Crit", "Cryst", "Cty", "Cuad", "Cult", "Curr", "Cytol", "Demogr", "Dent",
    "Dermatol", "Dev", "Diagn", "Dig", "Dir", "Dis", "Disabil", "Disord", "Dist", "Doc", "Dtsch", "Ecol", "Econ",
    "Ed", "Educ", "Egypt", "Electrochem", "Electron", "Emerg", "Endocr", "Endocrinol", "Enferm", "Eng", "Engl",
    "Entomol", "Environ", "Epidemiol", "Ergeb", "Esp", "Estud", "Etud", "Eur", "Eval", "Evol", "Exp", "Fac", "Fam",
    "Farm", "Fed", "Fertil", "Fiziol", "Forsch", "Fortschr", "Found", "Fr", "Front", "Funct", "Gastroenterol",
    "Gaz", "Gen", "Gend", "Genet", "Geogr", "Geol", "Geophys", "Ger", "Geriatr", "Gerontol", "Ges", "Gesch",
    "Ginecol", "Gynaecol", "Gynecol", "Haematol", "Harv", "Hazard", "Healthc", "Hematol", "Hepatol", "Herit", "Hig",
    "Hisp", "Hist", "Histochem", "Hosp", "Hum", "Hung", "Hydrol", "Hyg", "Hypertens", "Immunol", "Ind", "Inf",
    "Infect", "Infirm", "Inform", "Inorg", "Inst", "Instrum", "Insur", "Int", "Integr", "Intern", "Invest",
    "Investig", "Ir", "Isr", "Istor", "Ital", "Izv", "J", "Jahrb", "Jew", "Jpn", "Kans", "Klin", "Lab", "Lang",
    "Lat", "Latinoam", "Learn", "Leg", "Lek", "Lett", "Libr", "Lit", "Lond", "Macromol", "Madr", "Mag", "Magn",
    "Mal", "Manag", "Manage", "Mar", "Mark", "Mater", "Math", "Maxillofac", "Mech", "Med", "Meet", "Mem", "Ment",
    "Metab", "Meteorol", "Mex", "Mich", "Microb", "Microbiol", "Microsc", "Migr", "Mikrobiol", "Mil", "Mitt", "Mod",
    "Mol", "Mon", "Monatsschr", "Monit", "Monogr", "Morphol", "Mus", "Nac", "Nanotechnol", "Nat", "Natl",
    "Naturwiss", "Nav", "Nephrol", "Nerv", "Netw", "Neurobiol", "Neurochir", "Neurol", "Neurosci", "Neurosurg",
    "Newsl", "Niger", "Nucl", "Nurs", "Nutr", "Obstet", "Occup", "Oceanogr", "Odontol", "Odontostomatol", "Off",
    "Oftalmol", "Oncol", "Oper", "Ophthalmol", "Opin", "Opt", "Org", "Organomet", "Orthod", "Orthop", "Osterr",
    "Otol", "Otolaryngol", "Otorhinolaryngol", "Pac", "Paediatr", "Pak", "Pap", "Parasitol", "Pathol", "Patol",
    "Pediatr", "Pers", "Perspect", "Pharm", "Pharmacol", "Phila", "Philipp", "Philol", "Philos", "Photobiol",
    "Photochem", "Phys", "Physiol", "Plan", "Plann", "Plast", "Pol", "Polit", "Pollut", "Polym", "Popul", "Port",
    "Pract", "Prat", "Prax", "Prev", "Prim", "Probl", "Proc", "Prod", "Prof", "Prog", "Promot", "Psychiatr",
    "Psychoanal", "Psychol", "Psychopharmacol", "Psychosom", "Psychother", "Publ", "Quad", "Qual", "Radiat",
    "Radiol", "Rass", "Rec", "Rech", "Reconstr", "Reg", "Regul", "Rehabil", "Relat", "Relig", "Renew", "Rep",
    "Reprod", "Res", "Reson", "Resour", "Respir", "Rev", "Revis", "Rheum", "Rheumatol", "Riv", "Rom", "Roum", "Saf",
    "Sanit", "Scand", "Sch", "Schweiz", "Sci", "Sect", "Semin", "Sens", "Ser", "Serv", "Soc", "Sociol", "Sov",
    "Spec", "Spectrosc", "Stand", "Stat", "Statut", "Stomatol", "Stor", "Struct", "Stud", "Stuttg", "Suppl", "Surg",
    "Surv", "Sustain", "Symp", "Syst", "Teach", "Tech", "Technol", "Tenn", "Theol", "Ther", "Thorac", "Thromb",
    "Tidskr", "Tidsskr", "Tijdschr", "Top", "Toxicol", "Trans", "Traumatol", "Treat", "Trends", "Trop", "Tuberc",
    "Tuberk", "Univ", "Urol", "Va", "Vasc", "Venez", "Vestn", "Vet", "Virol", "Vis", "Vopr", "Wash", "Wests",
    "Wien", "Wiss", "Wkly", "Wochenschr", "Womens", "Z", "Zentralbl", "Zh", "Zool",
];

/// Whether `word` (without its point) is an abbreviated word of journal names.
pub(super) fn is_abbreviated(word: &str) -> bool {
    ABBREVIATED.binary_search(&word).is_ok()
}
