-- Photos for the report. Unlike events they can be taken out again: one may show what nobody should see.

CREATE TABLE photos (
    case_id   TEXT    NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    number    INTEGER NOT NULL CHECK (number > 0),
    width_px  INTEGER NOT NULL CHECK (width_px > 0),
    height_px INTEGER NOT NULL CHECK (height_px > 0),
    jpeg      BLOB    NOT NULL,
    PRIMARY KEY (case_id, number)
) STRICT;
