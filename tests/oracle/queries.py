#!/usr/bin/env python3
"""An independent answer to queries: a slow scan of PubMed XML with the standard library alone.

Usage: queries.py SEED COUNT LIMIT FILE…     (LIMIT 0: every record)

Reads the records of the files, makes COUNT queries from SEED and a list of fixed ones, decides for each record and query by
looking at the XML, and prints one JSON object a line: {"query": …, "ids": […]}. Nothing of Medlar is used: words, phrases,
proximity, dates and names are worked out here in the plainest way. Queries are made of words about which no analysis of text
disagrees: letters alone, at least four, no names of Greek letters, no word that a hyphenated one could be joined to.
"""
import gzip
import json
import random
import re
import sys
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from itertools import product

GREEK = ("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi "
         "chi psi omega").split()
LETTERS = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", GREEK)) | {"ς": "sigma"}
SPECIAL = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
MONTHS = {m: i + 1 for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())}
SEASONS = {"winter": 1, "spring": 4, "summer": 7, "fall": 10, "autumn": 10}
STATES = {"MEDLINE": "medline[sb]", "Publisher": "publisher[sb]", "PubMed-not-MEDLINE": "pubmednotmedline[sb]"}


def fold(text):
    out = []
    for c in unicodedata.normalize("NFKD", text).lower():
        if unicodedata.combining(c):
            continue
        c = SPECIAL.get(c, c)
        out.append(f" {LETTERS[c]} " if c in LETTERS else c)
    return "".join(out)


def words(text):
    return re.findall(r"[^\W_]+", fold(text))


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
        rest = loose[found.end():].lower()
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
        self.raw = [text(article.find("ArticleTitle"))]
        sections = article.findall("Abstract/AbstractText")
        self.abstract = [words(text(s)) for s in sections]
        self.raw += [text(s) for s in sections]
        self.others = [[words(text(s)) for s in other.findall("AbstractText")] for other in citation.findall("OtherAbstract")]
        self.keywords = [words(text(k)) for k in citation.findall("KeywordList/Keyword")]
        people = [a for a in article.findall("AuthorList/Author") if a.get("ValidYN", "Y") == "Y"]
        self.authors = [self.name(a) for a in people if a.find("LastName") is not None]
        self.affiliations = {text(x) for a in people for x in a.findall("AffiliationInfo/Affiliation")}
        self.affiliations = [words(x) for x in self.affiliations]
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
        def joined(sections):
            out = []
            for section in sections:
                out += ([None] if out else []) + section
            return out
        title, abstract = [self.title], [joined(self.abstract)]
        return {"ti": title, "ab": abstract, "ad": self.affiliations, "ot": self.keywords,
                "tiab": title + abstract + [joined(o) for o in self.others] + self.keywords}[tag]


def accepts(pattern, word):
    if word is None:
        return False
    if not set(pattern) & set("*?"):
        return pattern == word
    return re.fullmatch(pattern.replace("*", ".*").replace("?", "."), word) is not None


def phrase(patterns, zone):
    n = len(patterns)
    return any(all(accepts(p, w) for p, w in zip(patterns, zone[i:i + n])) for i in range(len(zone) - n + 1))


def near(patterns, within, zone, ordered=False):
    places = [[i for i, w in enumerate(zone) if accepts(p, w)] for p in patterns]
    for chosen in product(*places):
        inorder = sorted(chosen)
        if all(0 < b - a <= within + 1 for a, b in zip(inorder, inorder[1:])) and (not ordered or list(chosen) == inorder):
            return True
    return False


def term(wanted, tag):
    return f"{wanted}[{tag}]", lambda r: any(accepts(wanted, w) for z in r.zones(tag) for w in z)


def quoted(patterns, tag):
    return f'"{" ".join(patterns)}"[{tag}]', lambda r: any(phrase(patterns, z) for z in r.zones(tag))


def proximity(patterns, tag, within, ordered=False):
    sign = ">" if ordered else "~"
    return (f'"{" ".join(patterns)}"[{tag}:{sign}{within}]',
            lambda r: any(near(patterns, within, z, ordered) for z in r.zones(tag)))


