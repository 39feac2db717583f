"""Documents -> the files of a snapshot: passages with their vectors, and the indexes made of them.

Kept apart from index/build.py because llama-index takes seconds to import, which an ingest with nothing to do can spare.
"""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from llama_index.core.storage.docstore import SimpleDocumentStore

from index.acronyms import Acronyms, mine, names_in
from index.dense import DenseIndex
from index.encoder import Encoder
from index.find_copies import find_copies
from index.snapshot import DENSE, DOCSTORE, PASSAGES, Snapshot
from index.sparse import SparseIndex
from index.store import PassageStore, known_vectors
from ingest.documents import Document
from ingest.pipeline import document_of, passages_json, run_pipeline
from ingest.register import Register

Watch = Callable[[str, int, int], None]  # what is done, how far, out of how many


def fill(
    staged: Path,
    documents: Sequence[Document],
    sha256: Mapping[str, str],
    register: Register,
    encoder: Encoder,
    before: Snapshot | None,
    watch: Watch,
) -> tuple[int, dict[str, int]]:
    """Write all files of a snapshot but its manifest; returns (passages encoded, passages by document id).

    `sha256` is the digest of each document's file, by path. `before` is a snapshot of the same encoder and settings to
    start from. Where the documents give no passage, nothing is made of them.
    """
    docstore, known = SimpleDocumentStore(), None
    if before:
        shutil.copyfile(before.folder / PASSAGES, staged / PASSAGES)
        docstore = SimpleDocumentStore.from_persist_path(str(before.folder / DOCSTORE))
        # A changed document's rows go before its new ones come: what they held is looked up in the snapshot before.
        known = sqlite3.connect(f"file:{before.folder / PASSAGES}?mode=ro&immutable=1", uri=True)
    store = PassageStore(staged / PASSAGES)
    encoded = run_pipeline(
        documents,
        encoder.encode_passages,
        store,
        docstore,
        lambda digest: known_vectors(known, digest) if known else None,
        partial(watch, "Encoding"),
    )
    if known:
        known.close()
    if not store.client.execute("SELECT 1 FROM passages LIMIT 1").fetchone():
        store.close()
        return 0, {}
    docstore.persist(str(staged / DOCSTORE))
    # The documents that serve are those the pipeline's docstore holds: nothing comes in beside it.
    vectors = store.finish((document_of(node) for node in docstore.docs.values()), register.sources.values(), sha256)
    rows = store.client.execute("SELECT body FROM passages ORDER BY row").fetchall()
    store.close()
    watch("Indexing", 0, 1)
    DenseIndex.build(vectors).save(staged / DENSE)
    passages = [passages_json.validate_json(body) for (body,) in rows]
    SparseIndex.build([p.preface + p.text for p in passages]).save(staged)
    told = [p.text_of(s) for p in passages for s in p.sentences]
    Acronyms(mine(told), names_in(told)).save(staged)
    find_copies(passages, documents).save(staged)
    watch("Indexing", 1, 1)
    return encoded, dict(Counter(passage.document_id for passage in passages))
