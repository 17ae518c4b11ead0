"""What PubMed XML and JATS files say, read without Medlar, against what Medlar's records say:
medlar convert FILE --to jsonl | python3 records.py pubmed|jats FILE

Both sides become facts, tuples of a field and its values; a fact that one side alone has is printed. Texts are compared by their
letters and digits, which leaves spaces and the kind of dashes out. What a record cannot hold is in docs/FORMATS.md.
"""

import gzip
import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter

MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
SHOWN = 4


def plain(text):
    """Letters, digits and signs that change a meaning."""
    return "".join(c for c in (text or "").lower() if c.isalnum() or c in "<>=+±/%")


def name_of(element):
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def text(element, without=()):
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        if name_of(child) and name_of(child) not in without:
            parts.append(text(child, without))
        parts.append(child.tail or "")
    return "".join(parts)


def below(element, *names):
    return [] if element is None else [child for child in element.iter() if name_of(child) in names]


def at(element, path):
    return None if element is None else element.find(path)


def date(element):
    """`2021-03-05` as far as it is known, or the words beside the year."""
    if element is None:
        return None
    part = {name_of(child).lower(): (child.text or "").strip() for child in element if name_of(child)}
    words = part.get("medlinedate") or " ".join(filter(None, [part.get("year"), part.get("season")]))
    month = part.get("month", "")
    month = MONTHS.get(month[:3].lower()) or (int(month) if month.isdigit() else None)
    if part.get("medlinedate") or not month:
        return said(words)
    day = f"-{int(part['day']):02}" if part.get("day", "").isdigit() else ""
    return f"{part['year']}-{month:02}{day}"


def said(words):
    """A date in words, in numbers where these say the same."""
    match = re.fullmatch(r"(\d{4})[ -]([A-Za-z]+)(?: (\d+))?", words or "")
    if match and match[2][:3].lower() in MONTHS:
        return f"{match[1]}-{MONTHS[match[2][:3].lower()]:02}" + (f"-{int(match[3]):02}" if match[3] else "")
    return words


def pages(written):
    """Pages with all ends in full, so that `188-91` is `188-191`."""
    def whole(part):
        match = re.fullmatch(r"([^\d-]*)(\d+)-([^\d-]*)(\d+)", part)
        if not match or match[3] not in ("", match[1]) or len(match[4]) > len(match[2]) or match[2].startswith("0"):
            return part
        last = match[2][: len(match[2]) - len(match[4])] + match[4]
        short = 0 < int(last) - int(match[2]) <= 1000
        return f"{match[1]}{match[2]}-{match[1]}{last}" if short else part

    written = re.sub("[\u2010-\u2015\u2212]", "-", " ".join((written or "").split()))
    parts = [whole(re.sub(r"\s*-\s*", "-", part.strip())).rstrip("-") for part in written.split(",")]
    return ", ".join(part for part in parts if part)


def orcid(value):
    match = re.search(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])/?$", value)
    return "".join(match.groups()) if match else plain(value)


def identifier(kind, value):
    """An id under one name for its kind, in one form."""
    kind, value = kind.lower(), " ".join(value.split())
    if kind in ("pmc", "pmcid", "pmcaid") and re.fullmatch(r"(PMC)?\d+(\.\d+)?", value, re.I):
        return ("pmc", re.sub(r"\..*", "", value.upper().removeprefix("PMC")))
    if kind == "doi":
        value = re.sub(r"^https?://(dx\.)?doi\.org/", "", value.lower()).rstrip(".")
    return ({"pubmed": "pmid", "manuscript": "mid"}.get(kind, kind), value)


# Of a record in Medlar's form


def person_of(author):
    names = [author.get(name) for name in ("last_name", "fore_name", "initials", "suffix", "collective_name")]
    ids = [orcid(i["value"]) if i["source"] == "ORCID" else plain(i["value"]) for i in author.get("identifiers", [])]
    places = [plain(place) for place in author.get("affiliations", [])]
    return (*map(plain, names), tuple(places), tuple(ids), author.get("equal_contribution", False))


def ids_of(thing):
    found = [identifier(kind, str(thing[field])) for kind, field in
             (("pmid", "pmid"), ("pmc", "pmcid"), ("doi", "doi")) if thing.get(field)]
    return found + [identifier(i["kind"], i["value"]) for i in thing.get("other_ids", [])]


