"""What lies on the server for published knowledge, and who may do what with it.

Owns version 2 of the schema. A version of the knowledge is a row of `publication` with what belongs to it, written in
one transaction and never changed; editors publish and remove, readers read.
"""

from __future__ import annotations

from assistant.team.tables import EDITOR, READER

TABLES = (
    """CREATE TABLE publication (
      number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, format text NOT NULL, digest text NOT NULL,
      articles integer NOT NULL, trees integer NOT NULL, at timestamptz NOT NULL DEFAULT now(),
      author text NOT NULL DEFAULT session_user)""",
    "CREATE INDEX publication_by_format ON publication (format, number)",
    """CREATE TABLE publication_file (
      publication bigint REFERENCES publication ON DELETE CASCADE, name text, parts integer NOT NULL,
      sha256 text NOT NULL, PRIMARY KEY (publication, name))""",
    """CREATE TABLE publication_part (
      publication bigint, name text, part integer, data bytea NOT NULL, PRIMARY KEY (publication, name, part),
      FOREIGN KEY (publication, name) REFERENCES publication_file ON DELETE CASCADE)""",
    # It is compressed already.
    "ALTER TABLE publication_part ALTER COLUMN data SET STORAGE EXTERNAL",
    """CREATE TABLE publication_row (
      publication bigint REFERENCES publication ON DELETE CASCADE, id bigint, kind text NOT NULL, slug text NOT NULL,
      locale text NOT NULL, topic text, status text, families text[] NOT NULL, phrases bytea NOT NULL,
      body text NOT NULL, tokens tsvector NOT NULL, PRIMARY KEY (publication, id))""",
    # A search right after a version came out must not read through a list of what is still to be sorted in.
    "CREATE INDEX publication_row_by_token ON publication_row USING gin (tokens) WITH (fastupdate = off)",
)

RIGHTS = (
    f"GRANT SELECT ON publication, publication_file, publication_part, publication_row TO {READER}",
    f"GRANT INSERT (format, digest, articles, trees), DELETE ON publication TO {EDITOR}",
    f"GRANT INSERT ON publication_file, publication_part, publication_row TO {EDITOR}",
    "ALTER TABLE publication ENABLE ROW LEVEL SECURITY",
    f"CREATE POLICY read ON publication FOR SELECT TO {READER} USING (true)",
    f"CREATE POLICY publish ON publication FOR INSERT TO {EDITOR} WITH CHECK (author = session_user)",
    f"CREATE POLICY remove ON publication FOR DELETE TO {EDITOR} USING (true)",
)

PUBLISHED_KNOWLEDGE = (*TABLES, *RIGHTS)
