#!/usr/bin/env python3
"""An independent answer to queries: a slow scan of PubMed XML with the standard library alone.

Usage: queries.py SEED COUNT LIMIT FILE…     (LIMIT 0: every record)

Reads the records of the files, makes COUNT queries from SEED and a list of fixed ones, decides by looking at the XML which
records each finds, and prints one JSON object a line: {"query": …, "kind": …, "ids": […]}; on standard error how many records
were read. Nothing of Medlar is used: words, phrases, proximity, dates and names are worked out here in the plainest way.
Each record is taken apart once; which records have a word at all is remembered, and what stands where is tried out in those
alone. Beside its parts a hyphenated symbol has its closed form (`C-anionic`, `d'écran`), made here by the rules that
docs/ANALYSIS.md gives in words. Queries are made of words about which no analysis of text disagrees: letters alone, at least
four, no names of Greek letters.
"""
import calendar
import datetime
import gzip
import json
import random
import re
import sys
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict

GREEK = ("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi "
         "chi psi omega").split()
LETTERS = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", GREEK)) | {"ς": "sigma"}
SPECIAL = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
MONTHS = {m: i + 1 for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())}
SEASONS = {"winter": 1, "spring": 4, "summer": 7, "fall": 10, "autumn": 10}
STATES = {"MEDLINE": "medline[sb]", "Publisher": "publisher[sb]", "PubMed-not-MEDLINE": "pubmednotmedline[sb]"}


# What binds the parts of a compound, what is in a text but in none of its words, and what are no letters (`™`) or stand alone (`½`).
JOINERS = str.maketrans(dict.fromkeys("`´ʹʺʻʼ‘’‚‛′‵", "'") | dict.fromkeys("‐‑‒–—―−°º˚", "-")
                        | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff") | dict.fromkeys("™℠", " ")
                        | {chr(n): f" {chr(n)}" for n in (*range(0xbc, 0xbf), *range(0x2150, 0x2160))})
LONG_GREEK = "alpha beta gamma delta epsilon kappa lambda sigma theta omega".split()


class Zone(list):
    """Words in their order, None at a boundary; `closed` has the closed forms of compounds by the place of the first part."""

    def __init__(self, words=(), closed=None):
        super().__init__(words)
        self.closed = closed or {}

    def extend(self, other):
        for place, forms in other.closed.items():
            self.closed[len(self) + place] = forms
        super().extend(other)

    def every_word(self):
        return (word for words_ in (self, *self.closed.values()) for word in words_)

    def stands(self, place, accepted):
        return self[place] in accepted or any(form in accepted for form in self.closed.get(place, ()))


def fold(text):
    """Without marks, Greek letters spelt out between NULs, capitals kept."""
    out = []
    for c in unicodedata.normalize("NFKD", text.translate(JOINERS)):
        if unicodedata.combining(c):
            continue
        low = SPECIAL.get(c.lower(), c.lower())
        out.append(f"\0{LETTERS[low]}\0" if low in LETTERS else low.upper() if c.isupper() else low)
    # A digit behind a Greek letter belongs to it.
    return re.sub(r"\0(?=\d)", "", "".join(out))


class Part:
    """A word with what binds it to the one before: a hyphen, an apostrophe, nothing, or a space for all else."""

    def __init__(self, match, before):
        written = match.group()
        self.word = sys.intern(written.lower())
        self.capitals = sum("A" <= c <= "Z" for c in written)
        self.greek = match.string[match.start() - 1:match.start()] == "\0"
        between = match.string[before:match.start()].replace("\0", "") if before is not None else " "
        self.link = between if between in ("", "-", "'") else " "

    def names(self, apostrophe):
        """Whether it makes a symbol of its compound."""
        word, length = self.word, len(self.word)
        return (self.greek or word in GREEK or any(c.isdigit() for c in word) or (length == 1 and not apostrophe)
                or (self.capitals >= 2 and length <= 5) or re.fullmatch("[b-df-hj-np-tv-xz]{2,4}", word) is not None
                or any(word.startswith(g) and 1 <= length - len(g) <= 2 for g in LONG_GREEK))