def sections_of(name, sections):
    return [(name, (plain(s.get("label")), s.get("category", ""), plain(s["text"]))) for s in sections]


def facts_of_record(record, kind):
    facts = [("title", plain(record["title"])), ("vernacular title", plain(record.get("vernacular_title")))]
    for role in ("authors", "editors", "investigators", "personal_name_subjects"):
        facts += [(role, place, person_of(author)) for place, author in enumerate(record.get(role, []))]
    facts += [("id", *i) for i in ids_of(record)]
    for field in ("date", "electronic_date", "completed", "revised"):
        facts.append((field, said(record.get(field))))
    facts += [("history", h["event"], h["date"]) for h in record.get("history", [])]
    facts += [(field, plain(str(record.get(field, "")))) for field in
              ("volume", "issue", "copyright", "conflict_of_interest", "status", "indexing_method", "publication_model",
               "publication_status", "version", "owner")]
    facts.append(("pages", record.get("pages", "")))
    facts += sections_of("abstract", record.get("abstract", []))
    for other in record.get("other_abstracts", []):
        facts += sections_of(f"abstract {other.get('kind', '')} {other.get('language', '')}", other["sections"])
    for keyword in record.get("keywords", []):
        facts.append(("keyword", (plain(keyword["term"]), keyword.get("major", False), keyword.get("owner", ""))))
    for heading in record.get("mesh", []):
        qualifiers = tuple((q["name"], q.get("ui"), q.get("major", False)) for q in heading.get("qualifiers", []))
        facts.append(("mesh", heading["descriptor"], heading.get("ui"), heading.get("major", False), qualifiers))
    facts += [("substance", s["name"], s.get("ui"), s.get("registry_number")) for s in record.get("substances", [])]
    facts += [("concept", s["name"], s.get("ui"), s.get("kind")) for s in record.get("supplementary_mesh", [])]
    facts += [("type", t["name"], t.get("ui")) for t in record.get("publication_types", [])]
    grant_parts = ("id", "acronym", "agency", "country")
    facts += [("grant", tuple(plain(g.get(part)) for part in grant_parts)) for g in record.get("grants", [])]
    facts += [("bank", b["name"], tuple(b.get("accessions", []))) for b in record.get("databanks", [])]
    for tie in record.get("relations", []):
        facts.append(("tie", (tie["kind"], plain(tie.get("citation")), tie.get("pmid"), plain(tie.get("note")))))
    for field in ("languages", "gene_symbols", "space_flight_missions", "citation_subsets"):
        facts += [(field, value) for value in record.get(field, [])]
    journal = record.get("journal", {})
    facts += [("journal", part, journal.get(part, "")) for part in ("abbreviation", "title", "nlm_id", "country")]
    facts += [("issn", issn["value"]) for issn in journal.get("issns", [])]
    for place, reference in enumerate(record.get("references", [])):
        if kind == "pubmed":
            facts.append(("reference", place, plain(reference["text"])))
        else:
            facts += [("reference", place, part, plain(str(reference.get(part, "")))) for part in ("title", "journal", "volume", "issue")]
            facts += [("reference", place, "author", plain(a.get("last_name", ""))) for a in reference.get("authors", []) if a.get("last_name")]
        facts += [("reference id", place, *i) for i in ids_of(reference)]
    return facts


# Of PubMed XML


def pubmed_person(author):
    names = [plain(author.findtext(name)) for name in ("LastName", "ForeName", "Initials", "Suffix")]
    places = tuple(filter(None, (plain(text(place)) for place in below(author, "Affiliation"))))
    ids = [orcid(text(i)) if i.get("Source") == "ORCID" else plain(text(i)) for i in below(author, "Identifier")]
    return (*names, plain(text(author.find("CollectiveName"))), places, tuple(dict.fromkeys(filter(None, ids))), author.get("EqualContrib") == "Y")


def pubmed_people(role, lists, name):
    people = [author for group in lists for author in group.findall(name) if author.get("ValidYN") != "N"]
    people = [person for person in map(pubmed_person, people) if any(person[:7])]
    return [(role, place, person) for place, person in enumerate(people)]


