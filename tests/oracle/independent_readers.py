"""Reads Medlar's exports with other programs' readers and compares them with the records as JSON lines.

Usage: independent_readers.py DIR [DTD]. DIR holds export.jsonl, .nbib, .ris, .bib, .xml, .csv of the same records in the
same order; DTD is NLM's pubmed_*.dtd. Prints one line a reader; exits with 1 where one disagrees.
Needs rispy, bibtexparser (2), pybtex, biopython, lxml.
"""

import csv
import io
import json
import re
import sys
from pathlib import Path


def plain(text):
    """Text without the layout and the escapes in which formats differ."""
    return " ".join((text or "").split())


def tex(text):
    """What TeX prints of our escapes."""
    for command, sign in [("textbraceleft", "{"), ("textbraceright", "}"), ("textbackslash", "\\"),
                          ("textasciitilde", "~"), ("textasciicircum", "^")]:
        text = text.replace("\\%s{}" % command, sign)
    text = text.replace("\\relax{}", "")  # parts two signs that would be printed as one
    return re.sub(r"\\([&%$#_])", r"\1", text)


def is_article(record):
    return not ("book" in record and "journal" not in record)


class Check:
    def __init__(self, name, records, found):
        self.name, self.wrong, self.count = name, [], len(records)
        if len(records) != len(found):
            self.wrong.append("%d records, read as %d" % (len(records), len(found)))

    def same(self, record, field, expected, got):
        if expected != got:
            self.wrong.append("%s %s: %r, read as %r" % (record.get("pmid") or record.get("id"), field, expected, got))

    def same_score(self, record, got):
        """A record that was exported with what a search says of it has its score there."""
        if "score" in record:
            self.same(record, "score", "%.4f" % record["score"], got)

    def report(self):
        print("%s: %d records, %d differences %s" % (self.name, self.count, len(self.wrong), self.wrong[:3] or ""))
        return not self.wrong


def rispy_reads(dir, records):
    import rispy

    entries = rispy.loads((dir / "export.ris").read_text(encoding="utf-8"))
    check = Check("rispy", records, entries)
    for record, entry in zip(records, entries):
        check.same(record, "title", plain(record["title"]), plain(entry.get("title")))
        check.same(record, "authors", len(record.get("authors", [])), len(entry.get("authors", [])))
        check.same(record, "doi", record.get("doi"), entry.get("doi"))
        check.same(record, "volume", record.get("volume"), entry.get("volume"))
        check.same_score(record, "".join(entry.get("unknown_tag", {}).get("U1", [])))
    return check.report()


def bibtexparser_reads(dir, records):
    import bibtexparser

    library = bibtexparser.parse_file(str(dir / "export.bib"))
    check = Check("bibtexparser", records, library.entries)
    check.wrong += ["block that failed: %r" % block for block in library.failed_blocks[:3]]
    for record, entry in zip(records, library.entries):
        fields = {field.key: field.value for field in entry.fields}
        check.same(record, "title", plain(record["title"]), plain(tex(fields.get("title", "").strip("{}"))) if record["title"] else "")
        check.same(record, "doi", record.get("doi"), fields.get("doi"))
        check.same(record, "pmid", record.get("pmid"), fields.get("pmid"))
        check.same_score(record, fields.get("score"))
    return check.report()


def pybtex_reads(dir, records):
    from pybtex.database import parse_file

    entries = list(parse_file(str(dir / "export.bib"), bib_format="bibtex").entries.values())
    check = Check("pybtex", records, entries)
    for record, entry in zip(records, entries):
        persons = [p for p in entry.persons.get("author", []) if str(p) != "others"]
        check.same(record, "authors", len(record.get("authors", [])), len(persons))
        # A name in one piece is in braces, as a group's is.
        apart = lambda a: " " not in a.get("last_name", "") or any(part in a for part in ("fore_name", "initials", "suffix"))
        families = [a.get("last_name") for a in record.get("authors", []) if "collective_name" not in a and apart(a)]
        check.same_score(record, entry.fields.get("score"))
        check.same(record, "last names", len([f for f in families if f]), len([p for p in persons if p.last_names and not str(p).startswith("{")]))
    return check.report()


