"""What lies on the server for shared work: tables, who may do what with them, and what the server does by itself.

Owns version 1 of the schema. Rights are the server's: three group roles, grants by column, and row policies. Who wrote
something is the login (`session_user`), which no client can say for itself.
"""

from __future__ import annotations

READER, AGENT, EDITOR = "naze_reader", "naze_agent", "naze_editor"
LONGEST_LEASE = "1 hour"
MAX_GAPS = 2_000
AT_ONCE = 500
"""So many old sessions are removed in one go, so that nobody waits for it."""

TABLES = (
    "CREATE TABLE meta (key text PRIMARY KEY, value text NOT NULL)",
    # By this a client knows the server again, wherever it has moved.
    "INSERT INTO meta VALUES ('team', gen_random_uuid()::text)",
    """CREATE TABLE session (
      id bigint GENERATED ALWAYS AS IDENTITY UNIQUE, uid uuid PRIMARY KEY, kind text NOT NULL, locale text NOT NULL,
      title text NOT NULL, status text NOT NULL DEFAULT 'open', outcome text NOT NULL DEFAULT '', code text NOT NULL,
      page text NOT NULL, created double precision NOT NULL, updated double precision NOT NULL, state text NOT NULL,
      steps integer NOT NULL DEFAULT 0, author text NOT NULL DEFAULT session_user, origin uuid, client uuid,
      holder text, held_since timestamptz, held_until timestamptz)""",
    "CREATE INDEX session_by_time ON session (updated)",
    """CREATE TABLE step (
      session uuid REFERENCES session ON DELETE CASCADE, number integer, at double precision NOT NULL,
      json text NOT NULL, author text NOT NULL DEFAULT session_user, PRIMARY KEY (session, number))""",
    """CREATE TABLE outcome (
      uid uuid PRIMARY KEY, session uuid UNIQUE REFERENCES session ON DELETE SET NULL,
      at double precision NOT NULL, code text NOT NULL, article text NOT NULL, cause text NOT NULL,
      outcome text NOT NULL, seconds double precision NOT NULL, tier integer NOT NULL,
      author text NOT NULL DEFAULT session_user)""",
    "CREATE INDEX outcome_by_article ON outcome (article, code)",
    """CREATE TABLE flag (
      id bigint GENERATED ALWAYS AS IDENTITY UNIQUE, uid uuid PRIMARY KEY, slug text NOT NULL, locale text NOT NULL,
      comment text NOT NULL, at double precision NOT NULL, done boolean NOT NULL DEFAULT false,
      author text NOT NULL DEFAULT session_user)""",
    """CREATE TABLE comment (
      id bigint GENERATED ALWAYS AS IDENTITY UNIQUE, uid uuid PRIMARY KEY, slug text NOT NULL, text text NOT NULL,
      at double precision NOT NULL, author text NOT NULL DEFAULT session_user)""",
    "CREATE INDEX comment_by_slug ON comment (slug)",
    """CREATE TABLE gap (
      text text, locale text, times integer NOT NULL, at double precision NOT NULL, PRIMARY KEY (text, locale))""",
    # Operations that were done: a client that did not hear the answer may send one again.
    """CREATE TABLE applied (
      operation uuid PRIMARY KEY, client uuid NOT NULL, at timestamptz NOT NULL DEFAULT now(),
      author text NOT NULL DEFAULT session_user, branch uuid)""",
    "CREATE INDEX applied_by_time ON applied (at)",
    # One number for each kind of thing that clients keep a copy of; it grows with every change.
    "CREATE TABLE change (kind text PRIMARY KEY, version bigint NOT NULL DEFAULT 0, xact xid8)",
    "INSERT INTO change (kind) VALUES ('comment'), ('flag'), ('gap'), ('outcome')",
)