def is_symbol(parts):
    apostrophe = any(part.link == "'" for part in parts[1:])
    elided = len(parts) == 2 and apostrophe and len(parts[0].word) == 1
    return elided or any(part.names(apostrophe) for part in parts)


def is_rigid(a, b):
    """Whether a query could not cut the closed form where these two meet: between two letters or two digits."""
    return a.word[-1].isdigit() == b.word[0].isdigit() and a.word not in LONG_GREEK and b.word not in LONG_GREEK


def closed_forms(parts):
    """The closed forms of a compound, with the numbers of the parts at which they begin."""
    if parts[-1].word == "s" and parts[-1].link == "'":
        parts = parts[:-1]
    unit = any(a.greek and a.word == "mu" and b.link == "" for a, b in zip(parts, parts[1:]))
    if not 2 <= len(parts) <= 6 or sum(len(p.word) for p in parts) > 48 or unit:
        return
    pairs = list(zip(parts, parts[1:]))
    if any(is_rigid(*pair) for pair in pairs) and is_symbol(parts):
        yield 0, "".join(part.word for part in parts)
    for at, pair in enumerate(pairs if len(parts) > 2 else ()):
        if is_rigid(*pair) and is_symbol(pair) and all(len(part.word) <= 5 for part in pair):
            yield at, pair[0].word + pair[1].word


def words(text):
    parts, before = [], None
    for match in re.finditer(r"[^\W_]+", fold(text)):
        parts.append(Part(match, before))
        before = match.end()
    closed, at = defaultdict(list), 0
    while at < len(parts):
        end = at + 1
        while end < len(parts) and parts[end].link != " ":
            end += 1
        if end - at > 1:
            for first, form in closed_forms(parts[at:end]):
                closed[at + first].append(sys.intern(form))
        at = end
    return Zone((part.word for part in parts), dict(closed))


def value(text):
    """A whole value: letters and digits, single spaces."""
    return " ".join(re.findall(r"[^\W_]+", "".join(SPECIAL.get(c, c) for c in unicodedata.normalize("NFKD", text).lower()
                                                     if not unicodedata.combining(c))))


def text(element):
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def date(element):
    """(first day that the element names) as yyyymmdd, or None."""
    if element is None:
        return None
    year, month, day = element.findtext("Year"), element.findtext("Month"), element.findtext("Day")
    if year is None:
        loose = element.findtext("MedlineDate") or ""
        found = re.search(r"\d{4}", loose)
        if not found:
            return None
        year = found.group()
        # `1979-1980 Fall`: the first year, and the season.
        rest = re.sub(r"^-\d{4}", "", loose[found.end():].lower())
        named = re.match(r"[\s-]*([a-z]+)", rest)
        month = named.group(1) if named else None
        day = None
        if month and month[:3] in MONTHS:
            number = re.match(r"[\s-]*[a-z]+\s+(\d{1,2})\b", rest)
            day = number.group(1) if number else None
    season = element.findtext("Season")
    key = (month or season or "1").lower()
    number = int(key) if key.isdigit() else MONTHS.get(key[:3]) or SEASONS.get(key, 1)
    return int(year) * 10000 + number * 100 + (int(day) if day and day.isdigit() else 1)