def pubmed_sections(name, element):
    sections = [] if element is None else element.findall("AbstractText")
    label = lambda section: plain((section.get("Label") or "").rstrip(":"))
    facts = [(label(section), section.get("NlmCategory", ""), plain(text(section))) for section in sections]
    return [(name, fact) for fact in facts if fact[0] or fact[2]]


def pubmed_ids(data):
    lists = [] if data is None else data.findall("ArticleIdList/ArticleId")
    return [identifier(i.get("IdType") or "pubmed", text(i)) for i in lists if text(i).strip()]


def facts_of_pubmed(element):
    citation, data = element.find("MedlineCitation"), element.find("PubmedData")
    article = citation.find("Article")
    journal, info = article.find("Journal"), citation.find("MedlineJournalInfo")
    lines = lambda place, path: [text(found).strip() for found in place.findall(path) if text(found).strip()]
    pmid = citation.find("PMID")
    facts = [("title", plain(text(article.find("ArticleTitle")))), ("vernacular title", plain(text(article.find("VernacularTitle"))))]
    authors = article.findall("AuthorList")
    facts += pubmed_people("authors", [a for a in authors if a.get("Type") != "editors"], "Author")
    facts += pubmed_people("editors", [a for a in authors if a.get("Type") == "editors"], "Author")
    facts += pubmed_people("investigators", citation.findall("InvestigatorList"), "Investigator")
    facts += pubmed_people("personal_name_subjects", citation.findall("PersonalNameSubjectList"), "PersonalNameSubject")
    places = [identifier(i.get("EIdType"), text(i)) for i in article.findall("ELocationID") if i.get("ValidYN") != "N" and text(i).strip()]
    others = [identifier(i.get("Source"), text(i)) for i in citation.findall("OtherID")]
    facts += [("id", *i) for i in dict.fromkeys([identifier("pmid", text(pmid)), *pubmed_ids(data), *places, *others])]
    dates = [("date", at(journal, "JournalIssue/PubDate")), ("electronic_date", article.find("ArticleDate")),
             ("completed", citation.find("DateCompleted")), ("revised", citation.find("DateRevised"))]
    facts += [(field, date(found)) for field, found in dates]
    history = [] if data is None else data.findall("History/PubMedPubDate")
    facts += [("history", h.get("PubStatus"), date(h)) for h in history]
    status = lambda attribute: plain(citation.get(attribute))
    version = pmid.get("Version") or "1"
    for field, value in (
        ("volume", journal.findtext("JournalIssue/Volume")), ("issue", journal.findtext("JournalIssue/Issue")),
        ("copyright", text(article.find("Abstract/CopyrightInformation"))), ("conflict_of_interest", text(citation.find("CoiStatement"))),
        ("status", status("Status")), ("indexing_method", status("IndexingMethod")), ("publication_model", article.get("PubModel")),
        ("publication_status", data.findtext("PublicationStatus") if data is not None else ""),
        ("version", "" if version == "1" else version), ("owner", "" if citation.get("Owner") == "NLM" else citation.get("Owner")),
    ):
        facts.append((field, plain(value)))
    page = article.find("Pagination")
    ends = "-".join(dict.fromkeys(filter(None, (at(page, name).text if at(page, name) is not None else "" for name in ("StartPage", "EndPage")))))
    medline = pages(page.findtext("MedlinePgn") if page is not None else "")
    facts.append(("pages", medline if medline.startswith(pages(ends)) else pages(ends)))
    facts += pubmed_sections("abstract", article.find("Abstract"))
    for other in citation.findall("OtherAbstract"):
        facts += pubmed_sections(f"abstract {other.get('Type')} {other.get('Language') or 'eng'}", other)
    for group in citation.findall("KeywordList"):
        owner = {"NOTNLM": "", None: "NLM"}.get(group.get("Owner"), group.get("Owner"))
        facts += [("keyword", (plain(text(k)), k.get("MajorTopicYN") == "Y", owner)) for k in group if text(k).strip()]
    for heading in citation.findall("MeshHeadingList/MeshHeading"):
        named = lambda found: (text(found), found.get("UI"), found.get("MajorTopicYN") == "Y")
        facts.append(("mesh", *named(heading.find("DescriptorName")), tuple(map(named, heading.findall("QualifierName")))))
    for chemical in citation.findall("ChemicalList/Chemical"):
        number, name = chemical.findtext("RegistryNumber"), chemical.find("NameOfSubstance")
        facts.append(("substance", text(name), name.get("UI"), None if number in ("0", "") else number))
    facts += [("concept", text(s), s.get("UI"), s.get("Type")) for s in citation.findall("SupplMeshList/SupplMeshName")]
    facts += [("type", text(t), t.get("UI")) for t in article.findall("PublicationTypeList/PublicationType")]
    grant_parts = ("GrantID", "Acronym", "Agency", "Country")
    facts += [("grant", tuple(plain(g.findtext(part)) for part in grant_parts)) for g in article.findall("GrantList/Grant")]
    facts += [("bank", b.findtext("DataBankName"), tuple(lines(b, "AccessionNumberList/AccessionNumber"))) for b in article.findall("DataBankList/DataBank")]
    ties = citation.findall("CommentsCorrectionsList/CommentsCorrections")
    for tie in (tie for tie in ties if tie.get("RefType") != "Cites"):
        said_of_it = (plain(text(tie.find("RefSource"))), tie.findtext("PMID"), plain(tie.findtext("Note")))
        facts.append(("tie", (tie.get("RefType"), *said_of_it)))
    for field, place, path in (("languages", article, "Language"), ("gene_symbols", citation, "GeneSymbolList/GeneSymbol"),
                               ("space_flight_missions", citation, "SpaceFlightMission"), ("citation_subsets", citation, "CitationSubset")):
        facts += [(field, value) for value in lines(place, path)]
    clean = lambda value: " ".join((value or "").split())
    facts += [("journal", part, clean(value)) for part, value in (
        ("abbreviation", info.findtext("MedlineTA")), ("title", journal.findtext("Title")),
        ("nlm_id", info.findtext("NlmUniqueID")), ("country", info.findtext("Country")))]
    facts += [("issn", value) for value in dict.fromkeys(lines(journal, "ISSN") + lines(info, "ISSNLinking"))]
    for place, reference in enumerate(below(data, "Reference")):
        facts.append(("reference", place, plain(text(reference.find("Citation")))))
        facts += [("reference id", place, *i) for i in dict.fromkeys(pubmed_ids(reference))]
    return facts