FUNCTIONS = (
    # Whoever takes a session is written down by the server, and nobody can take one for ever.
    f"""CREATE FUNCTION record_holder() RETURNS trigger LANGUAGE plpgsql SET search_path = naze, pg_temp AS $$
    BEGIN
      IF NEW.client IS NULL OR NEW.held_until IS NULL THEN
        NEW.client := NULL; NEW.holder := NULL; NEW.held_since := NULL; NEW.held_until := NULL;
        RETURN NEW;
      END IF;
      NEW.held_until := least(NEW.held_until, now() + interval '{LONGEST_LEASE}');
      IF TG_OP = 'INSERT' THEN
        NEW.held_since := now();
      ELSIF OLD.holder IS DISTINCT FROM session_user::text OR OLD.client IS DISTINCT FROM NEW.client
        OR OLD.held_until < now() THEN
        NEW.held_since := now();
      ELSE
        NEW.held_since := OLD.held_since;
      END IF;
      NEW.holder := session_user;
      RETURN NEW;
    END $$""",
    """CREATE TRIGGER record_holder BEFORE INSERT OR UPDATE ON session
      FOR EACH ROW EXECUTE FUNCTION record_holder()""",
    # The number changes when the transaction ends, so nobody waits for a client that stopped in the middle of one.
    """CREATE FUNCTION count_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = naze, pg_temp
    AS $$
    BEGIN
      UPDATE change SET version = version + 1, xact = pg_current_xact_id()
        WHERE kind = TG_ARGV[0] AND xact IS DISTINCT FROM pg_current_xact_id();
      RETURN NULL;
    END $$""",
    *(f"""CREATE CONSTRAINT TRIGGER count_change AFTER INSERT OR UPDATE OR DELETE ON {table}
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION count_change('{table}')"""
      for table in ("comment", "flag", "gap", "outcome")),
    f"""CREATE FUNCTION trim_gaps() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = naze, pg_temp
    AS $$
    BEGIN
      IF (SELECT count(*) FROM gap) > {MAX_GAPS} THEN
        DELETE FROM gap WHERE (text, locale) IN (SELECT text, locale FROM gap ORDER BY at DESC OFFSET {MAX_GAPS});
      END IF;
      RETURN NULL;
    END $$""",
    "CREATE TRIGGER trim_gaps AFTER INSERT ON gap FOR EACH STATEMENT EXECUTE FUNCTION trim_gaps()",
    # A session that two went on with at once becomes two. The steps both have keep their authors, which only the owner
    # of the table can write.
    """CREATE FUNCTION branch_session(of uuid, new uuid, last integer, by_client uuid, until timestamptz) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = naze, pg_temp AS $$
    BEGIN
      INSERT INTO session (uid, kind, locale, title, code, page, created, updated, state, steps, origin, client,
                           held_until)
        SELECT new, kind, locale, title, code, page, created, updated, state, last, of, by_client, until
        FROM session WHERE uid = of;
      INSERT INTO step SELECT new, number, at, json, author FROM step WHERE session = of AND number <= last;
    END $$""",
    """CREATE FUNCTION forget_cases(of_article text) RETURNS bigint LANGUAGE sql SET search_path = naze, pg_temp AS $$
      WITH gone AS (DELETE FROM outcome WHERE of_article IN ('', article) RETURNING 1) SELECT count(*) FROM gone
    $$""",
    f"""CREATE FUNCTION apply_retention() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = naze, pg_temp AS $$
    DECLARE days double precision := (SELECT value::double precision FROM meta WHERE key = 'keep_days');
            gone bigint;
    BEGIN
      DELETE FROM session WHERE uid IN (
        SELECT uid FROM session WHERE updated < extract(epoch FROM now()) - days * 86400 LIMIT {AT_ONCE});
      GET DIAGNOSTICS gone = ROW_COUNT;
      DELETE FROM applied WHERE operation IN (
        SELECT operation FROM applied WHERE at < now() - interval '1 year' LIMIT {AT_ONCE});
      RETURN gone;
    END $$""",
)