class Record:
    def __init__(self, element):
        citation, data = element.find("MedlineCitation"), element.find("PubmedData")
        article = citation.find("Article")
        journal = article.find("Journal")
        self.pmid = citation.findtext("PMID")
        self.title = words(text(article.find("ArticleTitle")))
        sections = article.findall("Abstract/AbstractText")
        self.abstract = [words(text(s)) for s in sections]
        self.others = [[words(text(s)) for s in other.findall("AbstractText")] for other in citation.findall("OtherAbstract")]
        self.keywords = [words(text(k)) for k in citation.findall("KeywordList/Keyword")]
        people = [a for a in article.findall("AuthorList/Author") if a.get("ValidYN", "Y") == "Y"]
        self.authors = [self.name(a) for a in people if a.find("LastName") is not None]
        signers = people + citation.findall("InvestigatorList/Investigator")
        self.affiliations = [words(x) for x in {text(x) for a in signers for x in a.findall("AffiliationInfo/Affiliation")}]
        self.groups = [words(text(a.find("CollectiveName"))) for a in people if a.find("CollectiveName") is not None]
        self.vernacular = [words(text(article.find("VernacularTitle")))]
        self.statement = [words(text(citation.find("CoiStatement")))]
        cited = data.findall(".//Reference/Citation") if data is not None else []
        self.references = [words(text(c)) for c in cited]
        # What [tw] searches beside title, abstracts and keywords.
        indexed = [".//MeshHeading/DescriptorName", ".//MeshHeading/QualifierName", ".//Chemical/NameOfSubstance",
                   ".//SupplMeshName", ".//PublicationType", ".//GeneSymbol", ".//DataBank/DataBankName", ".//AccessionNumber",
                   ".//CommentsCorrections/RefSource", ".//CommentsCorrections/Note"]
        self.indexing = self.groups + [words(text(e)) for path in indexed for e in citation.findall(path)]
        for person in citation.findall("PersonalNameSubjectList/PersonalNameSubject"):
            self.indexing.append(words(" ".join(text(person.find(part)) for part in ("LastName", "ForeName"))))
        headings = citation.findall("MeshHeadingList/MeshHeading")
        self.mesh, self.major, self.qualifiers = set(), set(), set()
        for heading in headings:
            descriptor = heading.find("DescriptorName")
            name = value(descriptor.text)
            stars = [descriptor] + heading.findall("QualifierName")
            self.mesh.add(name)
            if any(star.get("MajorTopicYN") == "Y" for star in stars):
                self.major.add(name)
            for qualifier in heading.findall("QualifierName"):
                self.qualifiers.add(value(qualifier.text))
                self.mesh.add(f"{name}/{value(qualifier.text)}")
        self.types = {value(t.text) for t in article.findall("PublicationTypeList/PublicationType")}
        self.languages = {lang.text for lang in article.findall("Language")}
        self.substances = {value(s.text) for s in citation.findall("ChemicalList/Chemical/NameOfSubstance")}
        self.numbers = {n.text.lower() for n in citation.findall("ChemicalList/Chemical/RegistryNumber") if n.text != "0"}
        self.abbreviation = value(citation.findtext("MedlineJournalInfo/MedlineTA") or "")
        self.journals = {value(j) for j in (citation.findtext("MedlineJournalInfo/MedlineTA"), journal.findtext("Title"),
                                            journal.findtext("ISOAbbreviation")) if j}
        self.issn = journal.findtext("ISSN")
        self.journal_id = (citation.findtext("MedlineJournalInfo/NlmUniqueID") or "").lower()
        self.country = value(citation.findtext("MedlineJournalInfo/Country") or "")
        self.volume = value(journal.findtext("JournalIssue/Volume") or "")
        self.issue = value(journal.findtext("JournalIssue/Issue") or "")
        self.banks = {b.text.lower() for b in article.findall("DataBankList/DataBank/DataBankName")}
        self.grants = {value(g.text) for g in article.findall("GrantList/Grant/GrantID") if g.text}
        self.print_date = date(journal.find("JournalIssue/PubDate"))
        self.electronic = date(next((d for d in article.findall("ArticleDate") if d.get("DateType") == "Electronic"), None))
        history = {d.get("PubStatus"): date(d) for d in data.findall("History/PubMedPubDate")} if data is not None else {}
        self.dates = {"edat": history.get("pubmed"), "crdt": history.get("entrez"), "mhda": history.get("medline"),
                      "dcom": date(citation.find("DateCompleted")), "lr": date(citation.find("DateRevised"))}
        self.status = citation.get("Status")
        self.relations = {c.get("RefType") for c in citation.findall("CommentsCorrectionsList/CommentsCorrections")}
        self.labelled = any(s.get("Label") for s in sections)
        self.interests = bool(text(citation.find("CoiStatement")))

    @staticmethod
    def name(author):
        parts = [author.findtext("LastName"), author.findtext("Initials") or "", author.findtext("Suffix") or ""]
        last, initials, suffix = (value((p or "").replace("'", "").replace("’", "")) for p in parts)
        return last, initials.replace(" ", ""), suffix

    def zones(self, tag):
        """Field values in which words stand together, each a list of words with None at a boundary."""
        title, abstract = [self.title], [joined(self.abstract)]
        if tag in ("ti", "ab", "tiab", "tw"):
            whole = title + abstract + [joined(o) for o in self.others] + self.keywords
            return {"ti": title, "ab": abstract, "tiab": whole, "tw": whole + self.indexing}[tag]
        return {"ad": self.affiliations, "ot": self.keywords, "cn": self.groups, "tt": self.vernacular,
                "cois": self.statement, "ref": self.references}[tag]


