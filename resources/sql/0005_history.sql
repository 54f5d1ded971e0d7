-- Which case was at hand last: an older one may have been opened again, and a killed program goes on with that.

ALTER TABLE cases ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;

-- The list of the cases reads few kinds of event, and none of the large ones.
CREATE INDEX events_by_kind ON events (kind);
