-- Cases are append-only lists of events; everything else is replayed from them. One row of profile.
-- The program runs this file in one transaction and then sets user_version to the number in the file's name.

CREATE TABLE cases (
    id               TEXT PRIMARY KEY,
    created_utc      TEXT NOT NULL,
    app_version      TEXT NOT NULL,
    knowledge_digest TEXT NOT NULL,
    schema           TEXT NOT NULL
) STRICT;

CREATE TABLE events (
    case_id TEXT    NOT NULL REFERENCES cases (id),
    seq     INTEGER NOT NULL CHECK (seq > 0),
    at_utc  TEXT    NOT NULL,
    kind    TEXT    NOT NULL,
    data    TEXT    NOT NULL CHECK (json_valid(data)),
    PRIMARY KEY (case_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;

CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;

CREATE TABLE profile (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    data TEXT NOT NULL CHECK (json_valid(data))
) STRICT;