def joined(sections):
    out = Zone()
    for section in sections:
        if out:
            out.append(None)
        out.extend(section)
    return out


def phrase(accepted, zone):
    """Whether words of the sets follow one another somewhere."""
    n = len(accepted)
    return any(all(zone.stands(i + k, accepted[k]) for k in range(n)) for i in range(len(zone) - n + 1))


def near(accepted, within, zone, ordered=False):
    """Whether words of all the sets stand in a chain in which neighbours have at most `within` words between them: tries every
    place for the first, then every one in reach for the next."""
    places = [[i for i in range(len(zone)) if zone.stands(i, words_)] for words_ in accepted]
    if not all(places):
        return False

    def goes_on(last, left):
        if not left:
            return True
        return any(last < place <= last + within + 1 and goes_on(place, left - {number})
                   for number in (sorted(left)[:1] if ordered else left) for place in places[number])

    everyone = frozenset(range(len(accepted)))
    firsts = [0] if ordered else everyone
    return any(goes_on(place, everyone - {number}) for number in firsts for place in places[number])


class Corpus:
    """The records, with what stands in each field; which records a query finds is a set of their numbers."""

    def __init__(self, records):
        self.records = records
        self.everything = frozenset(range(len(records)))
        self.fields, self.accepted_words = {}, {}

    def field(self, tag):
        """The zones of each record, and the records that have a word."""
        if tag not in self.fields:
            zones, having = [], defaultdict(set)
            for number, record in enumerate(self.records):
                zones.append([zone for zone in record.zones(tag) if zone])
                for zone in zones[-1]:
                    for word in zone.every_word():
                        having[word].add(number)
            having.pop(None, None)
            self.fields[tag] = zones, having
        return self.fields[tag]

    def accepted(self, tag, pattern):
        """The words of a field that a pattern accepts."""
        if not set(pattern) & set("*?"):
            return {pattern}
        if (tag, pattern) not in self.accepted_words:
            fits = re.compile(pattern.replace("*", ".*").replace("?", ".")).fullmatch
            self.accepted_words[tag, pattern] = {word for word in self.field(tag)[1] if fits(word)}
        return self.accepted_words[tag, pattern]

    def having(self, tag, pattern):
        having = self.field(tag)[1]
        return set().union(*(having.get(word, ()) for word in self.accepted(tag, pattern)))

    def where(self, match):
        return {number for number, record in enumerate(self.records) if match(record)}

    def together(self, tag, patterns, match):
        """The records that have all patterns in one zone for which `match` holds."""
        zones, accepted = self.field(tag)[0], [self.accepted(tag, pattern) for pattern in patterns]
        candidates = set.intersection(*(self.having(tag, pattern) for pattern in patterns))
        return {number for number in candidates if any(match(accepted, zone) for zone in zones[number])}

    # What follows gives a query with the records that it finds.

    def term(self, wanted, tag):
        return f"{wanted}[{tag}]", self.having(tag, wanted)

    def quoted(self, patterns, tag):
        return f'"{" ".join(patterns)}"[{tag}]', self.together(tag, patterns, phrase)

    def proximity(self, patterns, tag, within, ordered=False):
        sign = ">" if ordered else "~"
        return (f'"{" ".join(patterns)}"[{tag}:{sign}{within}]',
                self.together(tag, patterns, lambda accepted, zone: near(accepted, within, zone, ordered)))

    def published(self, day, parts):
        start, end = first_day(day, parts), last_day(day, parts)

        def match(r):
            late = r.print_date and r.electronic and r.electronic > r.print_date
            return not late and any(d and start <= d <= end for d in (r.print_date, r.electronic))
        return f"{shown(day, parts)}[dp]", self.where(match)

    def dated(self, tag, start, end):
        def match(r):
            days = (r.print_date, r.electronic) if tag == "dp" else (r.dates[tag],)
            return any(d and start <= d <= end for d in days)
        return self.where(match)

    def between(self, tag, a, b, parts):
        found = self.dated(tag, first_day(min(a, b), parts), last_day(max(a, b), parts))
        return f"{shown(min(a, b), parts)}:{shown(max(a, b), parts)}[{tag}]", found

    def since(self, tag, number, unit):
        """`last N years` and so on: from that day on, without an end."""
        today = datetime.date.today()
        if unit == "days":
            start = today - datetime.timedelta(days=number)
        else:
            months = today.year * 12 + today.month - 1 - number * (12 if unit == "years" else 1)
            year, month = divmod(months, 12)
            # The same day of that month, or its last.
            start = datetime.date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
        return f'"last {number} {unit}"[{tag}]', self.dated(tag, int(start.strftime("%Y%m%d")), 99999999)

    def author(self, last, initials, tag="au", exact=False):
        def people(r):
            return r.authors if tag == "au" else r.authors[:1] if tag == "1au" else r.authors[-1:]
        if exact:
            return f'"{last} {initials}"[{tag}]', self.where(lambda r: (last, initials, "") in people(r))
        found = self.where(lambda r: any(l == last and i.startswith(initials) for l, i, _ in people(r)))
        return f"{last} {initials}[{tag}]", found

    def holds(self, query, attribute, wanted):
        return query, self.where(lambda r: wanted in getattr(r, attribute))