# Of JATS


def jats_person(contributor, places):
    name = next(iter(below(contributor, "name", "string-name")), None)
    last, fore, suffix = (plain(text(at(name, part))) for part in ("surname", "given-names", "suffix"))
    group = "" if last or name is not None else plain(text(contributor.find("collab")))
    referred = [places[i] for x in contributor.findall("xref") if x.get("ref-type") == "aff" for i in x.get("rid", "").split()]
    own = [plain(text(aff, ("label", "institution-id", "sup"))) for aff in contributor.findall("aff")]
    ids = [orcid(text(i)) for i in contributor.findall("contrib-id")]
    found = tuple(dict.fromkeys(own + referred))
    return (last, fore, "", suffix, group, found or places.get("", ()), tuple(ids), contributor.get("equal-contrib") == "yes")


def facts_of_jats(article):
    meta = article.find("front/article-meta")
    groups = meta.findall("contrib-group")
    affs = below(article.find("front"), "aff")
    places = {aff.get("id"): plain(text(aff, ("label", "institution-id", "sup"))) for aff in affs}
    referred = {i for x in below(meta, "xref") for i in x.get("rid", "").split()}
    places[""] = tuple(plain(text(aff, ("label", "institution-id", "sup"))) for aff in affs if aff.get("id") not in referred)
    facts = [("title", plain(text(meta.find("title-group/article-title"), ("xref", "fn")) + text(meta.find("title-group/subtitle"))))]
    for role, kinds in (("authors", ("author", None)), ("editors", ("editor",))):
        people = [c for group in groups for c in group.findall("contrib") if c.get("contrib-type") in kinds]
        facts += [(role, place, jats_person(c, places)) for place, c in enumerate(people)]
    facts += [("id", *identifier(i.get("pub-id-type"), text(i))) for i in meta.findall("article-id")]
    facts += [("history", {"rev-recd": "revised"}.get(h.get("date-type"), h.get("date-type")), date(h)) for h in meta.findall("history/date")]
    facts += [(field, plain(text(meta.find(field)))) for field in ("volume", "issue")]
    ends = "-".join(dict.fromkeys(filter(None, (text(meta.find(name)) for name in ("fpage", "lpage")))))
    facts.append(("pages", ends or text(meta.find("elocation-id"))))
    def of_abbreviations(group):
        title = "".join(group.find("title").itertext()) if group.find("title") is not None else ""
        return "abbr" in (group.get("kwd-group-type") or "") or title.strip().lower().startswith("abbrev")

    groups = [group for group in meta.findall("kwd-group") if not of_abbreviations(group)]
    facts += [("keyword", (plain(text(k)), False, "")) for g in groups for k in below(g, "kwd")]
    journal = article.find("front/journal-meta")
    facts += [("issn", text(issn)) for issn in journal.findall("issn")]
    facts.append(("journal", "title", text(next(iter(below(journal, "journal-title")), None))))
    for award in below(meta, "award-group"):
        source = award.find("funding-source")
        named = [n for n in below(source, "named-content") if n.get("content-type") == "funder-name"]
        agency = plain(text(named[0] if named else source, ("institution-id", "named-content")))
        facts += [("grant", (plain(text(i)), "", agency, "")) for i in (award.findall("award-id") or [None])]
    forms = ("element-citation", "mixed-citation", "nlm-citation", "citation")
    for place, citation in enumerate(c for ref in below(article.find("back"), "ref") for c in below(ref, *forms)):
        first = lambda name: text(next(iter(below(citation, name)), None))
        titles = ("article-title", "chapter-title", "data-title", "part-title")
        title = text(next(iter(below(citation, *titles)), None))
        for part, value in (("title", title), ("journal", first("source")), ("volume", first("volume")), ("issue", first("issue"))):
            facts.append(("reference", place, part, plain(value)))
        group = next((g for g in below(citation, "person-group") if g.get("person-group-type", "author") in ("author", "authors")), None)
        inside = set() if group is not None else {n for g in below(citation, "person-group") for n in g.iter()}
        names = [n for n in below(citation if group is None else group, "name", "string-name") if n not in inside]
        names = [n for n in names if n.find("surname") is not None or name_of(n) == "name"]
        last = lambda n: text(n.find("surname")) if n.find("surname") is not None else text(n.find("given-names"))
        facts += [("reference", place, "author", plain(last(n))) for n in names]
        ids = dict.fromkeys(identifier(i.get("pub-id-type"), text(i)) for i in below(citation, "pub-id"))
        facts += [("reference id", place, *i) for i in ids]
    return facts