def last_day(day, parts):
    return {1: day // 10000 * 10000 + 1231, 2: day // 100 * 100 + 31, 3: day}[parts]


def shown(day, parts):
    return "/".join([f"{day // 10000}", f"{day // 100 % 100:02}", f"{day % 100:02}"][:parts])


def first_day(day, parts):
    return {1: day // 10000 * 10000 + 101, 2: day // 100 * 100 + 1, 3: day}[parts]


def published(day, parts):
    start, end = first_day(day, parts), last_day(day, parts)

    def match(r):
        late = r.print_date and r.electronic and r.electronic > r.print_date
        return not late and any(d and start <= d <= end for d in (r.print_date, r.electronic))
    return f"{shown(day, parts)}[dp]", match


def between(tag, a, b, parts):
    start, end = first_day(min(a, b), parts), last_day(max(a, b), parts)

    def match(r):
        days = (r.print_date, r.electronic) if tag == "dp" else (r.dates[tag],)
        return any(d and start <= d <= end for d in days)
    return f"{shown(min(a, b), parts)}:{shown(max(a, b), parts)}[{tag}]", match


def author(last, initials, tag="au", exact=False):
    def people(r):
        return r.authors if tag == "au" else r.authors[:1] if tag == "1au" else r.authors[-1:]
    if exact:
        return f'"{last} {initials}"[{tag}]', lambda r: (last, initials, "") in people(r)
    return f"{last} {initials}[{tag}]", lambda r: any(l == last and i.startswith(initials) for l, i, _ in people(r))


def holds(query, attribute, wanted):
    return query, lambda r: wanted in getattr(r, attribute)


class Maker:
    def __init__(self, records, seed):
        self.records, self.random = records, random.Random(seed)
        compounds = set()
        for record in records:
            for raw in record.raw:
                for compound in re.findall(r"[^\W_]+(?:[-'’‐-—−][^\W_]+)+", fold(raw)):
                    compounds.add(re.sub(r"[\W_]", "", compound))
        self.joined = compounds
        self.beginnings = {c[:n] for c in compounds for n in range(3, len(c) + 1)}
        counts = Counter(w for r in records for w in set(r.title + [w for s in r.abstract for w in s]) if self.plain(w))
        self.common = [w for w, n in counts.most_common(3000)]
        self.counts = counts

    def plain(self, word):
        return (word is not None and re.fullmatch("[a-z]{4,}", word) and word not in self.joined
                and not any(word.startswith(g) or word.endswith(g) for g in GREEK if len(g) > 3))

    def word(self):
        # Half the time a frequent one.
        return self.random.choice(self.common[:150] if self.random.random() < 0.5 else self.common)

    def beginning(self):
        for _ in range(200):
            word = self.word()
            start = word[:self.random.randint(4, max(4, len(word) - 2))]
            if start not in self.beginnings:
                return start
        return self.word()

    def run_of_words(self, tag, length, gap=0):
        """Words as they follow one another in some record, with up to `gap` words left out between them."""
        for _ in range(500):
            zones = [z for z in self.random.choice(self.records).zones(tag) if len(z) > length * (gap + 1)]
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

    def simple(self):
        r, tag = self.random, self.random.choice(["ti", "ab", "tiab", "tiab"])
        kind = r.randrange(14)
        if kind < 4:
            return term(self.word(), tag)
        if kind == 4:
            return quoted(self.run_of_words(tag, r.randint(2, 4)), tag)
        if kind in (5, 6):
            chosen = self.run_of_words(tag, r.randint(2, 3), 3)
            r.shuffle(chosen)
            return proximity(chosen, tag, r.randint(0, 6))
        if kind == 7:
            return proximity(self.run_of_words(tag, 2, 3), tag, r.randint(0, 5), ordered=True)
        if kind == 8:
            return term(self.beginning() + "*", tag)
        if kind == 9:
            first, second = self.run_of_words(tag, 2)
            start = second[:4]
            wild = start + "*" if start not in self.beginnings else second
            return quoted([first, wild], tag) if r.random() < 0.5 else proximity([wild, first], tag, r.randint(0, 4))
        if kind == 10:
            word = self.word()
            at = r.randrange(1, len(word) - 1)
            return term(word[:at] + "?" + word[at + 1:], "ti")
        if kind == 11:
            record = r.choice(self.records)
            day = record.print_date or 20200101
            parts = r.randint(1, 3)
            return published(day, parts) if r.random() < 0.5 else between("dp", day, (record.electronic or day), r.randint(1, 3))
        if kind == 12:
            tag = r.choice(["edat", "crdt", "mhda", "dcom", "lr"])
            days = [x.dates[tag] for x in r.sample(self.records, min(20, len(self.records))) if x.dates[tag]]
            return between(tag, r.choice(days), r.choice(days), r.randint(1, 3)) if days else term(self.word(), "ti")
        return self.value()

    def value(self):
        r = self.random
        record = r.choice(self.records)
        options = []
        for last, initials, suffix in record.authors:
            if initials and re.fullmatch("[a-z]{3,}( [a-z]{3,})*", last) and re.fullmatch("[a-z]{1,2}", initials) and not suffix:
                options += [author(last, initials[:1]), author(last, initials, exact=True)]
        if record.authors and options:
            last, initials, suffix = record.authors[0]
            if re.fullmatch("[a-z]{3,}", last) and re.fullmatch("[a-z]{1,2}", initials) and not suffix:
                options.append(author(last, initials, "1au"))
        for attribute, tag in (("mesh", "mh:noexp"), ("major", "majr:noexp"), ("qualifiers", "sh:noexp"), ("types", "pt:noexp"),
                               ("substances", "nm"), ("numbers", "rn"), ("grants", "gr"), ("banks", "si")):
            for wanted in sorted(getattr(record, attribute))[:3]:
                if re.fullmatch(r"[a-z0-9 /.-]+", wanted):
                    options.append(holds(f'"{wanted}"[{tag}]', attribute, wanted))
        for wanted in sorted(record.journals):
            options.append(holds(f'"{wanted}"[ta]', "journals", wanted))
        for tag, attribute in (("vi", "volume"), ("ip", "issue"), ("jid", "journal_id"), ("pl", "country")):
            wanted = getattr(record, attribute)
            if wanted:
                options.append((f"{wanted}[{tag}]", lambda r, a=attribute, w=wanted: getattr(r, a) == w))
        return r.choice(options) if options else term(self.word(), "ti")

    def boolean(self, depth=0):
        r = self.random
        query, match = self.operand(depth)
        for _ in range(r.randint(1, 4)):
            operator = r.choice(["AND", "OR", "OR", "NOT"])
            more, also = self.operand(depth)
            query = f"{query} {operator} {more}"
            match = {"AND": lambda x, m=match, a=also: m(x) and a(x), "OR": lambda x, m=match, a=also: m(x) or a(x),
                     "NOT": lambda x, m=match, a=also: m(x) and not a(x)}[operator]
        return query, match

    def operand(self, depth):
        if depth < 3 and self.random.random() < 0.25:
            query, match = self.boolean(depth + 1)
            return f"({query})", match
        return self.simple()

    def fixed(self):
        yield "hasabstract", lambda r: bool(r.abstract and any(r.abstract))
        yield "hasstructuredabstract", lambda r: r.labelled
        yield "haskeyword", lambda r: bool(r.keywords)
        yield "hascois", lambda r: r.interests
        for kind, term_ in (("CommentIn", "hascommentin"), ("CommentOn", "hascommenton"), ("ErratumIn", "haserratumin"),
                            ("ErratumFor", "haserratumfor"), ("RetractionIn", "hasretractionin"), ("UpdateIn", "hasupdatein")):
            yield term_, lambda r, k=kind: k in r.relations
        for status, query in STATES.items():
            yield query, lambda r, s=status: r.status == s
        for code, name in (("eng", "english"), ("fre", "french"), ("ger", "german"), ("jpn", "japanese"), ("spa", "spanish")):
            yield f"{name}[la]", lambda r, c=code: c in r.languages
            yield f"{code}[la]", lambda r, c=code: c in r.languages
        yield "review[pt]", lambda r: "review" in r.types
        yield "dt[sh:noexp]", lambda r: "drug therapy" in r.qualifiers
        for year in (1977, 1978, 2019, 2020, 2021):
            yield f"{year}[dp]", published(year * 10000 + 101, 1)[1]
            yield f"{year}:{year}[dp]", between("dp", year * 10000 + 101, year * 10000 + 101, 1)[1]
        for a, b in (("cancer", "therapy"), ("patients", "treatment"), ("clinical", "trial")):
            for within in (0, 1, 3, 10):
                yield proximity([a, b], "tiab", within)
                yield proximity([a, b], "ti", within, ordered=True)
        for words_ in (["quality", "of", "life"], ["in", "the", "treatment", "of"], ["lung", "cancer"]):
            yield quoted(words_, "tiab")
        for pattern in ("*itis", "*ectomy", "h?morrhag*", "wom?n", "gastr*itis", "immun*", "can*", "re*"):
            yield term(pattern, "ti")
        yield proximity(["universit*", "medicine"], "ad", 3)
        yield proximity(["department", "surgery"], "ad", 1)


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
    by_pmid = {r.pmid: r for r in records}
    maker = Maker(list(by_pmid.values()), seed)
    queries = list(maker.fixed())
    while count > 0:
        queries.append(maker.simple() if count % 2 else maker.boolean())
        count -= 1
    for query, match in queries:
        print(json.dumps({"query": query, "ids": sorted(r.pmid for r in by_pmid.values() if match(r))}))


if __name__ == "__main__":
    main()