def last_day(day, parts):
    return {1: day // 10000 * 10000 + 1231, 2: day // 100 * 100 + 31, 3: day}[parts]


def shown(day, parts):
    return "/".join([f"{day // 10000}", f"{day // 100 % 100:02}", f"{day % 100:02}"][:parts])


def first_day(day, parts):
    return {1: day // 10000 * 10000 + 101, 2: day // 100 * 100 + 1, 3: day}[parts]


TEXT = ["ti", "ab", "tiab", "tiab", "tw", "ad", "ot", "ref", "cois", "cn", "tt"]


class Maker:
    """Makes queries, most of them of what stands in some record."""

    def __init__(self, records, seed):
        self.corpus, self.records, self.random = Corpus(records), records, random.Random(seed)
        counts = Counter(w for r in records for w in set(r.title + [w for s in r.abstract for w in s]) if self.plain(w))
        self.common = [w for w, n in counts.most_common(3000)]

    def plain(self, word):
        return (word is not None and re.fullmatch("[a-z]{4,}", word)
                and not any(word.startswith(g) or word.endswith(g) for g in GREEK if len(g) > 3))

    def word(self):
        # Half the time a frequent one.
        return self.random.choice(self.common[:150] if self.random.random() < 0.5 else self.common)

    def beginning(self):
        word = self.word()
        return word[:self.random.randint(3, max(4, len(word) - 2))]

    def run_of_words(self, tag, length, gap=0):
        """Words as they follow one another in some record, with up to `gap` words left out between them."""
        for _ in range(500):
            zones = [z for z in self.random.choice(self.corpus.field(tag)[0]) if len(z) > length * (gap + 1)]
            if not zones:
                continue
            zone = self.random.choice(zones)
            at = self.random.randrange(len(zone) - length)
            chosen = []
            while len(chosen) < length and at < len(zone):
                chosen.append(zone[at])
                at += 1 + self.random.randint(0, gap)
            if len(chosen) == length and all(self.plain(w) for w in chosen):
                return chosen
        return [self.word() for _ in range(length)]

    # Each kind gives a query of its own with the records that it finds.

    def tag(self):
        tag = self.random.choice(TEXT)
        return self.corpus.term((self.run_of_words(tag, 1) or [self.word()])[0], tag)

    def phrase(self):
        tag = self.random.choice(TEXT)
        return self.corpus.quoted(self.run_of_words(tag, self.random.randint(2, 4)), tag)

    def proximity(self):
        tag = self.random.choice(TEXT)
        chosen = self.run_of_words(tag, self.random.choice([2, 2, 3, 3, 4, 6]), 3)
        self.random.shuffle(chosen)
        return self.corpus.proximity(chosen, tag, self.random.randint(0, 6))

    def ordered_proximity(self):
        tag = self.random.choice(TEXT)
        return self.corpus.proximity(self.run_of_words(tag, self.random.randint(2, 4), 3), tag, self.random.randint(0, 5), True)

    def truncation(self):
        tag, kind = self.random.choice(TEXT[:4]), self.random.randrange(4)
        if kind < 2:
            return self.corpus.term(self.beginning() + "*", tag)
        first, second = self.run_of_words(tag, 2)
        wild = second[:4] + "*"
        return self.corpus.quoted([first, wild], tag) if kind == 2 else self.corpus.proximity([wild, first], tag, self.random.randint(0, 4))

    def wildcard(self):
        word = self.word()
        at = self.random.randrange(1, len(word) - 1)
        inner = [word[:at] + "?" + word[at + 1:], word[:at] + "*" + word[at + 1:], "*" + word[min(2, len(word) - 4):]]
        return self.corpus.term(self.random.choice(inner), self.random.choice(["ti", "ti", "tiab"]))

    def range(self):
        r = self.random
        if r.random() < 0.5:
            record = r.choice(self.records)
            day = record.print_date or 20200101
            other = r.choice(self.records).print_date or day
            return r.choice([lambda: self.corpus.published(day, r.randint(1, 3)),
                             lambda: self.corpus.between("dp", day, record.electronic or other, r.randint(1, 3))])()
        tag = r.choice(["edat", "crdt", "mhda", "dcom", "lr"])
        days = [x.dates[tag] for x in r.sample(self.records, min(50, len(self.records))) if x.dates[tag]]
        return self.corpus.between(tag, r.choice(days), r.choice(days), r.randint(1, 3)) if days else self.range()

    def relative_date(self):
        """Back to some day of a record."""
        r, tag = self.random, self.random.choice(["dp", "dp", "edat", "crdt"])
        days = [x.print_date if tag == "dp" else x.dates[tag] for x in r.sample(self.records, min(50, len(self.records)))]
        day = r.choice([d for d in days if d and d % 100 and d // 100 % 100] or [20200101])
        ago = datetime.date.today() - datetime.date(day // 10000, day // 100 % 100, min(day % 100, 28))
        unit = r.choice(["days", "months", "years"])
        return self.corpus.since(tag, max(1, ago.days // {"days": 1, "months": 30, "years": 365}[unit]), unit)

    def value(self):
        """A whole value of some record: a person, a heading, a journal, …"""
        r, options = self.random, []
        record = r.choice(self.records)
        for at, (last, initials, suffix) in enumerate(record.authors):
            if re.fullmatch("[a-z]{3,}( [a-z]{3,})*", last) and re.fullmatch("[a-z]{1,2}", initials) and not suffix:
                options += [lambda l=last, i=initials: self.corpus.author(l, i[:1]),
                            lambda l=last, i=initials: self.corpus.author(l, i, exact=True)]
                for place, tag in ((0, "1au"), (len(record.authors) - 1, "lastau")):
                    if at == place and " " not in last:
                        options.append(lambda l=last, i=initials, t=tag: self.corpus.author(l, i, t))
        for attribute, tag in (("mesh", "mh:noexp"), ("major", "majr:noexp"), ("qualifiers", "sh:noexp"), ("types", "pt:noexp"),
                               ("substances", "nm"), ("numbers", "rn"), ("grants", "gr"), ("banks", "si"), ("journals", "ta")):
            for wanted in sorted(getattr(record, attribute))[:3]:
                if re.fullmatch(r"[a-z0-9 /.-]+", wanted):
                    options.append(lambda w=wanted, a=attribute, t=tag: self.corpus.holds(f'"{w}"[{t}]', a, w))
        for tag, attribute in (("vi", "volume"), ("ip", "issue"), ("jid", "journal_id"), ("pl", "country"), ("pmid", "pmid")):
            wanted = getattr(record, attribute)
            if wanted:
                options.append(lambda w=wanted, a=attribute, t=tag:
                               (f"{w}[{t}]", self.corpus.where(lambda x: getattr(x, a) == w)))
        return r.choice(options)() if options else self.tag()

    def boolean(self, depth=0):
        query, found = self.operand(depth)
        for _ in range(self.random.randint(1, 4)):
            operator = self.random.choice(["AND", "OR", "OR", "NOT"])
            more, also = self.operand(depth)
            query = f"{query} {operator} {more}"
            found = {"AND": found & also, "OR": found | also, "NOT": found - also}[operator]
        return query, found

    def operand(self, depth):
        if depth < 3 and self.random.random() < 0.25:
            query, found = self.boolean(depth + 1)
            return f"({query})", found
        return getattr(self, self.random.choice(KINDS[1:]))()

    def fixed(self):
        corpus = self.corpus

        def records(query, match):
            return query, corpus.where(match)
        yield records("hasabstract", lambda r: bool(r.abstract and any(r.abstract)))
        yield records("hasstructuredabstract", lambda r: r.labelled)
        yield records("haskeyword", lambda r: any(r.keywords))
        yield records("hascois", lambda r: r.interests)
        for kind, term in (("CommentIn", "hascommentin"), ("CommentOn", "hascommenton"), ("ErratumIn", "haserratumin"),
                           ("ErratumFor", "haserratumfor"), ("RetractionIn", "hasretractionin"), ("UpdateIn", "hasupdatein")):
            yield records(term, lambda r, k=kind: k in r.relations)
        for status, query in STATES.items():
            yield records(query, lambda r, s=status: r.status == s)
        for code, name in (("eng", "english"), ("fre", "french"), ("ger", "german"), ("jpn", "japanese"), ("spa", "spanish")):
            yield records(f"{name}[la]", lambda r, c=code: c in r.languages)
            yield records(f"{code}[la]", lambda r, c=code: c in r.languages)
        yield records("review[pt]", lambda r: "review" in r.types)
        yield records("dt[sh:noexp]", lambda r: "drug therapy" in r.qualifiers)
        for year in (1977, 1978, 2019, 2020, 2021):
            yield corpus.published(year * 10000 + 101, 1)
            yield corpus.between("dp", year * 10000 + 101, year * 10000 + 101, 1)
        for number, unit in ((5, "years"), (6, "years"), (48, "years"), (70, "months"), (2200, "days")):
            yield corpus.since("dp", number, unit)
            yield corpus.since("edat", number, unit)
        for a, b in (("cancer", "therapy"), ("patients", "treatment"), ("clinical", "trial")):
            for within in (0, 1, 3, 10):
                yield corpus.proximity([a, b], "tiab", within)
                yield corpus.proximity([a, b], "ti", within, ordered=True)
        for words_ in (["quality", "of", "life"], ["in", "the", "treatment", "of"], ["lung", "cancer"]):
            yield corpus.quoted(words_, "tiab")
        for pattern in ("*itis", "*ectomy", "h?morrhag*", "wom?n", "gastr*itis", "immun*", "can*", "re*", "the*", "decr*", "l*ne"):
            yield corpus.term(pattern, "ti")
        yield corpus.proximity(["universit*", "medicine"], "ad", 3)
        yield corpus.proximity(["department", "surgery"], "ad", 1)


KINDS = ["boolean", "tag", "phrase", "proximity", "ordered_proximity", "truncation", "wildcard", "range", "relative_date", "value"]


def main():
    seed, count, limit = (int(a) for a in sys.argv[1:4])
    records = []
    for path in sys.argv[4:]:
        with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
            for _, element in ET.iterparse(file):
                if element.tag == "PubmedArticle":
                    records.append(Record(element))
                    element.clear()
                    if limit and len(records) >= limit:
                        break
    records = list({r.pmid: r for r in records}.values())
    print(len(records), file=sys.stderr)
    maker = Maker(records, seed)
    queries = [("fixed", *query) for query in maker.fixed()]
    # Every other query is a Boolean one over the other kinds.
    for number in range(count):
        kind = KINDS[0] if number % 2 else KINDS[1 + number // 2 % (len(KINDS) - 1)]
        queries.append((kind, *getattr(maker, kind)()))
    for kind, query, found in queries:
        print(json.dumps({"query": query, "kind": kind, "ids": sorted(records[number].pmid for number in found)}))


if __name__ == "__main__":
    main()