def elements(path, name):
    opened = gzip.open(path) if path.endswith(".gz") else open(path, "rb")
    with opened as file:
        for _, element in ElementTree.iterparse(file):
            if name_of(element) == name:
                yield element
                element.clear()


def compared(kind, path, lines):
    """How many records and facts, and the facts of one side alone: of a record only the kinds that are read above."""
    read, name = {"pubmed": (facts_of_pubmed, "PubmedArticle"), "jats": (facts_of_jats, "article")}[kind]
    whole = lambda fact: any(fact[1:]) and fact[-1] != ""
    counts, missing, extra, records = Counter(), {}, {}, 0
    for element, line in zip(elements(path, name), lines):
        expected = Counter(filter(whole, read(element)))
        found = Counter(filter(whole, facts_of_record(json.loads(line), kind)))
        records += 1
        counts.update(fact[0] for fact in expected.elements())
        for facts, into in ((expected - found, missing), (found - expected, extra)):
            for fact in facts:
                into.setdefault(fact[0], []).append((records, fact))
    # Medlar reads the text of a citation too, and of JATS more than the kinds of facts above.
    partly = {"reference", "reference id", "history", "journal"} if kind == "jats" else {"reference id"}
    extra = {field: facts for field, facts in extra.items() if field in counts and field not in partly}
    return records, counts, missing, extra


if __name__ == "__main__":
    records, counts, missing, extra = compared(sys.argv[1], sys.argv[2], sys.stdin)
    print(f"{records} records, {sum(counts.values())} facts of {len(counts)} kinds")
    for said_by, facts in (("the file", missing), ("the record", extra)):
        for field, found in facts.items():
            print(f"{field}: {len(found)} that {said_by} alone has, as {found[:SHOWN]}")