_FUNCTIONS_OF_US = ("record_holder()", "count_change()", "trim_gaps()",
                    "branch_session(uuid, uuid, integer, uuid, timestamptz)", "forget_cases(text)",
                    "apply_retention()")

RIGHTS = (
    *(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC" for name in _FUNCTIONS_OF_US),
    f"GRANT USAGE ON SCHEMA naze TO {READER}",
    f"GRANT SELECT ON meta, change, comment TO {READER}",
    f"GRANT SELECT ON session, step, outcome, flag, gap, applied TO {AGENT}",
    f"""GRANT INSERT (uid, kind, locale, title, code, page, created, updated, state, origin, client, held_until),
      UPDATE (locale, status, outcome, updated, state, steps, client, held_until) ON session TO {AGENT}""",
    f"GRANT INSERT (session, number, at, json) ON step TO {AGENT}",
    f"GRANT INSERT (uid, session, at, code, article, cause, outcome, seconds, tier), DELETE ON outcome TO {AGENT}",
    f"GRANT INSERT (uid, slug, locale, comment, at) ON flag TO {AGENT}",
    f"GRANT INSERT (uid, slug, text, at), DELETE ON comment TO {AGENT}",
    f"GRANT INSERT, UPDATE (times, at) ON gap TO {AGENT}",
    f"GRANT INSERT (operation, client), UPDATE (branch) ON applied TO {AGENT}",
    f"GRANT EXECUTE ON FUNCTION branch_session(uuid, uuid, integer, uuid, timestamptz), apply_retention() TO {AGENT}",
    f"GRANT EXECUTE ON FUNCTION forget_cases(text) TO {EDITOR}",
    f"GRANT DELETE ON session, gap TO {EDITOR}",
    f"GRANT UPDATE (done) ON flag TO {EDITOR}",
)

POLICIES = (
    *(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
      for table in ("session", "step", "outcome", "flag", "comment", "gap", "applied")),
    *(f"CREATE POLICY read ON {table} FOR SELECT TO {AGENT} USING (true)"
      for table in ("session", "step", "outcome", "flag", "gap")),
    f"CREATE POLICY read ON comment FOR SELECT TO {READER} USING (true)",
    f"CREATE POLICY read ON applied FOR SELECT TO {AGENT} USING (author = session_user)",
    *(f"CREATE POLICY add ON {table} FOR INSERT TO {AGENT} WITH CHECK (author = session_user)"
      for table in ("session", "step", "outcome", "flag", "comment", "applied")),
    f"CREATE POLICY add ON gap FOR INSERT TO {AGENT} WITH CHECK (true)",
    # A session that somebody is at work on is closed to all others until the lease ends.
    f"""CREATE POLICY work ON session FOR UPDATE TO {AGENT}
      USING (held_until IS NULL OR held_until < now() OR holder = session_user) WITH CHECK (true)""",
    f"CREATE POLICY count ON gap FOR UPDATE TO {AGENT} USING (true) WITH CHECK (true)",
    f"CREATE POLICY finish ON applied FOR UPDATE TO {AGENT} USING (author = session_user) WITH CHECK (true)",
    # Who goes back from the end of a walk takes its case back; what was counted without a session stays.
    f"CREATE POLICY take_back ON outcome FOR DELETE TO {AGENT} USING (session IS NOT NULL)",
    f"CREATE POLICY remove_own ON comment FOR DELETE TO {AGENT} USING (author = session_user)",
    *(f"CREATE POLICY remove ON {table} FOR DELETE TO {EDITOR} USING (true)"
      for table in ("session", "outcome", "comment", "gap")),
    f"CREATE POLICY close ON flag FOR UPDATE TO {EDITOR} USING (true) WITH CHECK (true)",
)

SHARED_WORK = (*TABLES, *FUNCTIONS, *RIGHTS, *POLICIES)