def medline_reads(dir, records):
    from Bio import Medline

    with open(dir / "export.nbib", encoding="utf-8") as handle:
        entries = list(Medline.parse(handle))
    check = Check("Bio.Medline", records, entries)
    for record, entry in zip(records, entries):
        check.same(record, "pmid", record.get("pmid"), entry.get("PMID"))
        check.same(record, "title", plain(record["title"]), plain(entry.get("TI") or "".join(entry.get("BTI", []))))
        check.same(record, "journal", record.get("journal", {}).get("abbreviation"), entry.get("TA"))
        check.same(record, "headings", len(record.get("mesh", [])), len(entry.get("MH", [])))
        check.same(record, "volume", record.get("volume"), entry.get("VI"))
        check.same_score(record, "".join(entry.get("XSCR", [])))
    return check.report()


def entrez_reads(dir, records):
    from Bio import Entrez

    with open(dir / "export.xml", "rb") as handle:
        parsed = Entrez.read(handle)
    articles = [r for r in records if is_article(r)]
    check = Check("Bio.Entrez", articles, parsed["PubmedArticle"])
    books = len(parsed["PubmedBookArticle"])
    if books != len(records) - len(articles):
        check.wrong.append("%d books, read as %d" % (len(records) - len(articles), books))
    for record, entry in zip(articles, parsed["PubmedArticle"]):
        citation = entry["MedlineCitation"]
        article = citation["Article"]
        check.same(record, "pmid", record.get("pmid", ""), str(citation["PMID"]))
        check.same(record, "title", plain(record["title"]), plain(str(article["ArticleTitle"])))
        sections = [plain(str(s)) for s in article.get("Abstract", {}).get("AbstractText", [])]
        expected = [plain(s["text"]) for s in record.get("abstract", [])]
        check.same(record, "abstract", [s for s in expected if s], [s for s in sections if s])
        check.same(record, "authors", len(record.get("authors", [])), len(article.get("AuthorList", [])))
        lists = entry["PubmedData"].get("ReferenceList", [])
        check.same(record, "references", len(record.get("references", [])), sum(len(l["Reference"]) for l in lists))
    return check.report()


def dtd_accepts(dir, records, dtd):
    from lxml import etree

    text = Path(dtd).read_text(encoding="utf-8")
    # The module for formulas lies elsewhere; the exports have none.
    text = re.sub(r"<!ENTITY\s+%\s+mathml-in-pubmed[^>]*>\s*%mathml-in-pubmed;", "<!ELEMENT mml:math ANY>", text)
    check = Check("lxml, %s" % Path(dtd).name, records, records)
    rules = etree.DTD(io.StringIO(text))
    tree = etree.parse(str(dir / "export.xml"), etree.XMLParser(load_dtd=False, no_network=True, huge_tree=True))
    if not rules.validate(tree):
        check.wrong += [str(error) for error in list(rules.error_log)[:5]]
    return check.report()


def csv_reads(dir, records):
    with open(dir / "export.csv", newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    check = Check("csv", records, rows)
    for record, row in zip(records, rows):
        check.same(record, "PMID", record.get("pmid", ""), row["PMID"])
        check.same(record, "Title", plain(record["title"]), row["Title"])
        check.same(record, "DOI", record.get("doi", ""), row["DOI"])
        check.same_score(record, row.get("Score"))
    return check.report()


def main():
    dir = Path(sys.argv[1])
    with open(dir / "export.jsonl", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    for record in records:
        record.setdefault("title", "")
    readers = [rispy_reads, bibtexparser_reads, pybtex_reads, medline_reads, entrez_reads, csv_reads]
    agreed = [reader(dir, records) for reader in readers]
    agreed += [dtd_accepts(dir, records, dtd) for dtd in sys.argv[2:]]
    sys.exit(0 if all(agreed) else 1)


main()
