"""Links by id between the records of PubMed XML files, counted without Medlar: python3 links.py FILE...

Prints a line `citing<TAB>cited` for each pair of PMIDs, once, where a reference of the one gives the PMID, PMCID or DOI of
the other. Of two versions of a record the later one counts, as it stands in the files. DOIs in the text of a citation are not read.
"""

import gzip
import sys
import xml.etree.ElementTree as ElementTree


def records(path):
    opened = gzip.open(path) if path.endswith(".gz") else open(path, "rb")
    with opened as file:
        for _, element in ElementTree.iterparse(file):
            if element.tag == "PubmedArticle":
                yield element
                element.clear()


def ids(element):
    return [(i.get("IdType"), (i.text or "").strip()) for i in element.findall("ArticleIdList/ArticleId")]


def key(kind, value):
    kind = {"pmcid": "pmc"}.get(kind, kind)
    return (kind, value.lower())


held, cited = {}, {}
for path in sys.argv[1:]:
    for article in records(path):
        pmid = article.findtext("MedlineCitation/PMID")
        own = [("pubmed", pmid)]
        own += [(kind, value) for kind, value in ids(article.find("PubmedData")) if kind in ("doi", "pmc")]
        own += [("doi", (i.text or "").strip()) for i in article.findall("MedlineCitation/Article/ELocationID")
                if i.get("EIdType") == "doi" and i.get("ValidYN") != "N"][: 0 if any(k == "doi" for k, _ in own) else 1]
        held[pmid] = [key(kind, value) for kind, value in own if value]
        cited[pmid] = [
            key(kind, value)
            for reference in article.iterfind("PubmedData//Reference")
            for kind, value in ids(reference)
            if kind in ("pubmed", "pmc", "pmcid", "doi") and value
        ]

holders = {}
for pmid, keys in held.items():
    for one in keys:
        holders.setdefault(one, set()).add(pmid)
pairs = {(citing, to) for citing, keys in cited.items() for one in keys for to in holders.get(one, ())}
for citing, to in sorted(pairs):
    print(f"{citing}\t{to}")
